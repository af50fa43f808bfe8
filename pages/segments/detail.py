"""One segment: its rule, whom it reaches, and what can be done with it."""
from functools import partial

import streamlit as st

from crm_core.customers.filtering import CustomerFilter
from crm_core.errors import NotFound
from crm_core.segments.commands import (
    SegmentForm,
    change_segment,
    create_segment,
    delete_segment,
    duplicate_segment,
    refreeze_segment,
    restore_segment,
)
from crm_core.segments.queries import segment_view
from crm_core.segments.reaching import reach_of_segment
from crm_core.segments.schemas import SegmentView
from pages.customers import list_export
from pages.segments import builder, draft, reach, sentence
from pages.ui import filters, format, forms, layout, links, session
from pages.ui.format import Style
from pages.ui.reader import style as reader
from pages.ui.run import act, ask
from pages.ui.text import _, plain, told

DELETE, LEAVING = "segment.delete", "segment.leaving"


def page() -> None:
    """The segment of the address; without one a new one."""
    _leave()
    style, segment = reader(), _wanted()
    if segment is False:
        return
    editing = session.actor().may("segments:edit")
    key = f"segment.{segment.id if segment else 'new'}"
    draft.begin(key, segment.rule if segment else _start(), segment.version if segment else 0)
    st.page_link(links.page("segments"), label=_("Segments"), icon=":material/arrow_back:")
    with layout.header(segment.name if segment else _("New segment"), badges=_badges(segment, style)):
        if segment:
            _menu(segment, editing)
        if editing:
            st.button(_("Save"), type="primary", key="segment_save", on_click=_save, args=(key, segment), shortcut="Ctrl+S")
    _problem(key)
    _editor(key, segment, editing)
    list_export.dialog()
    forms.dialog(DELETE, _("Delete this segment?"), _ask_delete)


def _leave() -> None:
    """Where a callback wants to go."""
    url, query = session.get(LEAVING) or (None, {})
    session.forget(LEAVING)
    if url:
        links.leave_for(url, **query)


def _wanted() -> SegmentView | None | bool:
    number = filters.number("id")
    if number is None:
        return None
    try:
        return ask(segment_view, number)
    except NotFound as error:
        layout.empty_state("search_off", _("Nothing here"), told(error))
        return False


def _start() -> dict:
    return {"match": "all", "parts": [{"field": "last_activity", "op": "older", "value": 60}]}


def _badges(segment: SegmentView | None, style: Style) -> list[str]:
    if segment is None:
        return []
    found = [layout.badge(_("Live"), "green")] if segment.live else [
        layout.badge(_("Frozen on {day}").format(day=format.day(segment.frozen_at, style)), "blue")]
    return found + ([] if segment.shared else [layout.badge(_("Only me"))])


@st.fragment
def _editor(key: str, segment: SegmentView | None, editing: bool) -> None:
    """Rule at the left, count and sample at the right; both change at once."""
    style = reader()
    left, right = st.columns([7, 4])
    with left, st.container(border=True):
        if editing:
            _about(key, segment)
            builder.draw(key)
        st.markdown(f":gray[{_told(key, style)}]")
    rule, incomplete = draft.complete_rule(key)
    with right, st.container(border=True):
        reach.card(rule, incomplete, key, style)
        if segment and not segment.live:
            count = ask(reach_of_segment, segment.id).count
            layout.quiet(style.count("{n} customer was kept when it was frozen.", "{n} customers were kept when it was frozen.", count))
    if editing and segment and draft.rule(key) != segment.rule:
        st.button(_("Discard changes"), icon=":material/undo:", type="tertiary", key="segment_discard", on_click=draft.drop, args=(key,))


def _told(key: str, style: Style) -> str:
    rule, _incomplete = draft.complete_rule(key)
    return sentence.told(rule, builder.choices_for(rule), style)


def _about(key: str, segment: SegmentView | None) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _preset(f"{key}.name", segment.name if segment else "")
        st.text_input(forms.marked(_("Name")), key=f"{key}.name", max_chars=100)
        _preset(f"{key}.way", "live" if segment is None or segment.live else "frozen")
        ways = {"live": _("Live"), "frozen": _("Frozen")}
        st.segmented_control(
            _("Way"), list(ways), format_func=ways.get, required=True, key=f"{key}.way",
            help=_("A live segment follows its rule every time it is used. A frozen one keeps the customers of the moment."),
        )
    if segment is None or segment.owner_id == session.actor().user_id:
        _preset(f"{key}.shared", segment.shared if segment else True)
        st.checkbox(_("Everybody sees it (each with their own customers)"), key=f"{key}.shared")


def _preset(widget: str, value: object) -> None:
    if session.get(widget) is None:
        session.keep(widget, value)


def _form(key: str, segment: SegmentView | None) -> SegmentForm:
    return SegmentForm(
        name=session.get(f"{key}.name") or "", rule=draft.rule(key), live=session.get(f"{key}.way", "live") == "live",
        shared=bool(session.get(f"{key}.shared", segment.shared if segment else True)),
    )


def _save(key: str, segment: SegmentView | None) -> None:
    """A callback: what is wrong stands above the rule at the next run."""
    if segment is None:
        done = forms.attempt(lambda: act(create_segment, _form(key, None), quiet=True))
    else:
        done = forms.attempt(lambda: act(change_segment, segment.id, segment.version, _form(key, segment), quiet=True))
    session.keep(f"{key}.error", done.error)
    if done.ok:
        _forget(key)
        session.notify(_("Segment saved"))
        if segment is None:
            session.keep(LEAVING, ("segment", {"id": done.value}))


def _forget(key: str) -> None:
    draft.drop(key)
    session.forget(f"{key}.name", f"{key}.way", f"{key}.shared")


def _problem(key: str) -> None:
    error = session.get(f"{key}.error")
    if error is not None:
        session.forget(f"{key}.error")
        st.error(plain(told(error)), icon=":material/error:")


def _menu(segment: SegmentView, editing: bool) -> None:
    offered = {}
    if session.actor().may("customers:view"):
        offered["customers"] = _("Show these customers")
    if session.actor().may("customers:export"):
        offered["export"] = _("Export…")
    if editing:
        if not segment.live:
            offered["refreeze"] = _("Freeze anew")
        offered |= {"duplicate": _("Duplicate"), "delete": _("Delete…")}
    st.menu_button("", list(offered), format_func=offered.get, icon=":material/more_horiz:", key="segment_menu", help=_("More"),
                   on_click=_chosen, args=(segment,))


def _chosen(segment: SegmentView) -> None:
    match session.get("segment_menu"):
        case "customers":
            session.keep(LEAVING, ("customers", {"segment": segment.id}))
        case "export":
            list_export.open_for(CustomerFilter(segment=segment.id))
        case "refreeze":
            done = act(refreeze_segment, segment.id)
            if done.ok:
                session.notify(reader().count("{n} customer is kept now", "{n} customers are kept now", done.value))
        case "duplicate":
            done = act(duplicate_segment, segment.id, _("Copy of {name}").format(name=segment.name)[:100])
            if done.ok:
                session.keep(LEAVING, ("segment", {"id": done.value}))
                session.notify(_("Copied. This is the copy."))
        case "delete":
            forms.open_dialog(DELETE, segment=segment)


def _ask_delete(segment: SegmentView) -> None:
    forms.confirm(
        _("“{name}” leaves every list.").format(name=segment.name), _("Campaigns that used it keep their members. You can take this back."),
        _("Delete"), partial(_delete, segment), "segment_delete",
    )


def _delete(segment: SegmentView) -> None:
    if act(delete_segment, segment.id).ok:
        session.offer_undo(_("Segment deleted"), lambda: act(restore_segment, segment.id))
        session.keep(LEAVING, ("segments", {}))
