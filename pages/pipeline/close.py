"""Won or lost: the dialog that asks how, and the way back."""
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from crm_core.dictionary import choices
from crm_core.pipeline.offering import competitors
from crm_core.pipeline.progress import lose_deal, reopen_deal, win_deal
from crm_core.pipeline.reading import DealView, deal
from crm_core.pipeline.rules import LOST, WON
from crm_core.pipeline.schemas import DealClose
from pages.pipeline.fields import value_field
from pages.ui import forms, layout, session
from pages.ui.format import Style, money_full
from pages.ui.reader import style as reader
from pages.ui.run import act, ask
from pages.ui.text import _

CLOSE, AS = "deal-close", "deal-close.as"


def open_close(deal_id: int, status: str) -> None:
    """Opens the dialog with Won or Lost chosen; for callbacks."""
    session.keep(AS, status)
    forms.open_dialog(CLOSE, deal_id=deal_id)


def draw() -> None:
    """The dialog, when it is open."""
    title = _("Close as won") if session.get(AS) == WON else _("Close as lost")
    forms.dialog(CLOSE, title, _close)


def _close(deal_id: int) -> None:
    found, style = ask(deal, deal_id), reader()
    layout.quiet(" · ".join(part for part in (found.name, found.customer, money_full(found.value, style)) if part))
    status = st.segmented_control(
        _("How it ended"), [WON, LOST], key=AS, format_func={WON: _("Won"), LOST: _("Lost")}.get, required=True,
        label_visibility="collapsed", width="stretch",
    )
    with forms.form(f"{CLOSE}-{status}") as form:
        asked = _fields(form, found, status, style)
        pressed = form.buttons(_("Close as won") if status == WON else _("Close as lost"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save:
        _save(found, status, asked, form)


def _fields(form: forms.Form, found: DealView, status: str, style: Style) -> dict[str, Any]:
    left, right = st.columns(2)
    with left, form.field("closed_on") as key:
        day: date | None = st.date_input(
            _("Date") + " :red[\\*]", style.today, key=key, format="YYYY-MM-DD", max_value=style.today,
            min_value=found.opened_on,
        )
    with right:
        value = value_field(form, style, found.value)
    reasons = [(c.code, c.label) for c in ask(choices).get("won_reason" if status == WON else "lost_reason", ()) if c.active]
    asked = {"closed_on": day, "value": value, "reason": form.choice("reason", _("Reason"), reasons, required=True)}
    if status == LOST:
        with form.field("competitor") as key:
            asked["competitor"] = st.selectbox(
                _("Won by"), ask(competitors), None, key=key, accept_new_options=True, placeholder=_("Choose or type a name")
            )
    hint = _("Seen by your manager and in the loss report") if status == LOST else _("What made the difference, for the next time")
    asked["note"] = form.area("note", _("What did we learn?"), found.close_note, placeholder=hint)
    return asked


def _save(found: DealView, status: str, asked: dict[str, Any], form: forms.Form) -> None:
    command = win_deal if status == WON else lose_deal
    attempt = forms.attempt(lambda: act(command, found.id, DealClose(**asked), found.version, quiet=True))
    if not attempt.ok:
        form.show(attempt.error)
        return
    forms.close_dialog()
    told = _("{deal} is won") if status == WON else _("{deal} is lost")
    session.offer_undo(told.format(deal=found.name), partial(_back, found.id, attempt.value, found.value))
    st.rerun()


def _back(deal_id: int, version: int, value: int) -> None:
    act(reopen_deal, deal_id, version, value=value)
