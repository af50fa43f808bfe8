"""Who may answer tickets, and who of them a ticket goes to."""
from dataclasses import dataclass

from sqlalchemy import Select, and_, func, or_, select

from crm_core.access.holders import holders
from crm_core.access.rights import Scope
from crm_core.errors import N_, Invalid
from crm_core.tickets import calendars, working
from crm_core.tickets.calendars import first_fitting
from crm_core.tickets.rules import OPEN
from crm_core.tickets.working import Hours
from crm_core.work import Work
from db.models import AssignRule, Customer, RoleRight, Team, Ticket, User


@dataclass(frozen=True)
class Given:
    """To whom a ticket goes, and by which rule."""

    owner_id: int | None = None
    team_id: int | None = None
    rule_id: int | None = None


def agents(*columns) -> Select:
    """Active users whose role may edit tickets."""
    return holders("tickets:edit", *columns)


def of_team(team_id: int) -> Select[tuple[int]]:
    """The ids of a team's agents."""
    return agents(User.id).where(User.team_id == team_id)


def by_rule(work: Work, *, kind: str, channel: str, product_id: int | None, customer: Customer | None, hours: Hours | None) -> Given:
    """Who gets a new ticket: the customer's named agent, else what the first fitting rule says, else nobody."""
    named = _agent(work, customer.agent_id) if customer is not None and customer.agent_id else None
    if named is not None:
        return named
    rules = work.session.scalars(select(AssignRule).where(AssignRule.active).order_by(AssignRule.position, AssignRule.id)).all()
    facts = {"kind": kind, "channel": channel, "product_id": product_id, "grade": customer.grade if customer else None}
    if any(rule.hours for rule in rules):
        facts["hours"] = _inside_or_outside(hours or calendars.company_hours(work), work)
    rule = first_fitting(rules, facts)
    if rule is None:
        return Given()
    found = _agent(work, rule.user_id) if rule.user_id else least_busy(work, rule.team_id)
    return Given(found.owner_id if found else None, found.team_id if found else rule.team_id, rule.id)


def least_busy(work: Work, team_id: int | None) -> Given | None:
    """The agent of a team with the fewest open tickets; None when the team has no agent."""
    if team_id is None:
        return None
    mine = and_(Ticket.owner_id == User.id, Ticket.state.in_(OPEN), Ticket.deleted_at.is_(None))
    busy = select(func.count(Ticket.id)).where(mine).correlate(User).scalar_subquery()
    found = work.session.scalar(of_team(team_id).order_by(busy, User.id).limit(1))
    return Given(found, team_id) if found is not None else None


def check_target(work: Work, owner_id: int | None, team_id: int | None) -> Given:
    """To whom this person may give a ticket: any agent or team, within the team, or oneself, as the right to assign reaches.

    Raises Invalid.
    """
    reach, actor = work.scope("tickets:assign"), work.actor
    if owner_id is not None:
        statement = agents(User.team_id).where(User.id == owner_id)
        if reach is not Scope.ALL:
            mine = User.id == actor.user_id
            team = reach is Scope.TEAM and actor.team_id is not None
            statement = statement.where(or_(mine, User.team_id == actor.team_id) if team else mine)
        found = work.session.execute(statement).one_or_none()
        if found is None:
            raise Invalid(N_("This person cannot be given tickets by you."), field="owner_id")
        return Given(owner_id, found.team_id)
    if team_id is not None:
        outside = reach is Scope.OWN or (reach is Scope.TEAM and team_id != actor.team_id)
        if outside or work.session.scalar(select(Team.id).where(Team.id == team_id)) is None:
            raise Invalid(N_("This team cannot be given tickets by you."), field="team_id")
    return Given(None, team_id)


def managers(work: Work, team_ids: set[int | None]) -> dict[int | None, list[int]]:
    """Who looks after the tickets of each team: who may assign that team's tickets, else who may assign all."""
    rows = work.session.execute(holders("tickets:assign", User.id, User.team_id, RoleRight.scope)).all()
    everywhere = [user for user, _team, reach in rows if reach == Scope.ALL.key]
    return {
        team: [user for user, of, reach in rows if reach == Scope.TEAM.key and of == team and team is not None] or everywhere
        for team in team_ids
    }


def _agent(work: Work, user_id: int | None) -> Given | None:
    found = work.session.execute(agents(User.id, User.team_id).where(User.id == user_id)).one_or_none()
    return Given(found.id, found.team_id) if found else None


def _inside_or_outside(hours: Hours | None, work: Work) -> str:
    return "inside" if hours is None or working.is_open(hours, work.now) else "outside"
