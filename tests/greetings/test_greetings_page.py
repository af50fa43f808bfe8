"""The page of greetings, clicked through."""
import pytest
from sqlalchemy import event as sql_event

from crm_core.greetings.setting import greetings, sample
from crm_core.run import ask
from db.models import User
from tests.pages import open_page, run


def press(app, key: str):
    app.button(key=key).click()
    return run(app)


def texts(app) -> str:
    return "\n".join(text.value for text in [*app.markdown, *app.text, *app.subheader]).replace("\\", "")


def test_whom_to_greet_how_is_chosen_by_grade(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "greetings")
    app.selectbox(key="greetings.birthday_vip").set_value("off")
    app.selectbox(key="greetings.festival_others").set_value("send")
    press(app, "greetings.save")
    how = ask(cast.ada, greetings).how
    assert (how["birthday"]["vip"], how["birthday"][""], how["festival"][""], how["festival"]["vip"]) == ("off", "remind", "send", "off")
    assert "enter the address of this program" in "\n".join(text.value for text in app.info)


def test_a_text_is_written_shown_and_dropped(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "greetings", "occasion=birthday&language=en")
    app.text_input(key="greeting_birthday_en.subject").input("Cheers from {{ company }}")
    press(app, "greeting_birthday_en.save")
    assert "Cheers from Qilu Machinery" in texts(app)
    press(app, "greeting_built_in")
    assert ask(cast.ada, sample, "birthday", "en", "Chen").shown_subject == "Happy birthday from Qilu Machinery"
    assert app.text_input(key="greeting_birthday_en.subject").value == "Happy birthday from {{ company }}"


def test_an_unknown_field_is_told_and_what_was_typed_stays(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "greetings", "occasion=birthday&language=en")
    app.text_area(key="greeting_birthday_en.text").input("Dear {{ nobody }}")
    press(app, "greeting_birthday_en.save")
    assert "there is no field “nobody”" in texts(app)
    assert app.text_area(key="greeting_birthday_en.text").value == "Dear {{ nobody }}"


def test_it_speaks_chinese_and_asks_little(sqlite_db, cast, monkeypatch):
    with sqlite_db.writing() as session:
        session.get(User, cast.ada.user_id).locale = "zh_Hans"
        session.commit()
    ada, said = cast.ada, []
    sql_event.listen(sqlite_db.reader, "before_cursor_execute", lambda *args: said.append(args[2]))
    app = open_page(monkeypatch, ada, "greetings")
    assert "祝福" in texts(app) and "陈建国" in texts(app)
    assert len([one for one in said if one.startswith("SELECT")]) <= 12


@pytest.mark.parametrize("who", ["gu", "mia"])
def test_others_have_no_such_page(sqlite_db, cast, monkeypatch, who):
    assert "Whom, and how" not in texts(open_page(monkeypatch, getattr(cast, who), "greetings"))
