"""Teams: who belongs together, and in which region."""
from collections.abc import Callable
from functools import partial

import streamlit as st

from crm_core.people.commands import change_team, create_team, delete_team
from crm_core.people.queries import teams
from crm_core.people.schemas import TeamForm, TeamRow
from pages.admin import dialog
from pages.ui import forms, layout, session
from pages.ui.components import record_table
from pages.ui.run import act, ask, ask_now
from pages.ui.text import _, ngettext, plain


def page(switch: Callable[[], None]) -> None:
    """The list of teams; `switch` draws the choice between users and teams."""
    found = ask(teams)
    new = partial(
        st.button, _("New team"), type="primary", icon=":material/add:", on_click=dialog.show, args=(dialog.NEW,)
    )
    with layout.header(_("Users and teams"), ngettext("{n} team", "{n} teams", len(found)).format(n=len(found))):
        new(key="team_new", shortcut="N")
    switch()
    if found:
        columns = [
            {"id": "name", "label": _("Team"), "width": "40%"},
            {"id": "region", "label": _("Region"), "card": "badge"},
            {"id": "people", "label": _("People"), "card": "figure"},
        ]
        record_table(columns, [_row(team) for team in found], "teams_table", selectable=False, on_open=dialog.show)
    else:
        layout.empty_state(
            "groups", _("No teams yet"), _("A manager sees what belongs to the team. Make one, then put people into it."),
            partial(new, key="team_first"),
        )
    chosen = next((team for team in found if team.id == dialog.opened_id()), None)
    chosen = dialog.as_opened(chosen) if chosen else None
    if chosen or dialog.opened() == dialog.NEW:
        title = plain(chosen.name) if chosen else _("New team")
        st.dialog(title, on_dismiss=dialog.close)(partial(_draw, chosen))()


def _row(team: TeamRow) -> dict:
    people = ngettext("{n} person", "{n} people", team.people).format(n=team.people)
    return {"id": team.id, "cells": {"name": team.name, "region": team.region, "people": people}}


def _draw(team: TeamRow | None) -> None:
    with forms.form("team") as form:
        name = form.text("name", _("Name"), team.name if team else None, required=True, max_chars=80)
        region = form.text("region", _("Region"), team.region if team else None, max_chars=80)
        pressed = form.buttons(_("Save"), cancel=False)
    if pressed.save:
        _save(team, {"name": name, "region": region}, form)
    if team:
        _removal(team)


def _save(team: TeamRow | None, values: dict, form: forms.Form) -> None:
    def write():
        data = TeamForm(**values)
        return act(change_team, team.id, team.version, data, quiet=True) if team else act(create_team, data, quiet=True)

    if dialog.tried(form, write, team, lambda: next((t for t in ask_now(teams) if t.id == team.id), team)).ok:
        dialog.saved(_("{name} is saved").format(name=plain(values["name"])))


def _removal(team: TeamRow) -> None:
    if team.people:
        layout.quiet(_("A team can be deleted once nobody is in it."))
        return
    with st.popover(_("Delete"), icon=":material/delete:"):
        st.markdown(_("The team goes for good."))
        dialog.button(_("Delete"), _delete, team, type="primary", key="team_delete")


def _delete(team: TeamRow) -> None:
    if act(delete_team, team.id).ok:
        session.notify(_("{name} is deleted").format(name=plain(team.name)))
    dialog.close()
