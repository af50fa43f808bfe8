"""What an administrator decides about mails: again, or not at all."""
from collections.abc import Sequence

from sqlalchemy import select, update

from crm_core.errors import N_, Conflict, NotFound
from crm_core.mail import bell
from crm_core.work import Work, command
from db.models import Mail, MailAddress

UNASKED = ("campaign", "greeting")  # what only goes to who agreed
AGAIN, STOPPABLE = ("unknown", "bounced", "cancelled"), ("waiting", "unknown")


@command("mail:manage")
def resend(work: Work, mail_id: int) -> None:
    """Puts a mail back to those that wait, with the Message-ID it has. Raises NotFound, Conflict."""
    row = work.session.scalars(select(Mail).where(Mail.id == mail_id).with_for_update()).first()
    if row is None:
        raise NotFound()
    if row.state not in AGAIN:
        raise Conflict(N_("This mail was decided about meanwhile."))
    _check_again(work, row)
    before = row.state
    row.state, row.next_at, row.attempts, row.problem, row.lease = "waiting", work.now, 0, None, None
    work.record("mail.resent", "mail", row.id, customer_id=row.customer_id, before={"state": before}, after={"email": row.to_email})
    work.afterwards.append(bell.ring)


def _check_again(work: Work, row: Mail) -> None:
    """Raises Conflict for a mail that must not go out again."""
    if not (row.text or row.html):
        raise Conflict(N_("The words of this mail are not kept any more. Send it from its campaign."))
    refused = select(MailAddress.email).where(MailAddress.email == row.to_email, MailAddress.marketing.is_(False))
    if row.purpose in UNASKED and work.session.scalar(refused) is not None:
        raise Conflict(N_("{address} refuses marketing mail."), address=row.to_email)


@command("mail:manage")
def try_now(work: Work, mail_ids: Sequence[int]) -> int:
    """Mails that wait for their next try are tried at once; returns how many."""
    changed = work.session.execute(
        update(Mail).where(Mail.id.in_(mail_ids), Mail.state == "waiting", Mail.next_at > work.now).values(next_at=work.now)
    ).rowcount
    work.afterwards.append(bell.ring)
    return changed


@command("mail:manage")
def cancel(work: Work, mail_ids: Sequence[int]) -> list[int]:
    """Mails that wait, or of which nobody knows, are not sent; returns the ids of those it was in time for."""
    gone = work.session.execute(
        update(Mail).where(Mail.id.in_(mail_ids), Mail.state.in_(STOPPABLE)).values(state="cancelled", lease=None)
        .returning(Mail.id, Mail.customer_id, Mail.send_id, Mail.to_email).execution_options(synchronize_session=False)
    ).all()
    for row in gone:
        work.record("mail.cancelled", "mail", row.id, customer_id=row.customer_id,
                    after={"email": row.to_email} | ({"send_id": row.send_id} if row.send_id else {}))
    return [row.id for row in gone]
