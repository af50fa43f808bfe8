"""Customers that fell silent, measured against their own rhythm."""
from sqlalchemy import func, select

from crm_core.access import scope
from crm_core.home import days
from crm_core.home.schemas import Quiet
from crm_core.work import Work
from db.models import Activity, Customer

LEAST_DAYS, MOST_DAYS = 21, 180  # shorter is no silence, longer is another story
LEAST_ACTIVITIES = 4  # fewer show no rhythm
CANDIDATES = 300
TIMES = 2.0


def gone_quiet(work: Work, limit: int) -> tuple[Quiet, ...]:
    """Among the reader's own customers most lately silent: those silent for over twice their mean interval, the furthest first.

    Needs four activities. The mean is taken over all of them, the present silence not included.
    """
    silent = (
        select(Customer.id, Customer.name, Customer.grade, Customer.last_activity_at)
        .where(
            scope.customers(work, "activities:log"), scope.customers(work), Customer.owner_id == work.actor.user_id,
            Customer.last_activity_at.between(days.ago(work, MOST_DAYS), days.ago(work, LEAST_DAYS)),
        )
        .order_by(Customer.last_activity_at.desc())
        .limit(CANDIDATES)
        .subquery()
    )
    rows = work.session.execute(
        select(silent.c.id, silent.c.name, silent.c.grade, silent.c.last_activity_at, func.min(Activity.at), func.count())
        .join(Activity, Activity.customer_id == silent.c.id)
        .where(Activity.deleted_at.is_(None))
        .group_by(silent.c.id, silent.c.name, silent.c.grade, silent.c.last_activity_at)
        .having(func.count() >= LEAST_ACTIVITIES)
    )
    found = []
    for key, name, grade, last, first, count in rows:
        usual = (last - first).total_seconds() / 86_400 / (count - 1)
        quiet = (work.now - last).days
        if usual > 0 and quiet > TIMES * usual:
            found.append(Quiet(key, name, grade, quiet, usual))
    found.sort(key=lambda q: (-q.silent_days / q.usual_days, q.id))
    return tuple(found[:limit])
