"""Chromium over running apps: a company with the cast, and folders that are still empty."""
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from crm_core.run import act
from db.engine import database, use_database
from db.migrate import migrate
from tests import cast as people
from tests.browser import window
from tests.browser.window import WAIT, Window, open_window
from tests.live import Server

Open = Callable[..., Window]
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The one browser of all journeys."""
    found = window.chromium()
    if found is None:
        pytest.skip("no Chromium on this machine: the journeys through the browser are left out")
    expect.set_options(timeout=WAIT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=window.FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def company(chromium, tmp_path_factory) -> Iterator[Server]:
    """The app with the cast."""
    yield from _running(tmp_path_factory.mktemp("company"), people.fill)


@pytest.fixture(scope="module")
def own_company(chromium, tmp_path_factory) -> Iterator[Server]:
    """The app with the cast, for the journeys of one file."""
    yield from _running(tmp_path_factory.mktemp("own"), people.fill)


@pytest.fixture
def empty_app(chromium, tmp_path_factory) -> Iterator[Server]:
    """The app at its first start."""
    yield from _running(tmp_path_factory.mktemp("empty"), lambda: None)


def _running(folder: Path, fill: Callable[[], None]) -> Iterator[Server]:
    server = Server(folder)
    use_database(server.database)
    migrate(database())
    fill()
    use_database(None)
    server.start()
    yield server
    server.stop()
    assert "Traceback" not in server.log(), server.log()


@pytest.fixture(params=["en", "zh_Hans"])
def language(request) -> str:
    return request.param


@pytest.fixture
def open_app(chromium, request, tmp_path) -> Iterator[Open]:
    """Opens windows on an app: `open_app(server, "wei", "/customers", language=…, width=390)`.

    The test looks into the database of that app. At the end no window may have met an error of a
    script, nor asked another machine for anything. Of a journey that failed there are pictures.
    """
    windows: list[Window] = []

    def opened(server: Server, person: str | None = None, path: str = "/", **how) -> Window:
        use_database(server.database)
        windows.append(open_window(chromium, server, person, path, **how))
        return windows[-1]

    yield opened
    for number, one in enumerate(windows):
        if request.node.stash.get(FAILED, False):
            one.page.screenshot(path=tmp_path / f"window-{number}.png")
            print("looked like", tmp_path / f"window-{number}.png")
        one.page.context.close()
    use_database(None)
    assert [error for one in windows for error in one.errors] == []
    assert {host for one in windows for host in one.hosts} <= {"127.0.0.1"}


@pytest.fixture
def at(company, open_app) -> Iterator[Open]:
    """Opens windows on the company with the cast: `at("wei", "/customers")`; data is made with `act` before."""
    use_database(company.database)
    yield lambda person=None, path="/", **how: open_app(company, person, path, **how)


@pytest.fixture
def do(company, cast):
    """Writes into the company as one of its cast: `do("wei", create_customer, …)`."""
    use_database(company.database)
    return lambda person, command, *args, **kwargs: act(getattr(cast, person), command, *args, **kwargs)
