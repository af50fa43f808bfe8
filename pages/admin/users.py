"""Users and teams."""
import streamlit as st

from crm_core.people.queries import STATES, roles, teams, users
from crm_core.people.schemas import UserRow
from pages.admin import dialog
from pages.admin import teams as team_list
from pages.admin.user_dialog import user_dialog
from pages.admin.words import STATE_TONES, role_name, state_word
from pages.ui import filters, format, layout
from pages.ui.components import record_table
from pages.ui.format import Style
from pages.ui.reader import style
from pages.ui.run import ask
from pages.ui.text import _, ngettext

PER_PAGE = 50
SHOWN = ("users", "teams")


def page() -> None:
    """The list of users, or of teams."""
    shown = filters.value("show", "users")
    if shown == "teams":
        team_list.page(_switch)
        return
    look = style()
    found = _found()
    with layout.header(_("Users and teams"), ngettext("{n} user", "{n} users", found.total).format(n=format.number(found.total, look))):
        st.button(
            _("New user"), type="primary", icon=":material/add:", shortcut="N", on_click=dialog.show, args=(dialog.NEW,)
        )
    _switch()
    _filters()
    if found.rows:
        _table(found.rows, look)
        _pages(found.total)
    else:
        filters.nothing_found(_("No user matches these filters."))
    if dialog.opened():
        user_dialog(dialog.opened_id())


def _switch() -> None:
    names = {"users": _("Users"), "teams": _("Teams")}
    chosen = filters.value("show", "users")
    st.segmented_control(
        _("Show"), SHOWN, default=chosen if chosen in SHOWN else "users", format_func=names.get, required=True,
        label_visibility="collapsed", key="users_show", on_change=_switched,
    )


def _switched() -> None:
    from pages.ui import session

    filters.replace("" if session.get("users_show") == "users" else "show=teams")


def _found():
    role, team = filters.number("role"), filters.number("team")
    page = filters.number(filters.PAGE, 1) or 1
    wanted = {"search": filters.value("q"), "role_id": role, "team_id": team, "state": filters.value("state") or None}
    return ask(users, **wanted, page=page, per_page=PER_PAGE)


def _filters() -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="users_filters"):
        with st.container(width=300):
            filters.search(_("Search by name or e-mail"))
        with st.container(width=190):
            options = {str(role.id): role_name(role.name, role.built_in) for role in ask(roles)}
            filters.one("role", _("Role"), {"": _("All roles")} | options, hide_label=True)
        with st.container(width=170):
            options = {str(team.id): team.name for team in ask(teams)}
            filters.one("team", _("Team"), {"": _("All teams"), "0": _("Without team")} | options, hide_label=True)
        with st.container(width=170):
            options = {state: state_word(state) for state in STATES}
            filters.one("state", _("State"), {"": _("All states")} | options, hide_label=True)


def _table(rows: tuple[UserRow, ...], look: Style) -> None:
    columns = [
        {"id": "name", "label": _("Name"), "width": "32%"},
        {"id": "role", "label": _("Role"), "card": "figure"},
        {"id": "team", "label": _("Team"), "wide": True},
        {"id": "state", "label": _("State"), "card": "badge"},
        {"id": "seen", "label": _("Last seen"), "card": "note", "empty": _("never seen")},
    ]
    record_table(columns, [_row(user, look) for user in rows], "users_table", selectable=False, on_open=dialog.show)


def _row(user: UserRow, look: Style) -> dict:
    tone = STATE_TONES[user.state]
    return {
        "id": user.id,
        "cells": {
            "name": {
                "text": user.name, "sub": user.email or _("no e-mail address yet"), "initials": format.initials(user.name),
                "owner": user.name,
            },
            "role": role_name(user.role, user.role_built_in),
            "team": user.team,
            "state": {"badges": [{"text": state_word(user.state), "tone": tone}]},
            "seen": user.last_seen and {"text": format.ago(user.last_seen, look), "title": format.moment_full(user.last_seen, look)},
        },
    }


def _pages(total: int) -> None:
    count = -(-total // PER_PAGE)
    if count > 1:
        st.pagination(count, default=filters.page_number(count), key="users_page", on_change=_turned)


def _turned() -> None:
    from pages.ui import session

    filters.put({filters.PAGE: session.get("users_page")})
