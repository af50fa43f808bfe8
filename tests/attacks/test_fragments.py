"""Dialogs and callbacks run without the script's own gate: the core must hold."""
import pytest
from sqlalchemy import select, update

from crm_core.access import sessions
from crm_core.access.sessions import COOKIE
from db.engine import database
from db.models import Role, RoleRight, User

NEW = "Mallory Newcomer"


@pytest.fixture
def dialog(server):
    """An administrator's tab with the dialog for a new user open."""
    tab = server.browser("ada@example.com").tab("users")
    tab.press("New user", "users")
    assert tab.fragment
    return tab


@pytest.fixture
def without_the_right():
    """The administrators' role may not manage users for a while."""
    role = select(Role.id).where(Role.key == "administrator").scalar_subquery()
    change(update(RoleRight).where(RoleRight.role_id == role, RoleRight.right == "users:manage").values(right="gone"))
    yield
    change(update(RoleRight).where(RoleRight.role_id == role, RoleRight.right == "gone").values(right="users:manage"))


def change(statement) -> None:
    with database().writing() as session:
        session.execute(statement)
        session.commit()


def try_to_add(tab) -> None:
    """Fills the dialog in and presses its button, running only the dialog."""
    inputs = [m.delta.new_element.text_input for m in tab.messages if m.delta.new_element.HasField("text_input")]
    typed = [{"id": field.id, "string_value": text} for field, text in zip(inputs[-2:], (NEW, "mallory@example.com"), strict=True)]
    own = [m.delta for m in tab.messages if m.delta.fragment_id == tab.fragment]
    buttons = [delta.new_element.button for delta in own if delta.new_element.HasField("button")]
    tab.run("users", fragment=tab.fragment, widgets=[*typed, {"id": buttons[-1].id, "trigger_value": True}])


def exists() -> bool:
    with database().reading() as session:
        return session.scalar(select(User.id).where(User.name == NEW)) is not None


def test_a_dialog_writes_nothing_after_the_right_is_gone(dialog, without_the_right):
    try_to_add(dialog)
    assert not exists()


def test_a_dialog_writes_nothing_after_the_sign_in_is_over(dialog):
    sessions.end(dialog.browser.http.cookies[COOKIE])
    try_to_add(dialog)
    assert not exists()


def test_a_dialog_with_the_right_does_write(dialog):
    """Otherwise the tests above would prove nothing."""
    try_to_add(dialog)
    assert exists()


def test_a_strangers_socket_cannot_run_somebody_elses_fragment(server, dialog):
    stranger = server.browser().tab("users")
    with pytest.raises(TimeoutError):  # the page server finds no such fragment and says nothing
        stranger.run("users", fragment=dialog.fragment, widgets=[dialog.pressed], timeout=2)
    assert "new_element" not in stranger.shown
