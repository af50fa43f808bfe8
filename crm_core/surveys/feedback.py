"""Which were asked, what they answered, and how it went."""
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from crm_core.access import scope
from crm_core.surveys.schemas import FeedbackFilter, FeedbackRow, FeedbackSummary
from crm_core.work import Work, query
from db.models import Customer, Survey, Ticket, User

RIGHT = "reports:service"
PAGE_SIZE = 50
STATES = ("answered", "waiting", "expired")


@query(RIGHT)
def feedback_summary(work: Work, wanted: FeedbackFilter) -> FeedbackSummary:
    """The figures of what `wanted` matches, in one statement."""
    s = Survey
    scores = [func.sum(case((s.score == score, 1), else_=0)) for score in range(1, 6)]
    row = work.session.execute(
        select(func.count(s.id), func.count(s.answered_at), func.sum(case((_is(work, "waiting"), 1), else_=0)), func.avg(s.score), *scores)
        .join(Ticket, Ticket.id == s.ticket_id).where(*_conditions(work, wanted))
    ).one()
    asked, answered, waiting, average, *counts = row
    return FeedbackSummary(asked, answered, waiting or 0, None if average is None else float(average), tuple(n or 0 for n in counts))


@query(RIGHT)
def feedback(work: Work, wanted: FeedbackFilter, page: int = 1, size: int = PAGE_SIZE) -> tuple[FeedbackRow, ...]:
    """One page of the surveys that `wanted` matches: the last answers first, then those that wait."""
    return tuple(rows_of(work, wanted, limit=size, offset=(max(1, page) - 1) * size))


def rows_of(
    work: Work, wanted: FeedbackFilter, *also: ColumnElement[bool], limit: int | None = None, offset: int | None = None
) -> Iterator[FeedbackRow]:
    """The surveys that `wanted` matches, in order, read in pieces."""
    s = Survey
    statement = (
        select(s.id, s.ticket_id, Ticket.subject, s.customer_id, Customer.name, User.name, s.sent_at, s.answered_at,
               s.reminded_at.is_not(None), and_(s.answered_at.is_(None), s.expires_at <= work.now), s.score, s.comment)
        .join(Ticket, Ticket.id == s.ticket_id)
        .outerjoin(Customer, Customer.id == s.customer_id)
        .outerjoin(User, User.id == s.user_id)
        .where(*_conditions(work, wanted), *also)
        .order_by(s.answered_at.is_(None), s.answered_at.desc(), s.sent_at.desc(), s.id.desc())
        .limit(limit).offset(offset)
    )
    for row in work.session.execute(statement.execution_options(yield_per=1000)):
        yield FeedbackRow(*row[:8], bool(row[8]), bool(row[9]), *row[10:])


@query(RIGHT)
def feedback_agents(work: Work) -> dict[int, str]:
    """The agents about whom somebody was asked, by name."""
    asked = select(Survey.user_id).join(Ticket, Ticket.id == Survey.ticket_id).where(scope.tickets(work, RIGHT))
    rows = work.session.execute(select(User.id, User.name).where(User.id.in_(asked)).order_by(User.name_key))
    return {key: name for key, name in rows}


def _conditions(work: Work, wanted: FeedbackFilter) -> list[ColumnElement[bool]]:
    zone = ZoneInfo(work.actor.time_zone)
    found: list[ColumnElement[bool]] = [scope.tickets(work, RIGHT)]
    if wanted.sent_from:
        found.append(Survey.sent_at >= _midnight(wanted.sent_from, zone))
    if wanted.sent_to:
        found.append(Survey.sent_at < _midnight(wanted.sent_to + timedelta(days=1), zone))
    if wanted.states:
        found.append(or_(*(_is(work, state) for state in wanted.states if state in STATES)))
    if wanted.scores:
        found.append(Survey.score.in_(wanted.scores))
    if wanted.agents:
        found.append(Survey.user_id.in_(wanted.agents))
    return found


def _is(work: Work, state: str) -> ColumnElement[bool]:
    if state == "answered":
        return Survey.answered_at.is_not(None)
    open_ = Survey.expires_at > work.now if state == "waiting" else Survey.expires_at <= work.now
    return and_(Survey.answered_at.is_(None), open_)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
