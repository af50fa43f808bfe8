"""Roles and rights: the matrix."""
from collections.abc import Iterable, Sequence
from functools import partial

import streamlit as st

from crm_core.access.rights import BY_KEY, RIGHTS, Scope
from crm_core.people.queries import roles
from crm_core.people.roles import change_rights
from crm_core.people.schemas import RightChange, RoleRow
from pages.admin import dialog, matrix
from pages.admin.role_dialog import preview, role_dialog
from pages.admin.words import role_name
from pages.ui import filters, layout, session
from pages.ui.run import act, ask_now
from pages.ui.text import _, ngettext, plain

FOLDED, LATEST, SHOWN, ROUND = "roles_folded", "roles_latest", "roles_shown", "roles_round"
PREVIEW = "preview"


def page() -> None:
    """The matrix, and what is about to change in it."""
    found = ask_now(roles)
    _header(found)
    _filters()
    cells = _matrix(found)
    made = matrix.changes(found, cells)
    if made:
        _decide(found, made)
    if dialog.opened() == PREVIEW:
        preview(found, cells)
    elif dialog.opened():
        role_dialog(found, dialog.opened_id())


def _header(found: Sequence[RoleRow]) -> None:
    people = sum(role.people for role in found)
    counted = ngettext("{n} role", "{n} roles", len(found)).format(n=len(found))
    users = ngettext("{n} user", "{n} users", people).format(n=people)
    sub = _("{roles}, {users} · changes hold from the next click of whoever is signed in").format(roles=counted, users=users)
    own = {role.id: role.name for role in found if not role.built_in}
    with layout.header(_("Roles and rights"), sub=sub):
        if own:
            chosen = st.menu_button(_("Own roles"), list(own), format_func=lambda key: plain(own[key]), key="roles_own")
            if chosen is not None:
                dialog.show(chosen)
        st.button(_("Preview as…"), icon=":material/visibility:", on_click=dialog.show, args=(PREVIEW,), key="roles_preview")
        st.button(
            _("New role"), type="primary", icon=":material/add:", shortcut="N", on_click=dialog.show, args=(dialog.NEW,),
            key="roles_new",
        )


def _filters() -> None:
    modules = list(dict.fromkeys(right.module for right in RIGHTS))
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width=220):
            filters.search(_("Search rights"))
        chosen = filters.value("module")
        st.segmented_control(
            _("Module"), ["", *modules], default=chosen if chosen in modules else "", required=True,
            format_func=lambda module: _(module) if module else _("Everything"), label_visibility="collapsed",
            key="roles_module", on_change=_module_chosen,
        )
        st.space("stretch")
        signs = (f"{matrix.SIGNS[scope]} {matrix.scope_word(scope)}" for scope in Scope)
        st.markdown(f":small[:gray[{'&emsp;'.join(map(plain, signs))}]]", width="content")


def _module_chosen() -> None:
    filters.put({"module": session.get("roles_module")})


def _matrix(found: Sequence[RoleRow]) -> dict:
    """Draws the table and returns every cell somebody changed so far, also those that are filtered away."""
    shown = (filters.value("q"), filters.value("module"))
    if session.get(SHOWN) != shown:
        _fold(session.get(LATEST, {}))
        session.keep(SHOWN, shown)
    folded = session.get(FOLDED, {})
    rights = matrix.shown_rights(*shown)
    if not rights:
        filters.nothing_found(_("No right matches this search."))
        return folded
    before = matrix.table(rights, found, folded)
    after = st.data_editor(
        before, key=f"roles_matrix_{session.get(ROUND, 0)}", hide_index=True, height="content", row_height=36,
        disabled=[matrix.MODULE, matrix.RIGHT], column_config=_columns(found), alt=_("Which role has which right"),
    )
    new = matrix.edited(before, after)
    wrong = matrix.refused(new)
    allowed = folded | {cell: scope for cell, scope in new.items() if scope in BY_KEY[cell[1]].scopes}
    session.keep(LATEST, allowed)
    if wrong:
        _fold(allowed)
        session.notify(_("“{right}” is given for all or not at all.").format(right=matrix.right_name(wrong[0])), "warning")
        st.rerun()
    return allowed


def _columns(found: Sequence[RoleRow]) -> dict:
    options = [scope.key for scope in Scope]
    config = {
        matrix.MODULE: st.column_config.TextColumn(_("Module"), width=_room(_(r.module) for r in RIGHTS), pinned=True),
        matrix.RIGHT: st.column_config.TextColumn(_("Right"), width=_room(_(r.label) for r in RIGHTS), pinned=True),
    }
    for role in found:
        name = role_name(role.name, role.built_in)
        config[str(role.id)] = st.column_config.SelectboxColumn(
            name, options=options, format_func=matrix.scope_text, required=True,
        )
    return config


def _room(texts: Iterable[str]) -> int:
    """Pixels for the longest of these, so that a phone keeps room for the roles."""
    return 26 + max(sum(7 if letter.isascii() else 13 for letter in text) for text in texts)


def _fold(cells: dict) -> None:
    """Starts a new table that shows these cells as they are."""
    session.keep(FOLDED, cells)
    session.keep(LATEST, cells)
    session.keep(ROUND, session.get(ROUND, 0) + 1)


def _decide(found: Sequence[RoleRow], made: list[RightChange]) -> None:
    told = matrix.told(found, made)
    listed = _("; ").join(plain(text) for text in told[:4])
    if len(told) > 4:
        listed += " " + _("and {n} more").format(n=len(told) - 4)
    people = matrix.people(found, made)
    count = ngettext("{n} change", "{n} changes", len(made)).format(n=len(made))
    concerned = ngettext("Concerns {n} person.", "Concerns {n} people.", people).format(n=people)
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", key="decide_bar"):
        what = _("{changes}. {people}").format(changes=listed, people=concerned)
        st.markdown(f"**{count}** {what}", width="stretch")
        st.button(_("Discard"), on_click=_fold, args=({},), key="roles_discard")
        st.button(_("Apply"), type="primary", on_click=_apply, args=(made,), key="roles_apply")


def _apply(made: list[RightChange]) -> None:
    attempt = act(change_rights, made)
    if not attempt.ok:
        return
    _fold({})
    text = ngettext("{n} right changed", "{n} rights changed", len(made)).format(n=len(made))
    back = [RightChange(change.role_id, change.right, change.after, change.before) for change in made]
    session.offer_undo(text, partial(_take_back, back))


def _take_back(made: list[RightChange]) -> None:
    if act(change_rights, made).ok:
        _fold({})
        session.notify(_("The rights are as they were"))
