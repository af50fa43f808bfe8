"""Templates are written on their page."""
from sqlalchemy import select

from crm_core.campaigns.schemas import TemplateForm, Version
from crm_core.campaigns.templates import create_template
from crm_core.run import act
from db.engine import database
from db.models import MailTemplate
from tests.pages import open_page, run
from tests.ui.browserless import fire


def rows() -> list[MailTemplate]:
    with database().reading() as session:
        return list(session.scalars(select(MailTemplate).order_by(MailTemplate.id)))


def test_a_template_is_written_in_two_languages(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.mia, "mail-templates")
    app.button("template_first").click()
    run(app)
    app.text_input("template.new.name").set_value("Autumn")
    app.text_input("template.new.en.subject").set_value("Hello {{ contact.name }}")
    app.text_area("template.new.en.html").set_value("<p>{{ greeting }}</p>")
    app.text_input("template.new.zh_Hans.subject").set_value("{{ contact.name }}您好")
    app.text_area("template.new.zh_Hans.html").set_value("<p>{{ greeting }}</p>")
    app.button("template_save").click()
    run(app)
    (row,) = rows()
    assert row.name == "Autumn" and set(row.versions) == {"en", "zh_Hans"}


def test_an_unknown_field_is_named_and_nothing_is_lost(sqlite_db, cast, monkeypatch):
    key = act(cast.mia, create_template, TemplateForm(name="Autumn", versions={"en": Version(subject="Hi", html="<p>Hi</p>")}))
    app = open_page(monkeypatch, cast.mia, "mail-templates")
    fire(app, "templates_table", "open", key)
    run(app)
    app.text_area(f"template.{key}.en.html").set_value("{{ customer.fortune }}")
    app.button("template_save").click()
    run(app)
    assert any("fortune" in error.value for error in app.error) and rows()[0].versions["en"]["html"] == "<p>Hi</p>"
    assert app.text_area(f"template.{key}.en.html").value == "{{ customer.fortune }}"
