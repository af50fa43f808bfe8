"""The sign-in page."""
import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from crm_core.people.links import reset_link
from crm_core.run import act
from db.models import Event
from tests.cast import PASSWORD
from tests.pages import open_page, run


@pytest.fixture
def sent(monkeypatch) -> list[str]:
    """Where the browser was sent."""
    urls = []
    monkeypatch.setattr("pages.ui.browser.go", urls.append)
    return urls


def submit(app, email: str, password: str):
    app.text_input[0].set_value(email)
    app.text_input[1].set_value(password)
    app.button[0].click()
    return run(app)


def test_the_right_words_lead_to_the_page_that_was_wanted(sqlite_db, cast, monkeypatch, sent):
    app = open_page(monkeypatch, None, "customers", "owner=3")
    submit(app, " Wei@Example.com", f"{PASSWORD} ")
    assert sent[0].startswith("/session/start?ticket=") and sent[0].endswith("&to=/customers%3Fowner%3D3")
    with sqlite_db.reading() as session:
        event = session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
    assert (event.kind, event.user_id) == ("user.signed_in", cast.wei.user_id)


@pytest.mark.parametrize("email, password", [("wei@example.com", "wrong"), ("nobody@example.com", PASSWORD), ("wei@example.com", "x" * 300)])
def test_one_sentence_for_every_failure(sqlite_db, monkeypatch, sent, email, password):
    app = submit(open_page(monkeypatch, None), email, password)
    assert [error.value for error in app.error] == ["This e-mail and password do not belong together."]
    assert sent == []


def test_nothing_typed_is_no_attempt(sqlite_db, monkeypatch, sent):
    app = submit(open_page(monkeypatch, None), "", "")
    assert not app.error and sent == []


def test_whoever_guesses_is_asked_to_wait(sqlite_db, monkeypatch, sent):
    app = open_page(monkeypatch, None)
    for _ in range(6):
        submit(app, "wei@example.com", "wrong")
    assert app.error[0].value.startswith("Too many attempts. Please wait ")
    submit(app, "wei@example.com", PASSWORD)
    assert sent == []


def test_a_failure_does_not_hide_the_form(sqlite_db, monkeypatch, sent):
    app = submit(open_page(monkeypatch, None), "wei@example.com", "wrong")
    submit(app, "wei@example.com", PASSWORD)
    assert len(sent) == 1


def test_the_page_speaks_the_chosen_language(sqlite_db, monkeypatch):
    app = open_page(monkeypatch, None)
    app.segmented_control[0].set_value("zh_Hans")
    run(app)
    assert app.title[0].value == "登录"


def test_a_link_sets_the_password_and_signs_in(sqlite_db, cast, monkeypatch, sent):
    path = act(cast.ada, reset_link, cast.wei.user_id)
    app = open_page(monkeypatch, None, "set-password", path.partition("?")[2])
    app.text_input[0].set_value("password1")
    app.button[0].click()
    assert "easy to guess" in run(app).error[0].value
    app.text_input[0].set_value("velvet anchor comet 88")
    app.button[0].click()
    run(app)
    assert sent[0].startswith("/session/start?ticket=")


def test_a_used_or_invented_link_says_so(sqlite_db, monkeypatch):
    app = open_page(monkeypatch, None, "set-password", "key=invented")
    assert app.title[0].value == "This link is over"
    assert not app.text_input


def broken() -> None:
    from pages import trouble

    trouble.show(ValueError("the secret detail"))


def test_a_broken_page_gives_a_reference_and_no_details(sqlite_db, monkeypatch, caplog):
    monkeypatch.setattr("pages.ui.session.actor_of", lambda _token: None)
    app = AppTest.from_function(broken).run()
    (error,) = app.error
    reference = error.value.rsplit(" ", 1)[1]
    assert "secret" not in error.value
    assert any(reference in record.getMessage() and record.exc_info for record in caplog.records)
