"""Shortcuts of the tests about goals."""
from datetime import UTC, date, datetime

from sqlalchemy import select

from crm_core import clock
from crm_core.goals.commands import set_goals
from crm_core.goals.queries import targets, targets_by
from crm_core.goals.schemas import GoalChange
from crm_core.goals.subjects import Subject
from crm_core.run import act
from crm_core.work import Work
from db.engine import database
from db.models import Event, Goal

NOW = datetime(2026, 11, 19, 4, tzinfo=UTC)


def stop_clock() -> None:
    clock.set_now(NOW)


def person(actor) -> Subject:
    return Subject(user_id=actor.user_id)


def team(actor) -> Subject:
    return Subject(team_id=actor.team_id)


def put(actor, subject: Subject, target: float | None, *, measure="won_value", period="month", start=date(2026, 11, 1), version=None) -> int:
    change = GoalChange(user_id=subject.user_id, team_id=subject.team_id, period=period, starts_on=start, target=target, version=version)
    return act(actor, set_goals, measure, [change])


def stored() -> list[Goal]:
    with database().reading() as session:
        return list(session.scalars(select(Goal).order_by(Goal.id)))


def events() -> list[Event]:
    with database().reading() as session:
        return list(session.scalars(select(Event).where(Event.subject_type == "goal").order_by(Event.id)))


def target_of(actor, measure, months, **whose):
    with database().reading() as session:
        return targets(Work(session, actor, clock.now()), measure, months, **whose)


def targets_of(actor, measure, months, kind):
    with database().reading() as session:
        return targets_by(Work(session, actor, clock.now()), measure, months, kind)
