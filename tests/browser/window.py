"""A window of somebody at the app, and what hands do in it. Everything waits for what should be seen."""
import re
import shutil
import time
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from crm_core import clock
from crm_core.access import tickets
from crm_core.access.sessions import BROWSER_COOKIE
from crm_core.i18n import words
from crm_core.people.accounts import set_preferences
from crm_core.run import act
from db.engine import database
from db.models import User
from tests.browser.traffic import Traffic
from tests.cast import Cast
from tests.live import Server

FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
         "--disable-quic", "--disable-gpu"]  # fmt: skip
WAIT = 60_000  # milliseconds until a journey gives up; on a busy machine things take as long as they take
LOCALES = {"en": "en-US", "zh_Hans": "zh-CN"}
# Connected, no script runs and every element has its code (else a grey bar stands for it), three frames long: then
# buttons and shortcuts listen.
CALM = """call => {
  const app = document.querySelector('[data-testid="stApp"]');
  const ready = app && app.dataset.testScriptState === "notRunning" && app.dataset.testConnectionState === "CONNECTED"
    && !document.querySelector('[data-testid="stSkeleton"]');
  if (!window.calm || window.calm.call !== call) window.calm = { call, frames: 0 };
  window.calm.frames = ready ? window.calm.frames + 1 : 0;
  return window.calm.frames > 2;
}"""


def chromium() -> str | None:
    """Where the browser is on this machine."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@dataclass
class Window:
    """One tab, in the language of whoever sits before it."""

    page: Page
    url: str
    language: str
    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(WAIT)
        self.traffic = Traffic(self.page)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("websocket", lambda socket: self._asked(socket.url))

    def _asked(self, url: str) -> None:
        host = urlsplit(url).hostname  # None for data: and blob:
        if host:
            self.hosts.add(host)

    # Words

    def say(self, text: str, **values: object) -> str:
        """An English text of the app in the language of this window."""
        return words(self.language).gettext(text).format(**values) if values else words(self.language).gettext(text)

    def many(self, singular: str, plural: str, n: int) -> str:
        """As ngettext."""
        return words(self.language).ngettext(singular, plural, n).format(n=n)

    # Moving about

    def go(self, path: str) -> None:
        """Types an address."""
        self.page.goto(self.url + path)
        self.settled()

    def settled(self) -> None:
        """Waits until the app has answered all that was asked and the answer stands on the page."""
        until = time.monotonic() + WAIT / 1000
        self._calm()
        while self.traffic.waiting:
            assert time.monotonic() < until, "the app has not answered"
            self.page.wait_for_timeout(20)
            self._calm()

    def _calm(self) -> None:
        self.page.wait_for_function(CALM, arg=time.monotonic_ns())

    def tab(self, path: str = "/") -> "Window":
        """Another tab of the same browser."""
        other = Window(self.page.context.new_page(), self.url, self.language, self.errors, self.hosts)
        other.go(path)
        return other

    # Finding

    def key(self, key: str) -> Locator:
        """The element that the app calls by this key."""
        return self.page.locator(f".st-key-{key.replace('.', '-')}")

    def buttons(self, text: str, **values: object) -> Locator:
        """The buttons with this name, whatever key they have beside it."""
        return self.page.get_by_role("button", name=self._named(text, **values))

    def _named(self, text: str, **values: object) -> re.Pattern:
        return re.compile(rf"^{re.escape(self.say(text, **values))}( Shortcut .+)?$")

    def button(self, text: str, **values: object) -> Locator:
        return self.buttons(text, **values).first

    def text(self, text: str, **values: object) -> Locator:
        return self.page.get_by_text(self.say(text, **values)).first

    def box(self, label: str) -> Locator:
        """A field to write into by its label (required or not)."""
        return self.page.get_by_role("textbox", name=self.say(label)).first

    def entry(self, title: str) -> Locator:
        """The entry of the menu with just this title."""
        return self.page.get_by_test_id("stSidebar").get_by_role("link", name=self.say(title), exact=True)

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def rows(self) -> Locator:
        """The rows of the table of records."""
        return self.page.locator("tr[data-id]")

    def row(self, name: str) -> Locator:
        return self.rows.filter(has_text=name).first

    def card(self, deal_id: int) -> Locator:
        """A card of the board."""
        return self.page.locator(f'.card[data-id="{deal_id}"]')

    def column(self, stage_id: int) -> Locator:
        """A column of the board."""
        return self.page.locator(f'.column[data-id="{stage_id}"]')

    # Doing

    def press(self, text: str, **values: object) -> None:
        """Presses a button, once the page it belongs to is complete."""
        expect(self.button(text, **values)).to_be_visible()
        self.settled()
        self.button(text, **values).click()

    def confirm(self, text: str) -> None:
        """Presses a button of the dialog, once the dialog is complete."""
        expect(self.dialog.get_by_role("button", name=self._named(text)).first).to_be_visible()
        self.settled()
        self.dialog.get_by_role("button", name=self._named(text)).first.click()

    def hit(self, key: str) -> None:
        """Presses the button that the app calls by this key, once the page is complete."""
        expect(self.key(key).get_by_role("button").first).to_be_visible()
        self.settled()
        self.key(key).get_by_role("button").first.click()

    def shortcut(self, keys: str, key: str) -> None:
        """Presses the keys of the button that the app calls by this key, once it listens."""
        expect(self.key(key).get_by_role("button").first).to_be_visible()
        self.settled()
        self.page.keyboard.press(keys)

    def write(self, field: Locator, text: str) -> None:
        """Writes into a field, once no answer is under way that could draw it anew."""
        expect(field).to_be_visible()
        self.settled()
        field.fill(text)
        expect(field).to_have_value(text)

    def choose(self, field: Locator, option: str) -> None:
        """Picks an option of a box to choose from."""
        expect(field).to_be_visible()
        self.settled()
        field.click()
        self.page.get_by_role("option", name=option, exact=True).first.click()

    def pick(self, menu: str, item: str) -> None:
        """Opens the menu with this key and picks an item."""
        self.hit(menu)
        self.page.get_by_role("menuitem", name=self.say(item), exact=True).or_(
            self.page.get_by_role("option", name=self.say(item), exact=True)
        ).first.click()

    def move(self, deal: str, to: str) -> None:
        """Sends a card of the board on by its menu."""
        self.page.locator(".card").filter(has_text=deal).locator("select").select_option(label=to)

    def sees(self, text: str, **values: object) -> None:
        expect(self.text(text, **values)).to_be_visible()

    def misses(self, text: str, **values: object) -> None:
        expect(self.page.get_by_text(self.say(text, **values))).to_have_count(0)

    def sign_in(self, email: str, password: str) -> None:
        """Signs in with the form."""
        form = self.page.get_by_test_id("stForm")
        self.write(form.locator("input").nth(0), email)
        self.write(form.locator("input").nth(1), password)
        form.locator("input").nth(1).press("Enter")
        self.is_in()

    def is_in(self) -> None:
        """Waits for the menu of somebody who is signed in."""
        expect(self.key("user_menu")).to_be_attached()

    def sign_out(self) -> None:
        self.pick("user_menu_button", "Sign out")
        expect(self.page.locator(".st-key-sign_in")).to_be_visible()


def open_window(
    browser: Browser, server: Server, person: str | None, path: str, *, language: str = "en", width: int = 1440, dark: bool = False
) -> Window:
    """A window of a browser of its own, at `path`; signed in as one of the cast, when given."""
    context = browser.new_context(
        viewport={"width": width, "height": 900 if width > 800 else 844}, locale=LOCALES[language], timezone_id="Asia/Shanghai",
        color_scheme="dark" if dark else "light", reduced_motion="reduce", is_mobile=width < 800, has_touch=width < 800,
    )  # fmt: skip
    window = Window(context.new_page(), server.url, language)
    if person is None:
        window.go(path)
        return window
    act(getattr(Cast(), person), set_preferences, locale=language, time_zone="Asia/Shanghai")
    enter(window, f"{person}@example.com", path)
    return window


def enter(window: Window, email: str, path: str = "/") -> None:
    """Signs somebody of the database in use in without the form, and shows `path`."""
    context = window.page.context
    context.request.get(window.url + "/")
    cookie = next(c["value"] for c in context.cookies() if c["name"] == BROWSER_COOKIE)
    with database().reading() as session:
        user_id = session.scalar(select(User.id).where(User.email == email))
    ticket = tickets.issue(user_id, cookie, clock.now())
    window.page.goto(f"{window.url}/session/start?ticket={quote(ticket)}&to={quote(path)}")
    window.is_in()
    window.settled()
