"""Reading notices, and forgetting old ones. What somebody read is nobody else's business: no event is kept of it."""
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import and_, delete, or_, update

from crm_core.work import ANYBODY, Work, command
from db.models import Notification

READ_KEPT, UNREAD_KEPT = timedelta(days=30), timedelta(days=90)


@command(ANYBODY)
def read(work: Work, ids: Iterable[int]) -> None:
    """Marks notices of one's own as read."""
    _read(work, Notification.id.in_(list(ids)))


@command(ANYBODY)
def unread_again(work: Work, ids: Iterable[int]) -> None:
    """Takes `read` back."""
    mine = Notification.user_id == work.actor.user_id, Notification.id.in_(list(ids))
    work.session.execute(update(Notification).where(*mine).values(read_at=None))


@command(ANYBODY)
def read_all(work: Work) -> tuple[int, ...]:
    """Marks all of one's notices as read; returns the ids of those that were not."""
    return _read(work)


@command("settings:manage")
def forget_old(work: Work) -> int:
    """Removes notices that were read a month ago or told three months ago; returns how many."""
    n = Notification
    old = or_(and_(n.read_at.is_not(None), n.read_at <= work.now - READ_KEPT), n.at <= work.now - UNREAD_KEPT)
    return work.session.execute(delete(n).where(old).execution_options(synchronize_session=False)).rowcount


def _read(work: Work, *which) -> tuple[int, ...]:
    mine = Notification.user_id == work.actor.user_id, Notification.read_at.is_(None), *which
    marked = update(Notification).where(*mine).values(read_at=work.now).returning(Notification.id)
    return tuple(work.session.scalars(marked.execution_options(synchronize_session=False)))
