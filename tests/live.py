"""The running app, and talking to it as a browser does, without one."""
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
from sqlalchemy import select
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from crm_core import clock
from crm_core.access import tickets
from crm_core.access.sessions import BROWSER_COOKIE
from db.engine import database, use_database
from db.models import User

ROOT = Path(__file__).parents[1]


class Server:
    """`streamlit run app.py` on a free port, with its own data folder."""

    def __init__(self, data: Path) -> None:
        self.data, self.database = data, f"sqlite:///{data / 'crm.db'}"
        self.url = f"http://127.0.0.1:{_free_port()}"

    def start(self) -> float:
        """Starts it and returns the seconds until it answered."""
        begun = time.monotonic()
        with (self.data / "log.txt").open("w") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(urlsplit(self.url).port),
                 "--server.headless", "true", "--server.address", "127.0.0.1", "--server.fileWatcherType", "none"],
                cwd=ROOT, stdout=log, stderr=log, env={**os.environ, "CRM_DATA_DIR": str(self.data), "CRM_DATABASE_URL": self.database},
            )  # fmt: skip
        while True:
            try:
                httpx.get(self.url + "/_stcore/health").raise_for_status()
                return time.monotonic() - begun
            except httpx.HTTPError:
                assert self._process.poll() is None and time.monotonic() - begun < 180, self.log()
                time.sleep(0.05)

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()

    @property
    def pid(self) -> int:
        return self._process.pid

    def log(self) -> str:
        return (self.data / "log.txt").read_text()

    def browser(self, email: str | None = None) -> "Browser":
        """A browser, signed in as somebody or not."""
        browser = Browser(self, httpx.Client(base_url=self.url))
        browser.http.get("/")
        if email:
            browser.sign_in(email)
        return browser


@dataclass
class Browser:
    """Something with a cookie jar."""

    server: Server
    http: httpx.Client

    def ticket(self, email: str) -> str:
        """A ticket as the sign-in page issues it for this browser."""
        use_database(self.server.database)
        with database().reading() as session:
            user_id = session.scalar(select(User.id).where(User.email == email))
        return tickets.issue(user_id, self.http.cookies[BROWSER_COOKIE], clock.now())

    def redeem(self, ticket: str, to: str = "/") -> httpx.Response:
        return self.http.get(f"/session/start?ticket={quote(ticket)}&to={quote(to)}")

    def sign_in(self, email: str) -> None:
        self.redeem(self.ticket(email))

    def copy(self) -> "Browser":
        """Somebody who stole the cookies."""
        return Browser(self.server, httpx.Client(base_url=self.server.url, cookies=dict(self.http.cookies)))

    def tab(self, page: str = "", query: str = "", *, session_id: str | None = None, origin: str | None = None) -> "Tab":
        """Opens a tab at a page and waits for its first run."""
        tab = Tab(self, session_id, origin or self.server.url)
        tab.run(page, query)
        return tab


@dataclass
class Tab:
    """A websocket to the page server, and everything it has sent since the last run."""

    browser: Browser
    session_id: str | None
    origin: str
    messages: list[ForwardMsg] = field(default_factory=list)

    def __post_init__(self) -> None:
        http = self.browser.http
        protocols = ["streamlit", "xsrf"] + [self.session_id] * bool(self.session_id)
        self._connection = connect(
            self.browser.server.url.replace("http", "ws") + "/_stcore/stream",
            origin=self.origin, subprotocols=protocols, max_size=None, compression=None,
            additional_headers={"Cookie": "; ".join(f"{name}={value}" for name, value in http.cookies.items())},
        )  # fmt: skip
        self.socket = self._connection.__enter__()

    def run(self, page: str = "", query: str = "", fragment: str = "", widgets: Iterable[dict] = (), timeout=120) -> None:
        """Runs the script (or one fragment of it) and collects what it shows."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        message.rerun_script.fragment_id = fragment
        message.rerun_script.context_info.url = f"{self.browser.server.url}/{page}"
        message.rerun_script.widget_states.widgets.extend(WidgetState(**widget) for widget in widgets)
        self.messages = []
        self.socket.send(message.SerializeToString())
        while not self.messages or self.messages[-1].WhichOneof("type") != "script_finished":
            self.messages.append(ForwardMsg.FromString(self.socket.recv(timeout=timeout)))
        for message in self.messages:
            if message.HasField("new_session"):
                self.session_id = message.new_session.initialize.session_id

    def press(self, label: str, page: str = "", fragment: str = "") -> None:
        """Clicks the button with this label, as the browser would."""
        buttons = [m.delta.new_element.button for m in self.messages if m.delta.new_element.HasField("button")]
        self.pressed = {"id": next(b.id for b in buttons if b.label == label), "trigger_value": True}
        self.run(page, fragment=fragment, widgets=[self.pressed])

    @property
    def shown(self) -> str:
        """All that the run sent, as text."""
        return "\n".join(re.sub(r"\\(.)", r"\1", str(m)) for m in self.messages if m.WhichOneof("type") != "new_session")

    @property
    def not_found(self) -> bool:
        return any(m.HasField("page_not_found") for m in self.messages) or "is not yours to see" in self.shown

    @property
    def asks_to_sign_in(self) -> bool:
        return "sign_in_form" in self.shown

    @property
    def fragment(self) -> str:
        """The fragment that asks for text: the dialog, not the bell in the menu."""
        (found,) = {m.delta.fragment_id for m in self.messages if m.delta.fragment_id and m.delta.new_element.HasField("text_input")}
        return found

    def is_closed(self, within: float = 30) -> bool:
        """Whether the server ends this socket."""
        try:
            while True:
                self.socket.recv(timeout=within)
        except ConnectionClosed:
            return True
        except TimeoutError:
            return False

    def close(self) -> None:
        self.socket.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
