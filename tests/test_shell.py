"""The frame around the pages."""
from tests.pages import open_page


def test_a_seller_is_greeted(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.wei)
    assert any("Lin Wei" in text.value for text in app.markdown)


def test_somebody_who_is_not_signed_in_sees_the_door(sqlite_db, monkeypatch):
    app = open_page(monkeypatch, None, "customers")
    assert app.title[0].value == "Sign in"
