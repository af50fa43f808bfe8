"""Using somebody else's session, or one's own after it is over."""
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from crm_core import clock
from crm_core.access import sessions
from crm_core.access.sessions import BROWSER_COOKIE, COOKIE
from crm_core.people import accounts
from crm_core.run import act
from db.engine import database
from db.models import Role, RoleRight, SignInSession, User
from tests.cast import PASSWORD, Cast


def change(statement) -> None:
    with database().writing() as session:
        session.execute(statement)
        session.commit()


def test_somebody_elses_session_id_opens_nothing(server):
    ada = server.browser("ada@example.com").tab()
    assert "Ada King" in ada.shown
    for thief in (server.browser("wei@example.com"), server.browser()):
        tab = thief.tab(session_id=ada.session_id)
        assert tab.session_id != ada.session_id
        assert "Ada King" not in tab.shown
    ada.run()
    assert "Ada King" in ada.shown


def test_ones_own_session_goes_on_after_a_broken_line(server):
    browser = server.browser("ada@example.com")
    first = browser.tab()
    first.close()
    assert browser.tab(session_id=first.session_id).session_id == first.session_id


def test_new_tabs_and_reloads_stay_signed_in(server):
    browser = server.browser("wei@example.com")
    assert "Lin Wei" in browser.tab().shown
    assert "Lin Wei" in browser.tab("account").shown


def test_signing_out_ends_every_tab_and_the_cookie(server):
    browser = server.browser("wei@example.com")
    thief = browser.copy()
    tabs = [browser.tab(), browser.tab("account")]
    other = server.browser("wei@example.com").tab()
    sessions.end(browser.http.cookies[COOKIE])
    browser.http.get("/session/end")
    assert all(tab.is_closed(within=30) for tab in tabs)
    assert COOKIE not in browser.http.cookies
    assert thief.tab().asks_to_sign_in
    assert not other.is_closed(within=1.5)


def test_a_foreign_link_signs_nobody_out(server):
    browser = server.browser("wei@example.com")
    browser.http.get("/session/end")
    assert "Lin Wei" in browser.tab().shown


def test_a_changed_password_ends_all_sessions(server):
    browser = server.browser("min@example.com")
    tab = browser.tab()
    act(Cast().min, accounts.change_password, current=PASSWORD, new="velvet anchor comet 88", address="here")
    assert tab.is_closed()
    assert browser.tab().asks_to_sign_in


def test_signing_out_everywhere_ends_all_sessions(server):
    tabs = [server.browser("omar@example.com").tab() for _ in range(2)]
    act(Cast().omar, accounts.sign_out_everywhere)
    assert all(tab.is_closed() for tab in tabs)


def test_somebody_deactivated_is_out_at_once(server):
    browser = server.browser("mia@example.com")
    tab = browser.tab()
    change(update(User).where(User.email == "mia@example.com").values(active=False))
    assert tab.is_closed()
    assert browser.tab().asks_to_sign_in
    change(update(User).where(User.email == "mia@example.com").values(active=True))


@pytest.mark.parametrize("limit", ["idle", "age"])
def test_a_session_ends_by_itself(server, limit):
    browser = server.browser("yan@example.com")
    tab = browser.tab()
    past = clock.now() - timedelta(days=2)
    value = {"last_seen_at": past} if limit == "idle" else {"expires_at": past}
    yan = select(User.id).where(User.email == "yan@example.com").scalar_subquery()
    change(update(SignInSession).where(SignInSession.user_id == yan).values(**value))
    assert tab.is_closed()
    assert browser.tab().asks_to_sign_in


def test_a_ticket_works_once(server):
    browser = server.browser()
    ticket = browser.ticket("wei@example.com")
    thief = browser.copy()
    browser.redeem(ticket)
    thief.redeem(ticket)
    assert COOKIE in browser.http.cookies
    assert COOKIE not in thief.http.cookies


def test_a_ticket_signs_in_only_the_browser_that_asked(server):
    victim = server.browser()
    victim.redeem(server.browser().ticket("wei@example.com"))
    assert COOKIE not in victim.http.cookies


def test_a_ticket_is_over_after_half_a_minute(server):
    browser = server.browser()
    clock.set_now(clock.now() - timedelta(seconds=31))
    late = browser.ticket("wei@example.com")
    clock.set_now(None)
    browser.redeem(late)
    assert COOKIE not in browser.http.cookies


def test_signing_in_anew_ends_what_the_browser_had(server):
    browser = server.browser("wei@example.com")
    thief, tab = browser.copy(), browser.tab()
    browser.sign_in("gu@example.com")
    assert tab.is_closed()
    assert thief.tab().asks_to_sign_in
    assert "Gu Lan" in browser.tab().shown


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(server):
    browser = server.browser()
    start = browser.redeem(browser.ticket("wei@example.com")).headers["set-cookie"]
    first = server.browser().http.get("/", headers={"Cookie": ""}).headers["set-cookie"]
    for name, header in ((COOKIE, start), (BROWSER_COOKIE, first)):
        assert header.startswith(f"{name}=")
        assert "HttpOnly" in header and "SameSite=Lax" in header and "Secure" not in header
    behind_tls = server.browser().http.get("/", headers={"Cookie": "", "X-Forwarded-Proto": "https"})
    assert "Secure" in behind_tls.headers["set-cookie"]
    assert "max-age" in behind_tls.headers["strict-transport-security"]


def test_a_right_taken_away_is_gone_at_the_next_click(server):
    tab = server.browser("gu@example.com").tab("pipeline-report")
    assert not tab.not_found
    role = select(Role.id).where(Role.key == "sales_manager").scalar_subquery()
    mine = RoleRight.role_id == role, RoleRight.right == "reports:pipeline"
    change(update(RoleRight).where(*mine).values(right="reports:pipeline-gone"))
    tab.run("pipeline-report")
    assert tab.not_found
    change(update(RoleRight).where(RoleRight.role_id == role, RoleRight.right == "reports:pipeline-gone").values(right="reports:pipeline"))
