"""Timed work: what runs by itself, how it went, and when it comes again."""
from functools import partial

import streamlit as st

from crm_core import jobs
from crm_core.jobs.commands import run_again
from crm_core.jobs.plan import Every
from crm_core.jobs.queries import JobView, Timetable, history, job, timetable
from pages.admin import dialog, job_words
from pages.ui import filters, layout, session
from pages.ui.components import record_table
from pages.ui.format import Style, ago, moment, moment_full
from pages.ui.reader import style
from pages.ui.run import act, ask_now
from pages.ui.text import _, plain

TABLE, RUNS = "jobs_table", "job_runs_table"
HISTORY = "history"
LOOK = "look"  # the timer's own job


def page() -> None:
    """All jobs, or what they did."""
    shown = {"": _("Jobs"), HISTORY: _("What they did")}
    with layout.header(_("Timed work"), sub=_("What the program does by itself. A failure is tried again after 1, 5 and 30 minutes.")):
        st.button(_("Look again"), icon=":material/refresh:", key="jobs_refresh")
    found: Timetable = ask_now(timetable)
    look = style()
    if found.silent:
        st.warning(
            _("Nothing has run since {time}. Is a process at work that does it? See “Work in time” in the README.").format(
                time=moment(found.silent, look)), icon=":material/warning:")
    st.segmented_control(
        _("Show"), list(shown), format_func=shown.get, default=filters.value("show"), required=True, key="jobs_show",
        label_visibility="collapsed", on_change=lambda: filters.replace(f"show={session.get('jobs_show')}"),
    )
    if filters.value("show") == HISTORY:
        _history(found, look)
    else:
        record_table(_columns(), [_row(one, look) for one in found.jobs], TABLE, selectable=False, on_open=dialog.show)
    chosen = next((one for one in found.jobs if one.key == dialog.opened()), None)
    if chosen:
        st.dialog(plain(_(chosen.title)), on_dismiss=dialog.close)(partial(_details, chosen, look))()


def _columns() -> list[dict]:
    return [
        {"id": "what", "label": _("What"), "width": "46%"},
        {"id": "last", "label": _("Last time"), "width": "13%", "card": "note"},
        {"id": "did", "label": _("What it did"), "card": "badge"},
        {"id": "next", "label": _("Next time"), "width": "16%", "card": "figure"},
    ]


def _row(one: JobView, look: Style) -> dict:
    last = one.last
    return {
        "id": one.key,
        "cells": {
            "what": {"text": _(one.title), "sub": _(one.does), "title": _(one.does)},
            "last": {"text": ago(last.started_at, look), "sub": job_words.took(last, look), "title": moment_full(last.started_at, look)}
            if last else None,
            "did": job_words.outcome(last, look) if last else {"text": _("not yet")},
            "next": {"text": moment(one.next_at, look) if one.next_at else job_words.rhythm(one.when, look),
                     "sub": _("tried again") if one.retries else job_words.rhythm(one.when, look) if one.next_at else ""},
        },
    }


def _details(one: JobView, look: Style) -> None:
    st.markdown(plain(_(one.does)))
    layout.quiet(job_words.rhythm(one.when, look))
    last = one.last
    if last:
        told = job_words.outcome(last, look)
        line = st.error if told.get("tone") == "red" else st.info
        line(plain(" · ".join(filter(None, [moment(last.started_at, look), told["text"], told.get("sub")]))))
        if last.problem:
            st.markdown(_("The log has all of it under reference {reference}.").format(reference=f"`{last.reference}`"))
    with st.container(horizontal=True):
        if not isinstance(one.when, Every):
            dialog.button(_("Run again") if last else _("Run now"), _again, one, icon=":material/play_arrow:", type="primary",
                          disabled=one.busy, key="job_again")
        dialog.button(_("What it did"), _only, one.key, icon=":material/history:", key="job_history")


def _again(one: JobView) -> None:
    if act(run_again, one.key).ok:
        jobs.wake(LOOK)
        session.notify(_("{name} begins in a few seconds").format(name=plain(_(one.title))))
    dialog.close()


def _only(key: str) -> None:
    dialog.close()
    filters.put({"show": HISTORY, "job": key})


def _history(found: Timetable, look: Style) -> None:
    names = {"": _("All jobs")} | {one.key: _(one.title) for one in found.jobs}
    states = {"": _("All results"), "done": _("Done"), "failed": _("Failed")}
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width=260):
            key = filters.one("job", _("Job"), names, hide_label=True)
        with st.container(width=180):
            state = filters.one("state", _("Result"), states, hide_label=True)
    number = filters.number(filters.PAGE, 1)
    rows, more = ask_now(history, key or None, state or None, number)
    if rows:
        record_table(job_words.columns(), [job_words.row(one, _title(one.key), look) for one in rows], RUNS, selectable=False)
    elif key or state:
        filters.nothing_found(_("Nothing ran that matches these filters."))
    else:
        layout.empty_state("schedule", _("Nothing has run yet"), _("A few seconds after the start the first work is done and stands here."))
    filters.turn(number, more)


def _title(key: str) -> str:
    known = job(key)
    return _(known.title) if known else key
