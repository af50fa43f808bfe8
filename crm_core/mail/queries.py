"""Reading the outbox."""
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from crm_core.mail.schemas import PURPOSES, STATES, Counts, MailPage, MailRow
from crm_core.work import Work, query
from db.models import Mail

PER_PAGE = 50
COUNTED = 10_000  # more are not counted for the list's pages


@dataclass(frozen=True)
class MailFilter:
    """Which mails; None is any."""

    state: str | None = None
    purpose: str | None = None
    search: str = ""


@query("mail:manage")
def outbox_page(work: Work, wanted: MailFilter, page: int = 1) -> MailPage:
    """A page of the outbox, newest first."""
    conditions = _conditions(wanted)
    few = select(Mail.id).where(*conditions).limit(COUNTED).subquery()
    total = work.session.scalar(select(func.count()).select_from(few))
    columns = [getattr(Mail, name) for name in MailRow.__dataclass_fields__]
    rows = select(*columns).where(*conditions).order_by(Mail.id.desc()).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    return MailPage(tuple(MailRow(*row) for row in work.session.execute(rows)), total)


@query("mail:manage")
def counts(work: Work) -> Counts:
    """What waits, what needs a decision, and what went out lately."""
    states = select(Mail.state, func.count()).where(Mail.state.in_(("waiting", "sending", "unknown", "bounced"))).group_by(Mail.state)
    found = dict(work.session.execute(states).all())
    lately = select(func.count()).where(Mail.sent_at > work.now - timedelta(days=1), Mail.state == "sent")
    return Counts(
        waiting=found.get("waiting", 0) + found.get("sending", 0), unknown=found.get("unknown", 0),
        bounced=found.get("bounced", 0), sent=work.session.scalar(lately),
    )


@query("mail:manage")
def mail_row(work: Work, mail_id: int) -> tuple[MailRow, str]:
    """One mail and its text. Raises NotFound."""
    row = work.one(select(Mail).where(Mail.id == mail_id))
    return MailRow(*(getattr(row, name) for name in MailRow.__dataclass_fields__)), row.text


def _conditions(wanted: MailFilter) -> list:
    found = []
    if wanted.state in STATES:
        found.append(Mail.state == wanted.state)
    if wanted.purpose in PURPOSES:
        found.append(Mail.purpose == wanted.purpose)
    if wanted.search:
        found.append(Mail.to_email.startswith(wanted.search.strip().lower(), autoescape=True))
    return found
