"""One role: its name, a new one like another, and what somebody with it would see."""
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from crm_core.access.rights import RIGHTS, Scope
from crm_core.people.roles import create_role, delete_role, rename_role
from crm_core.people.schemas import RoleForm, RoleRow
from pages import menu
from pages.admin import dialog, matrix
from pages.admin.words import role_name
from pages.ui import forms, layout, session
from pages.ui.run import act
from pages.ui.text import _, ngettext, plain


def role_dialog(found: Sequence[RoleRow], role_id: int | None) -> None:
    """Opens the dialog for one of the company's own roles, or for a new one."""
    role = next((role for role in found if role.id == role_id and not role.built_in), None)
    if role:
        st.dialog(plain(role.name), on_dismiss=dialog.close)(partial(_change, role))()
    elif dialog.opened() == dialog.NEW:
        st.dialog(_("New role"), on_dismiss=dialog.close)(partial(_create, found))()


def _create(found: Sequence[RoleRow]) -> None:
    names = {None: _("No rights yet")} | {role.id: role_name(role.name, role.built_in) for role in found}
    with forms.form("role") as form:
        name = form.text("name", _("Name"), required=True, max_chars=60)
        model = form.choice("model", _("Rights like"), list(names.items()))
        pressed = form.buttons(_("Create"), cancel=False)
    if pressed.save and dialog.tried(form, lambda: act(create_role, RoleForm(name=name), model, quiet=True)).ok:
        dialog.saved(_("{name} is a role now; give it to people under Users and teams.").format(name=plain(name)))


def _change(role: RoleRow) -> None:
    with forms.form("role") as form:
        name = form.text("name", _("Name"), role.name, required=True, max_chars=60)
        pressed = form.buttons(_("Save"), cancel=False)
    if pressed.save and dialog.tried(form, lambda: act(rename_role, role.id, RoleForm(name=name), quiet=True)).ok:
        dialog.saved(_("{name} is saved").format(name=plain(name)))
    if role.people:
        layout.quiet(ngettext(
            "{n} person has this role. It can be deleted once nobody has it.",
            "{n} people have this role. It can be deleted once nobody has it.", role.people,
        ).format(n=role.people))
        return
    with st.popover(_("Delete"), icon=":material/delete:"):
        st.markdown(_("The role goes for good."))
        dialog.button(_("Delete"), _delete, role, type="primary", key="role_delete")


def _delete(role: RoleRow) -> None:
    if act(delete_role, role.id).ok:
        session.notify(_("{name} is deleted").format(name=plain(role.name)))
    dialog.close()


def preview(found: Sequence[RoleRow], cells: matrix.Cells) -> None:
    """Opens what somebody with a role would find in the menu and may do, with the changes not yet applied."""
    st.dialog(_("Preview as…"), on_dismiss=dialog.close)(partial(_preview, found, cells))()


def _preview(found: Sequence[RoleRow], cells: matrix.Cells) -> None:
    by_id = {role.id: role for role in found}
    chosen = by_id[st.selectbox(
        _("Role"), list(by_id), format_func=lambda key: role_name(by_id[key].name, by_id[key].built_in), key="role_preview",
    )]  # fmt: skip
    rights = {r.key: cells.get((chosen.id, r.key), chosen.scope(r.key)) for r in RIGHTS}
    somebody = replace(session.actor(), user_id=None, rights=rights)
    _caption(_("In the menu"))
    entries = [entry for entry in menu.visible(somebody) if entry.listed]
    st.markdown("\n".join(f"- :material/{entry.icon}: {_(entry.title)}" for entry in entries))
    _caption(_("May do"))
    held = [right for right in RIGHTS if rights[right.key] is not Scope.NONE]
    lines = [f"- {plain(matrix.right_name(r))} :gray[{matrix.scope_text(rights[r.key].key)}]" for r in held]
    st.markdown("\n".join(lines) if lines else layout.small(_("Nothing yet.")))


def _caption(text: str) -> None:
    st.markdown(f"**{text}**")
