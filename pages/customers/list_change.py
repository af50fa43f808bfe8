"""The dialogs that change many customers: choose, see what will happen, do it, take it back."""
from collections.abc import Callable
from uuid import uuid4

import streamlit as st

from crm_core.customers.bulk import AddTag, Change, GiveTo, Preview, RemoveTag, SetGrade, change_customers, preview
from crm_core.customers.filtering import CustomerFilter
from crm_core.customers.listing import filter_options
from crm_core.dictionary import choices
from crm_core.undo import Undone, undo_batch
from pages.customers.fields import options, owners
from pages.ui import forms, session
from pages.ui.components import clear_selection
from pages.ui.format import number
from pages.ui.forms import Form
from pages.ui.reader import style
from pages.ui.run import act, ask, ask_now
from pages.ui.text import _, ngettext, plain

OWNER, GRADE, TAG = "customers.owner", "customers.grade", "customers.tag"
POOL, NO_GRADE = "pool", "none"


def dialogs(table: str) -> None:
    """Draws whichever dialog is open."""
    session.keep("customers.bulk_table", table)
    forms.dialog(OWNER, _("Change owner"), _owner)
    forms.dialog(GRADE, _("Set grade"), _grade)
    forms.dialog(TAG, _("Tags"), _tag)


def new_batch() -> str:
    return uuid4().hex


def _owner(wanted: CustomerFilter) -> None:
    names = {POOL: _("Public pool")} | {str(key): name for key, name in owners(session.actor().scope("customers:assign"))}
    chosen = st.selectbox(
        _("New owner"), list(names), None, format_func=names.get, placeholder=_("Choose"), key="bulk_new_owner"
    )
    change = chosen and GiveTo(None if chosen == POOL else int(chosen))
    _finish(wanted, change, lambda n: ngettext("{n} customer has a new owner", "{n} customers have a new owner", n))


def _grade(wanted: CustomerFilter) -> None:
    grades = dict(options(ask(choices), "grade")) | {NO_GRADE: _("No grade")}
    chosen = st.segmented_control(_("Grade"), list(grades), format_func=grades.get, key="bulk_new_grade")
    reason = None
    if chosen and chosen != NO_GRADE:
        reason = st.text_input(forms.marked(_("Why this grade")), key="bulk_reason", max_chars=500)
    change = chosen and SetGrade(None if chosen == NO_GRADE else chosen, reason)
    _finish(wanted, change, lambda n: ngettext("{n} customer has a new grade", "{n} customers have a new grade", n))


def _tag(wanted: CustomerFilter, adding: bool) -> None:
    used = list(ask(filter_options).tags)
    tag = st.selectbox(
        _("Tag to add") if adding else _("Tag to remove"), used, None, accept_new_options=adding,
        placeholder=_("Choose or write") if adding else _("Choose"), key=f"bulk_tag_{adding}",
    )
    tag = " ".join((tag or "").split())
    change = tag and (AddTag(tag) if adding else RemoveTag(tag))
    _finish(wanted, change, lambda n: ngettext("Tags of {n} customer changed", "Tags of {n} customers changed", n))


def _finish(wanted: CustomerFilter, change: Change | None, told: Callable[[int], str]) -> None:
    """What will happen, and the buttons."""
    expected = ask_now(preview, wanted, change) if change else None
    if expected:
        st.markdown(_foretold(expected))
    room = st.container()
    with st.container(horizontal=True, horizontal_alignment="right"):
        cancel = st.button(_("Cancel"), type="tertiary", key="bulk_cancel")
        n = expected.changing if expected else 0
        label = ngettext("Change {n} customer", "Change {n} customers", n).format(n=number(n, style())) if n else _("Change")
        go = st.button(label, type="primary", key="bulk_go", disabled=not n)
    if cancel:
        forms.close_dialog()
        st.rerun()
    if go:
        _do(wanted, change, told, room)


def _foretold(seen: Preview) -> str:
    """"37 customers: 30 will change, 7 are not yours to change."""
    def count(n: int) -> str:
        return number(n, style())

    parts = [ngettext("{n} will change", "{n} will change", seen.changing).format(n=count(seen.changing))]
    if seen.same:
        parts.append(ngettext("{n} stays as it is", "{n} stay as they are", seen.same).format(n=count(seen.same)))
    if seen.not_yours:
        parts.append(ngettext("{n} is not yours to change", "{n} are not yours to change", seen.not_yours).format(n=count(seen.not_yours)))
    chosen = ngettext("{n} customer", "{n} customers", seen.chosen).format(n=f"**{count(seen.chosen)}**")
    return _("{customers}: {parts}.").format(customers=chosen, parts=_(", ").join(parts))


def _do(wanted: CustomerFilter, change: Change, told: Callable[[int], str], room) -> None:
    batch = new_batch()
    done = act(change_customers, wanted, change, batch=batch, quiet=True)
    if not done.ok:
        with room:
            Form("bulk").show(done.error)
        return
    n = done.value.changing
    if n:
        session.offer_undo(told(n).format(n=number(n, style())), lambda: _take_back(batch))
    clear_selection(session.get("customers.bulk_table"))
    session.forget("customers.all")
    forms.close_dialog()
    st.rerun()


def _take_back(batch: str) -> None:
    undone = act(undo_batch, batch)
    if undone.ok:
        _tell(undone.value)


def _tell(undone: Undone) -> None:
    text = ngettext("{n} customer is as before", "{n} customers are as before", undone.reverted)
    text = text.format(n=number(undone.reverted, style()))
    if undone.kept:
        kept = ngettext(
            "{n} was changed by somebody since and stays", "{n} were changed by somebody since and stay", undone.kept
        ).format(n=number(undone.kept, style()))
        session.notify(plain(_("{done}; {kept}.").format(done=text, kept=kept)), "warning")
    else:
        session.notify(text)
