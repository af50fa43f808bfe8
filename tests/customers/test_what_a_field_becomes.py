"""What becomes of a number or an address is told as soon as its field is left, before it is saved."""
import pytest

from tests.customers.making import make
from tests.pages import open_page, run
from tests.ui.browserless import state


@pytest.fixture
def said(sqlite_db, cast, monkeypatch):
    """Leaves fields of a dialog with these texts; what the page says then."""

    def leave(dialog: str, about: dict, **texts: str) -> str:
        key = make(cast.wei, country="US")
        new = dialog == "customer.new"
        app = open_page(monkeypatch, cast.wei, *(["customers"] if new else ["customer", f"id={key}"]))
        app.session_state["_dialog"] = (dialog, {"key": "f", **about})
        run(app)
        state(app, "f_left", said=texts)
        return "\n".join(text.value for text in app.markdown)

    return leave


def test_a_number_is_shown_as_it_will_be(said):
    assert "will be \\+86\\-512\\-62881190" in said("customer.new", {}, phone="0512 62881190")


def test_the_number_of_a_contact_is_of_the_customers_country(said):
    assert "will be \\+1\\-212\\-5550123" in said("contact.form", {"contact": None}, mobile="(212) 555-0123", phone="")


def test_what_is_no_number_is_told_below_its_field(said):
    assert "the area code is missing" in said("contact.form", {"contact": None}, mobile="5550123")


def test_what_stays_as_it_is_needs_no_word(said):
    assert "will be" not in said("customer.new", {}, phone="+86-512-62881190", email="a@example.com")


def test_addresses_too(said):
    text = said("customer.new", {}, email="Sales@Example.COM", website="example.com")
    assert "sales\\@example\\.com" in text and "https\\:" in text
