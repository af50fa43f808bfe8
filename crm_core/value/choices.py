"""What the value report can be filtered by."""
from dataclasses import dataclass

from sqlalchemy import literal, select, union_all

from crm_core import dictionary
from crm_core.access.rights import Scope
from crm_core.columnar.copy import columns
from crm_core.value.buyers import RIGHT
from crm_core.work import Work, query
from db.models import Team, User


@dataclass(frozen=True)
class ValueChoices:
    """Id or code → name, in the order to show."""

    teams: dict[int, str]
    owners: dict[int, str]
    grades: dict[str, str]
    industries: dict[str, str]
    regions: tuple[str, ...]


@query(RIGHT)
def value_choices(work: Work) -> ValueChoices:
    """Teams and owners within the right; grades, industries and regions of the customers."""
    found: dict[str, dict[int, str]] = {"teams": {}, "owners": {}}
    teams = select(literal("teams").label("kind"), Team.id.label("id"), Team.name.label("name")).where(_teams(work))
    owners = select(literal("owners"), User.id, User.name).where(_owners(work))
    for kind, key, name in work.session.execute(union_all(teams, owners).order_by("kind", "name")):
        found[kind][key] = name
    named = dictionary.choices(work)
    regions = columns(work).frame("SELECT DISTINCT region FROM customer WHERE region IS NOT NULL AND region <> '' ORDER BY region").region
    grades, industries = ({one.code: one.label for one in named.get(name, ())} for name in ("grade", "industry"))
    return ValueChoices(**found, grades=grades, industries=industries, regions=tuple(regions))


def _teams(work: Work):
    return Team.id == work.actor.team_id if work.scope(RIGHT) is not Scope.ALL else Team.id.is_not(None)


def _owners(work: Work):
    reach = work.scope(RIGHT)
    if reach is Scope.ALL:
        return User.id.is_not(None)
    if reach is Scope.TEAM and work.actor.team_id is not None:
        return User.team_id == work.actor.team_id
    return User.id == work.actor.user_id
