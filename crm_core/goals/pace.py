"""How far a goal is reached, and how far it should be by now. Pure."""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from crm_core.goals.spans import Span

ON_PACE = 0.05  # so much of the target above or below the pace is still on it


@dataclass(frozen=True)
class Pace:
    """`reached` is the share of the target, `gone` the share of the period's days; both may be None where unknown.

    `state` is reached, ahead, on, behind, missed (the period is over) or unknown.
    """

    target: float
    actual: float | None
    reached: float | None
    gone: float
    expected: float
    state: str


def gone(span: Span, today: date, works: Callable[[date], bool] | None = None) -> float:
    """The share of the days of `span` that has passed, today included; of the days that `works` is true for, where given.

    A span without any working day is counted by the calendar.
    """
    if today < span.start:
        return 0.0
    if today >= span.end:
        return 1.0
    days = [span.start + timedelta(days=i) for i in range((span.end - span.start).days + 1)]
    counted = [day for day in days if works(day)] if works else days
    counted = counted or days
    return sum(day <= today for day in counted) / len(counted)


def pace(target: float, actual: float | None, share_gone: float, *, adds: bool = True, rising: bool = True) -> Pace:
    """How a goal stands. What `adds` up over time should be reached in step with the days, a rate from the first day on.

    `rising`: more is better. A falling measure is reached while it stays at or below its target.
    """
    expected = target * share_gone if adds else target
    if actual is None:
        return Pace(target, None, None, share_gone, expected, "unknown")
    reached = actual / target if target else None
    return Pace(target, actual, reached, share_gone, expected, _state(target, actual, expected, share_gone, adds, rising))


def _state(target: float, actual: float, expected: float, share_gone: float, adds: bool, rising: bool) -> str:
    better = actual >= target if rising else actual <= target
    if better and (adds and rising or share_gone >= 1):
        return "reached"
    if share_gone >= 1:
        return "missed"
    room = abs(target) * ON_PACE
    ahead = actual - expected if rising else expected - actual
    return "ahead" if ahead > room else "behind" if ahead < -room else "on"
