"""The matrix of roles and rights as a table, and what somebody changed in it. Knows no widgets."""
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from crm_core.access.rights import BY_KEY, RIGHTS, Right, Scope
from crm_core.people.schemas import RightChange, RoleRow
from pages.admin.words import role_name
from pages.ui.text import _

SIGNS = {Scope.NONE: "—", Scope.OWN: "◔", Scope.TEAM: "◑", Scope.ALL: "●"}
MODULE, RIGHT = "module", "right"
Cells = Mapping[tuple[int, str], Scope]


def scope_word(scope: Scope) -> str:
    """How far a right reaches, in a word."""
    return {Scope.NONE: _("None"), Scope.OWN: _("Own"), Scope.TEAM: _("Team's"), Scope.ALL: _("All")}[scope]


def scope_text(key: str) -> str:
    """A cell of the table: "● All"; a bare dash for none."""
    scope = Scope[key.upper()]
    return SIGNS[scope] if scope is Scope.NONE else f"{SIGNS[scope]} {scope_word(scope)}"


def right_name(right: Right) -> str:
    """ "Customers · Export"."""
    return f"{_(right.module)} · {_(right.label)}"


def shown_rights(search: str, module: str) -> list[Right]:
    """The rights of a module whose name contains `search`."""
    wanted = search.strip().casefold()
    return [
        right for right in RIGHTS
        if (not module or right.module == module) and (not wanted or wanted in right_name(right).casefold())
    ]


def table(rights: Sequence[Right], roles: Sequence[RoleRow], pending: Cells) -> pd.DataFrame:
    """One row for every right (its index is the right's key), one column for every role (named by its id)."""
    rows, last = [], None
    for right in rights:
        cells = {str(role.id): pending.get((role.id, right.key), role.scope(right.key)).key for role in roles}
        rows.append({MODULE: _(right.module) if right.module != last else "", RIGHT: _(right.label), **cells})
        last = right.module
    columns = [MODULE, RIGHT, *(str(role.id) for role in roles)]
    return pd.DataFrame(rows, index=[right.key for right in rights], columns=columns)


def edited(before: pd.DataFrame, after: pd.DataFrame) -> dict[tuple[int, str], Scope]:
    """The cells that differ."""
    return {
        (int(column), right): Scope[str(after.at[right, column]).upper()]
        for column in before.columns if column not in (MODULE, RIGHT)
        for right in before.index
        if after.at[right, column] != before.at[right, column] and after.at[right, column] is not None
    }


def refused(cells: Cells) -> list[Right]:
    """The rights that were given a scope they do not have."""
    return [BY_KEY[right] for (_role, right), scope in cells.items() if scope not in BY_KEY[right].scopes]


def changes(roles: Sequence[RoleRow], cells: Cells) -> list[RightChange]:
    """What differs from what is stored, in the order of the table."""
    return [
        RightChange(role.id, right.key, role.scope(right.key), cells[role.id, right.key])
        for right in RIGHTS for role in roles
        if cells.get((role.id, right.key), role.scope(right.key)) is not role.scope(right.key)
    ]


def told(roles: Sequence[RoleRow], made: Iterable[RightChange]) -> list[str]:
    """Every change in a few words: who gains or loses what."""
    names = {role.id: role_name(role.name, role.built_in) for role in roles}
    return [_told(names[change.role_id], change) for change in made]


def _told(role: str, change: RightChange) -> str:
    right = right_name(BY_KEY[change.right])
    if change.after is Scope.NONE:
        return _("{role} loses “{right}”").format(role=role, right=right)
    words = {"role": role, "right": right, "scope": scope_word(change.after)}
    if change.after > change.before:
        return _("{role} gains “{right}” ({scope})").format(**words)
    return _("{role} keeps “{right}” only so far: {scope}").format(**words)


def people(roles: Sequence[RoleRow], made: Iterable[RightChange]) -> int:
    """How many people the changes concern."""
    touched = {change.role_id for change in made}
    return sum(role.people for role in roles if role.id in touched)
