"""The dictionary: what people may choose for grade, industry, source …"""
from functools import partial

import streamlit as st

from crm_core.dictionary import (
    DICTIONARIES,
    TONED,
    TONES,
    Entry,
    EntryForm,
    add_entry,
    change_entry,
    entries,
    label,
    move_entry,
    offer_entry,
)
from crm_core.wording import WORDS
from pages.admin import dialog
from pages.admin.names import name_fields
from pages.admin.rows import ordered_row
from pages.ui import filters, forms, layout, session
from pages.ui.run import act, ask_now
from pages.ui.text import _, ngettext, plain

NAMES, COLOURS = WORDS["dictionary"], WORDS["tone"]


def page() -> None:
    """The values of one dictionary, in order."""
    chosen = filters.value("dictionary")
    chosen = chosen if chosen in DICTIONARIES else DICTIONARIES[0]
    found = ask_now(entries, chosen)
    count = ngettext("{n} value", "{n} values", len(found)).format(n=len(found))
    with layout.header(_("Dictionary"), count, sub=_("What people choose from. Records keep a value that is renamed or no longer offered.")):
        st.button(
            _("New value"), type="primary", icon=":material/add:", shortcut="N", on_click=dialog.show, args=(dialog.NEW,),
            key="entry_new",
        )
    st.segmented_control(
        _("Dictionary"), DICTIONARIES, default=chosen, required=True, key="dictionary_chosen", on_change=_chosen,
        format_func=lambda name: _(NAMES[name]), label_visibility="collapsed",
    )
    with st.container(border=True, gap="xsmall", width=860, key="entries"):
        for number, entry in enumerate(found):
            ordered_row(entry.id, _text(entry), _others(entry), _move, first=number == 0, last=number == len(found) - 1)
    if dialog.opened():
        entry = next((entry for entry in found if entry.id == dialog.opened_id()), None)
        title = plain(_name(entry)) if entry else _("New value")
        st.dialog(title, on_dismiss=dialog.close)(partial(_draw, chosen, entry))()


def _chosen() -> None:
    filters.put({"dictionary": session.get("dictionary_chosen"), "open": None})


def _name(entry: Entry) -> str:
    return label(entry.name, entry.names, session.locale())


def _text(entry: Entry) -> str:
    name = _name(entry)
    shown = layout.badge(name, entry.tone) if entry.tone else plain(name)
    return shown if entry.active else f":gray[{plain(name)}] " + layout.badge(_("no longer offered"))


def _others(entry: Entry) -> str:
    names = dict.fromkeys([entry.name, *entry.names.values()])
    return " · ".join(plain(name) for name in names if name != _name(entry))


def _move(entry_id: int, up: bool) -> None:
    act(move_entry, entry_id, up)


def _draw(dictionary: str, entry: Entry | None) -> None:
    tone = None
    with forms.form("entry") as form:
        values = name_fields(form, entry.name if entry else "", entry.names if entry else {})
        if dictionary in TONED:
            tones = [(None, _("No colour")), *((tone, _(COLOURS[tone])) for tone in TONES)]
            tone = form.choice("tone", _("Colour"), tones, entry.tone if entry else None)
        pressed = form.buttons(_("Save"), cancel=False)
    if pressed.save:
        _save(dictionary, entry, values | {"tone": tone}, form)
    if entry:
        word, icon = (_("No longer offer"), "block") if entry.active else (_("Offer again"), "undo")
        dialog.button(word, _offer, entry, not entry.active, icon=f":material/{icon}:", key="entry_offer")


def _save(dictionary: str, entry: Entry | None, values: dict, form: forms.Form) -> None:
    def write():
        data = EntryForm(**values)
        return act(change_entry, entry.id, data, quiet=True) if entry else act(add_entry, dictionary, data, quiet=True)

    if dialog.tried(form, write).ok:
        dialog.saved(_("{name} is saved").format(name=plain(values["name"])))


def _offer(entry: Entry, active: bool) -> None:
    if act(offer_entry, entry.id, active).ok:
        name = plain(_name(entry))
        session.notify((_("{name} is offered again") if active else _("{name} is no longer offered")).format(name=name))
    dialog.close()
