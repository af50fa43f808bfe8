"""Bringing a mail to where it belongs: its ticket, a new one, the campaign it answers, or the address that does not work."""
import re
from datetime import timedelta

from sqlalchemy import ColumnElement, func, or_, select, update

from crm_core.attachments import store
from crm_core.campaigns.tracking import note_reply
from crm_core.errors import Invalid
from crm_core.i18n import N_, words
from crm_core.mail import problems, rules
from crm_core.mail.addresses import condemn
from crm_core.mail.sending import tell
from crm_core.mailbox.parsing import parse
from crm_core.mailbox.schemas import Arrived, Report
from crm_core.tickets.creating import create_ticket
from crm_core.tickets.schemas import Incoming, NewFile, TicketNew
from crm_core.tickets.talking import add_incoming
from crm_core.work import Work, command
from db.models import IncomingMail, Mail, MailAccount, Ticket, TicketMessage

NO_SENDER = N_("It names no sender to answer to.")
MOST_AN_HOUR = 30  # tickets from one address; beyond that something runs in circles
_NUMBER = re.compile(r"\[#(\d{1,9})\]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
ANYWAY = "anyway"
NO_SUBJECT, NO_TEXT = N_("(no subject)"), N_("(no text)")
CUT = N_("This mail was too large to be fetched whole. What it enclosed was left out.")


@command("mail:manage")
def waiting(work: Work) -> list[int]:
    """Mails that are kept and not yet handled, the oldest first."""
    return list(work.session.scalars(select(IncomingMail.id).where(IncomingMail.state == "waiting").order_by(IncomingMail.id).limit(500)))


@command("mail:manage")
def handle(work: Work, incoming_id: int) -> str | None:
    """Handles one kept mail; returns what it was. None when somebody else did meanwhile."""
    row = work.session.scalars(
        select(IncomingMail).where(IncomingMail.id == incoming_id, IncomingMail.state == "waiting").with_for_update()).first()
    if row is None:
        return None
    mail = parse(store.path(row.stored_as).read_bytes(), row.cut)
    outcome, ticket_id = _to_people(work, mail) if row.outcome == ANYWAY else _brought(work, mail)
    row.state = "ignored" if outcome in ("automatic", "own", "flood") else "handled"
    row.outcome, row.ticket_id = outcome, ticket_id
    return outcome


@command("mail:manage")
def fail(work: Work, incoming_id: int, why: str) -> None:
    """A mail that could not be handled stays, for people to look at."""
    work.session.execute(
        update(IncomingMail).where(IncomingMail.id == incoming_id, IncomingMail.state == "waiting").values(state="failed", outcome=why[:300]))
    work.record("mail.not_understood", "incoming_mail", incoming_id)


@command("mail:manage")
def try_again(work: Work, incoming_id: int) -> None:
    """A mail that failed is handled anew; one that was left aside is brought to people whatever it is. Raises NotFound."""
    row = work.one(select(IncomingMail).where(IncomingMail.id == incoming_id, IncomingMail.state.in_(("failed", "ignored"))).with_for_update())
    row.outcome = ANYWAY if row.state == "ignored" else None
    row.state = "waiting"
    work.record("mail.tried_again", "incoming_mail", incoming_id)


def _brought(work: Work, mail: Arrived) -> tuple[str, int | None]:
    """(outcome, ticket)."""
    if mail.report is not None and _bounced(work, mail.report):
        return "bounce", None
    if _is_own(work, mail):
        return "own", None
    if mail.report is not None or mail.automatic:
        return "automatic", None
    if _floods(work, mail) and _ticket_of(work, mail) is None:
        return "flood", None
    return _to_people(work, mail)


def _to_people(work: Work, mail: Arrived) -> tuple[str, int]:
    if mail.from_email is None:
        raise Invalid(NO_SENDER)
    ticket_id = _ticket_of(work, mail)
    if ticket_id is not None:
        data = Incoming(text=_text(work, mail), name=mail.from_name, email=mail.from_email, message_id=mail.message_id)
        return "reply", add_incoming(work, ticket_id, data, _files(mail))
    send_id = _answered(work, mail, Mail.send_id)
    if send_id is not None:
        note_reply(work, send_id)
    return "campaign_reply" if send_id is not None else "ticket", _new_ticket(work, mail)


def _bounced(work: Work, report: Report) -> bool:
    """Marks our mail that came back. Who names its id has seen it, so nobody else can speak against an address."""
    if not report.message_ids:
        return False
    found = Mail.message_id.in_(report.message_ids), Mail.state.in_(("sent", "unknown", "bounced"))
    mail = work.session.scalars(select(Mail).where(*found).order_by(Mail.id.desc()).limit(1).with_for_update()).first()
    if mail is None or report.recipient not in (None, mail.to_email):
        return False
    if report.final and mail.state != "bounced":
        mail.state, mail.problem = "bounced", problems.written("bounced", report.said)
        if rules.condemns_address(report.said, after_data=False):
            condemn(work, {mail.to_email: mail.problem})
        tell(work, "mail.bounced", [mail])
    return True


def _is_own(work: Work, mail: Arrived) -> bool:
    """A mail that we sent ourselves, or that somebody writes from the address we send from."""
    if work.session.scalar(select(Mail.id).where(Mail.message_id == mail.message_id)) is not None:
        return True
    own = work.session.scalar(select(MailAccount.from_email).where(MailAccount.kind == "smtp"))
    return mail.from_email is not None and mail.from_email == own


def _ticket_of(work: Work, mail: Arrived) -> int | None:
    """The ticket this belongs to: by what it answers, else by the number in its subject when the requester writes."""
    if mail.references:
        m = TicketMessage
        found = select(m.ticket_id).join(Ticket, Ticket.id == m.ticket_id).where(m.message_id.in_(mail.references), Ticket.deleted_at.is_(None))
        by_message = work.session.scalar(found.order_by(m.id.desc()).limit(1))
        by_message = by_message or _answered(work, mail, Mail.ticket_id)
        if by_message is not None:
            return by_message
    number = _NUMBER.search(mail.subject)
    if number is None:
        return None
    wrote = select(TicketMessage.id).where(TicketMessage.ticket_id == Ticket.id, TicketMessage.direction == "in", TicketMessage.email == mail.from_email)
    return work.session.scalar(select(Ticket.id).where(
        Ticket.id == int(number.group(1)), Ticket.deleted_at.is_(None), or_(Ticket.requester_email == mail.from_email, wrote.exists())))


def _answered(work: Work, mail: Arrived, column: ColumnElement[int | None]) -> int | None:
    """What `column` of the mail says that this one answers."""
    if not mail.references:
        return None
    return work.session.scalar(
        select(column).where(Mail.message_id.in_(mail.references), column.is_not(None)).order_by(Mail.id.desc()).limit(1))


def _new_ticket(work: Work, mail: Arrived) -> int:
    say = words(work.settings.locale)
    return create_ticket(work, TicketNew(
        subject=mail.subject or say.gettext(NO_SUBJECT), text=_text(work, mail), channel="email", requester_email=mail.from_email,
        requester_name=mail.from_name, message_id=mail.message_id, locale="zh_Hans" if _CHINESE.search(mail.shown) else "en",
    ), _files(mail))  # fmt: skip


def _text(work: Work, mail: Arrived) -> str:
    say = words(work.settings.locale)
    parts = [mail.shown or say.gettext(NO_TEXT), f"({say.gettext(CUT)})" if mail.cut else ""]
    return "\n\n".join(filter(None, parts))


def _files(mail: Arrived) -> list[NewFile]:
    return [NewFile(file.name, file.content) for file in mail.files]


def _floods(work: Work, mail: Arrived) -> bool:
    lately = select(func.count()).where(
        IncomingMail.from_email == mail.from_email, IncomingMail.at > work.now - timedelta(hours=1), IncomingMail.ticket_id.is_not(None))
    return work.session.scalar(lately) >= MOST_AN_HOUR

