"""Asking for pages that are not one's own."""
import pytest

from pages.menu import MENU
from tests.cast import Cast

URLS = [entry.url for entry in MENU if entry.url not in ("home", "set-password")]


def test_no_page_opens_without_signing_in(server):
    for url in URLS:
        tab = server.browser().tab(url, "id=1")
        assert tab.asks_to_sign_in, url
        assert "user_menu_button" not in tab.shown


def test_a_page_that_does_not_exist_looks_the_same(server):
    assert server.browser().tab("no-such-page").asks_to_sign_in


@pytest.mark.parametrize("person", ["ada", "wei", "yan", "eva"])
def test_a_page_outside_ones_menu_is_not_found(server, person):
    actor = getattr(Cast(), person)
    browser = server.browser(f"{person}@example.com")
    for entry in MENU:
        if not entry.shown_to(actor):
            tab = browser.tab(entry.url, "id=1")
            assert tab.not_found, entry.url
            assert "bidi_component" not in tab.shown and "data_frame" not in tab.shown, entry.url
            tab.close()


def test_the_way_back_after_signing_in_stays_in_the_house(server):
    browser = server.browser()
    for evil in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example"):
        response = browser.redeem(browser.ticket("wei@example.com"), evil)
        assert (response.status_code, response.headers["location"]) == (303, "/"), evil
    assert browser.redeem(browser.ticket("wei@example.com"), "/customer?id=7").headers["location"] == "/customer?id=7"
