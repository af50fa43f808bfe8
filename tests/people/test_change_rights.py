"""The matrix of roles and rights."""
import pytest

from crm_core.access.rights import Scope
from crm_core.errors import Conflict, Forbidden, Invalid
from crm_core.people.commands import change_user
from crm_core.people.queries import roles, user
from crm_core.people.roles import change_rights, create_role, delete_role, rename_role
from crm_core.people.schemas import RightChange, RoleForm, UserForm
from crm_core.run import act, ask
from tests.people.ids import role_id, user_id

NONE, OWN, TEAM, ALL = Scope


def give(cast, role: str, right: str, before: Scope, after: Scope) -> int:
    return act(cast.ada, change_rights, [RightChange(role_id(role), right, before, after)])


def test_a_right_taken_away_is_gone_for_whoever_is_signed_in(db, cast):
    assert cast.eva.may("deals:view")
    give(cast, "executive", "deals:view", ALL, NONE)
    assert not cast.eva.may("deals:view")
    give(cast, "executive", "deals:view", NONE, TEAM)
    assert cast.eva.scope("deals:view") is TEAM


def test_a_cell_that_somebody_else_changed_is_looked_at_again(db, cast):
    with pytest.raises(Conflict):
        give(cast, "executive", "deals:view", TEAM, NONE)


def test_a_switch_is_on_or_off(db, cast):
    with pytest.raises(Invalid):
        give(cast, "marketer", "views:share", ALL, TEAM)
    with pytest.raises(Invalid):
        give(cast, "marketer", "no:such", NONE, ALL)


@pytest.mark.parametrize("right", ["users:manage", "roles:manage"])
def test_nobody_takes_the_keys_from_their_own_role(db, cast, right):
    with pytest.raises(Conflict):
        give(cast, "administrator", right, ALL, NONE)


def test_a_role_is_copied_renamed_and_removed(db, cast):
    new = act(cast.ada, create_role, RoleForm(name="Trainee"), role_id("account_manager"))
    found = {role.id: role for role in ask(cast.ada, roles)}
    assert found[new].rights == found[role_id("account_manager")].rights
    act(cast.ada, rename_role, new, RoleForm(name="Apprentice"))
    act(cast.ada, delete_role, new)
    assert new not in [role.id for role in ask(cast.ada, roles)]


def test_a_role_that_somebody_has_stays(db, cast):
    new = act(cast.ada, create_role, RoleForm(name="Trainee"))
    row = ask(cast.ada, user, user_id("wei"))
    act(cast.ada, change_user, row.id, row.version, UserForm(name=row.name, email=row.email, role_id=new, team_id=row.team_id))
    with pytest.raises(Conflict):
        act(cast.ada, delete_role, new)


def test_built_in_roles_stay(db, cast):
    with pytest.raises(Conflict):
        act(cast.ada, delete_role, role_id("marketer"))
    with pytest.raises(Conflict):
        act(cast.ada, rename_role, role_id("marketer"), RoleForm(name="Ads"))


def test_two_roles_do_not_share_a_name(db, cast):
    with pytest.raises(Invalid):
        act(cast.ada, create_role, RoleForm(name="marketer"))


def test_only_who_manages_roles_sees_or_changes_them(db, cast):
    for query_or_command in (lambda: ask(cast.gu, roles), lambda: act(cast.gu, create_role, RoleForm(name="Mine"))):
        with pytest.raises(Forbidden):
            query_or_command()
