"""The service settings: click, then look at the row."""
from sqlalchemy import select

from crm_core.run import act, ask
from crm_core.tickets.settings_days import days
from crm_core.tickets.settings_rules import RuleForm, add_rule
from db.engine import database
from db.models import AssignRule, ReplyTemplate, SlaPolicy, WorkCalendar
from tests.pages import open_page, run


def all_of(table) -> list:
    with database().reading() as session:
        return list(session.scalars(select(table).order_by(table.id)))


def press(app, key: str):
    app.button(key=key).click()
    return run(app)


def texts(app) -> str:
    return "\n".join(text.value for text in app.markdown).replace("\\", "")


def opened(monkeypatch, cast, query: str):
    return open_page(monkeypatch, cast.ada, "service", query)


def test_a_service_level_is_added_in_hours_and_minutes(sqlite_db, cast, monkeypatch):
    app = opened(monkeypatch, cast, "tab=levels&open=new")
    app.text_input(key="level_new.name").input("Grade A")
    app.selectbox(key="level_new.grade").set_value("a")
    app.number_input(key="level_new.response_minutes_h").set_value(1)
    app.number_input(key="level_new.response_minutes_m").set_value(30)
    press(app, "level_new.save")
    last = all_of(SlaPolicy)[-1]
    assert (last.name, last.grade, last.priority, last.response_minutes, last.resolve_minutes) == ("Grade A", "a", None, 90, 1620)
    assert "grade A · answer in 1 h 30 min · resolve in 27 h" in texts(app)


def test_what_cannot_be_is_said_and_nothing_typed_is_lost(sqlite_db, cast, monkeypatch):
    app = opened(monkeypatch, cast, "tab=levels&open=new")
    app.text_input(key="level_new.name").input("Wrong")
    app.number_input(key="level_new.resolve_minutes_h").set_value(1)
    press(app, "level_new.save")
    assert "Resolving takes no less than the first answer" in texts(app)
    assert app.text_input(key="level_new.name").value == "Wrong"


def test_a_service_level_is_moved_and_switched_off_and_on(sqlite_db, cast, monkeypatch):
    first, second = all_of(SlaPolicy)[:2]
    app = press(opened(monkeypatch, cast, "tab=levels"), f"up_{second.id}")
    assert [p.id for p in sorted(all_of(SlaPolicy), key=lambda p: p.position)][:2] == [second.id, first.id]
    press(press(app, f"change_{first.id}"), "service_use")
    assert not all_of(SlaPolicy)[0].active
    assert "switched off" in texts(app)
    press(app, "undo")
    assert all_of(SlaPolicy)[0].active


def test_working_hours_with_a_break_and_days_of_ones_own(sqlite_db, cast, monkeypatch):
    (calendar,) = all_of(WorkCalendar)
    app = opened(monkeypatch, cast, f"tab=hours&open={calendar.id}")
    key = f"calendar_{calendar.id}_form"
    app.text_input(key=f"{key}.day0").input("9:00-12:00, 13:00–18:00")
    app.text_input(key=f"{key}.day4").input("")
    press(app, f"{key}.save")
    stored = all_of(WorkCalendar)[0]
    assert stored.hours["0"] == [["09:00", "12:00"], ["13:00", "18:00"]]
    assert "4" not in stored.hours
    assert "Monday 09:00–12:00, 13:00–18:00, Tuesday – Thursday 09:00–18:00" in texts(app)


def test_hours_that_are_none_are_refused_with_their_form(sqlite_db, cast, monkeypatch):
    (calendar,) = all_of(WorkCalendar)
    key = f"calendar_{calendar.id}_form"
    app = opened(monkeypatch, cast, f"tab=hours&open={calendar.id}")
    for typed, told in (("nine", "Write times as 09:00–18:00"), ("18:00–09:00", "must end after they begin")):
        app.text_input(key=f"{key}.day0").input(typed)
        press(app, f"{key}.save")
        assert told in texts(app)
    assert all_of(WorkCalendar)[0].hours == calendar.hours


def test_the_holidays_of_this_and_next_year_are_listed(sqlite_db, cast, monkeypatch):
    app = opened(monkeypatch, cast, "tab=hours")
    assert [box.label for box in app.expander if "differ" in box.label][0].startswith("Days that differ in 2")
    assert "1 Oct" in texts(app)


def test_a_rule_reads_as_a_sentence(sqlite_db, cast, monkeypatch):
    app = opened(monkeypatch, cast, "tab=rules&open=new")
    app.text_input(key="rule_new.name").input("Complaints")
    app.selectbox(key="rule_new.kind").set_value("complaint")
    press(app, "rule_new.save")
    assert "Choose an agent or a team" in texts(app)
    app.selectbox(key="rule_new.user_id").set_value(cast.yan.user_id)
    press(app, "rule_new.save")
    (rule,) = all_of(AssignRule)
    assert (rule.kind, rule.user_id) == ("complaint", cast.yan.user_id)
    assert "Tickets (type Complaint) go to He Yan." in texts(app)


def test_a_rule_is_deleted_after_asking(sqlite_db, cast, monkeypatch):
    rule = act(cast.ada, add_rule, RuleForm(name="All", user_id=cast.yan.user_id))
    press(opened(monkeypatch, cast, f"tab=rules&open={rule}"), "service_delete")
    assert all_of(AssignRule) == []


def test_a_template_for_everybody_is_kept_changed_and_deleted(sqlite_db, cast, monkeypatch):
    app = press(opened(monkeypatch, cast, "tab=templates"), "service_new")
    key = app.session_state["_dialog"][1]["key"]
    app.text_input(key=f"{key}.name").input("Greeting")
    app.text_area(key=f"{key}.text").input("Good day!")
    press(app, f"{key}.save")
    (template,) = all_of(ReplyTemplate)
    assert (template.name, template.text, template.owner_id) == ("Greeting", "Good day!", None)
    press(app, f"template_delete_{template.id}")
    assert all_of(ReplyTemplate) == []
    press(app, "undo")
    assert [one.owner_id for one in all_of(ReplyTemplate)] == [None]


def test_days_are_set_and_taken_back(sqlite_db, cast, monkeypatch):
    app = opened(monkeypatch, cast, "tab=days")
    app.number_input(key="service_days.ticket_reopen_days").set_value(3)
    press(app, "service_days.save")
    assert ask(cast.ada, days).ticket_reopen_days == 3
    press(app, "undo")
    assert ask(cast.ada, days).ticket_reopen_days == 7
