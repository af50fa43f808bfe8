"""Reports of mail servers that a mail of ours could not be delivered (RFC 3464, and those that look otherwise)."""
import re
from collections.abc import Callable
from email.message import Message

from crm_core.mailbox.schemas import Report

_OURS = re.compile(rb"<[0-9a-f]{32}@[^<>\s]{1,255}>")
_SENDERS = ("mailer-daemon", "postmaster")
_FINAL = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b|\b55[0-9]\b")
_DELAYED = re.compile(r"delay|warning|retry|推迟|延迟", re.IGNORECASE)
Header = Callable[[Message, str], str]


def report_of(message: Message, raw: bytes, header: Header) -> Report | None:
    """What is reported; None when this is no report. `message_ids` are those of mails it names, which may be ours."""
    try:
        status = _status(message)
        if status is not None:
            return _formal(status, raw, header)
        if _is_from_a_server(message, header):
            return _informal(message, raw, header)
    except Exception:  # a report that cannot be read is handled like any mail
        return None
    return None


def _status(message: Message) -> Message | None:
    if message.get_content_type() != "multipart/report":
        return None
    return next((part for part in message.walk() if part.get_content_type() == "message/delivery-status"), None)


def _formal(status: Message, raw: bytes, header: Header) -> Report:
    payload = status.get_payload()
    blocks = [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []
    about = next((block for block in blocks if header(block, "Action")), None)
    if about is None:
        return Report(_ids(raw), None, False, "")
    recipient = header(about, "Final-Recipient") or header(about, "Original-Recipient")
    said = " ".join(filter(None, [header(about, "Status"), header(about, "Diagnostic-Code").partition(";")[2].strip()]))
    return Report(_ids(raw), recipient.partition(";")[2].strip().strip("<>").lower() or None, header(about, "Action").strip().lower() == "failed", said)


def _informal(message: Message, raw: bytes, header: Header) -> Report:
    text = raw[:200_000].decode("utf-8", "replace")
    found = _FINAL.search(text)
    end = text.find("\n", found.start()) if found else -1
    said = text[found.start() : end if end > 0 else None].strip()[:300] if found else ""
    return Report(_ids(raw), None, bool(found) and not _DELAYED.search(header(message, "Subject")), said)


def _is_from_a_server(message: Message, header: Header) -> bool:
    sender = header(message, "From").lower()
    return header(message, "Return-Path").strip() == "<>" and any(name in sender for name in _SENDERS) or any(
        f"{name}@" in sender for name in _SENDERS)


def _ids(raw: bytes) -> tuple[str, ...]:
    """Ids that look like ours, wherever they stand: who names one has seen the mail."""
    return tuple(dict.fromkeys(found.decode() for found in _OURS.findall(raw[:2_000_000])))[:20]
