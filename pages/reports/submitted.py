"""Reports that were handed in: the list, and one as it was."""
from urllib.parse import urlencode

import streamlit as st

from crm_core.content.cells import style_of
from crm_core.errors import NotFound
from crm_core.submissions import commands
from crm_core.submissions.catalogue import REPORTS
from crm_core.submissions.queries import SIZE, submitted_report, submitted_reports
from crm_core.submissions.schemas import Submitted, SubmittedRow
from pages.reports import handing, parts, sections
from pages.ui import filters, forms, layout, links, session
from pages.ui.components import happened, record_table
from pages.ui.format import Style, ago, day, moment, moment_full, number
from pages.ui.reader import style as reader
from pages.ui.run import act, ask
from pages.ui.text import _, plain, told

TABLE, WITHDRAW = "submitted_table", "submitted.withdraw"


def page() -> None:
    """The submitted reports one may read, newest first."""
    if opened := happened(TABLE, "open"):
        links.leave_for("submitted-report", id=opened)
    style = reader()
    found = ask(submitted_reports, filters.value("report") or None, filters.number(filters.PAGE, 1) or 1)
    with layout.header(_("Submitted reports"), number(found.total, style) if found.total else None):
        pass
    mine = {key: _(report.title) for key, report in REPORTS.items() if report.reach(session.actor())}
    if found.total or filters.value("report"):
        with st.container(width=260):
            filters.one("report", _("Report"), {"": _("All reports"), **mine}, hide_label=True)
    if found.rows:
        record_table(_columns(), [_row(row, style) for row in found.rows], TABLE, selectable=False)
        filters.pagination(-(-found.total // SIZE))
    elif filters.value("report"):
        filters.nothing_found(_("No report of this kind was submitted."))
    else:
        _empty()


def _empty() -> None:
    def first_step() -> None:
        open_now = next((report for report in REPORTS.values() if report.reach(session.actor())), None)
        if open_now and session.actor().may("reports:submit"):
            st.page_link(links.page(open_now.url), label=_(open_now.title), icon=":material/arrow_forward:")

    layout.empty_state(
        "task", _("No report submitted yet"),
        _("A manager submits a report with a comment, and it can be read here later exactly as it was. “Submit report” stands on every report."), first_step)


def _columns() -> list[dict]:
    return [
        {"id": "report", "label": _("Report"), "card": "title", "width": "42%"},
        {"id": "author", "label": _("Submitted by"), "card": "note"},
        {"id": "span", "label": _("Period"), "card": "figure"},
        {"id": "at", "label": _("Submitted"), "wide": True},
        {"id": "state", "label": _("State"), "card": "badge"},
    ]


def _row(row: SubmittedRow, style: Style) -> dict:
    state = {"badges": [{"text": _("Withdrawn"), "tone": "gray"}]} if row.withdrawn_at else {"badges": [{"text": _("Valid"), "tone": "green"}]}
    return {
        "id": row.id, "href": links.href("submitted-report", row.id),
        "cells": {
            "report": {"text": _(row.title), "sub": " ".join((row.comment or "").split()) or None},
            "author": {"text": row.author, "sub": row.team or _("All teams")},
            "span": _span(row, style), "at": {"text": ago(row.at, style), "title": moment_full(row.at, style)}, "state": state,
        },
    }


def _span(row: SubmittedRow, style: Style) -> str:
    return f"{day(row.starts_on, style)} – {day(row.ends_on, style)}" if row.starts_on and row.ends_on else _("All time")


def one() -> None:
    """A submitted report exactly as it was."""
    style = reader()
    try:
        kept: Submitted = ask(submitted_report, filters.number("id") or 0)
    except NotFound as error:
        layout.empty_state("search_off", _("Nothing here"), told(error))
        return
    row, content = kept.row, kept.content
    badges = [layout.badge(_("Withdrawn"), "red")] if row.withdrawn_at else [layout.badge(_("As it was"), "blue", "lock")]
    sub = _("{who}, {moment}").format(who=row.author, moment=moment(row.at, style))
    with layout.header(content.title, content.span, sub, badges):
        handing.files(row.report, {}, row.id)
        if REPORTS[row.report].reach(session.actor()):
            st.link_button(_("As of today"), f"/{kept.url}?{urlencode(kept.filters)}", icon=":material/update:", type="tertiary")
        if kept.mine and row.withdrawn_at is None and session.actor().may("reports:submit"):
            st.button(_("Withdraw…"), icon=":material/undo:", type="tertiary", key="submitted_withdraw", on_click=forms.open_dialog, args=(WITHDRAW,))
    _said(kept, style)
    parts.answer(content.sentence, content.figures)
    sections.pair(content.sections, style_of(content), sections.show)
    layout.quiet(_("Fingerprint (SHA-256) {sha}").format(sha=kept.sha256))
    forms.dialog(WITHDRAW, _("Withdraw report"), lambda: _withdraw(row.id))


def _said(kept: Submitted, style: Style) -> None:
    """The comment, the filters, and what is to be known of it."""
    row = kept.row
    if not kept.intact:
        st.error(_("What is stored no longer has the fingerprint it was submitted with: somebody changed it outside the program."))
    if row.withdrawn_at:
        st.warning(plain(_("Withdrawn on {day}: {reason}").format(day=day(row.withdrawn_at, style), reason=kept.withdrawn_reason or "")))
    if row.comment:
        with st.container(border=True):
            layout.quiet(_("Comment"))
            for text in row.comment.split("\n"):
                st.markdown(plain(text))
    if kept.content.filters:
        layout.quiet(" · ".join(f"{label}: {value}" for label, value in kept.content.filters))


def _withdraw(submitted_id: int) -> None:
    st.markdown(plain(_("It stays readable, marked as withdrawn with your reason. Executives are told.")))
    with forms.form("withdrawal") as form:
        reason = form.area("reason", _("Reason"), required=True)
        pressed = form.buttons(_("Withdraw report"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if not pressed.save:
        return
    made = act(commands.withdraw_report, submitted_id, reason, quiet=True)
    if made.ok:
        forms.saved(_("Report withdrawn"))
    form.show(made.error)
