"""One running app for all attacks."""
import pytest

from db.engine import database, use_database
from db.migrate import migrate
from tests import cast
from tests.live import Server


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The app with the cast."""
    running = Server(tmp_path_factory.mktemp("live"))
    use_database(running.database)
    migrate(database())
    cast.fill()
    use_database(None)
    running.start()
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def same_database(server):
    """The test looks into the database of the running app."""
    use_database(server.database)
    yield
    use_database(None)


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items):
    for item in items:
        if "/attacks/" in str(item.path):
            item.add_marker(pytest.mark.xdist_group("live"))
