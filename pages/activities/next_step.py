"""The bar that says what is next, and its dialogs."""
from datetime import date, timedelta

import streamlit as st

from crm_core.customers.queries import NextStep
from crm_core.i18n import N_
from crm_core.tasks import rules
from crm_core.tasks.commands import add_task, delete_task, finish_and_plan, finish_task, move_task, reopen_task
from crm_core.tasks.schemas import TaskNew
from pages.activities import kinds
from pages.activities.subject import Subject
from pages.ui import forms, layout, session
from pages.ui.format import Style, due, due_tone
from pages.ui.format import day as written_day
from pages.ui.run import act
from pages.ui.text import _, plain

MOVES = {"1": N_("Tomorrow"), "3": N_("In 3 days"), "7": N_("In a week"), "14": N_("In two weeks")}


def next_step_bar(step: NextStep | None, subject: Subject, may_log: bool, style: Style) -> None:
    """The bar; nothing where there is no step and none can be set."""
    if step is None and not may_log:
        return
    label = _("Next step")
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"next_step_{subject.key}"):
        if step is None:
            nothing = _("Nothing is planned yet.")
            st.markdown(f"**{plain(label)}** {layout.small(nothing)}", width="stretch")
            st.button(_("Set next step"), icon=":material/event:", key=f"{subject.key}.plan", on_click=open_plan, args=(subject,))
        else:
            st.markdown(_told(step, style), width="stretch")
            if step.mine:
                _buttons(step, subject, style)


def open_plan(subject: Subject) -> None:
    """Opens the dialog for a new step; a callback."""
    forms.open_dialog(f"plan.{subject.key}")


def next_step_dialogs(step: NextStep | None, subject: Subject, style: Style) -> None:
    """Draws whichever of the bar's dialogs is open."""
    forms.dialog(f"plan.{subject.key}", _("Next step"), lambda: _plan(subject, style))
    if step is not None:
        forms.dialog(f"done.{subject.key}", _("Done"), lambda: _done(step, subject, style))
        forms.dialog(f"move.{subject.key}", _("Move"), lambda: _move(step, style))


def _told(step: NextStep, style: Style) -> str:
    when = style.local(step.due_at).date() if step.all_day else step.due_at
    badge = layout.badge(due(when, style), due_tone(when, style) or "gray", "schedule")
    who = "" if step.mine else " " + layout.small(step.owner)
    label = _("Next step")
    return f"**{plain(label)}** &ensp;{plain(step.title)} &ensp;{badge}{who}"


def _buttons(step: NextStep, subject: Subject, style: Style) -> None:
    st.button(_("Done"), icon=":material/check:", key=f"{subject.key}.done",
              on_click=forms.open_dialog, args=(f"done.{subject.key}",))
    options = {key: _(name) for key, name in MOVES.items()} | {"day": _("Choose a day…"), "drop": _("Drop it")}
    st.menu_button(_("Move"), list(options), format_func=options.get, icon=":material/event:", type="tertiary",
                   key=f"{subject.key}.move", on_click=_moved, args=(step, subject, style))


def _moved(step: NextStep, subject: Subject, style: Style) -> None:
    choice = session.get(f"{subject.key}.move")
    if choice == "day":
        forms.open_dialog(f"move.{subject.key}")
    elif choice == "drop":
        drop(step, subject)
    elif choice in MOVES:
        move(step, style.today + timedelta(days=int(choice)), style)


def move(step: NextStep, day: date, style: Style) -> None:
    """Moves the step to `day`, at the hour that it has, and offers the way back."""
    clock = None if step.all_day else style.local(step.due_at).time()
    due_at, all_day = rules.at(day, clock, style.time_zone)
    if act(move_task, step.id, due_at, all_day).ok:
        session.offer_undo(_("Next step moved to {day}").format(day=written_day(day, style)),
                           lambda: act(move_task, step.id, step.due_at, step.all_day))


def drop(step: NextStep, subject: Subject) -> None:
    """Drops the step and offers the way back."""
    if act(delete_task, step.id).ok:
        again = TaskNew(title=step.title, kind=step.kind, due_at=step.due_at, all_day=step.all_day,
                        owner_id=step.owner_id, **subject.ids)
        session.offer_undo(_("Next step dropped"), lambda: act(add_task, again))


def _plan(subject: Subject, style: Style) -> None:
    with forms.form(f"planning.{subject.key}") as form:
        fields = step_fields(form, style.today + timedelta(days=1), required=True)
        pressed = form.buttons(_("Save"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save:
        stored = forms.attempt(lambda: act(add_task, step_of(fields, subject, style), quiet=True))
        form.show(stored.error)
        if stored.ok:
            forms.close_dialog()
            session.offer_undo(_("Next step set"), lambda: act(delete_task, stored.value))
            st.rerun()


def _done(step: NextStep, subject: Subject, style: Style) -> None:
    st.markdown(f"**{plain(step.title)}**")
    with forms.form(f"finishing.{subject.key}") as form:
        result = form.text("result", _("What came of it?"), placeholder=_("May stay empty"), max_chars=2000)
        fields = step_fields(form, style.today + timedelta(days=7), required=False)
        pressed = form.buttons(_("Done"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if not pressed.save:
        return
    if fields["title"].strip():
        stored = forms.attempt(
            lambda: act(finish_and_plan, step.id, result, step_of(fields, subject, style), quiet=True))
        activity_id, next_id = stored.value or (None, None)
    else:
        stored = act(finish_task, step.id, result, quiet=True)
        activity_id, next_id = stored.value, None
    form.show(stored.error)
    if stored.ok:
        forms.close_dialog()
        session.offer_undo(_("Done: {step}").format(step=step.title), lambda: undo_done(step.id, activity_id, next_id))
        st.rerun()


def undo_done(task_id: int, activity_id: int | None, next_id: int | None = None) -> None:
    """Takes the tick back, with what came of it."""
    act(reopen_task, task_id, activity_id)
    if next_id is not None:
        act(delete_task, next_id)


def _move(step: NextStep, style: Style) -> None:
    with forms.form(f"moving.{step.id}") as form:
        day_column, clock_column = st.columns(2)
        local = style.local(step.due_at)
        with day_column, form.field("due_at") as name:
            day = st.date_input(_("Day"), max(local.date(), style.today), key=name, format="YYYY-MM-DD")
        with clock_column:
            clock = st.time_input(_("Time"), None if step.all_day else local.time(), key=form.name("clock"))
        pressed = form.buttons(_("Save"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save:
        stored = act(move_task, step.id, *rules.at(day, clock, style.time_zone), quiet=True)
        form.show(stored.error)
        if stored.ok:
            forms.close_dialog()
            session.offer_undo(_("Next step moved to {day}").format(day=written_day(day, style)),
                               lambda: act(move_task, step.id, step.due_at, step.all_day))
            st.rerun()


def step_fields(form: forms.Form, day: date, *, required: bool) -> dict:
    """What is next, how and when."""
    title = form.text("title", _("What is next?"), required=required, placeholder=_("e.g. Call about the quotation"))
    kind = form.choice("kind", _("Kind"), kinds.choices(), "call")
    day_column, clock_column = st.columns(2)
    with day_column, form.field("due_at") as name:
        chosen = st.date_input(_("Day"), day, key=name, format="YYYY-MM-DD")
    with clock_column:
        clock = st.time_input(_("Time"), None, key=form.name("clock"), help=_("Empty means any time that day."))
    return {"title": title, "kind": kind or "call", "day": chosen or day, "clock": clock}


def step_of(fields: dict, subject: Subject, style: Style) -> TaskNew:
    """The step that the fields describe. Raises Invalid."""
    due_at, all_day = rules.at(fields["day"], fields["clock"], style.time_zone)
    return TaskNew(title=fields["title"], kind=fields["kind"], due_at=due_at, all_day=all_day, **subject.ids)
