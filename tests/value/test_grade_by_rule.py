"""Grades by an editable rule, overridden by hand with a reason, and given back to the rule."""
import pytest
from sqlalchemy import select

from crm_core.access.actor import SYSTEM
from crm_core.customers.bulk import SetGrade, change_customers
from crm_core.customers.commands import grade_customer, update_customer
from crm_core.customers.filtering import CustomerFilter
from crm_core.customers.schemas import CustomerEdit
from crm_core.errors import Conflict, Forbidden, Invalid, NotFound
from crm_core.run import act, ask
from crm_core.scoring import score_everybody
from crm_core.value.grades import GradeRule, Needs
from crm_core.value.grading import back_to_rule, change_grade_rule, give_grades, grade_rule, preview, suggestion
from db.models import Customer, Event, JobRun
from tests.pages import open_page, run
from tests.value.test_score_everybody import sell

RULE = GradeRule((("vip", Needs(revenue_year=300_000)), ("a", Needs(revenue_year=100_000, orders=2))), rest="c")


def store(cast, rule: GradeRule = RULE) -> bool:
    return act(cast.gu, change_grade_rule, rule, ask(cast.gu, grade_rule))


def grades(db, ids) -> list[tuple[str | None, str | None]]:
    with db.reading() as session:
        return [(row.grade, row.grade_by) for row in (session.get(Customer, key) for key in ids)]


def customers(db, owner=None) -> list[int]:
    """Three orders, two, one, none."""
    ids = sell(db, [[10, 20, 30], [10, 20], [10], []])
    if owner:
        with db.writing() as session:
            for key in ids:
                session.get(Customer, key).owner_id, session.get(Customer, key).team_id = owner.user_id, owner.team_id
            session.commit()
    score_everybody()
    return ids


def test_the_first_grade_whose_needs_are_met_is_given_and_noted(db, cast):
    ids = customers(db)
    assert store(cast) and not store(cast)
    assert act(SYSTEM, give_grades) == 3 and act(SYSTEM, give_grades) == 0
    assert grades(db, ids) == [("vip", "rule"), ("a", "rule"), ("c", "rule"), (None, None)]
    with db.reading() as session:
        event = session.scalars(select(Event).where(Event.kind == "customer.graded", Event.customer_id == ids[0])).one()
        assert (event.before["grade"], event.after) == (None, {"grade": "vip", "grade_by": "rule"})
        assert session.scalars(select(Event.kind).where(Event.kind == "setting.changed")).all() == ["setting.changed"]
        assert session.scalars(select(JobRun.name)).all() == ["value"]


def test_without_a_rule_nobody_is_graded(db, cast):
    ids = customers(db)
    assert act(SYSTEM, give_grades) == 0 and grades(db, ids)[0] == (None, None)
    with pytest.raises(Conflict):
        act(SYSTEM, back_to_rule, ids[0])


def test_a_grade_by_hand_needs_a_reason_and_stays(db, cast):
    ids = customers(db, cast.wei)
    store(cast)
    act(SYSTEM, give_grades)
    with pytest.raises(Invalid):
        act(cast.wei, grade_customer, ids[0], "c", " ", 2)
    act(cast.wei, grade_customer, ids[0], "c", "pays late", 2)
    act(SYSTEM, give_grades)
    assert grades(db, ids)[0] == ("c", "hand")
    assert act(cast.wei, back_to_rule, ids[0]) == "vip"
    assert grades(db, ids)[0] == ("vip", "rule")
    for other in (cast.min, cast.omar):
        with pytest.raises(NotFound):
            act(other, back_to_rule, ids[0])


def test_a_grade_taken_away_by_hand_is_the_rules_again(db, cast):
    ids = customers(db, cast.wei)
    act(cast.wei, grade_customer, ids[2], "vip", "chairman", 1)
    act(cast.wei, grade_customer, ids[2], None, None, 2)
    store(cast)
    act(SYSTEM, give_grades)
    assert grades(db, ids)[2] == ("c", "rule")


def test_many_customers_graded_at_once_are_graded_by_hand(db, cast):
    ids = customers(db, cast.wei)
    act(cast.wei, change_customers, CustomerFilter(), SetGrade("b", "fair"))
    assert grades(db, ids) == [("b", "hand")] * 4
    act(cast.wei, update_customer, ids[0], CustomerEdit(grade="a"), 2)
    assert grades(db, ids)[0] == ("a", "hand")


def test_grades_without_a_reason_follow_only_when_that_is_wanted(db, cast):
    ids = customers(db)
    with db.writing() as session:
        session.get(Customer, ids[0]).grade = "c"
        session.commit()
    store(cast)
    act(SYSTEM, give_grades)
    assert grades(db, ids)[0] == ("c", None)
    store(cast, GradeRule(RULE.grades, RULE.rest, unexplained=True))
    act(SYSTEM, give_grades)
    assert grades(db, ids)[0] == ("vip", "rule")


def test_the_preview_says_how_many_get_each_grade_and_who_moves(db, cast):
    ids = customers(db, cast.wei)
    act(cast.wei, grade_customer, ids[1], "vip", "chairman", 1)
    found = ask(cast.gu, preview, RULE)
    assert (found.then("vip"), found.then("a"), found.then("c"), found.by_hand, found.moving) == (1, 0, 1, 1, 2)
    assert [(one.id, one.before, one.after) for one in found.movers] == [(ids[0], None, "vip"), (ids[2], None, "c")]
    assert ask(cast.ada, preview, RULE).movers == ()  # an administrator sees no customers
    act(SYSTEM, give_grades)
    assert grades(db, ids)[0] == (None, None)


@pytest.mark.parametrize("rule, field", [
    (GradeRule((("zzz", Needs(orders=1)),)), "zzz"), (GradeRule((("a", Needs(scores=20)),)), "a.scores"), (GradeRule(rest="zzz"), "rest")])
def test_what_cannot_be_is_refused_beside_its_field(db, cast, rule, field):
    with pytest.raises(Invalid) as refused:
        store(cast, rule)
    assert refused.value.field == field


def test_the_second_of_two_learns_of_the_first_and_sellers_do_not_decide(db, cast):
    seen = ask(cast.gu, grade_rule)
    store(cast)
    with pytest.raises(Conflict):
        act(cast.walter, change_grade_rule, GradeRule(rest="b"), seen)
    with pytest.raises(Forbidden):
        ask(cast.wei, preview, RULE)


def test_the_page_previews_and_saves(sqlite_db, cast, monkeypatch):
    customers(sqlite_db, cast.wei)
    app = open_page(monkeypatch, cast.gu, "grade-rule")
    app.number_input(key="grade-rule.vip.orders").set_value(3)
    run(app)
    assert any("1 customer would get another grade" in one.value for one in app.markdown)
    app.button(key="grade-rule.save").click()
    run(app)
    assert dict(ask(cast.gu, grade_rule).grades) == {"vip": Needs(orders=3)}


def test_a_rule_is_suggested_from_the_companys_own_figures(sqlite_db, cast, monkeypatch):
    assert not ask(cast.gu, suggestion).active
    for revenue in range(1, 41):
        sell(sqlite_db, [[30]], revenue=revenue * 10_000)
    score_everybody()
    rule = ask(cast.gu, suggestion)
    assert [(code, needs.revenue_year) for code, needs in rule.grades] == [("vip", 380_000), ("a", 320_000), ("b", 200_000)]
    assert rule.rest == "c" and ask(cast.gu, preview, rule).then("vip") == 3
    app = open_page(monkeypatch, cast.gu, "grade-rule")
    app.button(key="grade_suggest").click()
    run(app)
    app.button(key="grade-rule.save").click()
    run(app)
    assert ask(cast.gu, grade_rule).stored() == rule.stored()


def test_the_customers_page_says_who_decided_and_gives_it_back(sqlite_db, cast, monkeypatch):
    ids = customers(sqlite_db, cast.wei)
    store(cast)
    act(cast.wei, grade_customer, ids[0], "c", "pays late", 1)
    app = open_page(monkeypatch, cast.wei, "customer", f"id={ids[0]}")
    assert any("by hand" in one.value and "pays late" in one.value for one in app.markdown)
    act(cast.wei, back_to_rule, ids[0])
    app = open_page(monkeypatch, cast.wei, "customer", f"id={ids[0]}")
    assert any("by the rule" in one.value for one in app.markdown)
