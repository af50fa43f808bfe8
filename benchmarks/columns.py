"""The copy by columns over a big company (see benchmarks.orders): each question beside DuckDB's floor, and what keeping it costs.

    CRM_DATA_DIR=/somewhere python -m benchmarks.columns

The floor is the same SQL over plain DuckDB tables with the same rows. Aim: every question within twice the floor, a new
order taken over at once, the first build told while it runs. The last lines show what row SQL needs for the same.
Adds 10,001 orders and deletes them again.
"""
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import duckdb
from sqlalchemy import text

from benchmarks.core import actor
from crm_core.columnar.copy import columns
from crm_core.columnar.keeping import this_process
from crm_core.columnar.store import SETTINGS
from crm_core.run import ask
from crm_core.value.buyers import ValueFilter
from crm_core.value.portrait import portrait
from crm_core.value.report import customer_value
from crm_core.value.rows import value_rows
from crm_core.value.similar import similar_customers
from crm_core.work import ANYBODY, query
from db.bulk import insert_rows
from db.engine import database
from db.models import Order, OrderLine

QUESTIONS = {
    "RFM": """
        SELECT r, f, count(*), sum(m)::BIGINT FROM (
            SELECT ntile(5) OVER (ORDER BY last) AS r, ntile(5) OVER (ORDER BY n) AS f, m FROM (
                SELECT customer_id, max(ordered_on) AS last, count(*) AS n, sum(revenue) AS m FROM sale GROUP BY ALL)) GROUP BY ALL""",
    "cohort retention": """
        WITH first AS (SELECT customer_id, date_trunc('month', min(ordered_on)) AS begun FROM sale GROUP BY ALL)
        SELECT begun, date_diff('month', begun, date_trunc('month', ordered_on)) AS step, count(DISTINCT customer_id)
        FROM sale JOIN first USING (customer_id) GROUP BY ALL""",
    "80/20": """
        SELECT max(share) FROM (SELECT row_number() OVER (ORDER BY m DESC) AS place, count(*) OVER () AS n,
            sum(m) OVER (ORDER BY m DESC ROWS UNBOUNDED PRECEDING) / sum(m) OVER () AS share
            FROM (SELECT customer_id, sum(revenue) AS m FROM sale GROUP BY ALL)) WHERE place <= n / 5""",
    "top products": """
        SELECT product_id, sum(line.revenue)::BIGINT AS m, count(DISTINCT customer_id)
        FROM line JOIN sale USING (order_id) GROUP BY ALL ORDER BY m DESC LIMIT 20""",
}  # fmt: skip
IN_ROWS = """
    SELECT r, f, count(*), sum(m) FROM (
        SELECT ntile(5) OVER (ORDER BY last) AS r, ntile(5) OVER (ORDER BY n) AS f, m FROM ({source}) AS s) AS t GROUP BY r, f"""
ORDERS = "SELECT customer_id, max(ordered_on) AS last, count(*) AS n, sum(revenue) AS m FROM sales_order WHERE state IN ('confirmed', 'delivered', 'paid') AND deleted_at IS NULL GROUP BY customer_id"
SUMMARIES = "SELECT id, last_order_on AS last, order_count AS n, revenue AS m FROM customer WHERE order_count > 0 AND deleted_at IS NULL"


def main() -> None:
    begun = time.perf_counter()
    copy = this_process()
    new = copy.progress < 1
    copy.kept_warm()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"{'first build' if new else 'opened'} {time.perf_counter() - begun:8.1f} s, peak {memory:,.0f} MB, file {copy._store.path.stat().st_size / 1e6:,.0f} MB")
    _questions(plain())
    _pages()
    _keeping()
    _rows()


def plain() -> duckdb.DuckDBPyConnection:
    """The same rows in plain tables, with the same memory and threads."""
    bare = duckdb.connect(config={name: SETTINGS[name] for name in ("memory_limit", "threads")})
    for table in ("sale", "line"):
        bare.register("_rows", this_process().caught_up().frame(f"SELECT * FROM {table}"))
        bare.execute(f"CREATE TABLE {table} AS SELECT * FROM _rows")
    return bare


@query(ANYBODY)
def answered(work, sql: str):
    """A question as a page asks it: the copy is caught up first."""
    return columns(work).frame(sql)


def _questions(bare: duckdb.DuckDBPyConnection) -> None:
    reader = actor("eva@example.com")
    for name, sql in QUESTIONS.items():
        floor = best(lambda sql=sql: bare.execute(sql).df())
        ours = best(lambda sql=sql: ask(reader, answered, sql))
        print(f"{name:28} {ours * 1000:8.0f} ms, floor {floor * 1000:6.0f} ms, ratio {ours / floor:5.2f}")


def _pages() -> None:
    reader, whole = actor("eva@example.com"), ValueFilter()
    biggest = int(this_process().caught_up().frame("SELECT customer_id AS id FROM sale GROUP BY ALL ORDER BY count(*) DESC LIMIT 1").id[0])
    for name, call in {
        "value report, all figures": lambda: ask(reader, customer_value, whole),
        "value report, this year": lambda: ask(reader, customer_value, ValueFilter(period="this_year")),
        "customers behind a cell": lambda: ask(reader, value_rows, whole, "rfm", "5:5"),
        "portrait": lambda: ask(reader, portrait, biggest),
        "similar customers": lambda: ask(reader, similar_customers, biggest),
    }.items():
        print(f"{name:28} {best(call, 3) * 1000:8.0f} ms")


def _keeping() -> None:
    copy = this_process()
    print(f"{'nothing new':28} {best(copy.caught_up) * 1000:8.1f} ms")
    for many in (1, 10_000):
        ids = _new_orders(many)
        print(f"{f'{many:,} new orders taken over':28} {once(copy.caught_up) * 1000:8.0f} ms")
        _delete(ids)
        copy.caught_up()
    print(f"{'nightly check':28} {once(copy.checked):8.1f} s")


def _new_orders(many: int) -> list[int]:
    now = datetime.now(UTC)
    shared = {"state": "paid", "ordered_on": now.date(), "currency": "CNY", "rate": 1, "total": 500, "revenue": 500, "margin": 100,
              "source": "api", "created_at": now, "updated_at": now, "version": 1}  # fmt: skip
    with database().writing() as session:
        ids = insert_rows(session, Order, [{**shared, "number": f"bench-{now:%s%f}-{n}", "customer_id": n % 1000 + 1} for n in range(many)])
        insert_rows(session, OrderLine, [
            {"order_id": key, "position": place, "product_id": place + 1, "quantity": 1.0, "price": 100, "discount": 0.0, "amount": 100,
             "revenue": 100, "margin": 20} for key in ids for place in range(5)])  # fmt: skip
        session.commit()
    return ids


def _delete(ids: list[int]) -> None:
    with database().writing() as session:
        session.execute(text("UPDATE sales_order SET deleted_at = updated_at, version = version + 1 WHERE id BETWEEN :a AND :b"), {"a": ids[0], "b": ids[-1]})
        session.commit()


def _rows() -> None:
    with database().reading() as session:
        for name, source in (("RFM in the tables", ORDERS), ("RFM from kept summaries", SUMMARIES)):
            took = best(lambda source=source: session.execute(text(IN_ROWS.format(source=source))).all(), 2)
            print(f"{name:28} {took * 1000:8.0f} ms")


def best(call: Callable[[], Any], times: int = 5) -> float:
    """The quickest of several calls, in seconds."""
    return min(once(call) for _n in range(times))


def once(call: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
