"""Bringing a database to the schema of this program."""
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from db.engine import Database

SCRIPTS = Path(__file__).parent / "migrations"
LOCK = 4_815_162_342


class SchemaTooNew(Exception):
    """The database was made by a newer version of the program."""


def migrate(db: Database) -> str | None:
    """Migrates to the newest schema; on SQLite a copy of the file is made first.

    Returns where the copy lies, or None when there was nothing to copy.
    Raises SchemaTooNew when the database knows a revision that this program does not.
    """
    with db.reader.connect() as connection:
        have = _revision(connection)
        empty = not inspect(connection).get_table_names()
    if have == _head():
        return None
    _refuse_unknown(have)
    copy = None if empty or not db.is_sqlite else _copy_file(db)
    with db.writer.begin() as connection:
        if not db.is_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        command.upgrade(_config(connection), "head")
    return copy


def is_current(db: Database) -> bool:
    """Whether the database has exactly the schema of this program."""
    with db.reader.connect() as connection:
        return _revision(connection) == _head()


def make_revision(db: Database, message: str) -> None:
    """Writes a new migration from what the models have and `db` has not (for developers)."""
    with db.writer.begin() as connection:
        command.revision(_config(connection), message, autogenerate=True)


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _head() -> str | None:
    return ScriptDirectory(str(SCRIPTS)).get_current_head()


def _refuse_unknown(revision: str | None) -> None:
    known = {script.revision for script in ScriptDirectory(str(SCRIPTS)).walk_revisions()}
    if revision is not None and revision not in known:
        raise SchemaTooNew(revision)


def _copy_file(db: Database) -> str:
    source = Path(db.writer.url.database)
    target = source.with_name(f"{source.stem}-before-{_head()}-{datetime.now(UTC):%Y%m%d-%H%M%S}{source.suffix}")
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
    return str(target)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config
