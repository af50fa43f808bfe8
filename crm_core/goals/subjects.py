"""Whose goals a right reaches: oneself, the team with its people, or everybody."""
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from crm_core.access.rights import Scope
from crm_core.work import Work
from db.models import Goal, RoleRight, Team, User

READ = ("reports:forecast", "goals:edit")
EDIT = "goals:edit"
WORKING = ("deals:edit", "orders:edit", "tickets:edit", "campaigns:edit")  # whose work a goal can be about


@dataclass(frozen=True, order=True)
class Subject:
    """Whom a goal is for: a person, a team, or with neither the company."""

    user_id: int | None = None
    team_id: int | None = None


@dataclass(frozen=True)
class Named:
    """A subject with its name (None: the company) and, of a person, the team."""

    subject: Subject
    name: str | None
    team: str | None = None
    team_id: int | None = None


COMPANY = Subject()


def reach(work: Work, *rights: str) -> Scope:
    """How far the widest of `rights` reaches."""
    return max(work.scope(right) for right in rights or READ)


def goals(work: Work, *rights: str) -> ColumnElement[bool]:
    """Goals within the widest of `rights`."""
    widest, actor = reach(work, *rights), work.actor
    if widest is Scope.ALL:
        return true()
    if widest is Scope.NONE:
        return false()
    mine = Goal.user_id == actor.user_id
    if widest is Scope.TEAM and actor.team_id is not None:
        mates = select(User.id).where(User.team_id == actor.team_id)
        return or_(mine, Goal.team_id == actor.team_id, Goal.user_id.in_(mates))
    return mine


def rows(work: Work, *rights: str):
    """The condition on owner and team of a row that the widest of `rights` reaches."""
    widest, actor = reach(work, *rights), work.actor

    def condition(owner, team) -> ColumnElement[bool]:
        if widest is Scope.ALL:
            return true()
        if widest is Scope.NONE:
            return false()
        if widest is Scope.TEAM and actor.team_id is not None:
            mates = select(User.id).where(User.team_id == actor.team_id)
            return or_(owner == actor.user_id, team == actor.team_id, owner.in_(mates))
        return owner == actor.user_id

    return condition


def named(work: Work, *rights: str) -> list[Named]:
    """The company, teams and active people whose work goals are about, within the widest of `rights`; in the order to show."""
    widest, actor = reach(work, *rights), work.actor
    people = (
        select(User.id, User.name, Team.name, User.team_id)
        .outerjoin(Team, Team.id == User.team_id)
        .where(User.active, or_(User.id == actor.user_id, exists().where(RoleRight.role_id == User.role_id, RoleRight.right.in_(WORKING))))
        .order_by(Team.name, User.name_key, User.id)
    )
    if widest is not Scope.ALL:
        same_team = widest is Scope.TEAM and actor.team_id is not None
        people = people.where(User.team_id == actor.team_id if same_team else User.id == actor.user_id)
    found = [Named(Subject(user_id=key), name, team, team_id) for key, name, team, team_id in work.session.execute(people)]
    return _company(widest) + _teams(work, widest) + found


def reached(work: Work, subject: Subject, *rights: str) -> bool:
    """Whether the widest of `rights` reaches this subject, and it exists."""
    widest, actor = reach(work, *rights), work.actor
    if subject == COMPANY:
        return widest is Scope.ALL
    if subject.user_id is not None and subject.team_id is not None:
        return False
    if subject.team_id is not None:
        mine = widest is Scope.ALL or (widest is Scope.TEAM and subject.team_id == actor.team_id)
        return mine and work.session.get(Team, subject.team_id) is not None
    if subject.user_id == actor.user_id:
        return widest > Scope.NONE
    person = and_(User.id == subject.user_id, true() if widest is Scope.ALL else User.team_id == actor.team_id)
    allowed = widest is Scope.ALL or (widest is Scope.TEAM and actor.team_id is not None)
    return allowed and work.session.scalar(select(User.id).where(person)) is not None


def _company(widest: Scope) -> list[Named]:
    return [Named(COMPANY, None)] if widest is Scope.ALL else []


def _teams(work: Work, widest: Scope) -> list[Named]:
    if widest < Scope.TEAM:
        return []
    teams = select(Team.id, Team.name).order_by(Team.name)
    if widest is not Scope.ALL:
        teams = teams.where(Team.id == work.actor.team_id)
    return [Named(Subject(team_id=key), name) for key, name in work.session.execute(teams)]


def reach_includes(work: Work, one: Named, *rights: str) -> bool:
    """Whether the widest of `rights` reaches somebody whom READ has shown already; asks nothing."""
    widest, actor = reach(work, *rights), work.actor
    if widest in (Scope.ALL, Scope.NONE):
        return widest is Scope.ALL
    if one.subject.user_id == actor.user_id and actor.user_id is not None:
        return True
    return widest is Scope.TEAM and actor.team_id is not None and actor.team_id in (one.subject.team_id, one.team_id)


def names_of(work: Work, wanted: set[Subject]) -> list[Named]:
    """People by their ids, active or not."""
    ids = sorted(subject.user_id for subject in wanted if subject.user_id is not None)
    people = select(User.id, User.name, Team.name, User.team_id).outerjoin(Team, Team.id == User.team_id).where(User.id.in_(ids))
    return [Named(Subject(user_id=key), name, team, team_id) for key, name, team, team_id in work.session.execute(people)]
