"""Every page of reports and orders drawn by the real app over a big company (see benchmarks.orders): cold and warm.

    CRM_DATA_DIR=/somewhere python -m benchmarks.report_pages [part of an address …]

Cold: somebody has just written something, so that no answer is kept, but the copy by columns stands. Warm: the same page
once more, nothing having been written. Seconds by the clock and of processor, without the browser's. Aims: 2 s and 0.3 s.
"""
import logging
import sys
import time

import pytest
from sqlalchemy import select
from streamlit import cache_data

from benchmarks.core import actor
from crm_core.columnar.keeping import this_process
from db.engine import database
from db.migrate import migrate
from db.models import Customer, Order
from pages import menu
from tests.pages import open_page, run

COLD, WARM, ROUNDS = 2.0, 0.3, 3


def addresses() -> list[tuple[str, str]]:
    """(url, query) of the pages."""
    listed = [(entry.url, "") for entry in menu.MENU if entry.section == menu.REPORTS] + [("orders", ""), ("loyalty", "")]
    with database().reading() as session:
        buyer = session.scalar(select(Customer.id).order_by(Customer.order_count.desc()).limit(1))
        some = session.scalar(select(Order.id).where(Order.customer_id == buyer).limit(1))
    return [*listed, ("order", f"id={some}"), ("customer", f"id={buyer}")]


def main() -> None:
    migrate(database())
    this_process().kept_warm()
    logging.disable(logging.WARNING)  # the app says that it runs without a server
    patch, eva = pytest.MonkeyPatch(), actor("eva@example.com")
    open_page(patch, eva)  # what is imported once is not to be counted
    print(f"{'':22}{'cold s':>8}{'cpu':>7}{'warm s':>9}{'cpu':>7}")
    for url, query in addresses():
        if sys.argv[1:] and not any(part in url for part in sys.argv[1:]):
            continue
        app = open_page(patch, eva, url, query)  # its modules
        cold, warm = min(_drawn(app, True) for _n in range(ROUNDS)), min(_drawn(app, False) for _n in range(ROUNDS))
        verdict = "" if cold[0] <= COLD and warm[0] <= WARM else "  over the aim"
        print(f"{url:22}{cold[0]:8.2f}{cold[1]:7.2f}{warm[0]:9.2f}{warm[1]:7.2f}{verdict}", flush=True)


def _drawn(app, cold: bool) -> tuple[float, float]:
    """Seconds by the clock and of processor that a run of the script takes."""
    if cold:
        cache_data.clear()
    begun, used = time.perf_counter(), time.process_time()
    run(app)
    return time.perf_counter() - begun, time.process_time() - used


if __name__ == "__main__":
    main()
