"""Fixtures: `db` is an empty company on SQLite and on Postgres, `cast` its people."""
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_core import clock
from crm_core.access import passwords
from crm_core.columnar import keeping
from db.engine import database, use_database
from tests import cast as people
from tests.cast import Cast
from tests.databases import PostgresTemplates, SqliteTemplates

passwords._rounds = lambda: 4
keeping.PATIENCE = 60  # on a busy machine the few rows of a test may take as long


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory) -> SqliteTemplates:
    return SqliteTemplates(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_templates() -> Iterator[PostgresTemplates]:
    # Not below pytest's own folder: another run of the tests takes the server's user the right to enter that.
    with tempfile.TemporaryDirectory(prefix="hutong-pg-") as folder:
        templates = PostgresTemplates(Path(folder))
        yield templates
        templates.stop()


@pytest.fixture(params=["sqlite", "postgres"])
def templates(request):
    return request.getfixturevalue(f"{request.param}_templates")


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("CRM_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture(autouse=True)
def running_clock() -> Iterator[None]:
    yield
    clock.set_now(None)


@pytest.fixture
def empty_db(templates):
    """A migrated database without a company."""
    with templates.copy("empty", lambda: None) as url:
        use_database(url)
        yield database()
        use_database(None)


@pytest.fixture
def db(templates):
    """A company with its cast, on each of the two databases."""
    with templates.copy("cast", people.fill) as url:
        use_database(url)
        yield database()
        use_database(None)


@pytest.fixture
def sqlite_db(sqlite_templates):
    """A company with its cast on SQLite, for tests of pages."""
    with sqlite_templates.copy("cast", people.fill) as url:
        use_database(url)
        yield database()
        use_database(None)


@pytest.fixture
def cast() -> Cast:
    return Cast()
