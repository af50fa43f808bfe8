"""Logging in one line: a kind, some words, Enter. What is next may stand at the end of the line."""
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import streamlit as st

from crm_core.activities.commands import delete_activity, log_activity
from crm_core.activities.schemas import ActivityNew
from crm_core.tasks import rules
from crm_core.tasks.commands import add_task, delete_task, log_and_plan
from crm_core.tasks.phrases import Understood, understand
from crm_core.tasks.schemas import TaskNew
from pages.activities import kinds
from pages.activities.subject import Subject
from pages.ui import forms, session
from pages.ui.format import Style, day_long
from pages.ui.run import Attempt, act
from pages.ui.text import _, plain

QUICK = ("call", "email", "meeting", "note")


def log_line(subject: Subject, style: Style) -> None:
    """The line itself."""
    key = f"log.{subject.key}"
    with st.form(key, border=False):
        kind_column, line_column = st.columns([2, 5], vertical_alignment="center")
        with kind_column:
            st.segmented_control(
                _("Kind"), QUICK, default="call", required=True, key=f"{key}.kind", label_visibility="collapsed",
                format_func=lambda k: f":material/{kinds.ICONS[k]}:", wrap=False,
            )
        with line_column, st.container(horizontal=True, vertical_alignment="center", wrap=False):
            st.text_input(_("What happened?"), key=f"{key}.text", placeholder=_("What happened? Enter saves"),
                          label_visibility="collapsed", width="stretch", autocomplete="off")
            st.form_submit_button(_("Log"), key=f"{key}.save", on_click=_log, args=(subject, style))
    problem = session.get(f"{key}.problem")
    if problem:
        st.markdown(f":small[:red[:material/error: {plain(problem)}]]")


def log_dialog(subject: Subject, style: Style) -> None:
    """Draws the dialog when it is open."""
    forms.dialog(f"log.{subject.key}", _("Log an activity"), lambda: _dialog(subject, style))


def _log(subject: Subject, style: Style) -> None:
    key = f"log.{subject.key}"
    line, kind = session.get(f"{key}.text", ""), session.get(f"{key}.kind") or "call"
    session.forget(f"{key}.problem")
    if not line.strip():
        session.keep(f"{key}.problem", _("Write what happened."))
        return
    said = understand(line, style.today)
    attempt = forms.attempt(lambda: write(subject, kind, said, style))
    if attempt.ok:
        session.keep(f"{key}.text", "")
        offer(kind, said, attempt.value, style)


def write(subject: Subject, kind: str, said: Understood, style: Style, contact_id: int | None = None) -> Attempt:
    """Stores what was understood; the value is (activity id, step id), None where there is none."""
    about = {**subject.ids, "contact_id": contact_id}
    if not said.text:
        stored = act(add_task, _step(about, said, style))
        return Attempt((None, stored.value), stored.error)
    activity = ActivityNew(kind=kind, text=said.text, **about)
    if said.day is None:
        stored = act(log_activity, activity)
        return Attempt((stored.value, None), stored.error)
    return act(log_and_plan, activity, _step(about, said, style))


def offer(kind: str, said: Understood, ids: tuple, style: Style, about: str | None = None) -> None:
    """Tells what was understood, with the way back."""
    parts = [_(kinds.LOGGED[kind])] if said.text else []
    if about:
        parts.append(about)
    if said.day is not None:
        parts.append(_("Next step {day}: {step}").format(day=day_long(said.day, style), step=said.step))
    session.offer_undo(" · ".join(parts), lambda: take_back(*ids))


def take_back(activity_id: int | None, step_id: int | None) -> None:
    """Undoes one line."""
    if activity_id is not None:
        act(delete_activity, activity_id)
    if step_id is not None:
        act(delete_task, step_id)


def _step(about: dict, said: Understood, style: Style) -> TaskNew:
    due_at, all_day = rules.at(said.day, said.clock, style.time_zone)
    return TaskNew(title=said.step, kind=said.step_kind or "call", due_at=due_at, all_day=all_day, **about)


def _dialog(subject: Subject, style: Style) -> None:
    now = style.local(style.now)
    with forms.form(f"logging.{subject.key}") as form:
        kind = form.choice("kind", _("Kind"), kinds.choices(), "call", required=True)
        text = form.area("text", _("What happened?"), required=True)
        contact = form.choice("contact_id", _("With"), subject.contacts) if subject.contacts else None
        day_column, clock_column = st.columns(2)
        with day_column, form.field("at") as name:
            day: date = st.date_input(_("Day"), now.date(), max_value=now.date(), key=name, format="YYYY-MM-DD")
        with clock_column:
            clock: time | None = st.time_input(_("Time"), now.time().replace(second=0, microsecond=0), key=form.name("clock"), step=300)
        pressed = form.buttons(_("Save"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if not pressed.save:
        return
    at = datetime.combine(day or now.date(), clock or now.time(), ZoneInfo(style.time_zone))
    stored = forms.attempt(lambda: act(
        log_activity, ActivityNew(kind=kind or "call", text=text, at=min(at, now), contact_id=contact, **subject.ids), quiet=True))
    form.show(stored.error)
    if stored.ok:
        forms.close_dialog()
        logged = kinds.LOGGED[kind or "call"]
        session.offer_undo(_(logged), lambda: take_back(stored.value, None))
        st.rerun()
