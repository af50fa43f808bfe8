"""Changing roles and the matrix of their rights."""
from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy import delete, func, insert, select

from crm_core.access.rights import BY_KEY, Scope
from crm_core.errors import N_, Conflict, Invalid
from crm_core.people import guard
from crm_core.people.schemas import RightChange, RoleForm
from crm_core.work import Work, command
from db.models import Role, RoleRight, User


@command("roles:manage")
def create_role(work: Work, form: RoleForm, copy_of: int | None = None) -> int:
    """A new role with no rights, or with those of another; returns its id."""
    guard.one_at_a_time(work)
    _free_name(work, form.name, None)
    last = work.session.scalar(select(func.max(Role.position))) or 0
    role = Role(key=f"own_{uuid4().hex[:12]}", name=form.name, position=last + 1)
    work.session.add(role)
    work.session.flush()
    rights = {}
    if copy_of is not None:
        work.one(select(Role).where(Role.id == copy_of))
        rights = _rights(work, copy_of)
        rows = [{"role_id": role.id, "right": right, "scope": scope} for right, scope in rights.items()]
        if rows:
            work.session.execute(insert(RoleRight), rows)
    work.record("role.created", "role", role.id, after={"name": role.name, **rights})
    return role.id


@command("roles:manage")
def rename_role(work: Work, role_id: int, form: RoleForm) -> int:
    """Another name for a role of the company's own; returns its id."""
    guard.one_at_a_time(work)
    role = _own(work, role_id)
    _free_name(work, form.name, role_id)
    before, role.name = role.name, form.name
    if before != form.name:
        work.record("role.changed", "role", role_id, before={"name": before}, after={"name": form.name})
    return role_id


@command("roles:manage")
def delete_role(work: Work, role_id: int) -> int:
    """Removes a role of the company's own that nobody has; returns its id."""
    guard.one_at_a_time(work)
    role = _own(work, role_id)
    if work.session.scalar(select(User.id).where(User.role_id == role_id).limit(1)) is not None:
        raise Conflict(N_("Somebody has this role. Give them another one first."))
    before = {"name": role.name, **_rights(work, role_id)}
    work.session.execute(delete(RoleRight).where(RoleRight.role_id == role_id))
    work.session.delete(role)
    work.record("role.deleted", "role", role_id, before=before)
    return role_id


@command("roles:manage")
def change_rights(work: Work, changes: Sequence[RightChange]) -> int:
    """Puts cells of the matrix to other scopes, in force at once; returns how many.

    Raises Conflict when a cell is no longer what the administrator saw, or when nobody could
    manage users and roles any more.
    """
    guard.one_at_a_time(work)
    by_role: dict[int, list[RightChange]] = {}
    for change in changes:
        _check(work, change)
        by_role.setdefault(change.role_id, []).append(change)
    for role_id, cells in by_role.items():
        _change_role(work, role_id, cells)
    guard.somebody_keeps_the_keys(work)
    return len(changes)


def _check(work: Work, change: RightChange) -> None:
    right = BY_KEY.get(change.right)
    if right is None or change.after not in right.scopes:
        raise Invalid(N_("This right cannot be given that way."), field="rights")
    guard.keeps_own_keys(work, change.role_id, change.right, change.after)


def _change_role(work: Work, role_id: int, cells: list[RightChange]) -> None:
    work.one(select(Role).where(Role.id == role_id))
    now = _rights(work, role_id)
    for cell in cells:
        if now.get(cell.right, "none") != cell.before.key:
            raise Conflict(N_("Somebody changed the rights meanwhile. Look at them again."))
    touched = [cell.right for cell in cells]
    work.session.execute(delete(RoleRight).where(RoleRight.role_id == role_id, RoleRight.right.in_(touched)))
    given = [{"role_id": role_id, "right": c.right, "scope": c.after.key} for c in cells if c.after is not Scope.NONE]
    if given:
        work.session.execute(insert(RoleRight), given)
    work.record(
        "role.rights", "role", role_id,
        before={c.right: c.before.key for c in cells}, after={c.right: c.after.key for c in cells},
    )


def _rights(work: Work, role_id: int) -> dict[str, str]:
    rows = work.session.execute(select(RoleRight.right, RoleRight.scope).where(RoleRight.role_id == role_id))
    return {right: scope for right, scope in rows}


def _own(work: Work, role_id: int) -> Role:
    role = work.one(select(Role).where(Role.id == role_id))
    if role.built_in:
        raise Conflict(N_("A built-in role keeps its name and cannot be deleted. Copy it instead."))
    return role


def _free_name(work: Work, name: str, role_id: int | None) -> None:
    taken = select(Role.id).where(func.lower(Role.name) == name.lower(), Role.id != (role_id or 0))
    if work.session.scalar(taken) is not None:
        raise Invalid(N_("There is a role with this name already."), field="name")
