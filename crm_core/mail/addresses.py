"""What is known of addresses: whether mail to them comes back."""
from collections.abc import Mapping

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crm_core.errors import NotFound
from crm_core.mail.schemas import Bounced
from crm_core.work import Work, command, query
from db.models import MailAddress

MOST = 500


def condemn(work: Work, said: Mapping[str, str]) -> None:
    """Notes of addresses that mail to them comes back, with what the other side said."""
    if not said:
        return
    rows = [{"email": email, "bounced_at": work.now, "bounce": problem} for email, problem in said.items()]
    insert = (sqlite if work.session.get_bind().dialect.name == "sqlite" else postgresql).insert(MailAddress.__table__)
    news = {name: insert.excluded[name] for name in ("bounced_at", "bounce")}
    work.session.execute(insert.on_conflict_do_update(index_elements=["email"], set_=news), rows)


@query("mail:manage")
def bounced(work: Work, search: str = "") -> tuple[int, tuple[Bounced, ...]]:
    """How many addresses bounced, and the newest of them."""
    wanted = MailAddress.bounced_at.is_not(None)
    if search:
        wanted &= MailAddress.email.contains(search.strip().lower(), autoescape=True)
    total = work.session.scalar(select(func.count()).select_from(MailAddress).where(wanted))
    rows = select(MailAddress.email, MailAddress.bounced_at, MailAddress.bounce).where(wanted)
    rows = rows.order_by(MailAddress.bounced_at.desc(), MailAddress.email).limit(MOST)
    return total, tuple(Bounced(*row) for row in work.session.execute(rows))


@command("mail:manage")
def works_again(work: Work, email: str) -> None:
    """Mail may go to this address again. Raises NotFound."""
    changed = work.session.execute(
        update(MailAddress).where(MailAddress.email == email, MailAddress.bounced_at.is_not(None)).values(bounced_at=None, bounce=None)
    )
    if not changed.rowcount:
        raise NotFound()
    work.record("mail.address_works", "mail_address", None, after={"email": email})
