"""Reading users, teams and roles."""
from sqlalchemy import func, select

from crm_core.people.schemas import Colleague, TeamRow
from crm_core.work import ANYBODY, Work, query
from db.models import Team, User


@query(ANYBODY)
def colleagues(work: Work) -> tuple[Colleague, ...]:
    """Every user by name, inactive ones too: old records still show them."""
    rows = work.session.execute(
        select(User.id, User.name, User.team_id, Team.name, User.active)
        .outerjoin(Team, Team.id == User.team_id)
        .order_by(User.active.desc(), User.name_key, User.id)
    )
    return tuple(Colleague(*row) for row in rows)


@query(ANYBODY)
def teams(work: Work) -> tuple[TeamRow, ...]:
    """Every team by name."""
    rows = work.session.execute(
        select(Team.id, Team.name, Team.region, func.count(User.id), Team.version)
        .outerjoin(User, User.team_id == Team.id)
        .group_by(Team.id)
        .order_by(Team.name)
    )
    return tuple(TeamRow(*row) for row in rows)
