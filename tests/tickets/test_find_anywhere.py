"""Ctrl+K finds tickets."""
from crm_core.finding import find_anything
from crm_core.run import ask
from tests.customers.making import make as make_customer
from tests.pages import open_page, run
from tests.tickets.making import make
from tests.ui.browserless import data, fire


def found(actor, text: str) -> list[str]:
    return [one.name for one in ask(actor, find_anything, text) if one.subject == "ticket"]


def test_a_ticket_is_found_by_number_subject_and_requester(db, cast):
    number = make(cast.yan, "Spindle noise", requester_name="Wang Jianguo")
    for text in (f"#{number}", str(number), "spindle", "jianguo"):
        assert found(cast.yan, text) == ["Spindle noise"], text
    assert found(cast.yan, "gearbox") == []


def test_only_who_may_see_it_finds_it(db, cast):
    number = make(cast.yan, "Spindle noise", customer_id=make_customer(cast.wei))
    assert found(cast.wei, f"#{number}") == found(cast.gu, "spindle") == ["Spindle noise"]
    for stranger in (cast.omar, cast.walter, cast.mia, cast.ada):
        assert found(stranger, f"#{number}") == found(stranger, "spindle") == []


def test_it_opens_from_the_dialog(sqlite_db, cast, monkeypatch):
    number = make(cast.yan, "Spindle noise")
    app = open_page(monkeypatch, cast.yan)
    app.button(key="search_button").click()
    run(app)
    app.text_input(key="search_text").set_value(f"#{number}")
    run(app)
    (item,) = data(app, "search_ticket")["items"]
    assert item["href"] == f"/ticket?id={number}"
    fire(app, "search_ticket", "open", item["id"])
    assert "Spindle noise" in app.markdown[0].value
