"""One deal: where it stands, what is next, what it is about, what happened."""
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from urllib.parse import parse_qsl

import streamlit as st

from crm_core.attachments.queries import files_of_deal
from crm_core.customers.queries import NextStep
from crm_core.dictionary import choices
from crm_core.errors import NotFound
from crm_core.pipeline.filtering import DealFilter
from crm_core.pipeline.listing import neighbour
from crm_core.pipeline.progress import reopen_deal
from crm_core.pipeline.queries import pipelines
from crm_core.pipeline.reading import DealView, deal
from crm_core.pipeline.rules import LOST, OPEN, WON
from crm_core.pipeline.schemas import PipelineView
from pages.activities.history import history, history_dialogs
from pages.activities.log_line import log_dialog, log_line
from pages.activities.next_step import next_step_bar, next_step_dialogs
from pages.activities.subject import Subject
from pages.customers.cards import ATTACH, attach_dialog, files_card
from pages.orders import from_deal
from pages.pipeline import close, figures, forms, moving, people, products, table, winning
from pages.pipeline.path import is_late, path
from pages.ui import components, filters, layout, links, session, walking
from pages.ui.format import Style, day
from pages.ui.forms import dialog, open_dialog
from pages.ui.reader import style as reader
from pages.ui.run import act, ask, ask_now
from pages.ui.text import _, plain


def page() -> None:
    """The deal that the address names (`?id=7`)."""
    from_deal.leave_when_opened()
    key = filters.number("id")
    if session.get(forms.GONE) == key:
        session.forget(forms.GONE)
        links.leave_for("pipeline")
    try:
        found: DealView = ask(deal, key or 0)
    except NotFound:
        _not_found()
        return
    style = reader()
    pipeline = next(p for p in ask(pipelines) if p.id == found.pipeline_id)
    subject = Subject(found.customer_id, found.id, tuple((person.id, person.name) for person in found.contacts))
    step = NextStep(**vars(found.next_step)) if found.next_step else None
    _head(found, pipeline, style)
    components.stage_path(path(found, pipeline, style), "deal-path", on_move=partial(_move, found))
    layout.metrics(figures.metrics(found, pipeline, style))
    next_step_bar(step, subject, found.may_log and found.status == OPEN, style)
    _body(found, subject, style)
    _dialogs(found, step, subject, style)


def _not_found() -> None:
    _back()
    layout.empty_state(
        "search_off", _("There is no such deal"),
        _("It does not exist, was deleted, or belongs to somebody else. Search the list, or ask your manager."),
        lambda: st.page_link(links.page("pipeline"), label=_("To the pipeline"), icon=":material/view_kanban:"),
    )


def _back(found: DealView | None = None) -> None:
    seen = dict(parse_qsl(session.get("list-pipeline") or ""))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(links.page("pipeline"), label=_("Pipeline"), icon=":material/arrow_back:", query_params=seen or None, width="stretch")
        if found:
            walking.buttons("deal", partial(_beside, found))


def _beside(found: DealView, forward: bool) -> int | None:
    """The next in the table; after the board, the next card of the column."""
    wanted, sort = session.get(table.ORDER) or (DealFilter(), table.DEFAULT)
    if sort is None:
        wanted = replace(wanted, pipelines=(str(found.pipeline_id),), stages=(str(found.stage_id),), statuses=(OPEN,))
        sort = ("since", "desc")
    return ask_now(neighbour, found.id, wanted, sort, forward=forward)


def _head(found: DealView, pipeline: PipelineView, style: Style) -> None:
    _back(found)
    with layout.header(found.name, badges=_badges(found, pipeline, style)):
        _buttons(found)
    _sub_line(found, style)


def _badges(found: DealView, pipeline: PipelineView, style: Style) -> list[str]:
    if found.status != OPEN:
        won = found.status == WON
        return [layout.badge((_("Won {day}") if won else _("Lost {day}")).format(day=day(found.closed_on, style)), "green" if won else "red")]
    stage = pipeline.stage(found.stage_id)
    badges = [layout.badge(_("Past its limit"), "red")] if stage and is_late(found, stage, style) else []
    if found.expected_close:
        tone = "red" if found.expected_close < style.today else "gray"
        badges.append(layout.badge(_("expected {day}").format(day=day(found.expected_close, style)), tone))
    return badges


def _sub_line(found: DealView, style: Style) -> None:
    owner = _("owner {name}").format(name=found.owner) if found.owner else _("nobody's yet")
    made = _("opened {day}").format(day=day(found.opened_on, style)) if found.opened_on else None
    rest = " · ".join(plain(part) for part in (owner, made) if part)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="deal_sub"):
        if found.customer_id and found.reaches_customer:
            st.page_link(links.page("customer"), label=plain(found.customer), query_params={"id": str(found.customer_id)})
        elif found.customer:
            st.markdown(f":small[{plain(found.customer)}]", width="content")
        elif found.may_edit:
            st.markdown(f":small[:gray[{_('no customer yet')}]]", width="content")
            layout.text_button(_("Choose"), "deal-choose-customer", on_click=forms.edit_deal, args=(found,))
        else:
            st.markdown(f":small[:gray[{_('no customer yet')}]]", width="content")
        st.markdown(f":small[:gray[· {rest}]]", width="content")


def _buttons(found: DealView) -> None:
    if found.may_edit and found.status == OPEN:
        st.button(_("Won"), type="primary", icon=":material/trophy:", key="deal-won", on_click=close.open_close, args=(found.id, WON))
        st.button(_("Lost"), icon=":material/block:", key="deal-lost", on_click=close.open_close, args=(found.id, LOST))
    elif found.may_edit:
        from_deal.button(found)
        st.button(_("Reopen"), icon=":material/replay:", key="deal-reopen", on_click=_reopen, args=(found,))
    if found.may_log:
        st.button(
            _("Log"), icon=":material/edit_note:", key="log_more", help=_("Every kind, with contact and time"),
            on_click=open_dialog, args=(f"log.deal{found.id}",),
        )
    actions = _actions(found)
    if actions:
        st.menu_button(
            ":material/more_horiz:", list(actions), format_func=lambda name: actions[name][0], key="deal-actions",
            on_click=_chosen, args=(actions,),
        )


def _actions(found: DealView) -> dict[str, tuple[str, Callable[[], None]]]:
    actions = {}
    if found.may_edit:
        actions["edit"] = (_("Edit"), partial(forms.edit_deal, found))
    if found.may_assign:
        actions["assign"] = (_("Give to another owner"), partial(open_dialog, forms.ASSIGN))
    if found.may_delete:
        actions["delete"] = (_("Delete"), partial(open_dialog, forms.DELETE))
    return actions


def _chosen(actions: dict) -> None:
    choice = session.get("deal-actions")
    if choice in actions:
        actions[choice][1]()


def _reopen(found: DealView) -> None:
    if act(reopen_deal, found.id, found.version).ok:
        session.notify(_("Deal reopened"))


def _move(found: DealView, target: object) -> None:
    moving.move(found.id, found.stage_id, int(target), found.version)


def _body(found: DealView, subject: Subject, style: Style) -> None:
    left, right = st.columns([2, 3])
    with left:
        products.card(found, style)
        products.offers(found, style)
        from_deal.card(found, style)
        people.card(found)
        winning.card(found, style)
        _about(found, style)
        files_card(ask(files_of_deal, found.id) if found.has_files else (), found.may_log or found.may_edit, style)
    with right, st.container(border=True):
        if found.may_log:
            log_line(subject, style)
        history(subject, style)


def _about(found: DealView, style: Style) -> None:
    named = ask(choices)
    lists = ("source", f"{found.status}_reason")
    words = {name: {choice.code: choice.label for choice in named.get(name, ())} for name in lists}
    facts = [
        (_("Reason"), words[lists[1]].get(found.close_reason, found.close_reason)),
        (_("Won by") if found.status == LOST else _("Competitor"), found.competitor),
        (_("What we learned"), found.close_note),
        (_("Source"), words["source"].get(found.source, found.source)),
        (_("Team"), found.team),
        (_("ID in the other program"), found.external_id),
        (_("Notes"), found.notes),
    ]
    shown = [(label, value) for label, value in facts if value]
    if not shown:
        return
    with layout.card(_("About"), key="deal_about"):
        for label, value in shown:
            st.markdown(f":small[:gray[{plain(label)}]]  \n" + "  \n".join(plain(line) for line in str(value).splitlines()))


def _dialogs(found: DealView, step: NextStep | None, subject: Subject, style: Style) -> None:
    forms.draw_dialogs(found)
    products.draw_dialog()
    people.draw_dialog(found)
    moving.draw_fill()
    close.draw()
    dialog(ATTACH, _("Attach files"), lambda: attach_dialog(deal_id=found.id))
    next_step_dialogs(step, subject, style)
    log_dialog(subject, style)
    history_dialogs(subject)
