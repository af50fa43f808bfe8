"""Orders written straight into the tables, and what the copy makes of them."""
from datetime import date

from crm_core import clock
from crm_core.columnar.keeping import this_process
from db.engine import database
from db.models import Customer, Order, OrderLine, Product


def store(*rows):
    """Adds rows and returns their ids."""
    with database().writing() as session:
        session.add_all(rows)
        session.flush()
        ids = [row.id for row in rows]
        session.commit()
    return ids


def customer(name="Rivermill", **values) -> int:
    values = {"name": name, "name_key": name.lower(), "created_at": clock.now(), "updated_at": clock.now()} | values
    return store(Customer(**values))[0]


def product(name="Drill", **values) -> int:
    return store(Product(name=name, name_key=name.lower(), created_at=clock.now(), **values))[0]


def order(number: str, customer_id: int | None = None, *, lines=((None, 1.0, 10_000, 4_000),), **values) -> int:
    """An order with lines of (product, quantity, revenue, margin)."""
    revenue, margin = (sum(line[at] for line in lines) for at in (2, 3))
    values = {
        "state": "paid", "ordered_on": date(2026, 3, 4), "currency": "CNY", "total": revenue, "revenue": revenue, "margin": margin,
        "created_at": clock.now(), "updated_at": clock.now(),
    } | values  # fmt: skip
    (key,) = store(Order(number=number, customer_id=customer_id, **values))
    store(*(OrderLine(order_id=key, product_id=p, quantity=q, revenue=r, margin=m) for p, q, r, m in lines))
    return key


def copied(sql: str) -> list[tuple]:
    """What the copy, caught up, answers."""
    return list(this_process().caught_up().frame(sql).itertuples(index=False, name=None))
