"""An administrator decides about the form and the surveys."""
import pytest

from crm_core.errors import Conflict, Forbidden, Invalid
from crm_core.run import act, ask
from crm_core.surveys.settings import survey_settings
from crm_core.web_form.commands import change_web_form
from crm_core.web_form.queries import offered, web_form
from crm_core.web_form.schemas import WebForm
from tests.outside import visitor
from tests.pages import open_page, run
from tests.pipeline.counting import of_the_page, statements
from tests.web_form.helpers import open_form


def press(app, key: str):
    app.button(key=key).click()
    return run(app)


def test_the_form_is_switched_on_and_told_where_it_is(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "web-form")
    app.toggle(key="web_form.active").set_value(True)
    app.multiselect(key="web_form.kinds").set_value(["complaint"])
    app.text_area(key="web_form.origins").input("https://www.example.com/\n")
    app.text_area(key="web_form.privacy.en").input("We keep it a year.")
    press(app, "web_form.save")
    found = ask(cast.ada, web_form)
    assert (found.active, found.kinds, found.origins, found.privacy) == (
        True, ("complaint",), ("https://www.example.com",), {"en": "We keep it a year."})
    page = visitor().get("/p/ticket").text
    assert "How can we help" in page and "Inquiry" not in page
    assert [kind for kind, _name in ask(cast.ada, offered, "en").kinds] == ["complaint"]


@pytest.mark.parametrize(("field", "value", "said"), [
    ("origins", "javascript:alert(1)", "is no web site"), ("origins", "https://a.example/path", "is no web site"),
])
def test_what_cannot_be_is_said_beside_its_field(sqlite_db, cast, monkeypatch, field, value, said):
    app = open_page(monkeypatch, cast.ada, "web-form")
    app.text_area(key=f"web_form.{field}").input(value)
    app = press(app, "web_form.save")
    assert any(said in m.value for m in app.markdown)
    assert ask(cast.ada, web_form) == WebForm()


def test_the_second_of_two_administrators_learns_of_the_first(db, cast):
    seen = ask(cast.ada, web_form)
    open_form()
    with pytest.raises(Conflict):
        act(cast.ada, change_web_form, WebForm(make_customers=True), seen)
    with pytest.raises(Forbidden):
        act(cast.yan, change_web_form, WebForm(), seen)
    with pytest.raises(Invalid):
        WebForm(megabytes=9)


def test_surveys_are_decided_on_the_same_page(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "web-form")
    app.number_input(key="surveys.survey_low").set_value(3)
    press(app, "surveys.save")
    assert ask(cast.ada, survey_settings).survey_low == 3
    app = open_page(monkeypatch, cast.ada, "web-form")
    app.number_input(key="surveys.survey_reminder_days").set_value(20)
    app = press(app, "surveys.save")
    assert any("before the link expires" in m.value for m in app.markdown)


def test_the_page_takes_at_most_twelve_statements(sqlite_db, cast, monkeypatch):
    with statements(sqlite_db) as seen:
        open_page(monkeypatch, cast.ada, "web-form")
    assert len(of_the_page(seen)) <= 12
