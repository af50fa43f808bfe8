"""What stands behind the bell."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from crm_core.work import ANYBODY, Work, query
from db.models import Notification

MOST = 99  # more are not counted


@dataclass(frozen=True)
class NoticeRow:
    """A notice of the reader's own; `kind` and `params` make its sentence."""

    id: int
    kind: str
    params: Mapping[str, str | int | None]
    subject_type: str | None
    subject_id: int | None
    customer_id: int | None
    at: datetime
    unread: bool


@query(ANYBODY)
def unread(work: Work) -> int:
    """How many notices are new to the reader; MOST + 1 stands for more."""
    mine = Notification.user_id == work.actor.user_id, Notification.read_at.is_(None)
    few = select(Notification.id).where(*mine).limit(MOST + 1).subquery()
    return work.session.scalar(select(func.count()).select_from(few))


@query(ANYBODY)
def notices(work: Work, *, only_unread: bool = False, page: int = 1, size: int = 30) -> tuple[tuple[NoticeRow, ...], bool]:
    """A page of the reader's notices, newest first, and whether there are more."""
    n = Notification
    found = select(n.id, n.kind, n.params, n.subject_type, n.subject_id, n.customer_id, n.at, n.read_at).where(
        n.user_id == work.actor.user_id)
    if only_unread:
        found = found.where(n.read_at.is_(None))
    rows = work.session.execute(found.order_by(n.id.desc()).offset((page - 1) * size).limit(size + 1)).all()
    return tuple(NoticeRow(*row[:-1], unread=row.read_at is None) for row in rows[:size]), len(rows) > size
