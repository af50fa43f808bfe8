"""Deciding about a customer in danger: defer, confirm, another review, take back, reopen."""
from datetime import timedelta

import streamlit as st

from crm_core.churn.commands import change_review, confirm, defer, people, reopen, take_back, warn
from crm_core.churn.rules import CONFIRMED, DEFERRED, FURTHEST, HAND
from crm_core.churn.schemas import CaseRow, ConfirmForm, DeferForm, ReviewForm
from pages.churn import words
from pages.ui import forms, session
from pages.ui.layout import quiet
from pages.ui.reader import style as reader
from pages.ui.run import Attempt, act, ask
from pages.ui.text import _, plain

DEFER, CONFIRM, REVIEW = "churn-defer", "churn-confirm", "churn-review"
REVIEW_DAYS = 30


def actions(row: CaseRow) -> dict[str, str]:
    """What may be done about a case now: key → words."""
    if not row.editable:
        return {}
    if row.state == CONFIRMED:
        return {"undo": _("Take back"), "reopen": _("Look at it anew")}
    first = {DEFER: _("Change measure…"), REVIEW: _("Move review…")} if row.state == DEFERRED else {DEFER: _("Defer…")}
    undo = {"undo": _("Take back")} if row.state == DEFERRED or row.risk_by == HAND else {}
    return first | {CONFIRM: _("Confirm as lost…")} | undo


def menu(row: CaseRow, place: str) -> None:
    """The button "Decide" with what may be done; nothing for who only looks."""
    offered = actions(row)
    if not offered:
        return
    key = f"churn-decide-{place}-{row.id}"
    st.menu_button(_("Decide"), list(offered), format_func=offered.get, key=key, on_click=lambda: _chosen(session.get(key), row), width="stretch")


def draw() -> None:
    """The dialogs, when open."""
    forms.dialog(DEFER, _("Defer the loss"), _defer)
    forms.dialog(CONFIRM, _("Confirm as lost"), _confirm)
    forms.dialog(REVIEW, _("Move the review"), _review)


def mark(customer_id: int) -> None:
    """Marks a customer as in danger; for callbacks."""
    made = act(warn, customer_id)
    if made.ok:
        session.offer_undo(_("Marked as in danger of leaving"), lambda: act(take_back, made.value, 1))


def _chosen(what: str | None, row: CaseRow) -> None:
    if what in (DEFER, CONFIRM, REVIEW):
        forms.open_dialog(what, row=row)
    elif what == "undo":
        _done(act(take_back, row.id, row.version), _("Decision about {name} taken back").format(name=row.customer))
    elif what == "reopen":
        _done(act(reopen, row.id, row.version), _("{name} is looked at anew").format(name=row.customer))


def _done(attempt: Attempt, text: str) -> None:
    if attempt.ok:
        session.notify(text)


def _defer(row: CaseRow) -> None:
    style = reader()
    st.markdown(f":small[:gray[{_about(row, style)}]]")
    with forms.form(f"{DEFER}-{row.id}") as form:
        measure = form.choice("measure", _("Measure"), words.offered("churn_measure"), row.measure, required=True)
        person = _person(form, row)
        review = form.day("review_on", _("Look again on *"), row.review_on or style.today + timedelta(days=REVIEW_DAYS),
                          min_value=style.today + timedelta(days=1), max_value=style.today + timedelta(days=FURTHEST))
        note = form.area("note", _("Note"), row.note, max_chars=2000, placeholder=_("What is planned, what was agreed"))
        quiet(_("Whoever carries it out gets a next step for that day."))
        pressed = form.buttons(_("Defer"))
    if pressed.cancel:
        _close()
    if pressed.save:
        attempt = forms.attempt(lambda: act(
            defer, row.id, DeferForm(measure=measure, person_id=person, review_on=review, note=note), row.version, quiet=True))
        _end(form, attempt, row, _("{name} deferred").format(name=row.customer), undo=row.state != DEFERRED)


def _confirm(row: CaseRow) -> None:
    st.markdown(f":small[:gray[{_about(row, reader())}]]")
    with forms.form(f"{CONFIRM}-{row.id}") as form:
        reason = form.choice("reason", _("Why it left"), words.offered("churn_reason"), row.reason, required=True)
        note = form.area("note", _("Note"), row.note, max_chars=2000)
        quiet(_("The customer counts as lost and is warned of no more. If it orders again, this ends by itself."))
        pressed = form.buttons(_("Confirm as lost"))
    if pressed.cancel:
        _close()
    if pressed.save:
        attempt = forms.attempt(lambda: act(confirm, row.id, ConfirmForm(reason=reason, note=note), row.version, quiet=True))
        _end(form, attempt, row, _("{name} confirmed as lost").format(name=row.customer), undo=True)


def _review(row: CaseRow) -> None:
    style = reader()
    with forms.form(f"{REVIEW}-{row.id}") as form:
        review = form.day("review_on", _("Look again on *"), max(row.review_on or style.today, style.today) + timedelta(days=14),
                          min_value=style.today + timedelta(days=1), max_value=style.today + timedelta(days=FURTHEST))
        person = _person(form, row)
        pressed = form.buttons(_("Save"))
    if pressed.cancel:
        _close()
    if pressed.save:
        attempt = forms.attempt(lambda: act(change_review, row.id, ReviewForm(review_on=review, person_id=person), row.version, quiet=True))
        _end(form, attempt, row, _("Review of {name} moved").format(name=row.customer), undo=False)


def _person(form: forms.Form, row: CaseRow) -> int | None:
    known = ask(people)
    if len(known) < 2:
        return row.person_id
    start = row.person_id or (row.owner_id if row.owner_id in known else session.actor().user_id)
    options = list(known.items())
    if row.person_id and row.person_id not in known:
        options.append((row.person_id, row.person or str(row.person_id)))
    return form.choice("person_id", _("Who carries it out"), options, start, required=True)


def _about(row: CaseRow, style) -> str:
    return plain(f"{row.customer}: {words.why(row, style)}")


def _end(form: forms.Form, attempt: Attempt, row: CaseRow, text: str, *, undo: bool) -> None:
    """Closes the dialog and offers the way back, or says what was wrong."""
    form.show(attempt.error)
    if not attempt.ok:
        return
    if undo:
        version = attempt.value
        session.offer_undo(text, lambda: act(take_back, row.id, version))
    else:
        session.notify(text)
    _close()


def _close() -> None:
    forms.close_dialog()
    st.rerun()
