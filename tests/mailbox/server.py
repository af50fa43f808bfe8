"""A mailbox server (IMAP) on this machine: as much of RFC 3501 as a program that fetches mail uses."""
import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from crm_core.mail.accounts import account, save_account
from crm_core.mail.schemas import AccountForm
from crm_core.run import act, ask

USER, PASSWORD = "support@example.com", "let-me-in"


class Box:
    """The mails by UID, and which were read. `after` hangs up after so many fetched mails."""

    def __init__(self) -> None:
        self.mails: dict[int, bytes] = {}
        self.read: set[int] = set()
        self.validity, self.next_uid, self.after = 7, 1, 10**9
        self.fetched = 0

    def put(self, raw: bytes) -> int:
        self.mails[self.next_uid] = raw
        self.next_uid += 1
        return self.next_uid - 1


class _Talk:
    def __init__(self, box: Box, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.box, self.reader, self.writer = box, reader, writer

    async def run(self) -> None:
        self._say("* OK ready")
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while line := await self.reader.readline():
                tag, _space, rest = line.decode().strip().partition(" ")
                word, _space, more = rest.partition(" ")
                answer = getattr(self, f"_{word.lower()}", self._unknown)(more)
                if answer is None:
                    break
                self._say(f"{tag} {answer}")
                await self.writer.drain()
                if word.upper() == "LOGOUT":
                    break
        self.writer.close()

    def _say(self, text: str) -> None:
        self.writer.write(text.encode() + b"\r\n")

    def _capability(self, _more: str) -> str:
        self._say("* CAPABILITY IMAP4rev1")
        return "OK done"

    def _login(self, more: str) -> str:
        return "OK in" if more.split(" ") == [USER, f'"{PASSWORD}"'] or more.split(" ") == [f'"{USER}"', f'"{PASSWORD}"'] else "NO wrong"

    def _select(self, more: str) -> str:
        if more.strip('"') != "INBOX":
            return "NO no such folder"
        self._say(f"* {len(self.box.mails)} EXISTS")
        self._say(f"* OK [UIDVALIDITY {self.box.validity}] valid")
        self._say(f"* OK [UIDNEXT {self.box.next_uid}] next")
        return "OK [READ-WRITE] open"

    def _uid(self, more: str) -> str | None:
        word, _space, rest = more.partition(" ")
        return {"SEARCH": self._search, "FETCH": self._fetch, "STORE": self._store}[word.upper()](rest)

    def _search(self, criteria: str) -> str:
        found = sorted(self.box.mails)
        span = re.fullmatch(r"UID (\d+):\*", criteria)
        if span:
            found = [uid for uid in found if uid >= int(span.group(1))] or found[-1:]
        elif criteria.startswith("UNSEEN"):
            found = [uid for uid in found if uid not in self.box.read]
        self._say("* SEARCH " + " ".join(map(str, found)))
        return "OK found"

    def _fetch(self, more: str) -> str | None:
        uid, _space, what = more.partition(" ")
        raw = self.box.mails.get(int(uid))
        if raw is None:
            return "OK nothing"
        if "SIZE" in what:
            self._say(f"* 1 FETCH (UID {uid} RFC822.SIZE {len(raw)})")
            return "OK size"
        if self.box.fetched >= self.box.after:
            return None
        self.box.fetched += 1
        part = re.search(r"<0\.(\d+)>", what)
        raw = raw[: int(part.group(1))] if part else raw
        self.writer.write(f"* 1 FETCH (UID {uid} BODY[]{'<0>' if part else ''} {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")
        return "OK mail"

    def _store(self, more: str) -> str:
        self.box.read.add(int(more.split(" ")[0]))
        return "OK read"

    def _noop(self, _more: str) -> str:
        return "OK"

    def _logout(self, _more: str) -> str:
        self._say("* BYE")
        return "OK bye"

    def _unknown(self, _more: str) -> str:
        return "BAD unknown"


@contextmanager
def running(box: Box) -> Iterator[int]:
    """Runs the server and gives its port."""
    loop = asyncio.new_event_loop()
    started = threading.Event()
    held: list[asyncio.Server] = []

    async def serve() -> None:
        held.append(await asyncio.start_server(lambda r, w: _Talk(box, r, w).run(), "127.0.0.1", 0))
        started.set()

    loop.create_task(serve())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    started.wait(10)
    try:
        yield held[0].sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(held[0].close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)


def set_mailbox(cast, port: int, password: str | None = PASSWORD, **fields) -> None:
    """Enters the account that fetches from a server on this machine."""
    values = {"host": "127.0.0.1", "port": port, "security": "none", "username": USER}
    known = ask(cast.ada, account, "imap")
    act(cast.ada, save_account, "imap", AccountForm(**values | fields), password, known.version if known else None)
