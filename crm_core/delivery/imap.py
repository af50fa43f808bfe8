"""Fetching mail from a mailbox (IMAP)."""
import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from crm_core import clock
from crm_core.access import signing
from crm_core.delivery.smtp import Trouble, trouble_of
from crm_core.mail.schemas import Access

PATIENCE = 30  # seconds for one answer
LARGEST = 75_000_000  # bytes that are fetched whole: 50 MB of files, as mails write them
BEGINNING = 1_000_000  # bytes that are fetched of larger ones
FIRST_DAYS = 14  # at the first look: unread mails of the last days
AT_ONCE = 200
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass(frozen=True)
class Fetched:
    """A mail's bytes; `cut`: only its beginning."""

    uid: int
    raw: bytes
    cut: bool


class Mailbox:
    """An open folder."""

    def __init__(self, server: imaplib.IMAP4, validity: int, newest: int | None) -> None:
        self._server, self.validity, self._newest = server, validity, newest

    @property
    def newest(self) -> int:
        """The newest mail when the folder was opened."""
        return self._newest if self._newest is not None else max(self._search("UID *"), default=0)

    def after(self, last_uid: int) -> list[int]:
        """The mails after this one, the oldest first."""
        found = self._search(f"UID {last_uid + 1}:*")
        return [uid for uid in found if uid > last_uid][:AT_ONCE]  # "7:*" names the last mail also when it is 5

    def unread(self) -> list[int]:
        """The unread mails of the last days, for the first look."""
        since = (clock.now() - timedelta(days=FIRST_DAYS)).strftime("%d-%b-%Y")
        return self._search(f"UNSEEN SINCE {since}")

    def fetch(self, uid: int) -> Fetched | None:
        """A mail, without marking it; None when it is gone."""
        size = self._size(uid)
        if size is None:
            return None
        cut = size > LARGEST
        wanted = f"(BODY.PEEK[]<0.{BEGINNING}>)" if cut else "(BODY.PEEK[])"
        _code, data = self._server.uid("FETCH", str(uid), wanted)
        raw = next((part[1] for part in data if isinstance(part, tuple)), None)
        return None if raw is None else Fetched(uid, raw, cut)

    def mark_read(self, uid: int) -> None:
        """Shows people who look into the mailbox that this one was taken."""
        with suppress(imaplib.IMAP4.error):
            self._server.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")

    def _search(self, criteria: str) -> list[int]:
        _code, data = self._server.uid("SEARCH", *criteria.split(" "))
        return sorted(int(number) for number in (data[0] or b"").split())

    def _size(self, uid: int) -> int | None:
        _code, data = self._server.uid("FETCH", str(uid), "(RFC822.SIZE)")
        for part in data:
            found = _SIZE.search(part[0] if isinstance(part, tuple) else part or b"")
            if found:
                return int(found.group(1))
        return None


@contextmanager
def opened(access: Access, patience: float = PATIENCE) -> Iterator[Mailbox]:
    """The folder of an account. Raises Trouble, which says what is wrong with it."""
    server = None
    try:
        server = _connected(access, patience)
        _signed_in(server, access)
        yield _selected(server, access.folder)
    except Exception as error:
        raise _trouble(error) from error
    finally:
        if server is not None:
            with suppress(Exception):
                server.logout()


def _connected(access: Access, patience: float) -> imaplib.IMAP4:
    if access.security == "tls":
        return imaplib.IMAP4_SSL(access.host, access.port, ssl_context=ssl.create_default_context(), timeout=patience)
    server = imaplib.IMAP4(access.host, access.port, timeout=patience)
    if access.security == "starttls":
        try:
            if "STARTTLS" not in server.capabilities:
                raise Trouble("no_starttls")
            server.starttls(ssl_context=ssl.create_default_context())
        except BaseException:
            server.shutdown()
            raise
    return server


def _signed_in(server: imaplib.IMAP4, access: Access) -> None:
    password = signing.unseal(access.secret) if access.secret else ""
    if password is None:
        raise Trouble("sealed")
    try:
        server.login(access.username or "", password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise Trouble("password", _said(error)) from error


def _selected(server: imaplib.IMAP4, folder: str) -> Mailbox:
    try:
        code, data = server.select(_quoted(folder))
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise Trouble("no_folder", _said(error)) from error
    if code != "OK":
        raise Trouble("no_folder", data[0].decode("utf-8", "replace") if data and data[0] else "")
    validity, following = _number(server, "UIDVALIDITY"), _number(server, "UIDNEXT")
    return Mailbox(server, validity or 0, following - 1 if following else None)


def _number(server: imaplib.IMAP4, name: str) -> int | None:
    found = server.response(name)[1]
    return int(found[0]) if found and found[0] else None


def _quoted(folder: str) -> str:
    encoded = folder if folder.isascii() else _modified_utf7(folder)
    return '"' + encoded.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _modified_utf7(text: str) -> str:
    """The names of folders in other scripts, as RFC 3501 writes them."""
    parts = []
    for run in re.findall(r"[\x20-\x7e]+|[^\x20-\x7e]+", text):
        if run.isascii():
            parts.append(run.replace("&", "&-"))
        else:
            parts.append("&" + run.encode("utf-7").decode()[1:].removesuffix("-").replace("/", ",") + "-")
    return "".join(parts)


def _trouble(error: Exception) -> Exception:
    if isinstance(error, imaplib.IMAP4.abort):
        return Trouble("hung_up", _said(error))
    if isinstance(error, imaplib.IMAP4.error):
        return Trouble("protocol", _said(error))
    return trouble_of(error)


def _said(error: BaseException) -> str:
    first = error.args[0] if error.args else ""
    return first.decode("utf-8", "replace") if isinstance(first, bytes) else str(first)
