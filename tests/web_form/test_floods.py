"""Too much and too often."""
import pytest
from sqlalchemy import func, select
from starlette.applications import Starlette

from crm_core.api.public import routes
from db.models import Ticket
from tests.loops import run_apart
from tests.outside import visitor
from tests.web_form.helpers import JSON, SENT, open_form

MEGABYTE = 1024 * 1024


def count(db) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(Ticket))


def post_slowly(path: str, kind: str, megabytes: int) -> tuple[int, int]:
    """Posts so many megabytes in pieces without announcing them: the answer's status, and how many pieces were taken."""
    begin = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n\r\n'
    taken, status = [0], []

    async def receive():
        taken[0] += 1
        body = begin if taken[0] == 1 else b"x" * (MEGABYTE // 16)
        return {"type": "http.request", "body": body, "more_body": taken[0] < megabytes * 16}

    async def send(message):
        status.append(message.get("status"))

    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"", "scheme": "http",
        "headers": [(b"content-type", kind.encode())], "client": ("203.0.113.7", 1), "server": ("test", 80), "http_version": "1.1",
    }
    run_apart(Starlette(routes=routes.routes())(scope, receive, send))
    return status[0], taken[0]


@pytest.mark.parametrize(("path", "kind"), [("/p/ticket", "multipart/form-data; boundary=x"), ("/api/tickets", "application/json")])
def test_ten_megabytes_are_refused_by_what_they_announce(db, path, kind):
    open_form()
    answer = visitor().post(path, content=b"x" * 10 * MEGABYTE, headers={"content-type": kind})
    assert answer.status_code == 413 and "MB" in answer.text


@pytest.mark.parametrize(("path", "kind"), [("/p/ticket", "multipart/form-data; boundary=x"), ("/api/tickets", "application/json")])
def test_ten_megabytes_that_announce_nothing_are_refused_on_the_way(db, path, kind):
    open_form(megabytes=1)
    status, taken = post_slowly(path, kind, 10)
    assert status == 413 and taken < 30  # of 160 pieces


def test_a_thousand_posts_a_minute_from_one_address_are_refused(sqlite_db):
    open_form(per_minute=10)
    browser = visitor()
    codes = [browser.post("/p/ticket", data=SENT | {"step": "send", "once": str(n)}).status_code for n in range(1000)]
    assert codes == [200] * 10 + [429] * 990
    assert count(sqlite_db) == 10
    refused = browser.post("/api/tickets", json=JSON)
    assert refused.status_code == 429 and 0 < int(refused.headers["retry-after"]) <= 60
    assert visitor("203.0.113.9").post("/api/tickets", json=JSON).status_code == 201


def test_both_databases_slow_down(db):
    open_form(per_minute=3)
    assert [visitor().post("/api/tickets", json=JSON).status_code for _n in range(5)] == [201] * 3 + [429] * 2
