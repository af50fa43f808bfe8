"""Every report that can be handed in, over a big company (see benchmarks.orders), beside DuckDB's floor for the same question.

    CRM_DATA_DIR=/somewhere python -m benchmarks.reports [report …]

A report is computed and written as for its page, PDF or mail, with nothing kept from before; the copy by columns stands. The
floor is what its charts ask, written by hand as one DuckDB statement over plain tables: without rights, names, words or
anything of this program. Quickest of several, by the clock, and seconds of processor. Aim: within twice the floor, or too
quick to be noticed. Reports that ask no question of all orders or customers (simulations, deals, tickets) have no floor.
"""
import sys
import time
from collections.abc import Callable

import duckdb
import pandas as pd
from sqlalchemy import select

from benchmarks.core import actor
from benchmarks.floors import FLOORS
from crm_core import clock
from crm_core.columnar.keeping import this_process
from crm_core.columnar.store import SETTINGS
from crm_core.run import ask
from crm_core.submissions.catalogue import REPORTS
from crm_core.submissions.reading import report_content
from db.engine import data_dir, database
from db.migrate import migrate
from db.models import ChurnCase, Customer, CustomerValue

ROUNDS, SOON = 4, 0.1  # seconds that nobody notices
TABLES = ("sale", "line", "product")
MORE = {  # what the copy has not, with the columns that reports ask
    "customer": (Customer.id, Customer.kind, Customer.grade, Customer.industry, Customer.region, Customer.source, Customer.lifecycle, Customer.team_id,
                 Customer.owner_id, Customer.phone, Customer.email, Customer.address, Customer.created_at),
    "churn_case": (ChurnCase.id, ChurnCase.customer_id, ChurnCase.state, ChurnCase.at_risk, ChurnCase.risk, ChurnCase.risk_by),
    "customer_value": (CustomerValue.customer_id, CustomerValue.segment, CustomerValue.silent_ratio),
}  # fmt: skip


def main() -> None:
    migrate(database())
    this_process().kept_warm()
    bare, eva = plain(), actor("eva@example.com")
    print(f"{'':16}{'first s':>8}{'cpu':>7}{'best s':>8}{'cpu':>7}{'floor s':>9}{'cpu':>7}{'ratio':>7}")
    for key in sys.argv[1:] or REPORTS:
        first, best = measured(lambda key=key: ask(eva, report_content, key, {}))
        told = f"{key:16}{first[0]:8.2f}{first[1]:7.2f}{best[0]:8.2f}{best[1]:7.2f}"
        if key in FLOORS:
            _first, floor = measured(lambda key=key: bare.execute(FLOORS[key], _today(FLOORS[key])).df())
            ratio = best[1] / floor[1]
            told += f"{floor[0]:9.2f}{floor[1]:7.2f}{ratio:7.2f}" + ("  over the aim" if ratio > 2 and best[0] > SOON else "")
        print(told, flush=True)


def plain() -> duckdb.DuckDBPyConnection:
    """The same rows in plain tables, with the same memory and threads."""
    bare = duckdb.connect(config={name: SETTINGS[name] for name in ("memory_limit", "threads")} | {"temp_directory": str(data_dir() / "floor")})
    copy = this_process().caught_up()
    for table in TABLES:
        _fill(bare, table, copy.frame(f"SELECT * FROM {table}"))
    bare.execute("ALTER TABLE sale ALTER ordered_on TYPE DATE")
    with database().reading() as session:
        for table, columns in MORE.items():
            rows = session.connection().execute(select(*columns)).cursor.fetchall()
            _fill(bare, table, pd.DataFrame(rows, columns=[column.key for column in columns]))
    return bare


def _today(sql: str) -> dict:
    return {"today": clock.today("UTC")} if "$today" in sql else {}


def _fill(bare: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> None:
    bare.register("_rows", frame)
    bare.execute(f"CREATE TABLE {table} AS SELECT * FROM _rows")
    bare.unregister("_rows")


def measured(call: Callable[[], object]) -> tuple[tuple[float, float], tuple[float, float]]:
    """The first call and the quickest: seconds by the clock, and of processor."""
    times = []
    for _n in range(ROUNDS):
        begun, used = time.perf_counter(), time.process_time()
        call()
        times.append((time.perf_counter() - begun, time.process_time() - used))
    return times[0], (min(clocked for clocked, _used in times), min(used for _clocked, used in times))


if __name__ == "__main__":
    main()
