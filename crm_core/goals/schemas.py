"""What goals are set with, and what pages show of them."""
from dataclasses import dataclass
from datetime import date
from typing import Literal

from crm_core.goals.pace import Pace
from crm_core.goals.spans import Span
from crm_core.goals.subjects import Named, Subject
from crm_core.inputs import Input


class GoalChange(Input):
    """A goal as it should be. `target` None removes it; `version` is of the goal that was seen, None where there was none."""

    user_id: int | None = None
    team_id: int | None = None
    period: Literal["month", "quarter", "year"] = "month"
    starts_on: date
    target: float | None = None
    version: int | None = None

    @property
    def subject(self) -> Subject:
        return Subject(self.user_id, self.team_id)


@dataclass(frozen=True)
class Cell:
    """A goal in the table. `target` is in the unit of the measure, money in minor units."""

    target: float
    version: int


@dataclass(frozen=True)
class GoalTable:
    """Goals of one measure for the months, quarters or the year of a year.

    `pace` has how each subject with a goal stands, `actual` what was reached with or without one; `editable` are those
    whose goals this reader may change.
    """

    measure: str
    period: str
    spans: tuple[Span, ...]
    subjects: tuple[Named, ...]
    cells: dict[tuple[Subject, Span], Cell]
    actual: dict[tuple[Subject, Span], float]
    pace: dict[tuple[Subject, Span], Pace]
    editable: frozenset[Subject]


@dataclass(frozen=True)
class OwnGoal:
    """One of the reader's own goals that runs now."""

    measure: str
    period: str
    span: Span
    pace: Pace
