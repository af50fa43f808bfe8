"""What a person sees first; every part only as far as the rights reach."""
from sqlalchemy import and_, exists, select

from crm_core.access import scope
from crm_core.access.rights import Scope
from crm_core.goals.queries import own_goals
from crm_core.happenings import told
from crm_core.home import days
from crm_core.home.figures import figures, setup, standings
from crm_core.home.quiet import gone_quiet
from crm_core.home.schemas import Changed, LateDeal, MyDay, Newcomer, Step
from crm_core.home.week import this_week
from crm_core.pipeline.filtering import is_late
from crm_core.work import ANYBODY, Work, query
from db.models import Customer, Deal, Event, Stage, Task

SHOWN = 5
STEPS = 8
NEWS_DAYS, LATEST = 14, 5000  # in a big company, of its latest doings only
# Others' doings that an owner wants to know of.
NEWS = (
    "activity.logged", "contact.created", "contact.changed", "contact.deleted", "customer.changed", "customer.assigned",
    "customer.claimed", "customer.graded", "deal.created", "deal.moved", "deal.won", "deal.lost", "deal.reopened",
    "file.attached",
)


@query(ANYBODY)
def my_day(work: Work, steps: int = STEPS) -> MyDay:
    """The home page; `steps` is how many next steps are listed."""
    actor = work.actor
    acts, deals = actor.may("activities:log"), actor.may("deals:view")
    late = is_late(work) if deals else None
    leads = deals and actor.scope("deals:view") > Scope.OWN
    found = figures(work, late)  # what is counted as none is not asked for
    return MyDay(
        figures=found,
        steps=(_steps(work, steps) if found.steps else ()) if acts else None,
        late=(_late(work, late) if found.late_count else ()) if deals else None,
        quiet=gone_quiet(work, SHOWN) if acts else None,
        changed=_changed(work) if acts and not leads and actor.may("customers:view") else None,
        week=this_week(work, SHOWN) if acts and actor.may("customers:view") else None,
        standings=standings(work) if leads else None,
        newcomers=_newcomers(work) if actor.may("customers:view") and not acts else None,
        setup=setup(work) if actor.may("users:manage") else None,
        month=days.today(work).replace(day=1),
        goals=(own_goals(work) or None) if found.goals and actor.may("reports:forecast", "goals:edit") else None,
    )


def _steps(work: Work, limit: int) -> tuple[Step, ...]:
    rows = work.session.execute(
        select(Task.id, Task.title, Task.kind, Task.due_at, Task.all_day, Customer.id, Customer.name, Deal.id, Deal.name)
        .outerjoin(Customer, and_(Customer.id == Task.customer_id, scope.customers(work)))
        .outerjoin(Deal, and_(Deal.id == Task.deal_id, scope.deals(work)))
        .where(Task.owner_id == work.actor.user_id, Task.done_at.is_(None))
        .order_by(Task.due_at, Task.id)
        .limit(limit)
    )
    return tuple(Step(*row) for row in rows)


def _late(work: Work, late) -> tuple[LateDeal, ...]:
    largest = select(Deal.id).where(scope.deals(work), late).order_by(Deal.value.desc(), Deal.id).limit(SHOWN).subquery()
    rows = work.session.execute(
        select(Deal.id, Deal.name, Customer.name, Stage.name, Stage.names, Deal.value, Deal.stage_since, Stage.limit_days)
        .join(largest, largest.c.id == Deal.id)
        .join(Stage, Stage.id == Deal.stage_id)
        .outerjoin(Customer, and_(Customer.id == Deal.customer_id, scope.customers(work)))
        .order_by(Deal.value.desc(), Deal.id)
    )
    locale = work.actor.locale
    return tuple(
        LateDeal(key, name, customer, (names or {}).get(locale) or stage, value, since, limit)
        for key, name, customer, stage, names, value, since, limit in rows
    )


def _changed(work: Work) -> tuple[Changed, ...]:
    me = work.actor.user_id
    latest = (
        select(Event.id)
        .where(Event.at >= days.ago(work, NEWS_DAYS), Event.kind.in_(NEWS), Event.user_id != me)
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(LATEST)
        .subquery()
    )
    seen_deal = exists().where(Deal.id == Event.deal_id, scope.deals(work))
    rows = work.session.execute(
        select(Event, Customer.id, Customer.name)
        .join(latest, latest.c.id == Event.id)
        .join(Customer, Customer.id == Event.customer_id)
        .where(scope.customers(work), Customer.owner_id == me, Event.deal_id.is_(None) | seen_deal)
        .order_by(Event.id.desc())
        .limit(SHOWN)
    ).all()
    happened = told(work, [row[0] for row in rows]) if rows else []
    return tuple(Changed(what, key, name) for what, (_event, key, name) in zip(happened, rows, strict=True))


def _newcomers(work: Work) -> tuple[Newcomer, ...]:
    c = Customer
    rows = work.session.execute(
        select(c.id, c.name, c.city, c.created_at)
        .where(scope.customers(work))
        .order_by(c.created_at.desc(), c.id.desc())
        .limit(SHOWN)
    )
    return tuple(Newcomer(*row) for row in rows)
