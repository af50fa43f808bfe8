"""Whose forecast can be looked at."""
from dataclasses import dataclass

from crm_core.forecast.filters import RIGHT
from crm_core.goals.subjects import named
from crm_core.work import Work, query


@dataclass(frozen=True)
class ForecastChoices:
    """Id → name, in the order to show, within the right."""

    teams: dict[int, str]
    owners: dict[int, str]


@query(RIGHT)
def forecast_choices(work: Work) -> ForecastChoices:
    """Teams, and people who sell or serve."""
    found = named(work, RIGHT)
    return ForecastChoices(
        {one.subject.team_id: one.name or "" for one in found if one.subject.team_id is not None},
        {one.subject.user_id: one.name or "" for one in found if one.subject.user_id is not None},
    )
