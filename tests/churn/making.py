"""Customers with their figures of last night, orders and cases for the tests of churn, a line each."""
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select

from crm_core import clock
from crm_core.access.actor import SYSTEM
from crm_core.run import act
from crm_core.warning import warn_of_churn
from crm_core.work import Work, command
from db.engine import database
from db.models import ChurnCase, Customer, CustomerValue, Order, User

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
TODAY = date(2026, 11, 20)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def customer(owner: str | None, name: str = "Beichen Precision", **values) -> int:
    """A customer of somebody of the cast; its id."""
    with database().writing() as session:
        user = session.scalars(select(User).where(User.email == f"{owner}@example.com")).one() if owner else None
        row = Customer(
            name=name, name_key=name.lower(), owner_id=user and user.id, team_id=user and user.team_id, created_at=NOW, updated_at=NOW, **values)
        session.add(row)
        session.commit()
        return row.id


def figures(key: int, *, silent: int = 94, cycle: float | None = 31, orders: int = 9, year: int = 1_200_000, **values) -> None:
    """The row of customer_value: silent for so many days, by rhythm unless `risk_by` says otherwise."""
    defaults = {"risk": None, "risk_by": "rhythm", "at_risk": 0}
    with database().writing() as session:
        session.merge(CustomerValue(
            customer_id=key, at=NOW, orders=orders, revenue=2 * year, revenue_year=year, margin=year // 3, first_on=days_ago(800),
            last_on=days_ago(silent), recency=2, frequency=4, monetary=4, segment="champions", cycle_days=cycle,
            silent_ratio=silent / cycle if cycle else None, **(defaults | values),
        ))  # fmt: skip
        session.commit()


def at_risk(owner: str | None, name: str = "Beichen Precision", **values) -> int:
    """A customer whose figures say that it is in danger; its id."""
    own = {field: values.pop(field) for field in list(values) if field in Customer.model_fields}
    key = customer(owner, name, **own)
    figures(key, **values)
    return key


def night() -> dict[str, int]:
    """What the nightly job does, at `NOW` unless the clock was put on."""
    if clock._fixed is None:
        clock.set_now(NOW)
    return warn_of_churn()


def case(customer_id: int) -> ChurnCase:
    """The newest case of a customer."""
    with database().reading() as session:
        return session.scalars(select(ChurnCase).where(ChurnCase.customer_id == customer_id).order_by(ChurnCase.id.desc())).first()


@command("orders:edit", "value:manage")
def put_order(work: Work, customer_id: int, on: date, revenue: int, state: str = "confirmed") -> int:
    number = f"O{(work.session.scalar(select(func.max(Order.id))) or 0) + 1}"
    row = Order(number=number, customer_id=customer_id, ordered_on=on, state=state, currency="CNY", total=revenue, revenue=revenue,
                margin=revenue // 3, created_at=work.now, updated_at=work.now)  # fmt: skip
    work.session.add(row)
    work.session.flush()
    work.record("order.created", "sales_order", row.id, customer_id=customer_id)
    return row.id


@command("orders:edit", "value:manage")
def cancel_order(work: Work, order_id: int) -> None:
    row = work.session.get(Order, order_id)
    row.state, row.revenue, row.margin = "cancelled", 0, 0
    work.record("order.changed", "sales_order", order_id, customer_id=row.customer_id)


def order(customer_id: int, on: date = TODAY, revenue: int = 50_000) -> int:
    """An order, with what follows from it; its id."""
    return act(SYSTEM, put_order, customer_id, on, revenue)


def cancel(order_id: int) -> None:
    act(SYSTEM, cancel_order, order_id)
