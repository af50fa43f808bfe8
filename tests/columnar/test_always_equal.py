"""Whatever is written, the copy equals the tables."""
import random
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from crm_core import clock
from crm_core.columnar.keeping import this_process
from db.engine import database
from db.models import Customer, Order, OrderLine, Product, Team, User
from db.sales import counted
from tests.columnar.build import copied, customer, order, product

DAY = date(2025, 1, 1)


def tables() -> dict[str, list[tuple]]:
    """What the copy should hold, asked row by row."""
    with database().reading() as session:
        orders = {o.id: o for o in session.scalars(select(Order).where(counted()))}
        lines = session.scalars(select(OrderLine).where(OrderLine.order_id.in_(orders)))
        customers = session.scalars(select(Customer).where(Customer.deleted_at.is_(None)))
        return {
            "sale": [(o.id, o.customer_id, o.owner_id, o.team_id, o.ordered_on.isoformat(), o.revenue, o.margin, o.total < 0) for o in orders.values()],
            "line": [(x.order_id, x.product_id, x.quantity, x.revenue, x.margin) for x in lines],
            "customer": [(c.id, c.owner_id, c.team_id, c.grade, c.industry, c.region, c.created_at.replace(tzinfo=None), bool(c.phone), bool(c.address)) for c in customers],
            "product": [(p.id, p.name, p.category) for p in session.scalars(select(Product))],
        }  # fmt: skip


def copy() -> dict[str, list[tuple]]:
    columns = {
        "sale": "order_id, customer_id, owner_id, team_id, ordered_on::VARCHAR, revenue, margin, is_return", "line": "*",
        "customer": "id, owner_id, team_id, grade, industry, region, created_at, has_phone, has_address", "product": "*",
    }  # fmt: skip
    with this_process().caught_up()._store.cursor() as cursor:
        return {table: cursor.execute(f"SELECT {names} FROM {table}").fetchall() for table, names in columns.items()}


def assert_equal() -> None:
    wanted, found = tables(), copy()
    for table in wanted:
        assert sorted(wanted[table], key=repr) == sorted(found[table], key=repr), table


class Writer:
    """Writes something at random, as the commands do: `updated_at` and `version` move."""

    def __init__(self, seed: int) -> None:
        self.chance, self.number = random.Random(seed), 0
        with database().reading() as session:
            self.users, self.teams = (list(session.scalars(select(table.id))) for table in (User, Team))
        self.customers = [customer(f"Firm {n}", region="East") for n in range(3)]
        self.products = [product(f"Part {n}") for n in range(2)]
        self.orders: list[int] = []

    def write(self) -> None:
        kinds = [self.create, self.create, self.change_state, self.change_lines, self.delete, self.hand_over, self.forget_customer]
        self.chance.choice(kinds)()

    def _lines(self) -> list[tuple]:
        return [
            (self.chance.choice([*self.products, None]), float(self.chance.randint(1, 5)), self.chance.randint(-500, 9_000), self.chance.randint(-100, 3_000))
            for _n in range(self.chance.randint(0, 4))
        ]

    def create(self) -> None:
        self.number += 1
        self.orders.append(order(
            f"N{self.number}", self.chance.choice([*self.customers, None]), lines=self._lines(), owner_id=self.chance.choice(self.users),
            state=self.chance.choice(["draft", "confirmed", "paid", "returned"]), ordered_on=DAY + timedelta(self.chance.randint(0, 400)),
        ))  # fmt: skip

    def _of(self, table, keys):
        return (table, self.chance.choice(keys)) if keys else None

    def _set(self, chosen, **values) -> None:
        if chosen is None:
            return
        with database().writing() as session:
            row = session.get(*chosen)
            for name, value in {**values, "updated_at": clock.now(), "version": row.version + 1}.items():
                setattr(row, name, value)
            session.commit()

    def change_state(self) -> None:
        self._set(self._of(Order, self.orders), state=self.chance.choice(["draft", "confirmed", "delivered", "cancelled", "returned"]))

    def change_lines(self) -> None:
        chosen = self._of(Order, self.orders)
        if chosen is None:
            return
        lines = self._lines()
        with database().writing() as session:
            for old in session.scalars(select(OrderLine).where(OrderLine.order_id == chosen[1])):
                session.delete(old)
            session.add_all(OrderLine(order_id=chosen[1], product_id=p, quantity=q, revenue=r, margin=m) for p, q, r, m in lines)
            session.commit()
        self._set(chosen, revenue=sum(line[2] for line in lines), ordered_on=DAY + timedelta(self.chance.randint(0, 400)))

    def delete(self) -> None:
        self._set(self._of(Order, self.orders), deleted_at=self.chance.choice([clock.now(), None]))

    def hand_over(self) -> None:
        self._set(self._of(Customer, self.customers), owner_id=self.chance.choice([*self.users, None]), team_id=self.chance.choice(self.teams),
                  grade=self.chance.choice(["a", "b", None]), industry=self.chance.choice(["food", None]),
                  phone=self.chance.choice(["+8610", "", None]), address=self.chance.choice(["Lane 4", None]))  # fmt: skip

    def forget_customer(self) -> None:
        self._set(self._of(Customer, self.customers), deleted_at=self.chance.choice([clock.now(), None, None]))


@pytest.mark.parametrize("seed", range(3))
def test_after_any_writes_it_equals_the_tables(db, seed):
    writer = Writer(seed)
    for _round in range(12):
        for _write in range(writer.chance.randint(1, 5)):
            writer.write()
        assert_equal()


def test_an_order_of_a_slow_transaction_is_seen(db):
    """It was begun before others that were stored first, so its moment is older than what was seen already."""
    order("A1")
    copied("SELECT 1")
    order("A2", updated_at=clock.now() - timedelta(minutes=8))
    assert_equal()


def test_orders_with_old_moments_are_seen_by_their_number(db):
    order("A1")
    copied("SELECT 1")
    order("A2", updated_at=clock.now() - timedelta(days=800))
    assert_equal()


def test_many_threads_ask_while_somebody_writes(db):
    from concurrent.futures import ThreadPoolExecutor

    writer = Writer(7)
    copied("SELECT 1")

    def asked(_n) -> bool:
        (row,) = copied("SELECT (SELECT coalesce(sum(line.revenue), 0) FROM line JOIN sale USING (order_id)), (SELECT count(*) FROM sale)")
        return row is not None

    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(asked, range(24))
        for _n in range(10):
            writer.write()
        assert all(answers)
    assert_equal()
