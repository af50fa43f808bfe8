"""The sender's steps, each one transaction: what became of the last mail, and which is next.

The order is rate token → claimed row → hand-over → mark, so that a mail that was perhaps sent is never sent again by itself.
"""
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Row, ScalarSelect, bindparam, func, select, update
from sqlalchemy.orm import Session

from crm_core.mail import problems, rules
from crm_core.mail.addresses import condemn
from crm_core.mail.schemas import Access, File, Outcome, Outgoing, Turn
from crm_core.work import Work, command
from db.models import Attachment, Mail, MailAccount
from db.types import UtcDateTime

RANKS = (0, 1)
_mails = Mail.__table__
_COLUMNS = tuple(_mails.c[name] for name in (
    "id", "lease", "purpose", "to_email", "to_name", "subject", "text", "html", "headers", "message_id", "in_reply_to", "attachments",
))  # fmt: skip
_TOLD = tuple(_mails.c[name] for name in ("id", "customer_id", "ticket_id", "send_id", "purpose", "to_email"))


def _first(rank: int) -> ScalarSelect[int]:
    """The mail of this rank that waits longest."""
    ready = _mails.c.state == "waiting", _mails.c.rank == rank, _mails.c.next_at <= bindparam("now", type_=UtcDateTime)
    return select(_mails.c.id).where(*ready).order_by(_mails.c.next_at, _mails.c.id).limit(1).with_for_update(skip_locked=True).scalar_subquery()


# Made once: it runs for every mail.
_CLAIM = (
    update(_mails).where(_mails.c.id == func.coalesce(*map(_first, RANKS)), _mails.c.state == "waiting")
    .values(state="sending", lease=bindparam("new_lease"), leased_until=bindparam("new_until"), attempts=_mails.c.attempts + 1)
    .returning(*_COLUMNS)
)


def due(session: Session, now: datetime) -> bool:
    """Whether the sender has something to do. Cheap, and takes no lock."""
    if session.scalar(select(Mail.id).where(Mail.state == "sending", Mail.leased_until < now).limit(1)) is not None:
        return True
    account = session.get(MailAccount, "smtp")
    if account is None or not account.active or account.rate_at and account.rate_at > now:
        return False
    waiting = (select(Mail.id).where(Mail.state == "waiting", Mail.rank == rank, Mail.next_at <= now).limit(1) for rank in RANKS)
    return any(session.scalar(statement) is not None for statement in waiting)


@command("mail:manage")
def write_off(work: Work) -> int:
    """Mails whose sender died while it handed them over become unknown; returns how many."""
    lost = work.session.execute(
        update(Mail).where(Mail.state == "sending", Mail.leased_until < work.now)
        .values(state="unknown", problem=problems.written("died")).returning(*_TOLD)
    ).all()
    tell(work, "mail.unknown", lost)
    return len(lost)


@command("mail:manage")
def turn(work: Work, outcome: Outcome | None, more: bool = True) -> Turn:
    """Notes how the last mail went and, if `more`, claims the next one."""
    accounts = {row.kind: row for row in work.session.scalars(select(MailAccount).order_by(MailAccount.kind).with_for_update())}
    account = accounts.get("smtp")
    if outcome is not None:
        _settle(work, account, outcome)
    if account is None or not account.active or not more:
        return Turn()
    if account.rate_at and account.rate_at > work.now:
        return Turn(wait=(account.rate_at - work.now).total_seconds())
    mail = _claim(work)
    if mail is None:
        return Turn()
    account.rate_at = work.now + rules.spacing(account.per_minute)
    return Turn(replace(access_of(account), reply_to=_answered_to(account, accounts.get("imap"))), mail)


def access_of(account: MailAccount) -> Access:
    """What a connection needs to know of an account."""
    return Access(**{name: getattr(account, name) for name in Access.__dataclass_fields__ if hasattr(account, name)})


def _answered_to(account: MailAccount, mailbox: MailAccount | None) -> str | None:
    """The address of the mailbox, where that is another than the sender's: answers must arrive where they are fetched."""
    address = mailbox.username if mailbox and mailbox.active else None
    return address if address and "@" in address and address.lower() != account.from_email else None


def _claim(work: Work) -> Outgoing | None:
    row = work.session.execute(
        _CLAIM, {"now": work.now, "new_lease": secrets.token_hex(8), "new_until": work.now + rules.LEASE}
    ).first()
    if row is None:
        return None
    values = dict(row._mapping)
    files = _files(work, values.pop("attachments"))
    return Outgoing(**values, files=files, at=work.now)


def _files(work: Work, ids: Sequence[int]) -> tuple[File, ...]:
    if not ids:
        return ()
    wanted = select(Attachment.name, Attachment.content_type, Attachment.stored_as).where(Attachment.id.in_(ids))
    return tuple(File(*row) for row in work.session.execute(wanted.order_by(Attachment.id)))


def _settle(work: Work, account: MailAccount | None, outcome: Outcome) -> None:
    """Marks the mail, unless somebody decided about it meanwhile, and tells who waits to know."""
    outcome = _given_up(work, outcome)
    mail, state = outcome.mail, outcome.state
    values = {"state": state, "problem": outcome.problem, "leased_until": None}
    if state == "sent":
        empty = mail.purpose == "campaign"  # it can be rendered again, and there are very many
        values |= {"sent_at": work.now} | ({"text": "", "html": None} if empty else {})
    elif state == "waiting" and not outcome.server:
        values["next_at"] = work.now + rules.pause(_attempts(work, mail))
    elif state == "waiting":
        values["attempts"] = _mails.c.attempts - 1
    marked = work.session.execute(
        update(_mails).where(_mails.c.id == mail.id, _mails.c.lease == mail.lease).values(**values).returning(*_TOLD)
    ).all()
    if outcome.condemned and marked:
        condemn(work, {mail.to_email: outcome.problem or ""})
    if state != "waiting":
        tell(work, f"mail.{state}", marked)
    if account is not None:
        _note(work, account, outcome)


def _given_up(work: Work, outcome: Outcome) -> Outcome:
    """The outcome itself, or a refusal when the other side has put this mail off too often."""
    put_off = outcome.state == "waiting" and not outcome.server
    if not put_off or _attempts(work, outcome.mail) < rules.MOST_TRIES:
        return outcome
    _later, said = problems.parts(outcome.problem or "")
    return replace(outcome, state="bounced", problem=problems.written("given_up", said))


def _attempts(work: Work, mail: Outgoing) -> int:
    return work.session.scalar(select(Mail.attempts).where(Mail.id == mail.id)) or 1


def _note(work: Work, account: MailAccount, outcome: Outcome) -> None:
    """What the attempt says about the server: it rests after a failure, the longer the more there were."""
    if outcome.server:
        account.failures += 1
        account.rate_at = work.now + rules.rest(account.failures)
        account.problem, account.checked_at = outcome.problem, work.now
    elif account.failures or account.problem:
        account.failures, account.problem, account.checked_at = 0, None, work.now


def tell(work: Work, kind: str, rows: Sequence[Row | Mail]) -> None:
    """What was sent is told to the features, what went wrong is also kept for the audit trail."""
    for row in rows:
        about = {"send_id": row.send_id, "ticket_id": row.ticket_id, "purpose": row.purpose}
        if kind != "mail.sent":
            about["email"] = row.to_email
        work.record(
            kind, "mail", row.id, customer_id=row.customer_id, after={k: v for k, v in about.items() if v is not None},
            stored=kind != "mail.sent",
        )
