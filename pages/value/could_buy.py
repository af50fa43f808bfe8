"""The card "Could also buy" on a customer's page; it asks for the figures when it is opened."""
import streamlit as st

from crm_core.columnar.copy import Preparing
from crm_core.value.following import Suggestion, suggestions
from pages.ui import layout
from pages.ui.format import Style, money, number, percent
from pages.ui.run import ask
from pages.ui.text import _, plain, told


def draw(customer_id: int, style: Style) -> None:
    """What buyers of the same products bought next, with the figures it rests on."""
    box = st.expander(_("Could also buy"), key="could_buy_box", on_change="rerun")
    if not box.open:
        return
    with box:
        try:
            found = ask(suggestions, customer_id)
        except Preparing as wait:
            layout.quiet(told(wait))
            return
        if not found:
            layout.quiet(_("Nothing stands out: there is too little data, or the customer has what others bought after the same products."))
            return
        for one in found:
            _suggestion(one, style)
        layout.quiet(_("What buyers of the same products bought within a year. An observation, no proof that an offer works."))


def _suggestion(one: Suggestion, style: Style) -> None:
    """The product with its price, and below it why."""
    reason = _("{bought} of {of} who bought {because} bought it next: {share}, by chance {chance}").format(
        bought=number(one.bought, style), of=number(one.of, style), because=one.because, share=percent(one.share, style),
        chance=percent(one.chance, style))
    with st.container(gap=None):
        price = f" · {plain(money(one.price, style))}" if one.price is not None else ""
        st.markdown(f"**{plain(one.name)}**{price}")
        layout.quiet(reason)
