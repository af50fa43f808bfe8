"""The calling page: the next member with the script, and one tap for how it ended. Made for one thumb."""
from datetime import datetime, time, timedelta

import streamlit as st

from crm_core.campaigns.calls import (
    Called,
    CallList,
    ToCall,
    call_list,
    call_lists,
    give_back,
    next_call,
    record_call,
    undo_call,
)
from crm_core.campaigns.schemas import CallResult
from crm_core.dictionary import choices
from crm_core.errors import NotFound
from crm_core.wording import WORDS
from pages.customers import deeds
from pages.ui import filters, format, layout, links, session
from pages.ui.format import Style
from pages.ui.reader import style as reader
from pages.ui.run import act, ask, ask_now
from pages.ui.text import _, plain

ICONS = {"yes": "thumb_up", "no": "thumb_down", "later": "schedule", "no_answer": "phone_missed", "wrong_number": "phone_disabled"}
CURRENT, NOTE, LATER = "calls.current", "calls.note", "calls.later"


def page() -> None:
    """The phone lists that run, or the one that the address names (`?id=7`)."""
    key = filters.number("id")
    if key is None:
        _lists()
        return
    try:
        found = ask_now(call_list, key)
    except NotFound:
        filters.put({"id": None})
        st.rerun()
    _one(found, reader())


def _lists() -> None:
    rows, style = ask_now(call_lists), reader()
    with layout.header(_("Phone lists"), format.number(len(rows), style) if rows else None):
        pass
    if not rows:
        layout.empty_state("call", _("Nobody is to be called"), _("When a phone campaign with your customers runs, its list stands here."))
    for row in rows:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            with st.container(gap=None, width="stretch"):
                st.markdown(f"**{plain(row.name)}**")
                layout.quiet(_("{done} of {all} called, {yes} yes").format(done=row.done, all=row.all, yes=row.yes))
            st.button(_("Call"), type="primary", icon=":material/call:", key=f"list_{row.id}", on_click=filters.put, args=({"id": str(row.id)},))


def _one(found: CallList, style: Style) -> None:
    st.button(_("Phone lists"), icon=":material/arrow_back:", type="tertiary", key="calls_back", on_click=_leave)
    with layout.header(found.name, sub=_("{done} of {all} called, {yes} yes, {n} of them by you today").format(
            done=found.done, all=found.all, yes=found.yes, n=found.mine_today)):
        pass
    st.progress(found.done / found.all if found.all else 0.0)
    member = _current(found)
    if member is None:
        _done(found)
        return
    _card(member)
    if found.script:
        with layout.card(_("Call script")):
            st.text(found.script)
    note = st.text_area(_("Call note"), key=NOTE, height=80, max_chars=2000, placeholder=_("What was said"))
    if session.get(LATER):
        _when(found, member, note, style)
    else:
        _outcomes(found, member, note)


def _current(found: CallList) -> ToCall | None:
    """Whom this caller has on the phone: kept until there is an outcome."""
    kept: tuple[int, ToCall] | None = session.get(CURRENT)
    if kept and kept[0] == found.id:
        return kept[1]
    if found.state != "running":
        return None
    member = act(next_call, found.id).value
    if member is not None:
        session.keep(CURRENT, (found.id, member))
    return member


def _done(found: CallList) -> None:
    if found.state != "running":
        layout.empty_state("pause_circle", _("This campaign does not run"), _("Calls go on when somebody starts or resumes it."))
        return
    text = _("{n} are to be called later.").format(n=found.later) if found.later else _("Everybody was called.")
    layout.empty_state("task_alt", _("Nobody to call now"), text)


def _card(member: ToCall) -> None:
    with st.container(border=True):
        who = member.name or member.customer or member.phone or ""
        st.subheader(plain(who), anchor=False)
        known = [member.customer if member.customer != member.name else None, member.city, member.grade and _("Grade {grade}").format(grade=_grade(member.grade))]
        if any(known):
            layout.quiet(" · ".join(part for part in known if part))
        if member.note and member.outcome:
            layout.quiet(_("Last time: {outcome}. {note}").format(outcome=_(WORDS["outcome"][member.outcome]), note=member.note))
        with st.container(horizontal=True):
            if member.phone:
                st.link_button(_("Call {name}").format(name=plain(member.phone)), deeds.tel(member.phone), type="primary", icon=":material/call:")
            if member.customer_id and session.actor().may("customers:view"):
                st.page_link(links.page("customer"), label=_("Customer"), icon=":material/domain:", query_params={"id": str(member.customer_id)})


def _grade(code: str) -> str:
    """The grade as people call it."""
    return next((choice.label for choice in ask(choices).get("grade", ()) if choice.code == code), code)


def _outcomes(found: CallList, member: ToCall, note: str) -> None:
    with st.grid(2, min_column_width=140):
        for code, icon in ICONS.items():
            later = code == "later"
            st.button(
                _(WORDS["outcome"][code]), icon=f":material/{icon}:", key=f"outcome_{code}", width="stretch",
                type="primary" if code == "yes" else "secondary", on_click=session.keep if later else _record,
                args=(LATER, True) if later else (found, member, code),
            )
    st.button(_("Skip for now"), type="tertiary", key="calls_skip", on_click=_skip, args=(member,))


def _when(found: CallList, member: ToCall, note: str, style: Style) -> None:
    """When to call again: a tap, or a moment of one's own."""
    today = style.local(style.now).date()
    morning = time(9)
    offered = {
        _("In two hours"): style.now + timedelta(hours=2),
        _("Tomorrow at nine"): datetime.combine(today + timedelta(days=1), morning, style.zone),
        _("In three days"): datetime.combine(today + timedelta(days=3), morning, style.zone),
        _("In a week"): datetime.combine(today + timedelta(days=7), morning, style.zone),
    }
    with st.grid(2, min_column_width=140):
        for number, (label, moment) in enumerate(offered.items()):
            st.button(label, key=f"again_{number}", width="stretch", on_click=_record, args=(found, member, "later", moment))
    chosen = st.datetime_input(_("Or at"), None, key="again_at", format="YYYY-MM-DD")
    with st.container(horizontal=True):
        st.button(_("Call again then"), type="primary", key="again_own", disabled=chosen is None, on_click=_record,
                  args=(found, member, "later", chosen.replace(tzinfo=style.zone) if chosen else None))
        st.button(_("Back"), type="tertiary", key="again_back", on_click=session.forget, args=(LATER,))


def _record(found: CallList, member: ToCall, outcome: str, again_at: datetime | None = None) -> None:
    """Keeps how the call ended and goes on to the next; a callback."""
    result = CallResult(outcome=outcome, note=session.get(NOTE) or None, again_at=again_at)
    done = act(record_call, member.id, result, member.version)
    if done.error is None:
        text = _("{name}: {outcome}").format(name=member.name or member.phone or "", outcome=_(WORDS["outcome"][outcome]))
        session.offer_undo(text, lambda: _take_back(found, member, done.value))
    _forget()


def _take_back(found: CallList, member: ToCall, left: Called) -> None:
    if act(undo_call, member.id, left).ok:
        _forget()


def _skip(member: ToCall) -> None:
    act(give_back, member.id, True)
    _forget()


def _leave() -> None:
    kept: tuple[int, ToCall] | None = session.get(CURRENT)
    if kept:
        act(give_back, kept[1].id)
    _forget()
    filters.put({"id": None})


def _forget() -> None:
    session.forget(CURRENT, LATER, "again_at")
    session.keep(NOTE, "")
