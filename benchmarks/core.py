"""Each query of the pages beside the raw SQL it needs, on a big database (see benchmarks.generate).

    CRM_DATA_DIR=/somewhere python -m benchmarks.core

The floor is the very statements of the query, run on the bare driver. Aim: within three times the floor plus
10 ms, and no page above 12 statements.
"""
import statistics
import time
from collections.abc import Callable
from contextlib import contextmanager

from sqlalchemy import event, select

from crm_core.access.actor import Actor, load_actor
from crm_core.activities.queries import timeline
from crm_core.customers.filtering import CustomerFilter
from crm_core.customers.listing import count_customers, filter_options, list_customers
from crm_core.customers.queries import customer_page
from crm_core.home.queries import my_day
from crm_core.pipeline.board import board
from crm_core.pipeline.filtering import DealFilter
from crm_core.pipeline.listing import deal_totals, list_deals
from crm_core.pipeline.reading import deal
from crm_core.reports.filters import ReportFilter
from crm_core.reports.pipeline import pipeline
from crm_core.run import ask
from db.engine import database
from db.models import Customer, User

RUNS = 7


def actor(email: str) -> Actor:
    with database().reading() as session:
        return load_actor(session, session.scalar(select(User.id).where(User.email == email)))


def cases() -> list[tuple[str, Callable]]:
    eva, seller, manager = actor("eva@example.com"), actor("seller1@example.com"), actor("manager@example.com")
    with database().reading() as session:
        some = session.scalar(select(Customer.id).where(Customer.open_deals > 0).limit(1))
    everything = CustomerFilter()
    return [
        ("customers: first page", listed(eva, everything)),
        ("customers: page 10,000", listed(eva, everything, ("name", "asc"), 10_000)),
        ("customers: by next step", listed(eva, everything, ("next_step", "asc"))),
        ("customers: a seller's", listed(seller, everything)),
        ("customers: a team's", listed(manager, everything)),
        ("customers: count of all", lambda: ask(eva, count_customers, everything)),
        ("customers: filter options", lambda: ask(eva, filter_options)),
        ("search: two Chinese characters", listed(eva, CustomerFilter(text="恒信"))),
        ("search: Latin", listed(eva, CustomerFilter(text="harbour fal"))),
        ("search: Latin, a seller's", listed(seller, CustomerFilter(text="harbour"))),
        ("search: phone", listed(eva, CustomerFilter(text="10000500"))),
        ("search: e-mail", listed(eva, CustomerFilter(text="info4711@example"))),
        ("customer: record", lambda: ask(eva, customer_page, some)),
        ("customer: timeline", lambda: ask(eva, timeline, customer_id=some)),
        ("deal: record", lambda: ask(eva, deal, 1)),
        ("home: a seller's", lambda: ask(seller, my_day)),
        ("home: a manager's", lambda: ask(manager, my_day)),
        ("deals: board", lambda: ask(eva, board, DealFilter(statuses=("open",)))),
        ("deals: a seller's board", lambda: ask(seller, board, DealFilter(statuses=("open",)))),
        ("deals: table", lambda: ask(eva, list_deals, DealFilter())),
        ("deals: totals", lambda: ask(eva, deal_totals, DealFilter())),
        ("report: this quarter", lambda: ask(eva, pipeline, ReportFilter())),
        ("report: all time", lambda: ask(eva, pipeline, ReportFilter(period="all"))),
    ]


def listed(reader: Actor, wanted: CustomerFilter, *parts) -> Callable:
    """A page of the list; its count is another line of this table, and known when the rows are asked for."""
    total = ask(reader, count_customers, wanted)
    return lambda: ask(reader, list_customers, wanted, *parts, total=total)


@contextmanager
def recorded():
    """The statements that run inside, with their parameters."""
    statements: list[tuple[str, object]] = []

    def note(_connection, _cursor, statement, parameters, _context, _many) -> None:
        if not statement.startswith("BEGIN"):
            statements.append((statement, parameters))

    event.listen(database().reader, "before_cursor_execute", note)
    yield statements
    event.remove(database().reader, "before_cursor_execute", note)


def timed(call: Callable) -> float:
    """Median milliseconds."""
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        call()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def floor(statements: list[tuple[str, object]]) -> float:
    """Median milliseconds of the same statements on the bare driver."""
    with database().reader.connect() as connection:
        cursor = connection.connection.driver_connection.cursor()

        def run() -> None:
            for statement, parameters in statements:
                cursor.execute(statement, parameters)
                if cursor.description:
                    cursor.fetchall()

        return timed(run)


def main() -> None:
    print(f"{'':34}{'core ms':>10}{'SQL ms':>10}{'ratio':>8}{'statements':>12}")
    for name, call in cases():
        call()
        with recorded() as statements:
            call()
        raw = floor(statements)
        took = timed(call)
        verdict = "" if took <= 3 * raw + 10 and len(statements) <= 12 else "  over the aim"
        print(f"{name:34}{took:10.1f}{raw:10.1f}{took / raw:8.2f}{len(statements):12}{verdict}", flush=True)


if __name__ == "__main__":
    main()
