"""Redeeming, correcting and reading the ledger of one customer."""
from functools import partial

import streamlit as st

from crm_core.loyalty.commands import correct, redeem, undo_entry
from crm_core.loyalty.queries import ledger, rewards, standing
from crm_core.loyalty.schemas import CorrectionForm, EntryRow, RewardRow
from pages.loyalty import words
from pages.ui import forms, layout, session
from pages.ui.format import Style, day
from pages.ui.reader import style as reader
from pages.ui.run import act, ask_now
from pages.ui.text import _, plain

REDEEM, CORRECT, LEDGER = "loyalty.redeem", "loyalty.correct", "loyalty.ledger"
_PAGE = "loyalty_ledger_page"


def draw() -> None:
    """Draws the dialog that is open."""
    forms.dialog(REDEEM, _("Redeem points"), _redeem)
    forms.dialog(CORRECT, _("Correct points"), _correct)
    forms.dialog(LEDGER, _("Points so far"), _ledger, width="medium")


def _redeem(customer_id: int) -> None:
    style, found = reader(), ask_now(standing, customer_id)
    balance = found.balance if found else 0
    offered = [row for row in ask_now(rewards) if row.points <= balance]
    st.markdown(_("The customer has {points}.").format(points=f"**{plain(words.points(balance, style))}**"))
    if not offered:
        layout.quiet(_("No reward is within reach yet."))
        return
    with forms.form("loyalty_redeem") as form:
        options = [(row.id, f"{row.label} · {words.points(row.points, style)}") for row in offered]
        chosen = form.choice("reward", _("Reward"), options, offered[-1].id, required=True)
        pressed = form.buttons(_("Redeem"))
    _cancelled(pressed)
    if pressed.save:
        reward = next(row for row in offered if row.id == chosen)
        ended = act(redeem, customer_id, chosen, quiet=True)
        form.show(ended.error)
        if ended.ok:
            _offer_back(ended.value, _told(reward, style))


def _told(reward: RewardRow, style: Style) -> str:
    return _("{reward} given for {points}").format(reward=reward.label, points=words.points(reward.points, style))


def _correct(customer_id: int) -> None:
    with forms.form("loyalty_correct") as form:
        many = form.number("points", _("Points"), None, min_value=None, step=10, help=_("With a minus to take points."))
        reason = form.text("reason", _("Reason"), required=True, max_chars=200)
        pressed = form.buttons(_("Book"))
    _cancelled(pressed)
    if pressed.save:
        ended = forms.attempt(lambda: act(correct, customer_id, CorrectionForm(points=many or 0, reason=reason), quiet=True))
        form.show(ended.error)
        if ended.ok:
            _offer_back(ended.value, _("{points} booked").format(points=words.signed(many, reader())))


def _ledger(customer_id: int) -> None:
    style, page = reader(), session.get(_PAGE, 1)
    rows, more = ask_now(ledger, customer_id, page)
    if not rows:
        layout.quiet(_("Nothing is booked yet. Points come from orders, answered surveys and events."))
    for row in rows:
        _row(row, style)
    if more or page > 1:
        with st.container(horizontal=True, horizontal_alignment="right"):
            st.button(_("Newer"), icon=":material/chevron_left:", disabled=page == 1, on_click=session.keep, args=(_PAGE, page - 1), key="ledger_newer")
            st.button(_("Older"), icon=":material/chevron_right:", disabled=not more, on_click=session.keep, args=(_PAGE, page + 1), key="ledger_older")


def _row(row: EntryRow, style: Style) -> None:
    until = _("until {day}").format(day=day(row.expires_on, style)) if row.expires_on else None
    about = " · ".join(filter(None, [day(row.at, style), until, row.reason, row.who]))
    tone = "green" if row.points > 0 else "red"
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        with st.container(gap=None, width="stretch"):
            st.markdown(plain(words.entry(row)))
            layout.quiet(about)
        st.markdown(f":{tone}[{plain(words.signed(row.points, style))}]", width="content")
        if row.can_undo and st.button("", icon=":material/undo:", type="tertiary", key=f"loyalty_undo_{row.id}", help=_("Take back"),
                                      on_click=_take_back, args=(row.id,)):
            st.rerun()


def _take_back(entry_id: int) -> None:
    if act(undo_entry, entry_id).ok:
        session.notify(_("Booked back"))


def _offer_back(entry_id: int, text: str) -> None:
    forms.close_dialog()
    session.offer_undo(text, partial(_take_back, entry_id))
    st.rerun()


def _cancelled(pressed: forms.Pressed) -> None:
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
