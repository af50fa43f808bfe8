"""Facts about customers that lists show, kept in the same transaction as what they follow from."""
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import ColumnElement, case, func, insert, literal, or_, select, true, update

from crm_core import clock
from crm_core.work import Work
from db.models import Activity, ChurnCase, Customer, Deal, LifecycleMove, Task

CHUNK = 500


def refresh(work: Work, customer_ids: Iterable[int]) -> None:
    """Recomputes last activity, next step, deal totals and lifecycle of these customers."""
    ids = sorted(customer_ids)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        work.session.execute(
            update(Customer)
            .where(Customer.id.in_(chunk))
            .values(_activity_facts() | _task_facts() | _deal_facts())
            .execution_options(synchronize_session=False)
        )
        move(work, Customer.id.in_(chunk))


def sweep(work: Work) -> int:
    """Moves on the lifecycle of customers whom only the passing of time has changed; returns how many."""
    return move(work, true())


def move(work: Work, which: ColumnElement[bool]) -> int:
    """Sets the lifecycle of these customers to what follows from their facts, and keeps every move; returns how many."""
    now, today = lifecycle(work), clock.today(work.settings.time_zone)
    moving = which, Customer.lifecycle != now
    moves = select(Customer.id, literal(today), Customer.lifecycle, now).where(*moving)
    work.session.execute(
        insert(LifecycleMove).from_select(["customer_id", "day", "before", "after"], moves, include_defaults=False)
    )
    moved = work.session.execute(
        update(Customer).where(*moving).values(lifecycle=now).execution_options(synchronize_session=False)
    )
    return moved.rowcount


def lifecycle(work: Work):
    """The lifecycle stage (spec C11) as an SQL expression over the facts of a customer.

    Bought is who won a deal or ordered. active: bought and is in touch; at_risk, dormant: bought, but silent for
    longer and longer; lead: a deal is open; lost: given up (确定流失) and nothing bought since, or deals were lost and
    none was ever won; prospect: nothing yet.
    """
    settings = work.settings
    risk_from = work.now - timedelta(days=settings.at_risk_days)
    dormant_from = work.now - timedelta(days=settings.dormant_days)
    bought = (Customer.won_deals > 0) | (Customer.order_count > 0)

    def in_touch_since(moment):
        day = moment.date()
        return or_(Customer.last_activity_at >= moment, Customer.last_won_on >= day, Customer.last_order_on >= day)

    any_deal = select(Deal.id).where(Deal.customer_id == Customer.id, Deal.deleted_at.is_(None)).exists()
    given_up = select(ChurnCase.id).where(
        ChurnCase.customer_id == Customer.id, ChurnCase.state == "confirmed",
        or_(Customer.last_won_on.is_(None), Customer.last_won_on <= ChurnCase.confirmed_on),
    ).exists()
    return case(
        (given_up, "lost"),
        (bought & ((Customer.open_deals > 0) | in_touch_since(risk_from)), "active"),
        (bought & in_touch_since(dormant_from), "at_risk"),
        (bought, "dormant"),
        (Customer.open_deals > 0, "lead"),
        (any_deal, "lost"),
        else_="prospect",
    )


def _activity_facts() -> dict:
    latest = (
        select(Activity)
        .where(Activity.customer_id == Customer.id, Activity.deleted_at.is_(None))
        .order_by(Activity.at.desc(), Activity.id.desc())
        .limit(1)
    )
    return {
        "last_activity_at": latest.with_only_columns(Activity.at).scalar_subquery(),
        "last_activity_kind": latest.with_only_columns(Activity.kind).scalar_subquery(),
    }


def _task_facts() -> dict:
    following = (
        select(Task)
        .where(Task.customer_id == Customer.id, Task.done_at.is_(None))
        .order_by(Task.due_at, Task.id)
        .limit(1)
    )
    return {
        "next_step": following.with_only_columns(Task.title).scalar_subquery(),
        "next_step_at": following.with_only_columns(Task.due_at).scalar_subquery(),
    }


def _deal_facts() -> dict:
    def over(status: str, figure, value):
        """The status is no condition: SQLite would take its index instead of the customer's and read every won deal."""
        mine = Deal.customer_id == Customer.id, Deal.deleted_at.is_(None)
        return select(figure(case((Deal.status == status, value)))).where(*mine).scalar_subquery()

    return {
        "open_deals": over("open", func.count, Deal.id),
        "open_value": func.coalesce(over("open", func.sum, Deal.value), 0),
        "won_deals": over("won", func.count, Deal.id),
        "won_value": func.coalesce(over("won", func.sum, Deal.value), 0),
        "last_won_on": over("won", func.max, Deal.closed_on),
    }
