"""What the report can be filtered by."""
from dataclasses import dataclass

from sqlalchemy import String, cast, literal, null, select, union_all

from crm_core.access.rights import Scope
from crm_core.dictionary import label
from crm_core.reports.filters import RIGHT, region_of
from crm_core.work import Work, query
from db.models import Customer, Pipeline, Product, Team, User


@dataclass(frozen=True)
class ReportChoices:
    """Id → name, in the order to show."""

    teams: dict[int, str]
    owners: dict[int, str]
    pipelines: dict[int, str]
    products: dict[int, str]


@query(RIGHT)
def report_choices(work: Work) -> ReportChoices:
    """Teams and owners within the right; pipelines and products."""
    rows = work.session.execute(
        union_all(
            select(literal("teams").label("kind"), Team.id.label("id"), Team.name.label("name"), cast(null(), String)).where(teams_within(work, RIGHT)),
            select(literal("owners"), User.id, User.name, cast(null(), String)).where(owners_within(work, RIGHT)),
            select(literal("pipelines"), Pipeline.id, Pipeline.name, Pipeline.names[work.actor.locale].as_string()),
            select(literal("products"), Product.id, Product.name, cast(null(), String)),
        ).order_by("kind", "name")
    )
    found: dict[str, dict[int, str]] = {"teams": {}, "owners": {}, "pipelines": {}, "products": {}}
    for kind, key, name, translated in rows:
        found[kind][key] = label(name, {work.actor.locale: translated} if translated else None, work.actor.locale)
    return ReportChoices(**found)


@query(RIGHT)
def report_regions(work: Work) -> tuple[str, ...]:
    """The regions customers are in."""
    region = region_of()
    found = work.session.scalars(select(region).where(region.is_not(None), Customer.deleted_at.is_(None)).distinct().order_by(region))
    return tuple(found)


def teams_within(work: Work, right: str):
    """The teams whose rows `right` reaches, as a condition."""
    return Team.id == work.actor.team_id if work.scope(right) is not Scope.ALL else Team.id.is_not(None)


def owners_within(work: Work, right: str):
    """The users whose rows `right` reaches, as a condition."""
    reach = work.scope(right)
    if reach is Scope.ALL:
        return User.id.is_not(None)
    if reach is Scope.TEAM and work.actor.team_id is not None:
        return User.team_id == work.actor.team_id
    return User.id == work.actor.user_id
