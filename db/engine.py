"""The one place that knows how SQLite and Postgres are opened."""
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker


def data_dir() -> Path:
    """The folder with the database, the secrets and the attachments (`CRM_DATA_DIR`, default `data/`)."""
    folder = Path(os.environ.get("CRM_DATA_DIR", "data")).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def database_url() -> str:
    """`CRM_DATABASE_URL`, or the SQLite file in the data folder."""
    return os.environ.get("CRM_DATABASE_URL") or f"sqlite:///{data_dir() / 'crm.db'}"


class Database:
    """A pool for reading and a pool for writing.

    On SQLite the writer is a single connection whose transactions begin IMMEDIATE, so that
    reading and then writing in one transaction never loses somebody else's write.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.reader = _sqlite_engine(url, begin="BEGIN", pool_size=10, max_overflow=20)
            self.writer = _sqlite_engine(url, begin="BEGIN IMMEDIATE", pool_size=1, max_overflow=0)
        else:
            self.reader = self.writer = create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True)
        self._read = sessionmaker(self.reader, expire_on_commit=False, autoflush=False)
        self._write = sessionmaker(self.writer, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that is never committed: nothing read this way can change anything."""
        with self._read() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session for one transaction; the caller commits, anything else rolls back."""
        with self._write() as session:
            yield session

    def close(self) -> None:
        self.reader.dispose()
        self.writer.dispose()


def update_statistics(db: Database) -> None:
    """Lets the query planner see how the tables have grown. Postgres does this by itself; once more does no harm."""
    connection = db.writer.raw_connection()
    try:
        driver = connection.driver_connection
        if db.is_sqlite:
            driver.execute("PRAGMA analysis_limit=1000")
            driver.execute("ANALYZE")
        else:
            driver.execute("ANALYZE")
            driver.commit()
    finally:
        connection.close()


def _sqlite_engine(url: str, begin: str, pool_size: int, max_overflow: int) -> Engine:
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=60,
        connect_args={"check_same_thread": False, "timeout": 30},
    )

    @event.listens_for(engine, "connect")
    def configure(connection, _record) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=30000",
            "cache_size=-32000",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin_transaction(connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


_lock = threading.Lock()
_current: Database | None = None


def database() -> Database:
    """The database of this process, opened at first use."""
    global _current
    with _lock:
        if _current is None:
            _current = Database(database_url())
        return _current


def use_database(url: str | None) -> None:
    """Closes the open database; the next use opens `url`, or what the environment says when None."""
    global _current
    with _lock:
        if _current is not None:
            _current.close()
        _current = Database(url) if url else None
