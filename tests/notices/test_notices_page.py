"""The bell and its page, clicked through."""
from datetime import timedelta

import pytest
import streamlit as st
from sqlalchemy import update

from crm_core import clock
from crm_core.access import sessions
from crm_core.customers.commands import create_customer
from crm_core.customers.schemas import CustomerNew
from crm_core.notices.queries import unread
from crm_core.run import act, ask
from db.models import Notification, SignInSession, User
from pages.ui import session
from tests.pages import open_page, run
from tests.ui.browserless import data, fire


@pytest.fixture
def given(sqlite_db, cast) -> list[int]:
    return [act(cast.gu, create_customer, CustomerNew(name=f"Firm *{n}*", owner_id=cast.wei.user_id)) for n in range(2)]


def test_the_bell_counts_what_is_new(given, cast, monkeypatch):
    labels = [link.proto.label for link in open_page(monkeypatch, cast.wei).get("page_link")]
    assert "Notices :red-badge[2]" in labels
    assert "Notices 2" in labels  # on the bar of a phone
    labels = [link.proto.label for link in open_page(monkeypatch, cast.omar).get("page_link")]
    assert labels.count("Notices") == 2


def test_a_notice_is_read_by_opening_it_and_leads_to_what_it_is_about(given, cast, monkeypatch):
    app = open_page(monkeypatch, cast.wei, "notices", "show=new")
    items = data(app, "notices_list")["items"]
    assert items[0]["title"] == "Gu Lan gave you the customer Firm *1*"
    assert items[0]["href"] == f"/customer?id={given[1]}"
    fire(app, "notices_list", "open", items[0]["id"])
    assert ask(cast.wei, unread) == 1


def test_all_are_read_at_once_and_back(given, cast, monkeypatch):
    app = open_page(monkeypatch, cast.wei, "notices")
    app.button(key="notices_all").click()
    run(app)
    assert ask(cast.wei, unread) == 0
    app.button(key="undo").click()
    run(app)
    assert ask(cast.wei, unread) == 2


def test_nothing_yet_says_what_will_be_here_in_chinese_too(sqlite_db, cast, monkeypatch):
    assert any("No notices yet" in text.value for text in open_page(monkeypatch, cast.omar, "notices").markdown)
    with sqlite_db.writing() as session:
        session.get(User, cast.omar.user_id).locale = "zh_Hans"
        session.commit()
    assert any("还没有提醒" in text.value for text in open_page(monkeypatch, cast.omar, "notices").markdown)


def test_a_notice_about_what_i_may_not_open_leads_nowhere(given, cast, monkeypatch, sqlite_db):
    with sqlite_db.writing() as session:
        session.execute(update(Notification).values(user_id=cast.ada.user_id))  # an administrator sees no customers
        session.commit()
    app = open_page(monkeypatch, cast.ada, "notices")
    items = data(app, "notices_list")["items"]
    assert {item["href"] for item in items} == {"/notices"}
    fire(app, "notices_list", "open", items[0]["id"])
    assert ask(cast.ada, unread) == 1


def test_the_bell_that_looks_by_itself_does_not_count_as_use(sqlite_db, cast, monkeypatch):
    begun = clock.now()
    with sqlite_db.writing() as db_session:
        token = sessions.start(db_session, db_session.get(User, cast.wei.user_id), begun)
        db_session.commit()
    monkeypatch.setattr(session, "token", lambda: token)
    monkeypatch.setattr(st, "session_state", {"_actor": (0.0, cast.wei)})
    clock.set_now(begun + timedelta(minutes=30))
    assert session.looking().user_id == cast.wei.user_id
    with sqlite_db.writing() as db_session:
        assert db_session.query(SignInSession).one().last_seen_at == begun
        sessions.end_all(db_session, cast.wei.user_id)
        db_session.commit()
    st.session_state["_actor"] = (0.0, cast.wei)
    assert session.looking() is None
