"""Rewards cost points, corrections need a reason, both can be taken back, and nobody spends what is not there."""
from concurrent.futures import ThreadPoolExecutor

import pytest

from crm_core.errors import Conflict, Forbidden, Invalid, NotFound
from crm_core.loyalty.commands import correct, redeem, undo_entry
from crm_core.loyalty.schemas import CorrectionForm
from crm_core.run import act
from tests.customers.making import events
from tests.loyalty.helpers import balance, bought, entries, plain_rules, points, reward, ruled
from tests.pipeline.helpers import customer


@pytest.fixture
def buyer(db, cast) -> int:
    plain_rules()
    key = customer(cast.wei)
    bought(key, 1_000)
    return key


def test_a_reward_costs_its_points(buyer, cast):
    box = reward(400)
    act(cast.wei, redeem, buyer, box)
    assert points(buyer) == [1_000, -400]
    assert (entries(buyer)[-1].reward_id, entries(buyer)[-1].user_id) == (box, cast.wei.user_id)
    assert events(buyer)[-1].kind == "loyalty.redeemed"


def test_what_the_customer_cannot_pay_is_refused(buyer, cast):
    with pytest.raises(Conflict, match="costs 1001 points, the customer has 1000"):
        act(cast.wei, redeem, buyer, reward(1_001))
    with pytest.raises(Conflict, match="no longer given"):
        act(cast.wei, redeem, buyer, reward(1, active=False))
    with pytest.raises(NotFound):
        act(cast.wei, redeem, buyer, 999_999)
    assert points(buyer) == [1_000]


def test_five_people_at_once_give_only_what_is_there(buyer, cast):
    box, wei = reward(400), cast.wei

    def give(_) -> bool:
        try:
            act(wei, redeem, buyer, box)
            return True
        except Conflict:
            return False

    with ThreadPoolExecutor(5) as pool:
        given = list(pool.map(give, range(5)))
    assert sum(given) == 2
    assert balance(buyer) == 200


def test_a_correction_says_why_and_never_takes_too_much(buyer, cast):
    act(cast.wei, correct, buyer, CorrectionForm(points=50, reason="Goodwill"))
    act(cast.wei, correct, buyer, CorrectionForm(points=-1_050, reason="Counted twice"))
    assert (points(buyer), entries(buyer)[-1].reason) == ([1_000, 50, -1_050], "Counted twice")
    for wrong in ({"points": -1, "reason": "x"}, {"points": 0, "reason": "x"}, {"points": 10**10, "reason": "x"}):
        with pytest.raises(Invalid) as caught:
            act(cast.wei, correct, buyer, CorrectionForm(**wrong))
        assert caught.value.field == "points"
    with pytest.raises(Invalid) as caught:
        CorrectionForm(points=5, reason=" ")
    assert caught.value.field == "reason"


def test_a_reward_is_taken_back_by_a_row_of_its_own_once(buyer, cast):
    key = act(cast.wei, redeem, buyer, reward(400))
    act(cast.wei, undo_entry, key)
    assert points(buyer) == [1_000, -400, 400]
    assert entries(buyer)[-1].expires_on is not None
    with pytest.raises(Conflict, match="taken back already"):
        act(cast.wei, undo_entry, key)
    for other in (entries(buyer)[0].id, entries(buyer)[-1].id):
        with pytest.raises(Conflict, match="Only rewards"):
            act(cast.wei, undo_entry, other)
    with pytest.raises(NotFound):
        act(cast.wei, undo_entry, 999_999)


def test_points_that_are_spent_meanwhile_cannot_be_taken_back(buyer, cast):
    gift = act(cast.wei, correct, buyer, CorrectionForm(points=500, reason="Goodwill"))
    act(cast.wei, redeem, buyer, reward(1_200))
    with pytest.raises(Conflict, match="spent already"):
        act(cast.wei, undo_entry, gift)
    assert balance(buyer) == 300


def test_only_who_may_book_points_of_this_customer(buyer, cast):
    box = reward(10)
    key = act(cast.wei, redeem, buyer, box)
    for stranger in (cast.omar, cast.min, cast.walter):
        for call in ((redeem, buyer, box), (correct, buyer, CorrectionForm(points=1, reason="x")), (undo_entry, key)):
            with pytest.raises(NotFound):
                act(stranger, *call)
    for reader in (cast.eva, cast.yan):
        with pytest.raises(Forbidden):
            act(reader, redeem, buyer, box)
    act(cast.mia, redeem, buyer, box)
    act(cast.gu, redeem, buyer, box)


def test_switched_off_nothing_is_spent(buyer, cast):
    ruled(active=False)
    with pytest.raises(Conflict, match="switched off"):
        act(cast.wei, redeem, buyer, reward(10))
