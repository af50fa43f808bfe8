"""When a product is due again, and how likely within a month."""
from datetime import date, timedelta

import numpy as np
import pytest

from crm_core.run import ask
from crm_core.value.again import bought_again, within
from crm_core.value.survival import kaplan_meier
from tests.pipeline.helpers import customer, product
from tests.value.baskets import orders

TODAY = date.today()


def rhythm(key: int, part: int, every: int, times: int, silent: int, each: int = 10_000) -> None:
    """So many purchases, the last so many days ago."""
    orders(*((key, (part,), TODAY - timedelta(days=silent + every * n)) for n in range(times)), each=each)


@pytest.fixture
def known(db, cast) -> int:
    """Enough rhythms of others to know chances from."""
    part = product("Seal")
    for number in range(15):
        rhythm(customer(cast.omar, f"O{number}"), part, 30 + number % 3, 10, 5)
    return part


def test_what_is_due_is_named_with_its_rhythm(known, cast):
    mine = customer(cast.wei, "Mine")
    rhythm(mine, known, 30, 6, 25, each=50_000)
    found = ask(cast.gu, bought_again)
    (row,) = found.rows
    assert (row.customer_id, row.product, row.times, row.cycle, row.usual) == (mine, "Seal", 6, 30, 50_000)
    assert row.due_on == row.last_on + timedelta(days=30)
    assert row.chance == pytest.approx(1), "every gap so far was as long as the one before"
    assert (found.count, found.expected) == (1, 50_000)


def test_the_chance_is_that_of_those_who_were_silent_as_long():
    curve = kaplan_meier([1, 1, 2, 4], [True, True, True, True])
    assert within(curve, np.array([0.5, 1.5, 3, 5]), np.array([1.0, 2, 3.5, 6]))[:3] == pytest.approx([0.5, 0.5, 0])
    assert np.isnan(within(curve, np.array([5.0]), np.array([6.0]))[0]), "nobody was ever silent so long"


def test_few_purchases_long_silence_and_far_days_are_no_repeat(known, cast):
    few, gone, far = (customer(cast.wei, name) for name in ("Few", "Gone", "Far"))
    rhythm(few, known, 30, 3, 25)
    rhythm(gone, known, 30, 6, 100)
    rhythm(far, known, 90, 6, 5)
    assert ask(cast.gu, bought_again).rows == ()


def test_without_enough_gaps_there_is_no_chance(db, cast):
    part, mine = product("Seal"), customer(cast.wei, "Mine")
    rhythm(mine, part, 30, 6, 25)
    found = ask(cast.gu, bought_again)
    assert not found.enough and found.rows[0].chance is None and found.expected == 0


def test_a_manager_sees_the_own_team_an_executive_all(known, cast):
    rhythm(customer(cast.wei, "Mine"), known, 30, 6, 25)
    assert len(ask(cast.gu, bought_again).rows) == 1
    assert ask(cast.eva, bought_again).count == 16
