"""The nightly check finds what differs and reads it anew."""
from datetime import date, timedelta

from crm_core import clock
from crm_core.columnar.keeping import this_process
from tests.columnar.build import copied, customer, order, product


def spoil(sql: str) -> None:
    this_process().caught_up()._store.connection.execute(sql)


def test_a_copy_that_is_right_is_left_alone(db):
    order("A1", customer(), lines=((product(), 1.0, 5, 2), (None, 2.0, 7, 3)))
    found = this_process().checked()
    assert (found.orders, found.customers, found.compared) == ((), (), 2)


def test_a_month_with_a_wrong_order_is_read_anew(db):
    long_ago = clock.now() - timedelta(days=1)  # what was written lately is taken over again anyway
    order("A1", ordered_on=date(2026, 3, 4), updated_at=long_ago)
    order("A2", ordered_on=date(2026, 4, 4), updated_at=long_ago)
    spoil("UPDATE sale SET revenue = 1 WHERE month(ordered_on) = 4")
    assert this_process().checked().orders == ("2026-04",)
    assert copied("SELECT sum(revenue) FROM sale") == [(20_000,)]
    assert this_process().checked().orders == ()


def test_a_month_with_a_lost_line_is_read_anew(db):
    order("A1", lines=((None, 1.0, 5, 2), (None, 2.0, 7, 3)))
    spoil("DELETE FROM line WHERE revenue = 7")
    assert this_process().checked().orders == ("2026-03",)
    assert copied("SELECT sum(revenue) FROM line") == [(12,)]


def test_an_order_that_is_in_no_table_goes(db):
    order("A1")
    spoil("INSERT INTO sale SELECT 99, customer_id, owner_id, team_id, DATE '2020-01-01', revenue, margin, is_return, version, changed FROM sale")
    assert this_process().checked().orders == ("2020-01",)
    assert copied("SELECT count(*) FROM sale") == [(1,)]


def test_a_customer_of_the_wrong_team_is_read_anew(db):
    customer(owner_id=None, updated_at=clock.now() - timedelta(days=1))
    spoil("UPDATE customer SET team_id = 5")
    assert len(this_process().checked().customers) == 1
    assert copied("SELECT count(*) FROM customer WHERE team_id IS NULL") == [(1,)]
