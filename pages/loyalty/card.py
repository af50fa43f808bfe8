"""The card on a customer's page: points, tier, and what both are good for."""
import streamlit as st

from crm_core.loyalty.queries import standing
from crm_core.loyalty.schemas import Standing
from pages.loyalty import dialogs
from pages.loyalty.words import points, tier_badge
from pages.ui import forms, layout
from pages.ui.format import Style, day, money, percent
from pages.ui.run import ask
from pages.ui.text import _, plain


def draw(customer_id: int, style: Style) -> None:
    """Nothing at all while points are switched off."""
    found = ask(standing, customer_id)
    if found is None:
        return
    with layout.card(_("Loyalty"), key="loyalty_card"):
        badge = f" {tier_badge(found.tier)}" if found.tier else ""
        st.markdown(f"**{plain(points(found.balance, style))}**{badge}")
        _next(found, style)
        if found.expiring:
            layout.quiet(_("{points} expire by {day}").format(points=points(found.expiring, style), day=day(found.expiring_by, style)))
        _buttons(found)


def _next(found: Standing, style: Style) -> None:
    """How far it is to the next tier."""
    if found.next_tier is None:
        return
    share = max(0.0, min(1.0, found.revenue / found.next_tier.revenue_from))
    st.progress(share)
    layout.quiet(_("{share} of the way to {tier}: {amount} of orders are missing").format(
        share=percent(share, style), tier=found.next_tier.label, amount=money(found.missing, style)))


def _buttons(found: Standing) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if found.may_edit:
            _button(_("Redeem"), "redeem", dialogs.REDEEM, found, disabled=not found.balance)
            _button(_("Correct"), "correct", dialogs.CORRECT, found)
        _button(_("Ledger"), "ledger", dialogs.LEDGER, found)


def _button(label: str, key: str, dialog: str, found: Standing, disabled: bool = False) -> None:
    layout.text_button(label, f"loyalty_{key}", disabled=disabled, on_click=forms.open_dialog, args=(dialog,),
                       kwargs={"customer_id": found.customer_id})
