"""What could be bought too: the card on a customer's page and on a deal's, and the offers below an order that is being written."""
from collections.abc import Callable

import streamlit as st

from crm_core.columnar.copy import Preparing
from crm_core.errors import NotFound
from crm_core.value.following import Suggestion, suggestions
from pages.ui import layout
from pages.ui.format import Style, money, number, percent
from pages.ui.run import ask
from pages.ui.text import _, plain, told

FEW = 3
Add = Callable[[int], None]
Prices = Callable[[tuple[int, ...]], dict[int, int | None]]


def draw(customer_id: int | None, style: Style, beside: tuple[int, ...] = (), add: Add | None = None, prices: Prices | None = None) -> None:
    """The card; it asks for the figures when it is opened. `beside`, `add` and `prices` as for `offer`."""
    box = st.expander(_("Could also buy"), key="could_buy_box", on_change="rerun")
    if not box.open:
        return
    with box:
        try:
            found = ask(suggestions, customer_id, beside)
        except Preparing as wait:
            layout.quiet(told(wait))
            return
        if not found:
            layout.quiet(_("Nothing stands out: there is too little data, or the customer has what others bought after the same products."))
            return
        _list(found, style, add, prices)
        layout.quiet(_("What buyers of the same products bought within a year. An observation, no proof that an offer works."))


def offer(customer_id: int | None, beside: tuple[int, ...], add: Add, prices: Prices, style: Style) -> None:
    """The few surest beside the products `beside`, each with a button that calls `add`; nothing where nothing stands out.

    `prices` tells what products cost this customer, in minor units.
    """
    if customer_id is None and not beside:
        return
    try:
        found = ask(suggestions, customer_id, beside)[:FEW]
    except (Preparing, NotFound):  # they come when they are there; a colleague's customer stays unknown
        return
    if found:
        with st.container(border=True, gap="small", key="offers"):
            st.markdown(f":small[:gray[{_('Often bought with it, or next')}]]")
            _list(found, style, add, prices)


def _list(found: tuple[Suggestion, ...], style: Style, add: Add | None, prices: Prices | None) -> None:
    costs = prices(tuple(one.product_id for one in found)) if prices else {}
    for one in found:
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            _suggestion(one, costs.get(one.product_id, one.price), style)
            if add:
                st.button(_("Add"), icon=":material/add:", key=f"offer-{one.product_id}", on_click=add, args=(one.product_id,),
                          help=_("Add {product}").format(product=plain(one.name)))


def _suggestion(one: Suggestion, price: int | None, style: Style) -> None:
    """The product with its price, and below it why."""
    reason = _("{bought} of {of} who bought {because} bought it next: {share}, by chance {chance}").format(
        bought=number(one.bought, style), of=number(one.of, style), because=one.because, share=percent(one.share, style),
        chance=percent(one.chance, style))
    with st.container(gap=None):
        shown = f" · {plain(money(price, style))}" if price is not None else ""
        st.markdown(f"**{plain(one.name)}**{shown}")
        layout.quiet(reason)
