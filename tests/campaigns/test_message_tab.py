"""The Message tab: written per language and half, looked at for a member, sent to oneself."""
from crm_core.campaigns.drawing import draw_members
from crm_core.run import act
from db.engine import database
from db.models import CampaignStep
from tests.campaigns import making
from tests.pages import open_page, run
from tests.pipeline.counting import of_the_page, statements


def step(step_id: int) -> CampaignStep:
    with database().reading() as session:
        return session.get(CampaignStep, step_id)


def opened(monkeypatch, cast, customers=3):
    key, step_id = making.mail_campaign(cast.mia, making.customers(customers))
    act(cast.mia, draw_members, key)
    return key, step_id, open_page(monkeypatch, cast.mia, "campaign", f"id={key}&tab=message")


def test_a_mail_is_written_and_its_preview_follows(sqlite_db, cast, monkeypatch):
    _key, step_id, app = opened(monkeypatch, cast)
    app.text_input(f"mail.{step_id}.a.en.subject").set_value("Hello {{ contact.name }}")
    run(app)
    assert any("Hello Customer 1" in text.value for text in app.markdown)
    app.button(f"mail.{step_id}.a.en.save").click()
    run(app)
    assert step(step_id).variants["a"]["en"]["subject"] == "Hello {{ contact.name }}"


def test_an_unknown_field_is_named_before_anything_is_sent(sqlite_db, cast, monkeypatch):
    _key, step_id, app = opened(monkeypatch, cast)
    app.text_area(f"mail.{step_id}.a.en.html").set_value("{{ customer.fortune }}")
    app.button(f"mail.{step_id}.a.en.save").click()
    run(app)
    assert any("fortune" in text.value for text in app.markdown)
    assert step(step_id).variants["a"]["en"]["html"] == making.WORDS["html"]


def test_half_b_holds_only_its_subject(sqlite_db, cast, monkeypatch):
    _key, step_id, app = opened(monkeypatch, cast)
    app.selectbox(f"mail_split.{step_id}.None").set_value("subject")
    run(app)
    app.segmented_control(f"mail_half.{step_id}").set_value("b")
    run(app)
    app.text_input(f"mail.{step_id}.b.en.subject").set_value("Or this")
    app.button(f"mail.{step_id}.b.en.save").click()
    run(app)
    assert step(step_id).variants["b"] == {"en": {"subject": "Or this"}}


def test_two_editors_of_one_mail_lose_nothing(sqlite_db, cast, monkeypatch):
    from crm_core.campaigns.messages import set_message
    from crm_core.campaigns.schemas import Version

    _key, step_id, app = opened(monkeypatch, cast)
    act(cast.mia, set_message, step_id, "a", "en", Version(subject="Theirs", html="<p>Theirs</p>"))
    app.text_input(f"mail.{step_id}.a.en.subject").set_value("Mine")
    app.button(f"mail.{step_id}.a.en.save").click()
    run(app)
    assert step(step_id).variants["a"]["en"]["subject"] == "Theirs"
    assert app.text_input(f"mail.{step_id}.a.en.subject").value == "Mine" and app.warning


def test_a_test_mail_goes_to_oneself(sqlite_db, cast, monkeypatch):
    _key, _step_id, app = opened(monkeypatch, cast)
    app.button("mail_test").click()
    run(app)
    (mail,) = making.mails()
    assert (mail.to_email, mail.purpose, mail.send_id) == ("mia@example.com", "test", None)
    assert "Dear Customer 1" in mail.text


def test_the_tab_costs_few_statements(sqlite_db, cast, monkeypatch):
    _key, _step_id, app = opened(monkeypatch, cast)
    with statements(sqlite_db) as seen:
        run(app)
    assert len(of_the_page(seen)) <= 12
