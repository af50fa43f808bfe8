"""One's own account."""
import pytest

from crm_core import clock
from crm_core.access import sessions, sign_in
from crm_core.errors import Invalid, TooMany
from crm_core.people import accounts
from crm_core.run import act
from db.models import User
from tests.cast import PASSWORD
from tests.pages import open_page, run

NEW = "velvet anchor comet 88"


def change(actor, current: str, new: str = NEW) -> None:
    act(actor, accounts.change_password, current=current, new=new, address="1")


def test_the_password_is_changed_and_all_sessions_end(db, cast):
    with db.writing() as session:
        token = sessions.start(session, session.get(User, cast.wei.user_id), clock.now())
        session.commit()
    change(cast.wei, PASSWORD)
    assert sign_in.check("wei@example.com", NEW, "1")
    assert sessions.actor_of(token) is None


def test_the_present_password_must_be_right_and_guessing_it_is_slowed_down(db, cast):
    for _ in range(5):
        with pytest.raises(Invalid) as wrong:
            change(cast.wei, "guess")
        assert wrong.value.field == "current"
    with pytest.raises(TooMany):
        change(cast.wei, PASSWORD)


def test_a_weak_new_password_is_refused(db, cast):
    with pytest.raises(Invalid) as weak:
        change(cast.wei, PASSWORD, "linwei2026")
    assert weak.value.field == "new"
    assert sign_in.check("wei@example.com", PASSWORD, "1")


def test_language_and_time_zone_are_ones_own(db, cast):
    act(cast.wei, accounts.set_preferences, locale="zh_Hans", time_zone="Europe/Berlin")
    assert (cast.wei.locale, cast.wei.time_zone) == ("zh_Hans", "Europe/Berlin")
    assert cast.min.locale == "en"
    for wrong in ({"locale": "xx", "time_zone": "Europe/Berlin"}, {"locale": "en", "time_zone": "Mars/Base"}):
        with pytest.raises(Invalid):
            act(cast.wei, accounts.set_preferences, **wrong)


def test_the_page_changes_the_language(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.wei, "account")
    app.selectbox[0].set_value("zh_Hans")
    app.button[0].click()
    run(app)
    assert cast.wei.locale == "zh_Hans"
    assert "我的账号" in app.markdown[0].value


def test_the_page_says_that_the_present_password_is_wrong(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.wei, "account")
    app.text_input[0].set_value("wrong")
    app.text_input[1].set_value(NEW)
    next(button for button in app.button if "password" in button.label).click()
    run(app)
    assert "present password" in app.error[0].value
