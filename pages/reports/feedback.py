"""What customers answered when they were asked how it was."""
from functools import partial

import streamlit as st

from crm_core.i18n import N_
from crm_core.surveys import exports
from crm_core.surveys.feedback import PAGE_SIZE, STATES, feedback, feedback_agents, feedback_summary
from crm_core.surveys.schemas import FeedbackFilter, FeedbackRow, FeedbackSummary
from pages import menu
from pages.ui import filters, format, forms, layout, links, session, taking
from pages.ui.components import happened, record_table
from pages.ui.format import Style
from pages.ui.layout import Metric
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _, ngettext

TABLE, EXPORT = "feedback_table", "feedback.export"
FILTERS = ("state", "score", "agent", "sent_from", "sent_to")
STATE_NAMES = {"answered": N_("Have answered"), "waiting": N_("Not yet answered"), "expired": N_("Never answered")}
TONES = {1: "red", 2: "red", 3: "orange", 4: "green", 5: "green"}


def page() -> None:
    """The answer in figures, then every survey: who was asked, answered, how, and what was said."""
    style, wanted = reader(), _wanted()
    opened = happened(TABLE, "open")
    if opened:
        _open(wanted, int(opened))
    found = ask(feedback_summary, wanted)
    with layout.header(_("Customer feedback"), format.number(found.asked, style) if found.asked else None):
        if found.asked and session.actor().may(exports.RIGHT):
            st.button(_("Export…"), icon=":material/download:", key="feedback_export", on_click=forms.open_dialog, args=(EXPORT,))
    _filters()
    if not found.asked:
        _nothing()
        return
    _answer(found, style)
    rows = ask(feedback, wanted, filters.page_number(-(-found.asked // PAGE_SIZE)))
    record_table(_columns(), [_row(row, style) for row in rows], TABLE, selectable=False)
    filters.pagination(-(-found.asked // PAGE_SIZE))
    forms.dialog(EXPORT, _("Export feedback"), partial(_export, wanted))


def _export(wanted: FeedbackFilter) -> None:
    names = {key: _(label) for key, (label, _kind, _value) in exports.COLUMNS.items()}
    taking.body(_("What the filters show, as far as you may export its tickets."), names, list(names), _("Customer feedback"),
                exports.export_feedback, wanted, some=True)


def _wanted() -> FeedbackFilter:
    scores = tuple(int(score) for score in filters.values("score") if score in "12345")
    agents = tuple(int(agent) for agent in filters.values("agent") if agent.isascii() and agent.isdigit() and len(agent) < 10)
    states = tuple(state for state in filters.values("state") if state in STATES)
    return FeedbackFilter(filters.day("sent_from"), filters.day("sent_to"), states, scores, agents)


def _filters() -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="filter_row"):
        filters.compact("state", _("State"), {state: _(STATE_NAMES[state]) for state in STATES}, nothing=_("all"))
        filters.compact("score", _("Score"), {str(score): str(score) for score in range(5, 0, -1)}, nothing=_("all"))
        box = filters.more(("agent", "sent_from", "sent_to"))
        if box.open:
            with box, st.container(width=340):
                filters.many("agent", _("Agent"), {str(key): name for key, name in ask(feedback_agents).items()})
                filters.period("sent", _("Asked from"), _("Asked to"))


def _answer(found: FeedbackSummary, style: Style) -> None:
    st.header(_sentence(found, style), anchor=False)
    low = sum(found.scores[:2])
    layout.metrics([
        Metric(_("Average (1 to 5)"), format.DASH if found.average is None else format.number(found.average, style, 1),
               help=_("Mean of the scores that were given.")),
        Metric(_("Have answered"), format.percent(found.answered / found.asked, style), help=_("Answers by surveys that were sent."),
               delta=ngettext("{n} survey sent", "{n} surveys sent", found.asked).format(n=format.number(found.asked, style)), neutral=True),
        Metric(_("Satisfied (4 or 5)"), format.percent(sum(found.scores[3:]) / found.answered if found.answered else None, style),
               help=_("Answers of 4 or 5 by all answers.")),
        Metric(_("Low (1 or 2)"), format.number(low, style), help=_("Each is followed up by the manager, as the settings say.")),
    ])


def _sentence(found: FeedbackSummary, style: Style) -> str:
    if not found.answered:
        return _("Nobody has answered yet")
    satisfied = format.percent(sum(found.scores[3:]) / found.answered, style)
    return ngettext("{share} of {n} who answered is satisfied", "{share} of {n} who answered are satisfied", found.answered).format(
        share=satisfied, n=format.number(found.answered, style))


def _columns() -> list[dict]:
    return [
        {"id": "ticket", "label": _("Ticket"), "width": "28%", "card": "title"},
        {"id": "score", "label": _("Score"), "width": "12%", "card": "badge"},
        {"id": "comment", "label": _("Comment"), "card": "note"},
        {"id": "agent", "label": _("Agent"), "width": "14%", "wide": True},
        {"id": "when", "label": _("When"), "width": "14%", "card": "figure"},
    ]


def _row(row: FeedbackRow, style: Style) -> dict:
    opens = any(entry.url == "ticket" for entry in menu.visible(session.actor()))
    return {
        "id": row.id,
        "href": links.href("ticket", row.ticket_id) if opens else None,
        "cells": {
            "ticket": {"text": f"#{row.ticket_id} {row.subject}", "sub": row.customer, "title": row.subject},
            "score": {"badges": [{"text": str(row.score), "tone": TONES[row.score]}]} if row.score else None,
            "comment": {"text": row.comment, "title": row.comment} if row.comment else None,
            "agent": row.agent,
            "when": _when(row, style),
        },
    }


def _when(row: FeedbackRow, style: Style) -> dict:
    sent = _("asked {day}").format(day=format.day(row.sent_at, style))
    if row.answered_at:
        return {"text": format.ago(row.answered_at, style), "sub": sent, "title": format.moment(row.answered_at, style)}
    text = _("Never answered") if row.expired else _("reminded") if row.reminded else _("Not yet answered")
    return {"text": text, "sub": sent}


def _open(wanted: FeedbackFilter, key: int) -> None:
    """To the ticket of the row that was clicked."""
    if any(entry.url == "ticket" for entry in menu.visible(session.actor())):
        rows = ask(feedback, wanted, filters.number(filters.PAGE, 1) or 1)
        ticket = next((row.ticket_id for row in rows if row.id == key), None)
        if ticket is not None:
            links.leave_for("ticket", id=ticket)


def _nothing() -> None:
    if filters.active(FILTERS):
        filters.nothing_found(_("No survey matches these filters."))
        return
    layout.empty_state("reviews", _("Nobody was asked yet"),
                       _("When a ticket is resolved, whoever wrote by mail or the web form is asked how satisfied he is."))
