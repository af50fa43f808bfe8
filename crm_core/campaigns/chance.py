"""Chance that can be repeated: a number from an id and a seed, the same in Python, SQLite and Postgres.

Two squarings modulo the prime 2³¹ − 1 mix the bits (as middle-square and Blum–Blum–Shub generators do); all steps stay
below 2⁶², where both databases calculate exactly.
"""
from sqlalchemy import BigInteger, ColumnElement, cast, literal

PRIME = 2**31 - 1
STEP, SALT = 48_271, 69_621
PARTS = 10_000


def number(key: int, seed: int) -> int:
    """A number from 0 to 9,999 for this id and seed."""
    mixed = (key * STEP + seed) % PRIME
    mixed = (mixed * mixed + key * SALT) % PRIME
    mixed = (mixed * mixed + seed) % PRIME
    return mixed % PARTS


def number_sql(key: ColumnElement[int], seed: int) -> ColumnElement[int]:
    """`number` as an SQL expression."""
    key, prime, seed = cast(key, BigInteger), literal(PRIME, BigInteger), literal(seed, BigInteger)
    mixed = (key * literal(STEP, BigInteger) + seed) % prime
    mixed = (mixed * mixed + key * literal(SALT, BigInteger)) % prime
    mixed = (mixed * mixed + seed) % prime
    return mixed % literal(PARTS, BigInteger)


def half_seed(seed: int) -> int:
    """The seed of the A/B halves, which must not follow the hold-out's."""
    return (seed * STEP + 12_345) % PRIME
