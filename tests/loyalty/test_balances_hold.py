"""Whatever is booked in whatever order: the balance is the sum of the ledger and never below zero."""
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import SQLModel

from crm_core.access.actor import SYSTEM
from crm_core.errors import CrmError
from crm_core.loyalty.commands import correct, redeem, undo_entry
from crm_core.loyalty.expiring import expire
from crm_core.loyalty.queries import standing
from crm_core.loyalty.schemas import CorrectionForm
from crm_core.run import act, ask
from db.engine import database
from db.models import LoyaltyReward
from tests.loyalty.helpers import bought, changed, entries, plain_rules, points, reward
from tests.pipeline.helpers import customer

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("buy"), st.integers(1, 300), st.integers(0, 1500)),
        st.tuples(st.just("change"), st.integers(0, 5), st.integers(0, 300)),
        st.tuples(st.just("redeem"), st.just(0), st.just(0)),
        st.tuples(st.just("correct"), st.integers(-200, 200), st.just(0)),
        st.tuples(st.just("undo"), st.integers(0, 10), st.just(0)),
        st.tuples(st.just("expire"), st.just(0), st.just(0)),
    ),
    min_size=4, max_size=12,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_balance_is_the_sum_and_never_below_zero(db, cast, steps):
    plain_rules()
    buyer, box = customer(cast.wei), _box()
    orders: list[int] = []
    for what, first, second in steps:
        try:
            if what == "buy":
                orders.append(bought(buyer, first, date.today() - timedelta(days=second % 720)))
            elif what == "change" and orders:
                changed(orders[first % len(orders)], revenue=second * 100)
            elif what == "redeem":
                act(cast.wei, redeem, buyer, box)
            elif what == "correct":
                act(cast.wei, correct, buyer, CorrectionForm(points=first, reason="x"))
            elif what == "undo" and entries(buyer):
                act(cast.wei, undo_entry, entries(buyer)[first % len(entries(buyer))].id)
            elif what == "expire":
                act(SYSTEM, expire)
        except CrmError:
            pass  # refused: nothing was booked
        booked = points(buyer)
        assert all(sum(booked[: end + 1]) >= 0 for end in range(len(booked))), booked
        assert ask(cast.wei, standing, buyer).balance == sum(booked)


def _box() -> int:
    with database().reading() as session:
        known = session.scalar(select(LoyaltyReward.id).where(LoyaltyReward.name == "Reward for 60"))
    return known or reward(60)


def test_no_counter_keeps_a_balance_and_no_row_is_ever_changed():
    """A counter could drift, a row that changes could hide it: neither is there."""
    counters = [f"{table.name}.{column.name}" for table in SQLModel.metadata.tables.values() for column in table.columns
                if table.name != "loyalty_entry" and ("balance" in column.name or "points" in column.name)]
    assert counters == ["loyalty_reward.points"]
    room = Path(__file__).parents[2] / "crm_core"
    changing = [path.name for path in room.rglob("*.py") if path.parent.name != "demo" for word in ("update(LoyaltyEntry", "delete(LoyaltyEntry") if word in path.read_text("utf-8")]
    assert changing == []
