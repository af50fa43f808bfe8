"""The working hours that calendars say, and the policy that counts for a ticket."""
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from crm_core.tickets.clocks import Limits
from crm_core.tickets.working import Hours
from crm_core.work import Work
from db.models import SlaPolicy, WorkCalendar


def hours_of(calendar: WorkCalendar) -> Hours:
    """A calendar as hours to count in."""
    weekly = tuple(tuple(_minutes(shift) for shift in (calendar.hours or {}).get(str(day), ())) for day in range(7))
    worked, free = ({date.fromisoformat(day) for day, is_worked in (calendar.extra or {}).items() if is_worked is wanted}
                    for wanted in (True, False))
    return Hours(calendar.time_zone, weekly, calendar.country, calendar.subdivision, frozenset(worked), frozenset(free))


class Policies:
    """The policies of the company and their calendars, read once."""

    def __init__(self, work: Work) -> None:
        rows = work.session.execute(
            select(SlaPolicy, WorkCalendar)
            .join(WorkCalendar, WorkCalendar.id == SlaPolicy.calendar_id)
            .order_by(SlaPolicy.position, SlaPolicy.id)
        ).all()
        self._active = [policy for policy, _calendar in rows if policy.active]
        self._limits = {
            policy.id: Limits(policy.id, hours_of(calendar), policy.response_minutes, policy.resolve_minutes, policy.warn_percent)
            for policy, calendar in rows
        }

    def of(self, policy_id: int | None) -> Limits | None:
        """The policy that a ticket has, in use or not."""
        return self._limits.get(policy_id) if policy_id is not None else None

    def fitting(self, priority: str, grade: str | None) -> Limits | None:
        """The first policy in use that fits."""
        found = first_fitting(self._active, {"priority": priority, "grade": grade})
        return self._limits[found.id] if found else None


def first_fitting(rows: Iterable[Any], facts: Mapping[str, Any]) -> Any | None:
    """The first row all of whose filled fields are as the facts are."""
    return next((row for row in rows if all(getattr(row, f) in (None, value) for f, value in facts.items())), None)


def company_hours(work: Work) -> Hours | None:
    """The hours of the first calendar."""
    calendar = work.session.scalars(select(WorkCalendar).order_by(WorkCalendar.id).limit(1)).first()
    return hours_of(calendar) if calendar else None


@lru_cache(maxsize=1000)
def clock_minutes(text: str) -> int:
    """`09:30` → 570, `24:00` → 1440. Raises ValueError."""
    hour, _, minute = text.partition(":")
    found = int(hour) * 60 + int(minute)
    if not (0 <= int(minute) < 60 and 0 <= found <= 1440 and len(text) == 5):
        raise ValueError(text)
    return found


def _minutes(shift: Iterable[str]) -> tuple[int, int]:
    begins, ends = shift
    return clock_minutes(begins), clock_minutes(ends)
