"""The first run."""
import pytest
from sqlalchemy import select

from crm_core.access import keys, sign_in
from crm_core.access.actor import SYSTEM
from crm_core.errors import Conflict, Invalid
from crm_core.people.setup import set_up
from crm_core.run import act
from crm_core.settings import load
from db.models import Setting, User
from tests.pages import open_page, run

GIVEN = {
    "company": "齐鲁机械贸易有限公司", "locale": "zh_Hans", "time_zone": "Asia/Shanghai", "currency": "CNY", "country": "CN",
    "admin_name": "王芳", "admin_email": " Wang@Example.com ", "admin_password": "胡同里的老槐树下听雨声",
}  # fmt: skip


def test_a_company_is_set_up_once(empty_db):
    admin = act(SYSTEM, set_up, **GIVEN)
    assert sign_in.check("wang@example.com", GIVEN["admin_password"], "1") == admin
    with empty_db.reading() as session:
        assert load(session).company == GIVEN["company"]
    with pytest.raises(Conflict):
        act(SYSTEM, set_up, **GIVEN)


@pytest.mark.parametrize(
    "field, value, named",
    [
        ("admin_password", "password1", "password"), ("admin_email", "wang", "email"), ("admin_name", "  ", "name"),
        ("company", "", "company"), ("time_zone", "Mars/Base", "time_zone"), ("currency", "XYZ", "currency"),
        ("country", "QQ", "country"), ("locale", "tlh", "locale"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_refused_and_nothing_is_made(empty_db, field, value, named):
    with pytest.raises(Invalid) as wrong:
        act(SYSTEM, set_up, **{**GIVEN, field: value})
    assert wrong.value.field == named
    with empty_db.reading() as session:
        assert session.scalar(select(User.id)) is None and session.scalar(select(Setting.key)) is None


@pytest.fixture
def page(sqlite_templates, monkeypatch):
    """The first-run page as a browser on another machine sees it."""
    from db.engine import use_database

    with sqlite_templates.copy("empty", lambda: None) as url:
        use_database(url)
        yield open_page(monkeypatch, None)
        use_database(None)


def press(app, label: str):
    next(button for button in app.button if button.label == label).click()
    return run(app)


def test_another_machine_needs_the_code_of_the_terminal(page):
    assert [field.label for field in page.text_input] == ["Code"]
    page.text_input[0].set_value("WRONG")
    press(page, "Continue")
    assert page.error[0].value == "This is not the code."
    page.text_input[0].set_value(keys.setup_code().lower())
    press(page, "Continue")
    assert "E-mail" in page.text_input[1].label


def test_three_steps_make_a_company(page, monkeypatch):
    entered = []
    monkeypatch.setattr("pages.sign_in.enter", lambda user_id, wanted: entered.append((user_id, wanted)))
    page.text_input[0].set_value(keys.setup_code())
    press(page, "Continue")
    page.text_input[0].set_value("Wang Fang")
    page.text_input[1].set_value("wang@example.com")
    page.text_input[2].set_value("password1")
    press(page, "Continue")
    assert "easy to guess" in page.error[0].value
    page.text_input[2].set_value("velvet anchor comet 88")
    press(page, "Continue")
    page.text_input[0].set_value("Qilu Machinery")
    press(page, "Continue")
    page.radio[0].set_value("file")
    press(page, "Finish")
    assert entered == [(sign_in.check("wang@example.com", "velvet anchor comet 88", "1"), "/import")]


def test_once_there_is_an_account_the_page_is_gone(sqlite_db, monkeypatch):
    app = open_page(monkeypatch, None)
    assert app.title[0].value == "Sign in"
    assert "Code" not in [field.label for field in app.text_input]


def test_secrets_are_readable_by_their_owner_only(data_folder):
    assert keys.cookie_key() == keys.cookie_key() != keys.setup_code()
    assert (data_folder / "secrets.json").stat().st_mode & 0o777 == 0o600
