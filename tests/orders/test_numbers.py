"""Numbers of orders among many who write at once."""
from concurrent.futures import ThreadPoolExecutor

from tests.orders.making import customer, order, stored


def test_parallel_writers_get_different_numbers_without_gaps(db, cast):
    who, wei = customer(cast.wei), cast.wei
    with ThreadPoolExecutor(6) as pool:
        keys = list(pool.map(lambda _n: stored(wei, who), range(24)))
    assert sorted(order(key).number for key in keys) == [f"SO-2026-{n:05d}" for n in range(1, 25)]
