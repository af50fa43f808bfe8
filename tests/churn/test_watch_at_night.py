"""Every night: who is warned of, who is not any more, and who hears of it."""
from datetime import timedelta

import pytest
from sqlalchemy import select

from crm_core import clock
from crm_core.churn.reasons import told
from crm_core.churn.rules import Thresholds, in_danger
from crm_core.churn.setting import change_churn_settings, preview
from crm_core.i18n import words
from crm_core.run import act, ask
from db.engine import database
from db.models import Contact, Customer, CustomerValue, Event, Ticket
from tests.churn.making import NOW, TODAY, at_risk, case, customer, days_ago, figures, night, order
from tests.customers.making import row
from tests.notices.test_what_rings import heard
from tests.pipeline.counting import statements


def test_who_is_silent_beyond_the_rhythm_is_warned_of_once(db, cast):
    key = at_risk("wei")
    calm = at_risk("wei", "Calm", silent=40)
    assert night()["warned"] == 1
    found = case(key)
    assert (found.state, found.warned_on, found.risk_by, found.at_risk, found.first_value) == ("warned", TODAY, "rhythm", 1_200_000, 1_200_000)
    assert found.first_risk == pytest.approx(94 / 31)
    assert case(calm) is None
    assert night()["warned"] == 0


def test_the_rhythm_of_two_orders_warns_of_nobody_but_the_model_may(db, cast):
    rare = at_risk("wei", orders=2, cycle=None)
    known = at_risk("wei", "By the model", orders=2, cycle=None, risk=0.82, risk_by="model", at_risk=900_000)
    night()
    assert case(rare) is None
    assert (case(known).risk, case(known).at_risk) == (0.82, 900_000)


def test_who_ordered_since_the_figures_is_not_warned_of(db, cast):
    key = at_risk("wei", last_order_on=days_ago(1))
    night()
    assert case(key) is None


def test_danger_that_is_over_is_dropped_and_a_little_less_is_not(db, cast):
    key = at_risk("wei", silent=50)
    night()
    figures(key, silent=39)
    night()
    assert case(key).state == "warned"
    figures(key, silent=30)
    assert night()["dropped"] == 1
    assert (case(key).state, case(key).ended_on) == ("dropped", TODAY)


def test_who_is_silent_for_a_year_is_lost_although_nobody_decided(db, cast):
    key = at_risk("wei")
    night()
    figures(key, silent=400, year=0)
    assert night()["gone"] == 1
    assert (case(key).state, case(key).reason, row(Customer, key).lifecycle) == ("confirmed", None, "lost")
    assert night() == {"warned": 0, "recovered": 0, "dropped": 0, "gone": 0, "reviews": 0}


def test_a_deleted_customer_is_watched_no_longer(db, cast):
    key = at_risk("wei")
    night()
    with database().writing() as session:
        session.get(Customer, key).deleted_at = NOW
        session.commit()
    night()
    assert case(key).state == "dropped"


def test_owner_and_team_of_a_case_follow_the_customer(db, cast):
    key = at_risk("wei")
    night()
    with database().writing() as session:
        found = session.get(Customer, key)
        found.owner_id, found.team_id = cast.omar.user_id, cast.omar.team_id
        session.commit()
    night()
    assert (case(key).owner_id, case(key).team_id) == (cast.omar.user_id, cast.omar.team_id)


def test_each_owner_hears_once_however_many_it_is(db, cast):
    at_risk("wei")
    at_risk("min", "One")
    at_risk("min", "Two")
    at_risk(None, "Of nobody")
    night()
    night()
    assert heard(cast.wei) == ["Beichen Precision is in danger of leaving"]
    assert heard(cast.min) == ["2 of your customers are in danger of leaving"]
    assert heard(cast.min, "zh_Hans") == ["您有 2 家客户可能流失"]


def test_a_warning_stands_in_the_customers_history(db, cast):
    key = at_risk("wei")
    night()
    with database().reading() as session:
        assert session.scalars(select(Event.kind).where(Event.customer_id == key)).all() == ["churn.warned"]


def test_the_reasons_are_told_in_both_languages(db, cast):
    key = at_risk("wei", contract_ends_on=TODAY + timedelta(days=23), last_activity_at=NOW - timedelta(days=67))
    with database().writing() as session:
        for n in range(2):
            session.add(Ticket(subject=f"Late {n}", kind="complaint", state="processing", state_since=NOW, customer_id=key, opened_at=NOW, updated_at=NOW))
        session.commit()
    night()
    found = case(key).reasons
    assert told(found, words("en"), str) == "Usually orders every 31 days, silent for 94. 2 complaints open. Contract ends in 23 days."
    assert told(found, words("zh_Hans"), str) == "通常每 31 天下单一次，已 94 天未下单；有 2 件投诉未结；合同 23 天后到期。"


def test_fewer_orders_and_a_low_survey_are_reasons(db, cast):
    key = at_risk("wei", silent=20, cycle=12)
    for month in range(4, 15):
        order(key, days_ago(month * 30), 8_600_000)
    order(key, days_ago(20), 3_100_000)
    with database().writing() as session:
        session.add(Contact(customer_id=key, name="Chen", created_at=NOW, updated_at=NOW))
        session.add(Ticket(subject="Slow", state="resolved", state_since=NOW, customer_id=key, opened_at=NOW, updated_at=NOW, satisfaction=2))
        session.commit()
    night()
    keys = [key for key, _figures in case(key).reasons]
    assert keys == ["rhythm", "fall", "survey"]
    fall = dict(case(key).reasons[1][1])
    assert fall["now"] == pytest.approx(3_100_000 / 2.96, rel=0.01) and fall["before"] > 2 * fall["now"]


def test_reasons_are_read_for_all_at_once(db, cast):
    for n in range(3):
        at_risk("wei", f"C{n}")
    night()
    with statements(db) as few:
        night()
    for n in range(20):
        at_risk("wei", f"D{n}")
    night()
    with statements(db) as many:
        night()
    assert len(many) == len(few)


def test_the_rule_in_sql_is_the_rule_in_python(db, cast):
    limits = Thresholds(warn_risk=45, decide_risk=60, warn_ratio=1.7, least_value=1000)
    wanted = 0
    for n, (silent, cycle, year, risk, by) in enumerate([
        (94, 31, 2000, None, "rhythm"), (51, 30, 2000, None, None), (50, 30, 2000, None, None), (94, 31, 999, None, None), (400, 31, 2000, None, None),
        (94, None, 2000, None, None), (10, 31, 2000, 0.45, "model"), (94, 31, 2000, 0.44, "model"), (94, None, 2000, 0.9, "model"),
    ]):  # fmt: skip
        at_risk("wei", f"C{n}", silent=silent, cycle=cycle, year=year, risk=risk, risk_by=by)
        wanted += in_danger(
            limits, TODAY, last_on=days_ago(silent), revenue_year=year, risk=risk, risk_by=by, silent_ratio=silent / cycle if cycle else None)
    clock.set_now(NOW)
    assert ask(cast.gu, preview, limits).warned == wanted == 4


def test_the_preview_counts_the_whole_company_and_stores_nothing(db, cast):
    at_risk("wei", year=500)
    at_risk("omar", "Far", silent=50, year=700)
    clock.set_now(NOW)
    found = ask(cast.ada, preview, Thresholds())
    assert (found.warned, found.urgent, found.of, found.at_risk, found.open) == (2, 1, 2, 1200, 0)


def test_other_thresholds_hold_from_the_next_night_on(db, cast):
    key = at_risk("wei", silent=94)
    assert act(cast.gu, change_churn_settings, Thresholds(warn_ratio=4, decide_ratio=5), Thresholds())
    night()
    assert case(key) is None


def test_the_figures_of_customers_stay_as_they_are(db, cast):
    key = customer("wei")
    figures(key)
    night()
    with database().reading() as session:
        assert session.get(CustomerValue, key).revenue_year == 1_200_000
