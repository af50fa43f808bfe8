"""Whether the copy says what the tables say: counts and sums by month, and putting right what differs."""
from dataclasses import dataclass

import pyarrow as pa

from crm_core import clock
from crm_core.columnar import reading
from crm_core.columnar.catching_up import Progress, take_over
from crm_core.columnar.store import Store

_LINES = """
    SELECT strftime(s.ordered_on, '%Y-%m') AS month, count(*) AS lines, sum(l.revenue) AS line_revenue, sum(l.margin) AS line_margin,
           sum(coalesce(l.product_id, 0)) AS products
    FROM line l JOIN sale s USING (order_id) GROUP BY 1"""
_SALES = """
    SELECT strftime(ordered_on, '%Y-%m') AS month, count(*) AS sales, sum(revenue) AS revenue, sum(margin) AS margin,
           sum(coalesce(customer_id, 0)) AS customers, sum(coalesce(owner_id, 0)) AS owners, sum(coalesce(team_id, 0)) AS teams,
           sum(is_return::INT) AS returns, sum(day(ordered_on)) AS days
    FROM sale GROUP BY 1"""
_CUSTOMERS = """
    SELECT strftime(created_at, '%Y-%m') AS month, count(*) AS customers, sum(coalesce(owner_id, 0)) AS owners,
           sum(coalesce(team_id, 0)) AS teams, sum(length(coalesce(grade, '') || coalesce(industry, '') || coalesce(region, '')
           || coalesce(source, '') || kind)) AS letters, sum(has_phone + has_email + has_address) AS known
    FROM customer GROUP BY 1"""


@dataclass(frozen=True)
class Difference:
    """Months (2026-03) that were not the same and have been read anew: of orders by their day, of customers by when they were added."""

    compared: int
    orders: tuple[str, ...]
    customers: tuple[str, ...]


def check(store: Store, progress: Progress) -> tuple[reading.State, Difference]:
    """Catches up, compares every month with the tables in the same moment, and reads anew those that differ."""
    as_of = clock.now()
    with reading.snapshot() as session, store.writing():
        state = reading.state(session)
        take_over(store, session, state, as_of, progress)
        sales = [_rows(reading.sales_by_month(session)), _rows(reading.lines_by_month(session))]
        copied = [_copied(store, sql) for sql in (_SALES, _LINES)]
        orders = _differing(sales[0], copied[0]) | _differing(sales[1], copied[1])
        people = _rows(reading.customers_by_month(session))
        customers = _differing(people, _copied(store, _CUSTOMERS))
        for month in sorted(orders):
            store.remove_month(month)
            store.insert("sale", reading.sales_of_month(session, month))
            for lines in reading.lines_of(session, store.orders_of_month(month)):
                store.insert("line", lines)
        if customers:
            store.connection.execute("DELETE FROM customer")
            for after in range(0, state.customer_id, reading.ROWS):
                store.insert("customer", reading.customers_between(session, after, after + reading.ROWS))
    return state, Difference(len(sales[0]) + len(people), tuple(sorted(orders)), tuple(sorted(customers)))


def _rows(table: pa.Table) -> dict[str, tuple]:
    return {month: tuple(figures) for month, *figures in zip(*(column.to_pylist() for column in table.columns), strict=True)}


def _copied(store: Store, sql: str) -> dict[str, tuple]:
    return {month: tuple(int(figure) for figure in figures) for month, *figures in store.ask(sql)}


def _differing(tables: dict[str, tuple], copy: dict[str, tuple]) -> set[str]:
    return {month for month in tables.keys() | copy.keys() if tables.get(month) != copy.get(month)}
