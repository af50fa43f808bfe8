"""Programs and pages of the company's web site send requests as JSON."""
import base64

import pytest
from sqlalchemy import select

from db.models import Attachment, Ticket
from tests.outside import visitor
from tests.web_form.helpers import JSON, open_form


def tickets(db) -> list[Ticket]:
    with db.reading() as session:
        return list(session.scalars(select(Ticket).order_by(Ticket.id)))


def test_a_program_makes_a_ticket(db):
    open_form()
    answer = visitor().post("/api/tickets", json=JSON | {"locale": "zh_Hans"})
    assert (answer.status_code, answer.json()) == (201, {"number": 1})
    assert (tickets(db)[0].channel, tickets(db)[0].locale) == ("api", "zh_Hans")
    assert visitor().post("/api/tickets", json=JSON | {"once": "7"}).json() == visitor().post("/api/tickets", json=JSON | {"once": "7"}).json()


def test_files_come_in_base64(db):
    open_form()
    files = [{"name": "plan.pdf", "content": base64.b64encode(b"%PDF-1.7").decode()}]
    assert visitor().post("/api/tickets", json=JSON | {"files": files}).status_code == 201
    with db.reading() as session:
        assert session.scalars(select(Attachment.name)).all() == ["plan.pdf"]


@pytest.mark.parametrize(("wrong", "field"), [
    ({"subject": ""}, "subject"), ({"subject": None}, "subject"), ({"email": "nobody"}, "email"), ({"consent": False}, "consent"),
    ({"consent": "perhaps"}, "consent"), ({"product_id": "abc"}, "product_id"), ({"kind": "bribe"}, "kind"),
    ({"owner_id": 1}, "owner_id"), ({"files": [{"name": "a.pdf", "content": "%%%"}]}, "files"),
    ({"files": [{"name": "a.exe", "content": "TVo="}]}, "files"), ({"text": {"a": 1}}, "text"), ({"locale": 7}, "locale"),
])
def test_what_is_wrong_is_422_with_its_field(db, wrong, field):
    open_form()
    answer = visitor().post("/api/tickets", json=JSON | wrong)
    assert answer.status_code == 422, answer.text
    assert answer.json()["field"].split(".")[0] == field and answer.json()["error"]
    assert tickets(db) == []


@pytest.mark.parametrize("body", [b"", b"[]", b"nonsense", b'"x"', b"[" * 100_000, b"\xff\xfe", b"{}"])
def test_no_json_object_is_422(db, body):
    open_form()
    answer = visitor().post("/api/tickets", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422 and answer.json()["error"]


def test_another_kind_of_body_is_415_and_a_form_that_is_off_404(db):
    assert visitor().post("/api/tickets", json=JSON).status_code == 404
    open_form()
    assert visitor().post("/api/tickets", data=JSON).status_code == 415
    assert visitor().get("/api/tickets").status_code == 405


def test_pages_of_listed_sites_may_ask_and_others_may_not(db):
    open_form(origins=("https://www.example.com",))
    for method in ("OPTIONS", "POST"):
        good = visitor().request(method, "/api/tickets", json=JSON, headers={"origin": "https://www.example.com"})
        assert good.status_code in (201, 204) and good.headers["access-control-allow-origin"] == "https://www.example.com"
        assert "access-control-allow-credentials" not in good.headers
        for origin in ("https://evil.example", "https://www.example.com.evil.example", "null"):
            bad = visitor().request(method, "/api/tickets", json=JSON, headers={"origin": origin})
            assert bad.status_code == 403 and "access-control-allow-origin" not in bad.headers
    assert len(tickets(db)) == 1


def test_errors_speak_the_caller_s_language(db):
    open_form()
    answer = visitor(language="zh-CN").post("/api/tickets", json=JSON | {"consent": False})
    assert "同意" in answer.json()["error"]
