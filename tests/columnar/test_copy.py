"""The copy by columns holds what the tables hold."""
from datetime import date

from crm_core import clock
from crm_core.columnar.keeping import this_process
from db.engine import database
from db.models import Customer, Order
from tests.columnar.build import copied, customer, order, product


def test_counted_orders_are_in_it_with_their_lines(db):
    who, what = customer(), product()
    key = order("A1", who, lines=((what, 2.0, 700, 300), (None, 1.0, 50, -10)))
    assert copied("SELECT order_id, customer_id, ordered_on::VARCHAR, revenue, margin, is_return FROM sale") == [
        (key, who, "2026-03-04", 750, 290, False)
    ]
    assert copied("SELECT * FROM line ORDER BY revenue DESC")[0] == (key, what, 2.0, 700, 300)


def test_drafts_cancelled_and_deleted_orders_are_not(db):
    order("A1", state="draft")
    order("A2", state="cancelled")
    order("A3", deleted_at=clock.now())
    order("A4", state="returned")
    returned = order("A5", state="returned", lines=((None, -1.0, -500, -100),))
    assert copied("SELECT order_id, is_return FROM sale") == [(returned, True)]


def test_a_changed_order_is_taken_over(db):
    key = order("A1")
    assert copied("SELECT sum(revenue) FROM sale") == [(10_000,)]
    with database().writing() as session:
        row = session.get(Order, key)
        row.state, row.updated_at = "cancelled", clock.now()
        session.commit()
    assert copied("SELECT count(*) FROM sale") == [(0,)]
    assert copied("SELECT count(*) FROM line") == [(0,)]


def test_a_customer_who_changes_hands_is_seen(db, cast):
    key = customer(owner_id=cast.wei.user_id)
    assert copied("SELECT owner_id FROM customer") == [(cast.wei.user_id,)]
    with database().writing() as session:
        row = session.get(Customer, key)
        row.owner_id, row.updated_at = cast.omar.user_id, clock.now()
        session.commit()
    assert copied("SELECT owner_id FROM customer") == [(cast.omar.user_id,)]


def test_sums_stay_whole_numbers(db):
    order("A1", lines=((None, 1.0, 9_007_199_254_740_993 // 2, 1),))
    sql = "SELECT sum(revenue) AS r FROM sale WHERE ordered_on >= $day"
    frame = this_process().caught_up().frame(sql, {"day": date(2020, 1, 1), "unused": 1})
    assert str(frame.r.dtype) == "int64" and frame.r[0] == 9_007_199_254_740_993 // 2
