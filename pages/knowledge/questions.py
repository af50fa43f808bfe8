"""What is asked again and again: on top of the list of articles, and on a page of its own."""
from functools import partial

import streamlit as st

from crm_core.knowledge.questions import (
    QuestionRow,
    count_questions,
    dismiss_question,
    draft_article,
    questions,
    reopen_question,
    tickets_behind,
)
from pages import menu
from pages.knowledge import words
from pages.ui import filters, format, forms, layout, links, session
from pages.ui.format import Style
from pages.ui.reader import style as reader
from pages.ui.run import act, ask
from pages.ui.text import _, ngettext, plain

FEW = 3
BEHIND = "question.tickets"
DRAFTED = "question.article"


def page() -> None:
    """Every question that is asked again and again, by what became of it."""
    style = reader()
    _go_on()
    st.page_link(links.page("knowledge"), label=_("Knowledge base"), icon=":material/arrow_back:")
    state = filters.value("state") if filters.value("state") in ("drafted", "dismissed") else "open"
    found = ask(questions, state)
    with layout.header(_("Repeated questions"), format.number(len(found), style) if found else None):
        pass
    with st.container(width=240):
        filters.one("state", _("State"), {"": _("Open"), "drafted": _("Article drafted"), "dismissed": _("Set aside")}, hide_label=True)
    if found:
        with st.container(border=True):
            for row in found:
                _row(row, style)
    else:
        layout.empty_state("forum", _("Nothing is asked again and again"), _("Tickets are compared every night; three that read alike appear here."))
    _dialog(style)


def card(style: Style) -> None:
    """The questions asked most, when there are any; and the way to all of them."""
    _go_on()
    total = ask(count_questions)
    if not total:
        return
    more = partial(st.page_link, links.page("repeated-questions"), label=_("All {n}").format(n=format.number(total, style)))
    with layout.card(_("Asked again and again"), _("An article answers them once for all."), action=more):
        for row in ask(questions, "open", FEW):
            _row(row, style)
    _dialog(style)


def _row(row: QuestionRow, style: Style) -> None:
    left, right = st.columns([3, 2], vertical_alignment="center", gap="xsmall")
    language = f" · {words.language(row.locale)}" if row.locale else ""
    with left, st.container(gap=None):
        st.markdown(f"**{plain(row.title)}**")
        layout.quiet(_often(row, style) + language)
    with right, st.container(horizontal=True, horizontal_alignment="right"):
        st.button(_("Tickets"), icon=":material/confirmation_number:", type="tertiary", key=f"behind_{row.id}",
                  on_click=forms.open_dialog, args=(BEHIND,), kwargs={"question": row})
        _deeds(row)


def _deeds(row: QuestionRow) -> None:
    if row.state == "open":
        st.button(_("Write an article"), icon=":material/edit_note:", key=f"write_{row.id}", on_click=_write, args=(row,))
        st.button(_("Set aside"), type="tertiary", key=f"dismiss_{row.id}", on_click=_dismiss, args=(row,))
    elif row.state == "drafted" and row.article_id:
        st.page_link(links.page("article"), label=_("To the article"), icon=":material/menu_book:", query_params={"id": str(row.article_id)})
    elif row.state == "dismissed":
        st.button(_("Offer again"), icon=":material/undo:", key=f"again_{row.id}", on_click=_again, args=(row,))


def _often(row: QuestionRow, style: Style) -> str:
    """ "asked 7 times in 30 days, 12 times in all"."""
    recent = ngettext("asked {n} time in 30 days", "asked {n} times in 30 days", row.recent).format(n=format.number(row.recent, style))
    if row.recent == row.count:
        return recent
    whole = ngettext("{n} time in all", "{n} times in all", row.count).format(n=format.number(row.count, style))
    return f"{recent} · {whole}"


def _write(row: QuestionRow) -> None:
    """Makes the draft and goes to it at the next run; a callback."""
    made = act(draft_article, row.id)
    if made.ok:
        session.offer_undo(_("A draft from the best answer that was given"), lambda: act(reopen_question, row.id))
        session.keep(DRAFTED, made.value)


def _dismiss(row: QuestionRow) -> None:
    if act(dismiss_question, row.id).ok:
        session.offer_undo(_("“{title}” is set aside").format(title=row.title), lambda: act(reopen_question, row.id))


def _again(row: QuestionRow) -> None:
    if act(reopen_question, row.id).ok:
        session.notify(_("“{title}” is offered again").format(title=row.title))


def _go_on() -> None:
    """To the draft that was just made."""
    made = session.get(DRAFTED)
    if made:
        session.forget(DRAFTED)
        links.leave_for("article-edit", id=made)


def _dialog(style: Style) -> None:
    forms.dialog(BEHIND, _("Tickets behind it"), partial(_behind, style), width="medium")


def _behind(style: Style, question: QuestionRow) -> None:
    st.markdown(f"**{plain(question.title)}**")
    found = ask(tickets_behind, question.id)
    if not found:
        layout.quiet(_("None of these tickets is yours to see."))
    opens = any(entry.url == "ticket" for entry in menu.visible(session.actor()))
    for row in found:
        name = f"[#{row.id}](/ticket?id={row.id})" if opens else f"#{row.id}"
        about = " · ".join(part for part in (row.customer, format.day(row.opened_at, style)) if part)
        st.markdown(f"{name} {plain(row.subject)} {layout.small(about)}")
