"""Makes a big company with orders in SQLite: by default 1,000,000 customers, 1,000,000 orders, 5,000,000 lines.

    CRM_DATA_DIR=/an/empty/folder python -m benchmarks.orders [--customers N] [--orders N] [--lines N]

Four of ten customers have bought: each begins on a day of the last three years, orders at a pace of its own, and one
day stops for good. The seed is fixed. Takes one to two minutes, because rows go in before their indexes are built.
"""
import argparse
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import numpy as np

from benchmarks.generate import BRANDS, INDUSTRIES, PASSWORD, PLACES, REGIONS, SOURCES, TAILS, TRADES, company
from db.engine import data_dir, database, update_statistics
from db.migrate import migrate

DAYS = 3 * 365
BUYERS = 0.4  # share of the customers
STAYS = 450  # mean days until a customer buys no more
PRODUCTS, CATEGORIES = 2_000, 12
STATES = ("paid", "delivered", "confirmed", "returned", "cancelled", "draft")
SHARES = (0.85, 0.06, 0.04, 0.015, 0.025, 0.01)
TAX = 13  # percent
CHUNK = 200_000
NOW = datetime.now(UTC).replace(microsecond=0)
STAMP = NOW.strftime("%Y-%m-%d %H:%M:%S.%f")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--lines", type=int, default=5_000_000)
    wanted = parser.parse_args()
    started = time.perf_counter()
    make(wanted.customers, wanted.orders, wanted.lines)
    print(f"made in {time.perf_counter() - started:.0f} s; sign in as seller1@example.com, manager@example.com or eva@example.com with {PASSWORD}")


def make(customers: int, orders: int, lines: int) -> None:
    """Fills the empty database of `CRM_DATA_DIR`."""
    migrate(database())
    people = np.array(company(sellers=40))
    chance = np.random.default_rng(20)
    with bare(("customer", "product", "sales_order", "order_line")) as connection:
        products = _products(connection, chance)
        sold = Sold(chance, customers, orders, lines, products, people)
        _insert(connection, "customer", _customers(sold))
        _insert(connection, "sales_order", _orders(sold))
        _insert(connection, "order_line", _lines(sold))
    update_statistics(database())


@contextmanager
def bare(tables: tuple[str, ...]) -> Iterator[sqlite3.Connection]:
    """The database without the indexes of `tables`, which are built again at the end."""
    database().close()
    with closing(sqlite3.connect(data_dir() / "crm.db", isolation_level=None)) as connection:
        connection.executescript("PRAGMA synchronous=OFF; PRAGMA cache_size=-400000; PRAGMA temp_store=MEMORY")
        marks = ", ".join("?" * len(tables))
        indexes = connection.execute(
            f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({marks})", tables).fetchall()
        for name, _sql in indexes:
            connection.execute(f'DROP INDEX "{name}"')
        yield connection
        started = time.perf_counter()
        for _name, sql in indexes:
            connection.execute(sql)
        print(f"{len(indexes)} indexes in {time.perf_counter() - started:.0f} s", flush=True)


class Sold:
    """Columns of orders and lines that agree with each other. Money in minor units."""

    def __init__(self, chance: np.random.Generator, customers: int, orders: int, lines: int, products: tuple, people: np.ndarray) -> None:
        self.customers, self.people = customers, people
        self.owner = chance.integers(0, len(people), customers)
        self.customer, self.day = _purchases(chance, customers, orders)
        self.state = chance.choice(len(STATES), orders, p=SHARES)
        counts = _counts(chance, orders, lines)
        self.order = np.repeat(np.arange(orders), counts)
        self.position = np.arange(lines) - np.repeat(np.cumsum(counts) - counts, counts)
        self._goods(chance, lines, *products)
        sign = np.where(self.state == STATES.index("returned"), -1, 1)
        counted = self.state < STATES.index("cancelled")
        self.quantity *= sign[self.order]
        self.amount = self.quantity * self.price * (100 - self.discount) // 100
        self.line_revenue = self.amount * counted[self.order]
        self.line_margin = (self.amount - self.quantity * self.cost) * counted[self.order]
        net = _sum(self.order, self.amount, orders)
        self.tax = net * TAX // 100
        self.total = net + self.tax
        self.revenue, self.margin = net * counted, _sum(self.order, self.line_margin, orders)
        self.bought = self.state < STATES.index("returned")

    def _goods(self, chance: np.random.Generator, lines: int, prices: np.ndarray, costs: np.ndarray) -> None:
        """A few products are bought by many, and some go together: 2 with 3, 4 with 5 …"""
        product = np.minimum((chance.pareto(0.9, lines) * 25).astype(np.int64), PRODUCTS - 1)
        together = (chance.random(lines) < 0.25) & (self.position > 0)
        product[1:] = np.where(together[1:], product[:-1] ^ 1, product[1:])
        self.product = np.minimum(product, PRODUCTS - 1)
        self.quantity = chance.integers(1, 13, lines)
        self.discount = chance.choice(np.array((0, 5, 10)), lines, p=(0.8, 0.12, 0.08))
        self.price, self.cost = prices[self.product], costs[self.product]


def _purchases(chance: np.random.Generator, customers: int, orders: int) -> tuple[np.ndarray, np.ndarray]:
    """Customer (from 0) and day (from 0) of every order, by day."""
    buyers = chance.permutation(customers)[: max(1, int(customers * BUYERS))]
    rate = chance.gamma(0.5, 1.0, len(buyers)) + 1e-6
    begins = chance.integers(0, DAYS - 1, len(buyers))
    ends = np.minimum(begins + chance.exponential(STAYS, len(buyers)), DAYS - 1)
    first = buyers[:orders]
    again = chance.choice(len(buyers), orders - len(first), p=rate * (ends - begins) / np.sum(rate * (ends - begins)))
    days = begins[again] + chance.random(len(again)) * (ends - begins)[again]
    who, when = np.concatenate((first, buyers[again])), np.concatenate((begins[: len(first)], days)).astype(np.int64)
    by_day = np.argsort(when, kind="stable")
    return who[by_day], when[by_day]


def _counts(chance: np.random.Generator, orders: int, lines: int) -> np.ndarray:
    """Lines of every order, at least one, in all `lines`."""
    return 1 + np.bincount(chance.integers(0, orders, lines - orders), minlength=orders)


def _sum(groups: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    return np.bincount(groups, weights=values, minlength=size).astype(np.int64)


def _products(connection: sqlite3.Connection, chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Takes the place of the products that are there; returns prices and costs."""
    prices = chance.integers(5, 3_000, PRODUCTS) * 100
    costs = prices * chance.integers(30, 75, PRODUCTS) // 100
    connection.execute("DELETE FROM product")
    _insert(connection, "product", (
        {"id": n + 1, "name": f"{TAILS[n % len(TAILS)]} {n}", "name_key": f"product{n}", "sku": f"P-{n:05}", "category": f"Series {n % CATEGORIES}",
         "unit": "pc", "price": price, "cost": cost, "stock": n % 700, "stock_at": STAMP, "active": 1, "created_at": STAMP, "version": 1}
        for n, (price, cost) in enumerate(zip(prices.tolist(), costs.tolist(), strict=True))
    ))
    return prices, costs


def _customers(sold: Sold) -> Iterator[dict]:
    size, days = sold.customers, _days()
    who, when = sold.customer[sold.bought], sold.day[sold.bought]
    count, revenue = np.bincount(who, minlength=size), _sum(sold.customer, sold.revenue, size)
    first, last = np.full(size, DAYS), np.full(size, -1)
    np.minimum.at(first, who, when)
    np.maximum.at(last, who, when)
    facts = zip(sold.people[sold.owner].tolist(), count.tolist(), revenue.tolist(), first.tolist(), last.tolist(), strict=True)
    for n, ((owner, team), orders, worth, begun, ended) in enumerate(facts):
        place, brand = PLACES[n % len(PLACES)], BRANDS[n // 16 % len(BRANDS)]
        name = f"{place}{brand}{TRADES[n % len(TRADES)]}{n}"
        lifecycle = "prospect" if not orders else "active" if ended > DAYS - 90 else "at_risk" if ended > DAYS - 180 else "dormant"
        yield {
            "id": n + 1, "kind": "company", "name": name, "name_key": name, "phone": f"+86-13{n:09}", "email": f"info{n}@example{n % 997}.com",
            "city": place, "region": REGIONS[n % 4], "country": "CN", "industry": INDUSTRIES[n % 8], "source": SOURCES[n % 5],
            "grade": ("vip", "a", "b", "c", None)[n % 5], "lifecycle": lifecycle, "owner_id": owner, "team_id": team, "created_at": STAMP,
            "updated_at": STAMP, "version": 1, "open_deals": 0, "open_value": 0, "won_deals": 0, "won_value": 0, "order_count": orders,
            "revenue": worth, "first_order_on": days[begun] if orders else None, "last_order_on": days[ended] if orders else None,
        }


def _orders(sold: Sold) -> Iterator[dict]:
    days, own = _days(), sold.people[sold.owner[sold.customer]].tolist()
    columns = zip(sold.customer.tolist(), sold.day.tolist(), sold.state.tolist(), own, sold.tax.tolist(), sold.total.tolist(),
                  sold.revenue.tolist(), sold.margin.tolist(), strict=True)
    for n, (customer, day, state, (owner, team), tax, total, revenue, margin) in enumerate(columns):
        on = days[day]
        yield {
            "id": n + 1, "number": f"B-{n + 1:07}", "customer_id": customer + 1, "owner_id": owner, "team_id": team, "state": STATES[state],
            "ordered_on": on, "currency": "CNY", "rate": 1.0, "discount": 0, "tax": tax, "total": total, "revenue": revenue, "margin": margin,
            "source": "import", "created_at": f"{on} 04:00:00.000000", "updated_at": f"{on} 04:00:00.000000", "version": 1,
        }


def _lines(sold: Sold) -> Iterator[dict]:
    size = len(sold.order)
    for start in range(0, size, CHUNK):
        piece = slice(start, start + CHUNK)
        columns = (sold.order, sold.position, sold.product, sold.quantity, sold.price, sold.discount, sold.amount, sold.cost,
                   sold.line_revenue, sold.line_margin)
        rows = zip(*(column[piece].tolist() for column in columns), strict=True)
        for n, (order, position, product, quantity, price, discount, amount, cost, revenue, margin) in enumerate(rows, start + 1):
            yield {
                "id": n, "order_id": order + 1, "position": position, "product_id": product + 1, "quantity": float(quantity), "price": price,
                "discount": float(discount), "amount": amount, "cost": cost, "revenue": revenue, "margin": margin,
            }


def _days() -> list[str]:
    start = NOW.date() - timedelta(days=DAYS - 1)
    return [(start + timedelta(days=n)).isoformat() for n in range(DAYS + 1)]


def _insert(connection: sqlite3.Connection, table: str, rows: Iterator[dict]) -> None:
    started, first = time.perf_counter(), next(rows)
    statement = f"INSERT INTO {table} ({', '.join(first)}) VALUES ({', '.join('?' * len(first))})"
    connection.execute("BEGIN")
    connection.execute(statement, tuple(first.values()))
    connection.executemany(statement, (tuple(row.values()) for row in rows))
    connection.execute("COMMIT")
    count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    print(f"{table}: {count:,} rows in {time.perf_counter() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
