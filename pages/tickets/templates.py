"""Answers to begin with: the menu beside the answer, and the dialogs that keep them."""
from collections.abc import Callable
from uuid import uuid4

import streamlit as st

from crm_core.i18n import locales
from crm_core.tickets.templates import (
    TemplateForm,
    TemplateRow,
    add_template,
    change_template,
    delete_template,
    templates,
)
from pages.ui import forms, layout, session
from pages.ui.run import act, ask
from pages.ui.text import _, plain

EDIT, MANAGE = "template.edit", "template.manage"
_SAVE, _MANAGE = "save", "manage"
LONGEST = 90


def menu(locale: str | None, written: str, insert: Callable[[str], None], *, small: bool) -> None:
    """The templates for a ticket in `locale`, which `insert` puts into the answer; and the way to keep what is `written`."""
    found = {str(row.id): row for row in ask(templates, locale)}
    names = {key: plain(row.name) for key, row in found.items()} | {_SAVE: _("Keep as template…")}
    if any(row.mine for row in found.values()):
        names[_MANAGE] = _("Manage templates…")
    st.menu_button(
        "" if small else _("Template"), list(names), format_func=names.get, icon=":material/description:", type="tertiary",
        key="answer_template", on_click=_chosen, args=(found, written, insert), help=_("Template") if small else None,
    )


def dialogs() -> None:
    """Draws whichever of the dialogs is open."""
    forms.dialog(EDIT, _("Reply template"), _edit, width="medium")
    forms.dialog(MANAGE, _("Reply templates"), _manage, width="medium")


def open_form(template: TemplateRow | None = None, text: str = "", shared: bool = False) -> None:
    """Opens the form: of this template, or for a new one that begins with `text`; for callbacks."""
    forms.open_dialog(EDIT, template=template, text=text, shared=shared, key=f"template_{uuid4().hex[:6]}")


def rows(found: list[TemplateRow]) -> None:
    """Templates with what they begin with; those of one's own to change."""
    for row in found:
        with st.container(horizontal=True, vertical_alignment="center", wrap=False, key=f"template_{row.id}"):
            with st.container(gap=None, width="stretch"):
                language = f" {layout.badge(locales()[row.locale])}" if row.locale in locales() else ""
                st.markdown(f"**{plain(row.name)}**{language}" + ("" if row.shared else f" {layout.badge(_('only mine'))}"))
                layout.quiet(" ".join(row.text.split())[:LONGEST])
            if row.mine:
                st.button("", icon=":material/edit:", type="tertiary", key=f"template_edit_{row.id}", help=_("Edit"),
                          on_click=open_form, args=(row,))
                st.button("", icon=":material/delete:", type="tertiary", key=f"template_delete_{row.id}", help=_("Delete"),
                          on_click=_delete, args=(row,))


def _chosen(found: dict[str, TemplateRow], written: str, insert: Callable[[str], None]) -> None:
    chosen = session.get("answer_template")
    if chosen == _SAVE:
        open_form(text=written)
    elif chosen == _MANAGE:
        forms.open_dialog(MANAGE)
    elif chosen in found:
        insert(found[chosen].text)


def _manage() -> None:
    mine = [row for row in ask(templates) if row.mine]
    rows(mine)
    if not mine:
        layout.quiet(_("There are no templates of yours any more."))
    if any(session.get(f"template_edit_{row.id}") for row in mine):
        st.rerun()


def _edit(template: TemplateRow | None, text: str, shared: bool, key: str) -> None:
    with forms.form(key) as form:
        name = form.text("name", _("Name"), template.name if template else None, required=True, max_chars=80)
        words = form.area("text", _("Text"), template.text if template else text, required=True, height=200)
        languages = [(code, label) for code, label in locales().items()]
        locale = form.choice("locale", _("Language"), languages, template.locale if template else None, help=_("Empty means any."))
        everybody = template.shared if template else shared
        if session.actor().may("tickets:manage") and session.actor().may("tickets:edit"):
            with form.field("shared") as name_of:
                everybody = st.checkbox(_("For everybody"), everybody, key=name_of)
        pressed = form.buttons(_("Save"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if not pressed.save:
        return

    def write():
        data = TemplateForm(name=name, text=words, locale=locale, shared=everybody)
        if template:
            return act(change_template, template.id, data, template.version, quiet=True)
        return act(add_template, data, quiet=True)

    stored = forms.attempt(write)
    form.show(stored.error)
    if stored.ok:
        forms.saved(_("{name} is saved").format(name=plain(name)))


def _delete(row: TemplateRow) -> None:
    if act(delete_template, row.id).ok:
        again = TemplateForm(name=row.name, text=row.text, locale=row.locale, shared=row.shared)
        session.offer_undo(_("{name} deleted").format(name=row.name), lambda: act(add_template, again))
