"""Reading a mail, however broken it is: what can be read is taken, what cannot is left out."""
import hashlib
import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import getaddresses
from typing import Any

from crm_core.errors import Invalid
from crm_core.inputs import line, prose
from crm_core.mailbox import quoting
from crm_core.mailbox.markup import words_of
from crm_core.mailbox.reports import report_of
from crm_core.mailbox.schemas import Arrived, Enclosed
from crm_core.normalise import email as written_email

LONGEST_TEXT = 45_000  # characters of a message; the rest stays in the mail as it came
MOST_PARTS, MOST_FILES = 500, 30
_ID = re.compile(r"<[^<>\s]{1,400}>")
_CHARSETS = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "unicode-1-1-utf-7": "utf-7"}


def glance(raw: bytes, cut: bool = False) -> Arrived:
    """The mail in these bytes, or as much of it as it takes to keep it. Never raises."""
    try:
        return parse(raw, cut)
    except Exception:
        return Arrived(_id_of(raw), None, None, "", "", "", (), False, None, (), cut)


def parse(raw: bytes, cut: bool = False) -> Arrived:
    """The mail in these bytes; `cut` when only its beginning is there, so that its files are not whole."""
    message = _message(raw)
    text, html, files = _contents(message)
    words = prose(text or words_of(html))
    name, address = _sender(message)
    return Arrived(
        message_id=_message_id(message, raw), from_email=address, from_name=name, subject=line(header(message, "Subject"))[:190],
        text=words, shown=quoting.shown(words)[:LONGEST_TEXT], references=_references(message), automatic=_is_automatic(message),
        report=report_of(message, raw, header), files=() if cut else tuple(files), cut=cut,
    )


def header(message: Message, name: str) -> str:
    """A header as text; "" where there is none or nothing can be read."""
    try:
        found = message.get(name)
        return "" if found is None else str(found)
    except Exception:  # the library stumbles over some headers in its own ways
        raw = next((value for key, value in getattr(message, "_headers", ()) if key.lower() == name.lower()), "")
        return " ".join(str(raw).split())


def _message(raw: bytes) -> Message:
    try:
        return BytesParser(policy=policy.default).parsebytes(raw)
    except Exception:
        try:
            return BytesParser(policy=policy.compat32).parsebytes(raw)
        except Exception:
            empty = EmailMessage()
            empty.set_payload(raw.decode("utf-8", "replace"))
            return empty


def _message_id(message: Message, raw: bytes) -> str:
    """Its Message-ID; one made of its bytes where it has none."""
    found = _ID.search(header(message, "Message-ID"))
    return found.group() if found else _id_of(raw)


def _id_of(raw: bytes) -> str:
    return f"<{hashlib.sha256(raw).hexdigest()[:40]}@no-id>"


def _references(message: Message) -> tuple[str, ...]:
    """The ids of what it answers, the nearest first."""
    answered = _ID.findall(header(message, "In-Reply-To"))
    earlier = _ID.findall(header(message, "References"))[::-1]
    return tuple(dict.fromkeys([*answered, *earlier]))[:50]


def _sender(message: Message) -> tuple[str | None, str | None]:
    for name in ("Reply-To", "From", "Sender"):
        try:
            pairs = getaddresses([header(message, name)])
        except Exception:
            continue
        for shown, address in pairs:
            try:
                return line(shown)[:100] or None, written_email(address)
            except Invalid:
                continue
    return None, None


def _is_automatic(message: Message) -> bool:
    """Written by a program (RFC 3834 and what is usual beside it): it must neither open a ticket nor be answered."""
    submitted = header(message, "Auto-Submitted").lower().split(";")[0].strip()
    precedence = header(message, "Precedence").lower().strip()
    return (
        submitted not in ("", "no") or precedence in ("bulk", "junk", "list", "auto_reply")
        or any(header(message, name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "List-Id"))
        or header(message, "Return-Path").strip() == "<>" or message.get_content_type() == "multipart/report"
    )


def _contents(message: Message) -> tuple[str, str, list[Enclosed]]:
    """(plain text, HTML, files)."""
    texts: list[str] = []
    htmls: list[str] = []
    files: list[Enclosed] = []
    for part in _parts(message):
        try:
            kind, name = _kind(part), _file_name(part)
            attached = name is not None or part.get_content_disposition() == "attachment"
            if not attached and (kind in ("text/plain", "text/html") or kind.startswith("multipart/")):
                (htmls if kind == "text/html" else texts).append(_decoded(part))
            elif attached and len(files) < MOST_FILES:
                content = _bytes(part)
                if content:
                    files.append(Enclosed(name or f"file-{len(files) + 1}{_ending(kind)}", content))
        except Exception:  # this part cannot be read; the others can
            continue
    return "\n\n".join(filter(None, texts)), "<br>".join(htmls), files


def _parts(message: Message) -> Iterator[Message]:
    """The leaves of the tree; a mail within the mail is a file, and no tree is walked for ever."""
    todo: list[Message] = [message]
    seen = 0
    while todo and seen < MOST_PARTS:
        part = todo.pop(0)
        seen += 1
        payload: Any = part.get_payload()
        if part.is_multipart() and part.get_content_type() != "message/rfc822" and isinstance(payload, list):
            todo = [one for one in payload if isinstance(one, Message)] + todo
        else:
            yield part


def _kind(part: Message) -> str:
    return part.get_content_type().lower()


def _file_name(part: Message) -> str | None:
    try:
        name = part.get_filename()
    except Exception:
        name = None
    if name is None and _kind(part) == "message/rfc822":
        inner = part.get_payload(0) if part.is_multipart() else None
        name = (line(header(inner, "Subject"))[:80] if inner is not None else "") or "mail"
        return f"{name}.eml"
    return line(str(name)) or None if name else None


def _ending(kind: str) -> str:
    return {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "text/plain": ".txt"}.get(kind, "")


def _bytes(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload(0)
        return inner.as_bytes() if isinstance(inner, Message) else b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _decoded(part: Message) -> str:
    content = _bytes(part)
    named = (part.get_content_charset() or "utf-8").lower()
    for charset in (_CHARSETS.get(named, named), "utf-8", "gb18030"):
        try:
            return content.decode(charset)
        except (LookupError, UnicodeError):
            continue
    return content.decode("utf-8", "replace")

