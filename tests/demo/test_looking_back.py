"""The demo has forecasts of the past, reports that were handed in, and next steps of customers held back."""
from sqlalchemy import func, select

from crm_core import clock
from crm_core.access.actor import SYSTEM, load_actor
from crm_core.forecast import snapshots
from crm_core.forecast.filters import ForecastFilter
from crm_core.forecast.past import past_forecasts
from crm_core.run import ask
from crm_core.submissions.queries import submitted_report, submitted_reports
from db.engine import database
from db.models import ChurnCase, ForecastSnapshot, ReportSubscription, Role, Task, User
from tests.demo.test_demo import company

__all__ = ["company"]


def rows(statement):
    with database().reading() as session:
        return session.scalars(statement).all()


def test_forecasts_of_past_weeks_are_what_would_have_been_said_then(company):
    kept = rows(select(ForecastSnapshot).where(ForecastSnapshot.team_id.is_(None)).order_by(ForecastSnapshot.taken_on, ForecastSnapshot.month))
    day = kept[-1].taken_on
    assert len({one.taken_on for one in kept}) == 40 and all(one.taken_on.weekday() == 0 for one in kept) and day < clock.today("UTC")
    again = ask(SYSTEM, snapshots.expected, None, day)
    assert [(one.month, one.low, one.middle, one.high) for one in kept if one.taken_on == day] == [(one.month, one.low, one.middle, one.high) for one in again]
    assert ask(SYSTEM, past_forecasts, ForecastFilter()).source == "kept"


def test_reports_are_submitted_with_comments_and_subscribed_to(company):
    with database().reading() as session:
        eva = load_actor(session, session.scalar(select(User.id).join(Role, Role.id == User.role_id).where(Role.key == "executive").order_by(User.id)))
    found = ask(eva, submitted_reports).rows
    assert [one.report for one in found] == ["contribution", "pipeline"] and all("。" in one.comment for one in found)
    assert all(ask(eva, submitted_report, one.id).intact for one in found)
    assert len(rows(select(ReportSubscription))) == 3


def test_customers_held_back_have_a_next_step_on_the_day_of_review(company):
    held = rows(select(ChurnCase).where(ChurnCase.state == "deferred"))
    steps = {task.id: task for task in rows(select(Task).where(Task.id.in_([case.task_id for case in held])))}
    assert held and all(steps[case.task_id].customer_id == case.customer_id and steps[case.task_id].due_at.date() == case.review_on for case in held)
    assert rows(select(func.count()).select_from(Task).where(Task.title.startswith("复核：")))[0] == len(held)
