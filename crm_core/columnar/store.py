"""The DuckDB database that holds the copy: its file, its tables, and how rows get into them."""
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

FILES = 16
SETTINGS = {
    "memory_limit": "256MB", "threads": 2, "enable_external_access": False, "autoinstall_known_extensions": False,
    "autoload_known_extensions": False, "preserve_insertion_order": False,
}  # fmt: skip
TABLES = {
    "sale": "order_id BIGINT, customer_id BIGINT, owner_id BIGINT, team_id BIGINT, ordered_on DATE, revenue BIGINT, "
            "margin BIGINT, is_return BOOLEAN, version BIGINT, changed VARCHAR",
    "line": "order_id BIGINT, product_id BIGINT, quantity DOUBLE, revenue BIGINT, margin BIGINT",
    "customer": "id BIGINT, name VARCHAR, owner_id BIGINT, team_id BIGINT, kind VARCHAR, grade VARCHAR, industry VARCHAR, region VARCHAR, "
                "source VARCHAR, employees BIGINT, created_at TIMESTAMP, has_phone BIGINT, has_email BIGINT, has_address BIGINT",
    "product": "id BIGINT, name VARCHAR, category VARCHAR",
    "note": "name VARCHAR, value VARCHAR",
}  # fmt: skip


class Busy(Exception):
    """Other processes hold all the files."""


class Store:
    """One DuckDB file. Writing is for one thread at a time; readers take a `cursor`."""

    taken = 0  # orders and customers that the last look took over

    def __init__(self, folder: Path) -> None:
        self.path, self.connection = _open_first(folder)
        self.connection.execute("".join(f"CREATE TABLE IF NOT EXISTS {name} ({columns});" for name, columns in TABLES.items()))

    def cursor(self) -> "duckdb.DuckDBPyConnection":
        return self.connection.cursor()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: readers see all of it or nothing."""
        self.connection.execute("BEGIN")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise

    def keep(self) -> None:
        """Within `writing`: what was written so far is kept whatever comes, and takes no more memory."""
        self.connection.execute("COMMIT; BEGIN")

    def ask(self, sql: str) -> list[tuple]:
        return self.connection.execute(sql).fetchall()

    def insert(self, table: str, rows: "pa.Table") -> None:
        """Adds rows, where they say so without those that are `gone`; lines only of orders that are in the copy."""
        self.connection.register("_rows", rows)
        staying = "WHERE NOT gone" if "gone" in rows.column_names else "SEMI JOIN sale USING (order_id)" if table == "line" else ""
        self.connection.execute(f"INSERT INTO {table} SELECT {', '.join(_columns(table))} FROM _rows {staying}")
        self.connection.unregister("_rows")

    def fill(self, table: str, rows: "pa.Table") -> None:
        """Has just these rows in it."""
        self.connection.execute(f"DELETE FROM {table}")
        self.insert(table, rows)

    def replace(self, table: str, rows: "pa.Table") -> list[int]:
        """Takes over rows that were written lately; returns the keys of those that the copy did not hold just so."""
        key = next(iter(_columns(table)))
        same = " AND ".join(f"old.{name} IS NOT DISTINCT FROM new.{name}::{kind}" for name, kind in _columns(table).items())
        self.connection.register("_rows", rows)
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE _changed AS SELECT new.* FROM _rows new LEFT JOIN {table} old ON old.{key} = new.{key} "
            f"WHERE CASE WHEN new.gone THEN old.{key} IS NOT NULL ELSE old.{key} IS NULL OR NOT ({same}) END"
        )
        self.connection.unregister("_rows")
        self.connection.execute(f"DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM _changed)")
        self.connection.execute(f"INSERT INTO {table} SELECT {', '.join(_columns(table))} FROM _changed WHERE NOT gone")
        return [row[0] for row in self.ask(f"SELECT {key} FROM _changed")]

    def remove_month(self, month: str) -> None:
        """Removes the orders of a month (2026-03) with their lines."""
        in_month = "SELECT order_id FROM sale WHERE strftime(ordered_on, '%Y-%m') = ?"
        self.connection.execute(f"DELETE FROM line WHERE order_id IN ({in_month})", [month])
        self.connection.execute(f"DELETE FROM sale WHERE order_id IN ({in_month})", [month])

    def orders_of_month(self, month: str) -> list[int]:
        rows = self.connection.execute("SELECT order_id FROM sale WHERE strftime(ordered_on, '%Y-%m') = ?", [month]).fetchall()
        return [key for (key,) in rows]

    def count(self, table: str) -> int:
        return self.ask(f"SELECT count(*) FROM {table}")[0][0]

    def remove_lines(self, order_ids: list[int]) -> None:
        self.connection.execute("DELETE FROM line WHERE order_id IN (SELECT unnest(?::BIGINT[]))", [order_ids])

    def notes(self) -> dict[str, Any]:
        """What the copy remembers of itself."""
        return {name: json.loads(value) for name, value in self.ask("SELECT name, value FROM note")}

    def note(self, **values: Any) -> None:
        for name, value in values.items():
            self.connection.execute("DELETE FROM note WHERE name = ?", [name])
            self.connection.execute("INSERT INTO note VALUES (?, ?)", [name, json.dumps(value)])

    def empty(self, *tables: str) -> None:
        """Forgets everything in these tables, or in all of them, to begin anew."""
        for name in tables or TABLES:
            self.connection.execute(f"DROP TABLE {name}; CREATE TABLE {name} ({TABLES[name]})")

    def close(self) -> None:
        self.connection.close()


def _columns(table: str) -> dict[str, str]:
    return dict(column.split() for column in TABLES[table].split(", "))


def _open_first(folder: Path) -> "tuple[Path, duckdb.DuckDBPyConnection]":
    """The first file that no other process holds. A damaged one is thrown away."""
    import duckdb

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in range(1, FILES + 1):
        path = folder / f"{number}.duckdb"
        try:
            return path, duckdb.connect(path, config=SETTINGS)
        except duckdb.IOException as error:
            if "lock" in str(error):
                continue
            return path, _anew(path)
        except duckdb.Error:
            return path, _anew(path)
    raise Busy(folder)


def _anew(path: Path) -> "duckdb.DuckDBPyConnection":
    import duckdb

    for leftover in (path, path.with_name(path.name + ".wal")):
        leftover.unlink(missing_ok=True)
    return duckdb.connect(path, config=SETTINGS)
