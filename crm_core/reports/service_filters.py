"""The filter that all charts of the service report share, and the bars of time they have."""
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, select, true

from crm_core import clock
from crm_core.access import scope
from crm_core.content.period import Days, Period, add_months, resolve
from crm_core.work import Work
from db.models import Ticket

RIGHT = "reports:service"
WEEKS = 100  # days up to which bars are weeks
MONTHS = 24  # months up to which they are months; more become quarters


@dataclass(frozen=True)
class ServiceFilter:
    """What the report is about. `period` is one of `crm_core.content.period.KEYS`."""

    period: str = "this_quarter"
    start: date | None = None
    end: date | None = None
    team_id: int | None = None
    owner_id: int | None = None
    product_id: int | None = None
    kind: str | None = None
    channel: str | None = None
    priority: str | None = None


@dataclass(frozen=True)
class Bars:
    """Bars of time: `starts` are first days, `ends` the day after the last; `grain` is week, month or quarter."""

    grain: str
    starts: tuple[date, ...]
    zone: str
    today: date

    @property
    def ends(self) -> tuple[date, ...]:
        return (*self.starts[1:], following(self.starts[-1], self.grain))

    def of(self, column) -> ColumnElement[int]:
        """The place of the bar in which the moment of `column` lies."""
        edges = [(column < midnight(end, self.zone), place) for place, end in enumerate(self.ends[:-1])]
        return case(*edges, else_=len(self.starts) - 1) if edges else case((column.is_not(None), 0))

    def within(self, column, key: str | None) -> ColumnElement[bool]:
        """`column` lies in the bar that begins on `key` (a day as text), in any of them when None. Raises ValueError."""
        place = self.starts.index(date.fromisoformat(key)) if key else None
        first, last = (self.starts[place], self.ends[place]) if place is not None else (self.starts[0], self.ends[-1])
        return and_(column >= midnight(first, self.zone), column < midnight(last, self.zone))


def period(work: Work, chosen: ServiceFilter) -> Period:
    """The days `chosen` means today."""
    return resolve(chosen.period, clock.today(work.actor.time_zone), chosen.start, chosen.end)


def tickets(work: Work, chosen: ServiceFilter) -> ColumnElement[bool]:
    """The tickets of the report, whatever their dates; what was merged into another counts as that one."""
    columns = (
        (Ticket.team_id, chosen.team_id), (Ticket.owner_id, chosen.owner_id), (Ticket.product_id, chosen.product_id),
        (Ticket.kind, chosen.kind), (Ticket.channel, chosen.channel), (Ticket.priority, chosen.priority),
    )
    # Not IS NULL: SQLite would take the index of that, in which nearly all tickets are.
    single = func.coalesce(Ticket.merged_into_id, 0) == 0
    return and_(scope.tickets(work, RIGHT), single, *(c == value for c, value in columns if value is not None))


def within(work: Work, column, days: Days) -> ColumnElement[bool]:
    """The moment of `column` lies in `days` of the reader's calendar; no moment never does."""
    parts = [column.is_not(None)]
    if days.start is not None:
        parts.append(column >= midnight(days.start, work.actor.time_zone))
    if days.end is not None:
        parts.append(column < midnight(days.end + timedelta(days=1), work.actor.time_zone))
    return and_(true(), *parts)


def bars(work: Work, chosen: ServiceFilter) -> Bars:
    """The bars of the report's days, up to today; all time begins with the first ticket."""
    today = clock.today(work.actor.time_zone)
    days = period(work, chosen).days
    last = min(days.end or today, today)
    first = min(days.start or _first(work, chosen) or last, last)
    length = (last - first).days + 1
    grain = "week" if length <= WEEKS else "month" if length <= MONTHS * 31 else "quarter"
    starts = [_begin(first, grain)]
    while (then := following(starts[-1], grain)) <= last:
        starts.append(then)
    return Bars(grain, (first, *starts[1:]), work.actor.time_zone, today)


def following(day: date, grain: str) -> date:
    """The first day of the next bar."""
    if grain == "week":
        return day - timedelta(days=day.weekday()) + timedelta(days=7)
    return add_months(day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1), 3) if grain == "quarter" else add_months(day, 1)


def midnight(day: date, zone: str) -> datetime:
    """The moment a day begins there."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _begin(day: date, grain: str) -> date:
    if grain == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1 if grain == "quarter" else day.month)


def _first(work: Work, chosen: ServiceFilter) -> date | None:
    first = work.session.scalar(select(func.min(Ticket.opened_at)).where(tickets(work, chosen)))
    return first.astimezone(ZoneInfo(work.actor.time_zone)).date() if first else None
