"""What colleagues and the program told me."""
from urllib.parse import urlencode

import streamlit as st

from crm_core.i18n import words
from crm_core.notices.commands import read, read_all, unread_again
from crm_core.notices.queries import NoticeRow, notices
from crm_core.notices.words import sentence
from pages.notices.places import ICONS, place
from pages.ui import components, filters, layout, session
from pages.ui.format import Style, ago
from pages.ui.links import leave_for
from pages.ui.reader import style
from pages.ui.run import act, ask_now
from pages.ui.text import _, ngettext

LIST = "notices_list"


def page() -> None:
    """Newest first; opening one reads it and leads to what it is about."""
    only_new = filters.value("show") == "new"
    number = filters.number(filters.PAGE, 1)
    rows, more = ask_now(notices, only_unread=only_new, page=number)
    _leave(rows)
    with layout.header(_("Notices"), sub=_("What colleagues did that concerns you, and what the program has to tell.")):
        if any(row.unread for row in rows):
            st.button(_("All read"), icon=":material/done_all:", on_click=_read_all, key="notices_all")
    shown = {"": _("All"), "new": _("Unread")}
    st.segmented_control(
        _("Show"), list(shown), format_func=shown.get, default="new" if only_new else "", required=True, key="notices_show",
        label_visibility="collapsed", on_change=lambda: filters.put({"show": session.get("notices_show")}),
    )
    if rows:
        with st.container(border=True, width=860):
            components.record_list([_item(row, style()) for row in rows], LIST, wrap=True)
            filters.turn(number, more)
    elif only_new:
        layout.empty_state("done_all", _("Nothing new"), _("You have read every notice."))
    else:
        layout.empty_state(
            "notifications", _("No notices yet"),
            _("When a colleague gives you a customer or a deal, plans a step for you, or an import ends, it stands here."),
        )


def _item(row: NoticeRow, look: Style) -> dict:
    item = {
        "id": row.id, "title": sentence(row.kind, row.params, words(session.locale())), "icon": ICONS.get(row.subject_type, "notifications"),
        "tone": "green" if row.unread else "gray", "value": ago(row.at, look), "href": _href(row),
    }
    if row.unread:
        item["badge"] = {"text": _("Unread"), "tone": "red"}
    return item


def _href(row: NoticeRow) -> str:
    """Where it leads; a notice that leads nowhere is opened here, which reads it."""
    url, query = place(row) or ("notices", {})
    return f"/{'' if url == 'home' else url}" + (f"?{urlencode(query)}" if query else "")


def _leave(rows: tuple[NoticeRow, ...]) -> None:
    """Reads the notice that was opened, and goes where it leads."""
    opened = components.happened(LIST, "open")
    row = next((row for row in rows if row.id == opened), None)
    if row is None:
        return
    if row.unread:
        act(read, [row.id])
    if place(row):
        url, query = place(row)
        leave_for(url, **query)
    if row.unread:
        st.rerun()


def _read_all() -> None:
    done = act(read_all)
    if done.ok and done.value:
        count = len(done.value)
        text = ngettext("{n} notice read", "{n} notices read", count).format(n=count)
        session.offer_undo(text, lambda: act(unread_again, done.value))
