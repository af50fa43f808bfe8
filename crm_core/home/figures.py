"""The numbers of the home page."""
from datetime import timedelta

from sqlalchemy import ColumnElement, Subquery, and_, case, distinct, func, literal, select
from sqlalchemy.orm import aliased

from crm_core.access import scope
from crm_core.access.rights import Scope
from crm_core.home import days
from crm_core.home.schemas import Figures, Setup, Standing
from crm_core.work import Work
from db.models import Activity, Customer, Deal, Goal, Product, Task, Team, User

CONTACT_KINDS = ("call", "email", "fax", "sms", "social", "meeting", "visit")
MOST = 30


def figures(work: Work, late: ColumnElement[bool] | None) -> Figures:
    """All numbers in one statement. `late` is the condition of deals past their limit, None without the right."""
    deals = late is not None
    today = days.today(work)
    before_from, before_to = days.last_month_so_far(today)
    won = and_(scope.deals(work), Deal.status == "won")
    still_open = _open(work, late) if late is not None else None
    total = func.coalesce(func.sum(Deal.value), 0)
    steps = and_(Task.owner_id == work.actor.user_id, Task.done_at.is_(None))
    morning, evening = days.midnight(work, today), days.midnight(work, today + timedelta(days=1))
    row = work.session.execute(select(
        _of(deals, total, won, Deal.closed_on >= today.replace(day=1), Deal.closed_on <= today),
        _of(deals, total, won, Deal.closed_on.between(before_from, before_to)),
        *(still_open.c[:3] if deals else (literal(0),) * 3),
        _contacted(work, 7, 0),
        _contacted(work, 14, 7),
        still_open.c.late if deals else literal(0),
        _of(True, func.count(Task.id), steps),
        _of(True, func.count(Task.id), steps, Task.due_at >= morning, Task.due_at < evening),
        _of(True, func.count(Task.id), steps, Task.due_at < morning),
        _of(True, func.count(Goal.id), Goal.user_id == work.actor.user_id, Goal.starts_on <= today, Goal.ends_on >= today),
    )).one()
    return Figures(*row)


def standings(work: Work) -> tuple[Standing, ...]:
    """Each person of the reader's team, or each team where the rights reach everybody."""
    return _of_teams(work) if work.scope("deals:view") is Scope.ALL else _of_people(work)


def setup(work: Work) -> Setup:
    """How far the company is set up."""
    waiting = select(func.count(User.id)).where(User.active, User.password_hash.is_(None))
    counts = (
        select(func.count(User.id)).where(User.active), waiting,
        select(func.count()).select_from(select(Customer.id).where(Customer.deleted_at.is_(None)).limit(1).subquery()),
        select(func.count()).select_from(select(Product.id).limit(1).subquery()),
    )
    return Setup(*work.session.execute(select(*(count.scalar_subquery() for count in counts))).one())


def _of(allowed: bool, figure, *conditions) -> ColumnElement:
    return select(figure).where(*conditions).scalar_subquery() if allowed else literal(0)


def _open(work: Work, late: ColumnElement[bool]) -> Subquery:
    """What the open deals come to, in one pass over them."""
    new = Deal.created_at >= days.ago(work, 7)
    return select(
        func.coalesce(func.sum(Deal.value), 0).label("value"),
        func.count(Deal.id).label("count"),
        func.coalesce(func.sum(case((new, Deal.value), else_=0)), 0).label("new"),
        func.count(case((late, Deal.id))).label("late"),
    ).where(scope.deals(work), Deal.status == "open").subquery()


def _contacted(work: Work, first: int, last: int) -> ColumnElement:
    """Customers contacted by those whom the reader's right to log or to see deals reaches."""
    reach = max(work.scope("activities:log"), work.scope("deals:view"))
    if not reach:
        return literal(0)
    found = select(func.count(distinct(Activity.customer_id))).where(_contact(work, first, last))
    if reach is Scope.TEAM and work.actor.team_id is not None:
        found = found.where(Activity.user_id.in_(select(User.id).where(User.team_id == work.actor.team_id)))
    elif reach is not Scope.ALL:
        found = found.where(Activity.user_id == work.actor.user_id)
    return found.scalar_subquery()


def _contact(work: Work, first: int, last: int) -> ColumnElement[bool]:
    return and_(
        Activity.at >= days.ago(work, first), Activity.at < days.ago(work, last) if last else Activity.at <= work.now,
        Activity.deleted_at.is_(None), Activity.kind.in_(CONTACT_KINDS),
    )


def _of_people(work: Work) -> tuple[Standing, ...]:
    columns = _columns(work, User, Deal.owner_id == User.id, Task.owner_id == User.id, Activity.user_id == User.id)
    mates = User.active, User.team_id == work.actor.team_id
    rows = work.session.execute(select(User.name, *columns).where(*mates).order_by(User.name_key, User.id).limit(MOST))
    return tuple(Standing(*row) for row in rows)


def _of_teams(work: Work) -> tuple[Standing, ...]:
    member = aliased(User)
    theirs = member.team_id == Team.id
    columns = _columns(work, Team, Deal.team_id == Team.id, and_(theirs, Task.owner_id == member.id),
                       and_(theirs, Activity.user_id == member.id))
    rows = work.session.execute(select(Team.name, *columns).order_by(Team.name).limit(MOST))
    return tuple(Standing(*row) for row in rows)


def _columns(work: Work, table, of_deal, of_task, of_activity) -> list[ColumnElement]:
    """Open value, won this month, overdue steps and customers contacted, for each row of `table`."""
    today = days.today(work)
    alive, total = and_(of_deal, Deal.deleted_at.is_(None)), func.coalesce(func.sum(Deal.value), 0)
    overdue = and_(of_task, Task.done_at.is_(None), Task.due_at < days.midnight(work, today))
    columns = (
        select(total).where(alive, Deal.status == "open"),
        select(total).where(alive, Deal.status == "won", Deal.closed_on.between(today.replace(day=1), today)),
        select(func.count(Task.id)).where(overdue),
        select(func.count(distinct(Activity.customer_id))).where(of_activity, _contact(work, 7, 0)),
    )
    return [column.correlate(table).scalar_subquery() for column in columns]
