"""What was fetched is kept first, and understood afterwards: whatever goes wrong then, nothing is lost."""
from sqlalchemy import select

from crm_core.attachments import store
from crm_core.mail import rules
from crm_core.mail.schemas import Access
from crm_core.mail.sending import access_of
from crm_core.mailbox.schemas import Arrived
from crm_core.work import Work, command
from db.models import IncomingMail, MailAccount


@command("mail:manage")
def mailbox(work: Work) -> tuple[Access, int | None, int | None] | None:
    """The mailbox to look into now, its UIDVALIDITY and the last mail that was fetched; None when it rests or there is none."""
    account = work.session.get(MailAccount, "imap")
    if account is None or not account.active or account.rate_at and account.rate_at > work.now:
        return None
    return access_of(account), account.uid_validity, account.last_uid


@command("mail:manage")
def keep(work: Work, arrived: Arrived, raw: bytes, uid: int | None) -> bool:
    """Keeps a fetched mail until it is handled, each Message-ID once; returns whether it is new.

    `uid` is noted as the last that was fetched; None at the first look, which ends with `note_look`.
    """
    account = work.session.scalars(select(MailAccount).where(MailAccount.kind == "imap").with_for_update()).one()
    known = work.session.scalar(select(IncomingMail.id).where(IncomingMail.message_id == arrived.message_id))
    if known is None:
        work.session.add(IncomingMail(
            message_id=arrived.message_id, from_email=arrived.from_email, from_name=arrived.from_name, subject=arrived.subject,
            state="waiting", stored_as=store.save(raw), cut=arrived.cut, at=work.now))  # fmt: skip
    if uid is not None:
        account.last_uid = max(account.last_uid or 0, uid)
    return known is None


@command("mail:manage")
def note_look(work: Work, problem: str | None, first: tuple[int, int] | None = None) -> None:
    """Notes how looking into the mailbox went; after a failure it rests, the longer the more there were.

    `first` are the UIDVALIDITY and the newest mail of a folder that was looked into for the first time.
    """
    account = work.session.get(MailAccount, "imap")
    if account is None:
        return
    account.checked_at, account.problem = work.now, problem
    account.failures = account.failures + 1 if problem else 0
    account.rate_at = work.now + rules.rest(account.failures) if problem else None
    if first is not None:
        account.uid_validity, account.last_uid = first
