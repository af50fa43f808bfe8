"""The administrator's list of users, on screen."""
import re

from sqlalchemy import select

from crm_core.people.commands import create_user
from crm_core.people.queries import user
from crm_core.people.schemas import UserForm
from crm_core.run import act, ask
from db.models import OneTimeToken, Team, User
from tests.pages import open_page, run
from tests.people.ids import role_id, user_id
from tests.ui.browserless import data, fire


def press(app, key: str):
    app.button(key=key).click()
    return run(app)


def names(app) -> list[str]:
    return [row["cells"]["name"]["text"] for row in data(app, "users_table")["rows"]]


def test_everybody_is_listed_with_role_team_and_state(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "users")
    rows = {row["cells"]["name"]["text"]: row["cells"] for row in data(app, "users_table")["rows"]}
    assert len(rows) == 9
    assert (rows["Lin Wei"]["role"], rows["Lin Wei"]["team"]) == ("Account manager", "East")
    assert rows["Lin Wei"]["state"]["badges"][0]["text"] == "Can sign in"


def test_the_address_holds_the_filters(sqlite_db, cast, monkeypatch):
    assert names(open_page(monkeypatch, cast.ada, "users", "q=lin")) == ["Lin Wei"]
    assert names(open_page(monkeypatch, cast.ada, "users", f"role={role_id('marketer')}")) == ["Mia Torres"]
    assert any("No user matches" in shown.value for shown in open_page(monkeypatch, cast.ada, "users", "q=zzz").markdown)


def test_a_click_on_a_row_opens_the_person(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "users")
    app = fire(app, "users_table", "open", user_id("wei"))
    assert app.text_input(key="user.name").value == "Lin Wei"


def test_a_new_user_is_entered_and_invited(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "users", "open=new")
    app.text_input(key="user.name").input("Sun Li")
    app.text_input(key="user.email").input("sun@example.com")
    press(app, "user.invite")
    assert re.search(r"/set-password\?key=\S{20,}", app.code[0].value)
    with sqlite_db.reading() as session:
        assert session.scalar(select(OneTimeToken.purpose)) == "invite"
    assert ask(cast.ada, user, user_id("sun")).state == "invited"


def test_what_is_wrong_stands_beside_its_field(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "users", "open=new")
    app.text_input(key="user.name").input("Sun Li")
    app.text_input(key="user.email").input("wei@example.com")
    press(app, "user.save")
    assert any("Lin Wei already has this e" in shown.value.replace("\\", "") for shown in app.markdown)


def test_an_imported_seller_needs_an_e_mail_address_to_be_invited(sqlite_db, cast, monkeypatch):
    seller = act(cast.ada, create_user, UserForm(name="Imported", role_id=role_id("account_manager")))
    app = press(open_page(monkeypatch, cast.ada, "users", f"open={seller}"), "user.invite")
    assert any("has no e" in shown.value for shown in app.error)
    assert not app.code


def test_somebody_is_deactivated_and_taken_back(sqlite_db, cast, monkeypatch):
    wei = user_id("wei")
    app = press(open_page(monkeypatch, cast.ada, "users", f"open={wei}"), "user_deactivate")
    assert ask(cast.ada, user, wei).state == "deactivated"
    press(app, "undo")
    assert ask(cast.ada, user, wei).state == "active"


def test_there_is_no_way_to_deactivate_oneself(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "users", f"open={user_id('ada')}")
    assert "user_deactivate" not in [button.key for button in app.button]


def test_a_team_is_made(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "users", "show=teams&open=new")
    app.text_input(key="team.name").input("North")
    press(app, "team.save")
    with sqlite_db.reading() as session:
        assert session.scalar(select(Team.name).where(Team.name == "North"))


def test_a_name_full_of_markup_stays_a_name(sqlite_db, cast, monkeypatch):
    with sqlite_db.writing() as session:
        session.get(User, user_id("wei")).name = "**[x](javascript:alert(1))** <b>"
        session.commit()
    app = open_page(monkeypatch, cast.ada, "users", f"open={user_id('wei')}")
    assert not [shown for shown in app.markdown if "](javascript" in shown.value]


def test_in_chinese_nothing_stays_english(sqlite_db, cast, monkeypatch):
    with sqlite_db.writing() as session:
        session.get(User, user_id("ada")).locale = "zh_Hans"
        session.commit()
    app = open_page(monkeypatch, cast.ada, "users")
    assert "用户与团队" in app.markdown[0].value or any("用户与团队" in shown.value for shown in app.markdown)
    assert data(app, "users_table")["columns"][0]["label"] == "名称"


def test_a_seller_does_not_get_the_page(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.wei, "users")
    assert not [b for b in app.get("bidi_component") if b.proto.id.endswith("users_table")]
