"""Churn on other pages: the customer's, my day, the daily mail, segments."""
from datetime import UTC, datetime, timedelta

import pytest

from crm_core import clock
from crm_core.access.actor import SYSTEM
from crm_core.churn.commands import confirm, defer, take_back, warn
from crm_core.churn.schemas import ConfirmForm, DeferForm
from crm_core.digest.commands import write_digests
from crm_core.run import act
from db.engine import database
from db.models import Mail, User
from tests.churn.making import NOW, TODAY, at_risk, case, customer, night
from tests.pages import open_page
from tests.pipeline.counting import statements
from tests.segments.rules import all_of, found, when


def words(app) -> str:
    return " ".join(element.value for element in [*app.header, *app.subheader, *app.markdown]).replace("\\", "")


def test_the_customers_page_says_why_and_offers_to_decide(sqlite_db, cast, monkeypatch):
    key = at_risk("wei")
    night()
    app = open_page(monkeypatch, cast.wei, "customer", f"id={key}")
    assert "Danger of leaving" in words(app) and "Usually orders every 31 days, silent for 94." in words(app)
    app = open_page(monkeypatch, cast.yan, "customer", f"id={key}")
    assert "Danger of leaving" not in words(app)


def test_a_deferred_customer_shows_who_looks_again(sqlite_db, cast, monkeypatch):
    key = at_risk("wei")
    night()
    act(cast.gu, defer, case(key).id, DeferForm(measure="visit", person_id=cast.wei.user_id, review_on=TODAY + timedelta(days=9), note="Bring Chen"), 1)
    app = open_page(monkeypatch, cast.wei, "customer", f"id={key}")
    assert "Visit by Lin Wei, review 29 Nov (in 9 days)" in words(app) and "Bring Chen" in words(app)


def test_a_customer_without_danger_has_no_card(sqlite_db, cast, monkeypatch):
    key = customer("wei")
    assert "Danger of leaving" not in words(open_page(monkeypatch, cast.wei, "customer", f"id={key}"))


def test_a_mark_by_hand_is_taken_back(db, cast):
    clock.set_now(NOW)
    key = customer("wei")
    made = act(cast.wei, warn, key)
    act(cast.wei, take_back, made, 1)
    assert case(key).state == "dropped"


def test_my_day_lists_what_i_should_decide(sqlite_db, cast, monkeypatch):
    at_risk("wei", "Mine")
    at_risk("min", "Of a colleague")
    night()
    app = open_page(monkeypatch, cast.wei)
    assert "In danger of leaving" in words(app)
    assert "In danger of leaving" not in words(open_page(monkeypatch, cast.omar))


@pytest.mark.parametrize("url", ["", "customer"])
def test_it_costs_one_statement(sqlite_db, cast, monkeypatch, url):
    key = at_risk("wei")
    night()
    with statements(sqlite_db) as seen:
        open_page(monkeypatch, cast.wei, url, f"id={key}" if url else "")
    assert len([one for one in seen if "FROM churn_case" in one]) == 1


def test_the_daily_mail_tells_of_them(db, cast):
    at_risk("wei", "Beichen <b>")
    night()
    with database().writing() as session:
        session.get(User, cast.wei.user_id).digest = "daily"
        session.commit()
    clock.set_now(datetime(2026, 11, 20, 0, tzinfo=UTC))
    act(SYSTEM, write_digests)
    with database().reading() as session:
        (mail,) = session.query(Mail).all()
    assert mail.subject == "Your day: 1 customer in danger of leaving"
    assert "Usually orders every 31 days, silent for 94." in mail.text and "Beichen &lt;b&gt;" in mail.html


def test_segments_find_them(db, cast):
    key = at_risk("wei", "Beichen")
    customer("wei", "Calm")
    night()
    assert found(cast.mia, all_of(when("churn.state", "is", ["warned", "deferred"]))) == {"Beichen"}
    assert found(cast.mia, all_of(when("churn.at_risk", "at_least", 1))) == {"Beichen"}
    assert found(cast.mia, all_of(when("churn.state", "is_not", ["warned"]))) == {"Calm"}
    act(cast.wei, confirm, case(key).id, ConfirmForm(reason="price"), 1)
    assert found(cast.mia, all_of(when("churn.reason", "is", ["price"]))) == {"Beichen"}
    assert found(cast.mia, all_of(when("churn.at_risk", "at_least", 1))) == set()
