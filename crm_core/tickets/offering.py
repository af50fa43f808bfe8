"""To whom a ticket may be given."""
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select

from crm_core.access.rights import Scope
from crm_core.tickets.agents import agents
from crm_core.tickets.rules import OPEN
from crm_core.work import Work, query
from db.models import Team, Ticket, User


@dataclass(frozen=True)
class Agent:
    """Somebody who answers tickets, and how many are open with them."""

    id: int
    name: str
    team_id: int | None
    team: str | None
    open_tickets: int


@query("tickets:assign", "tickets:manage")
def possible_agents(work: Work) -> tuple[Agent, ...]:
    """Who may be given a ticket by this person (by whoever sets the rules up: all agents), oneself first."""
    actor, reach = work.actor, max(work.scope("tickets:assign"), work.scope("tickets:manage"))
    mine = and_(Ticket.owner_id == User.id, Ticket.state.in_(OPEN), Ticket.deleted_at.is_(None))
    busy = select(func.count(Ticket.id)).where(mine).correlate(User).scalar_subquery()
    found = agents(User.id, User.name, User.team_id, Team.name, busy).outerjoin(Team, Team.id == User.team_id)
    if reach is Scope.TEAM and actor.team_id is not None:
        found = found.where(or_(User.team_id == actor.team_id, User.id == actor.user_id))
    elif reach is not Scope.ALL:
        found = found.where(User.id == actor.user_id)
    rows = work.session.execute(found.order_by(User.id != actor.user_id, User.name_key, User.id))
    return tuple(Agent(*row) for row in rows)
