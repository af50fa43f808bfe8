"""How a box stands and what became of today, for the sentence above the queue."""
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, or_, select, true

from crm_core.access import scope
from crm_core.tickets.filtering import Box, in_box
from crm_core.tickets.rules import OPEN, VIP
from crm_core.work import Work, query
from db.models import Ticket

SATISFACTION_DAYS = 30
MOST_ANSWERS = 2000


@dataclass(frozen=True)
class Today:
    """Of a box: how many are late, and near their limit; the subject and limit of the VIP's ticket that is nearest to its own.

    `resolved` since midnight, `answer_minutes` the median of today's first answers in working minutes, `satisfaction`
    the mean of the last 30 days; of the reader's tickets where the box is one's own, else of all the reader sees.
    """

    late: int
    near: int
    vip: str | None
    vip_due_at: datetime | None
    resolved: int
    answer_minutes: int | None
    satisfaction: float | None


@query("tickets:view")
def today(work: Work, box: Box) -> Today:
    """How the box stands now, in two statements."""
    since = work.now - timedelta(days=SATISFACTION_DAYS)
    late, near = Ticket.due_at < work.now, or_(Ticket.warned_at.is_not(None), Ticket.warn_at < work.now)
    waiting = select(_count(late), _count(and_(~late, near))).where(*_of(work, box)).subquery()
    done = and_(Ticket.state.not_in(OPEN), Ticket.resolved_at >= _midnight(work))
    closed = select(_count(done), func.avg(Ticket.satisfaction)).where(*_whose(work, box), Ticket.resolved_at >= since).subquery()
    vip = (
        select(Ticket.subject, Ticket.due_at)
        .where(*_of(work, box), Ticket.grade == VIP, ~late, near)
        .order_by(Ticket.due_at).limit(1).subquery()
    )
    row = work.session.execute(
        select(*waiting.c, vip.c.subject, vip.c.due_at, *closed.c)
        .select_from(waiting.join(closed, true()).outerjoin(vip, true()))
    ).one()
    *counted, satisfaction = row
    return Today(*counted, _median(work, box), float(satisfaction) if satisfaction is not None else None)


def _median(work: Work, box: Box) -> int | None:
    minutes = select(Ticket.response_minutes).where(
        *_whose(work, box), Ticket.first_response_at >= _midnight(work), Ticket.response_minutes.is_not(None))
    found = work.session.scalars(minutes.limit(MOST_ANSWERS)).all()
    return round(median(found)) if found else None


def _of(work: Work, box: Box) -> list:
    """The open tickets of a box."""
    return [scope.tickets(work), Ticket.state.in_(OPEN) if box == "all" else in_box(work, box)]


def _whose(work: Work, box: Box) -> list:
    return [Ticket.owner_id == work.actor.user_id, Ticket.deleted_at.is_(None)] if box == "mine" else [scope.tickets(work)]


def _count(condition):
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _midnight(work: Work) -> datetime:
    return work.now.astimezone(ZoneInfo(work.actor.time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)
