"""Mail templates: texts to begin a message or a greeting with."""
from functools import partial

import streamlit as st

from crm_core.campaigns.queries import list_templates
from crm_core.campaigns.schemas import TemplateForm, TemplateView, Version
from crm_core.campaigns.templates import change_template, create_template, delete_template, restore_template
from crm_core.i18n import locales
from pages.campaigns import mail_editor
from pages.ui import filters, format, forms, layout, session
from pages.ui.components import happened, record_table
from pages.ui.format import Style
from pages.ui.reader import style as reader
from pages.ui.run import act, ask
from pages.ui.text import _, plain

TABLE, DELETE, NEW = "templates_table", "template.delete", "new"
PURPOSES = ("campaign", "greeting")


def page() -> None:
    """The templates, or the one that the address names (`?id=7`, `?id=new`)."""
    opened = happened(TABLE, "open")
    if opened:
        filters.put({"id": str(opened)})
    wanted = filters.value("id")
    rows = ask(list_templates)
    row = next((one for one in rows if str(one.id) == wanted), None)
    if row is not None or wanted == NEW:
        _edit(row)
    else:
        _list(rows, reader())


def _list(rows: tuple[TemplateView, ...], style: Style) -> None:
    def new(key: str = "template_new") -> None:
        st.button(_("New template"), type="primary", icon=":material/add:", key=key, on_click=filters.put, args=({"id": NEW},))

    with layout.header(_("Mail templates"), format.number(len(rows), style) if rows else None):
        new()
    if not rows:
        layout.empty_state("draft", _("No templates yet"), _("Write a mail once, in every language, and begin campaigns and greetings with it."),
                           partial(new, "template_first"))
        return
    record_table(
        [{"id": "name", "label": _("Name"), "width": "40%"}, {"id": "purpose", "label": _("Used for"), "card": "badge"},
         {"id": "languages", "label": _("Languages"), "card": "note"}, {"id": "changed", "label": _("Changed"), "wide": True}],
        [{"id": row.id, "cells": {
            "name": {"text": row.name, "sub": next(iter(row.versions.values()), {}).get("subject")}, "purpose": _purposes()[row.purpose],
            "languages": ", ".join(locales().get(code, code) for code in row.versions), "changed": format.ago(row.updated_at, style)}}
         for row in rows],
        TABLE, selectable=False,
    )


def _purposes() -> dict[str, str]:
    return {"campaign": _("Campaigns"), "greeting": _("Greetings")}


def _edit(row: TemplateView | None) -> None:
    st.button(_("Mail templates"), icon=":material/arrow_back:", type="tertiary", key="template_back", on_click=filters.put, args=({"id": None},))
    with layout.header(row.name if row else _("New template")):
        if row:
            st.button(_("Delete…"), icon=":material/delete:", key="template_delete", on_click=forms.open_dialog, args=(DELETE,))
    form = forms.Form(f"template.{row.id if row else NEW}")
    with st.container(border=True):
        with st.grid(2, min_column_width=220):
            name = form.text("name", _("Name"), row.name if row else None, required=True, max_chars=200)
            purpose = form.choice("purpose", _("Used for"), list(_purposes().items()), row.purpose if row else "campaign", required=True)
        versions = {}
        for code, tab in zip(locales(), st.tabs(list(locales().values())), strict=True):
            with tab:
                part = forms.Form(f"{form.key}.{code}")
                mail_editor.insert_menu(part.key)
                stored = Version(**(row.versions.get(code, {}) if row else {}))
                typed = mail_editor.fields(part, stored)
                if typed != Version():
                    versions[code] = typed
        if st.button(_("Save"), type="primary", key="template_save"):
            _save(form, row, name, purpose, versions)
    if row:
        forms.dialog(DELETE, _("Delete this template?"), partial(
            forms.confirm, row.name, _("Mails that were made from it stay as they are. You can take this back."), _("Delete"),
            partial(_delete, row), "template_confirm"))


def _save(form: forms.Form, row: TemplateView | None, name: str, purpose: str, versions: dict[str, Version]) -> None:
    def write():
        data = TemplateForm(name=name, purpose=purpose or "campaign", versions=versions)
        return act(change_template, row.id, data, row.version, quiet=True) if row else act(create_template, data, quiet=True)

    done = forms.attempt(write)
    form.show(done.error)
    if done.ok:
        session.notify(_("{name} is saved").format(name=plain(name)))
        filters.put({"id": None})
        st.rerun()


def _delete(row: TemplateView) -> None:
    if act(delete_template, row.id).ok:
        session.offer_undo(_("{name} is deleted").format(name=row.name), lambda: act(restore_template, row.id))
        filters.put({"id": None})
