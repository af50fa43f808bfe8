"""The matrix of roles and rights, on screen."""
import json

from streamlit.proto.WidgetStates_pb2 import WidgetState

from crm_core.access.rights import RIGHTS, Scope
from crm_core.people.queries import roles
from crm_core.people.roles import change_rights, create_role
from crm_core.people.schemas import RightChange, RoleForm
from crm_core.run import act, ask
from tests.pages import open_page, run
from tests.people.ids import role_id
from tests.ui.browserless import _run


def edit(app, row: int, role: int, scope: str):
    """Chooses a scope in a row of the table, as a click would."""
    (table,) = [node.proto for node in app.dataframe]
    edited = {"edited_rows": {str(row): {str(role): scope}}, "added_rows": [], "deleted_rows": []}
    return _run(app, WidgetState(id=table.id, string_value=json.dumps(edited)))


def decision(app) -> str:
    return next((shown.value for shown in app.markdown if "change" in shown.value and "**" in shown.value), "")


def place_of(right: str) -> int:
    return [one.key for one in RIGHTS].index(right)


def test_a_change_is_told_before_it_is_applied_and_can_be_taken_back(sqlite_db, cast, monkeypatch):
    marketer = role_id("marketer")
    app = edit(open_page(monkeypatch, cast.ada, "roles"), place_of("deals:view"), marketer, "team")
    told = decision(app).replace("\\", "")
    assert told == "**1 change** Marketer gains “Deals · View” (Team's). Concerns 1 person."
    assert cast.mia.scope("deals:view") is Scope.NONE
    app.button(key="roles_apply").click()
    run(app)
    assert cast.mia.scope("deals:view") is Scope.TEAM
    app.button(key="undo").click()
    run(app)
    assert cast.mia.scope("deals:view") is Scope.NONE


def test_changes_survive_a_search_and_can_be_discarded(sqlite_db, cast, monkeypatch):
    app = edit(open_page(monkeypatch, cast.ada, "roles"), place_of("deals:view"), role_id("executive"), "none")
    app.query_params["q"] = "export"
    run(app)
    assert "Executive loses" in decision(app)
    app.button(key="roles_discard").click()
    run(app)
    assert decision(app) == ""
    assert cast.eva.scope("deals:view") is Scope.ALL


def test_a_switch_cannot_be_given_for_the_team(sqlite_db, cast, monkeypatch):
    app = edit(open_page(monkeypatch, cast.ada, "roles"), place_of("users:manage"), role_id("marketer"), "team")
    assert "for all or not at all" in app.warning[0].value
    assert decision(app) == ""


def test_who_would_lock_the_company_out_is_told_so(sqlite_db, cast, monkeypatch):
    app = edit(open_page(monkeypatch, cast.ada, "roles"), place_of("roles:manage"), role_id("administrator"), "none")
    app.button(key="roles_apply").click()
    run(app)
    assert "your own role" in app.error[0].value
    assert cast.ada.may("roles:manage")


def test_a_right_taken_away_closes_the_page_at_the_next_click(sqlite_db, cast, monkeypatch):
    seller = open_page(monkeypatch, cast.wei, "products")
    titles = [shown.value for shown in seller.markdown]
    assert any(title.startswith("# Products") for title in titles)
    act(cast.ada, change_rights, [RightChange(role_id("account_manager"), "products:view", Scope.ALL, Scope.NONE)])
    run(seller)
    assert not any(shown.value.startswith("# Products") for shown in seller.markdown)


def test_a_role_is_made_like_another_and_deleted(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "roles", "open=new")
    app.text_input(key="role.name").input("Trainee")
    app.button(key="role.save").click()
    run(app)
    made = next(role for role in ask(cast.ada, roles) if role.name == "Trainee")
    app = open_page(monkeypatch, cast.ada, "roles", f"open={made.id}")
    app.button(key="role_delete").click()
    run(app)
    assert made.id not in [role.id for role in ask(cast.ada, roles)]


def test_the_preview_shows_the_menu_of_a_role(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.ada, "roles", "open=preview")
    app.selectbox(key="role_preview").set_value(role_id("executive"))
    run(app)
    shown = "\n".join(one.value for one in app.markdown)
    assert "Pipeline report" in shown and "Audit trail" not in shown.split("In the menu")[1]


def test_a_role_with_a_name_full_of_markup_is_only_a_name(sqlite_db, cast, monkeypatch):
    act(cast.ada, create_role, RoleForm(name="<img src=x> **x**"))
    open_page(monkeypatch, cast.ada, "roles")
