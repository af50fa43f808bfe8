"""Numbers of orders among many who write at once."""
from concurrent.futures import ThreadPoolExecutor

from tests.orders.making import customer, order, stored
from tests.pipeline.counting import statements


def test_parallel_writers_get_different_numbers_without_gaps(db, cast):
    who, wei = customer(cast.wei), cast.wei
    with ThreadPoolExecutor(6) as pool:
        keys = list(pool.map(lambda _n: stored(wei, who), range(24)))
    assert sorted(order(key).number for key in keys) == [f"SO-2026-{n:05d}" for n in range(1, 25)]


def test_many_numbers_of_another_program_are_passed_over_at_once(db, cast):
    who = customer(cast.wei)
    for n in range(1, 41):
        stored(cast.wei, who, number=f"SO-2026-{n:05d}")
    wei = cast.wei
    with statements(db) as seen:
        key = stored(wei, who)
    assert order(key).number == "SO-2026-00041"
    assert len(seen) < 40, len(seen)
