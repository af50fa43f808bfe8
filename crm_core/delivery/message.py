"""A mail as bytes. Whatever stands in subject, names and headers, it stays in its line."""
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from email_validator import EmailNotValidError, validate_email

from crm_core.attachments import store
from crm_core.inputs import line
from crm_core.mail.schemas import Access, Outgoing

AUTOMATIC = ("digest", "notice", "greeting", "survey", "report")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_OURS = re.compile(r"(?i)from|sender|to|cc|bcc|subject|date|message-id|in-reply-to|mime-version|content-.*")


class Unwritable(Exception):
    """The mail cannot be put together; the text says why."""


def ascii_address(address: str) -> str:
    """The address for the envelope; other scripts in its domain become punycode. Raises Unwritable."""
    if address.isascii():
        return address
    try:
        found = validate_email(address, check_deliverability=False, test_environment=True).ascii_email
    except EmailNotValidError as error:
        raise Unwritable(error) from None
    if not found:
        raise Unwritable(address)
    return found


def built(access: Access, mail: Outgoing) -> bytes:
    """The mail with CRLF, ready for DATA. Raises Unwritable."""
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = _named(access.from_name, access.from_email or "")
        message["To"] = _named(mail.to_name, mail.to_email)
        if access.reply_to and "Reply-To" not in mail.headers:
            message["Reply-To"] = Address(addr_spec=ascii_address(access.reply_to))
        message["Subject"] = line(mail.subject)
        message["Date"] = format_datetime(mail.at)
        message.set_content(mail.text)
        if mail.html:
            message.add_alternative(mail.html, subtype="html")
        for file in mail.files:
            main, _slash, sub = file.content_type.partition("/")
            message.add_attachment(store.path(file.stored_as).read_bytes(), main, sub, filename=line(file.name))
        return _head(mail) + message.as_bytes()
    except (ValueError, OSError, LookupError, TypeError, AttributeError) as error:
        raise Unwritable(f"{type(error).__name__}: {error}") from error


def _named(name: str | None, address: str) -> Address:
    return Address(line(name or ""), addr_spec=ascii_address(address))


def _head(mail: Outgoing) -> bytes:
    """Headers of plain ASCII, written by hand: the library would encode ids and links longer than a line."""
    further = {n: v for n, v in mail.headers.items() if _NAME.fullmatch(n) and not _OURS.fullmatch(n)}
    shown = {"Message-ID": mail.message_id}
    if mail.in_reply_to:
        shown |= {"In-Reply-To": mail.in_reply_to, "References": mail.in_reply_to}
    if mail.purpose in AUTOMATIC:
        shown["Auto-Submitted"] = "auto-generated"
    shown |= further
    lines = []
    for name, value in shown.items():
        value = line(str(value)).encode("ascii", "ignore").decode()
        lines.append(f"{name}: " + (value if len(value) < 70 else "\r\n ".join(value.split(" "))) + "\r\n")
    return "".join(lines).encode("ascii")
