"""What was reached: several measures, spans and people in one statement."""
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import String, cast, literal, union_all

from crm_core.goals import statements, subjects
from crm_core.goals.measures import MEASURES
from crm_core.goals.spans import Span
from crm_core.goals.subjects import COMPANY, Subject
from crm_core.tickets.calendars import company_hours
from crm_core.tickets.working import shifts
from crm_core.work import Work

Found = dict[tuple[str, Subject, Span], float]


def today(work: Work) -> date:
    """The day it is in the company, whose periods goals are about."""
    return work.now.astimezone(ZoneInfo(work.settings.time_zone)).date()


def figures(work: Work, wanted: Sequence[tuple[str, Span]], whose: statements.Whose) -> Found:
    """For each (measure, span) of `wanted` the figure of every person and team, and of all together.

    Only rows that `whose` (a condition on owner and team) lets through are counted. What has no figure is missing.
    """
    if not wanted:
        return {}
    spans = sorted({span for _key, span in wanted})
    asked = statements.asked(spans, work.settings.time_zone, today(work), whose)
    keys = sorted({key for key, _span in wanted})
    parts = []
    for key in keys:
        rows = MEASURES[key].rows(asked).subquery(f"m_{key}")
        parts.append(rows.select().add_columns(cast(literal(key), String)))
    sums: dict[tuple[str, Subject, Span], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for place, user_id, team_id, part, whole, key in work.session.execute(union_all(*parts)):
        holders = [COMPANY] + [Subject(user_id=user_id)] * (user_id is not None) + [Subject(team_id=team_id)] * (team_id is not None)
        for subject in holders:
            total = sums[key, subject, spans[place]]
            total[0], total[1] = total[0] + (part or 0), total[1] + (whole or 0)
    values = {at: MEASURES[at[0]].value(*total) for at, total in sums.items() if (at[0], at[2]) in set(wanted)}
    return {at: value for at, value in values.items() if value is not None}


def reached_by(work: Work, *rights: str) -> statements.Whose:
    """Rows within the widest of `rights`."""
    return subjects.rows(work, *rights)


def working_days(work: Work):
    """Whether a day is worked: by the first calendar of working hours, Monday to Friday where there is none."""
    hours = company_hours(work)
    return (lambda day: bool(shifts(hours, day))) if hours else (lambda day: day.weekday() < 5)
