"""The lines of an order and what they come to."""
import streamlit as st

from crm_core.orders import rules
from crm_core.orders.reading import Line, OrderView
from pages.orders import words
from pages.ui import components, layout
from pages.ui.format import Style, money_full
from pages.ui.text import _, plain

KEY = "order_lines"


def card(found: OrderView, style: Style) -> None:
    """Every line, then discount, tax and total."""
    with layout.card(_("Lines")):
        components.record_list([_item(place, line, found, style) for place, line in enumerate(found.lines)], KEY)
        with st.container(gap="xxsmall"):
            _draw_sums(found, style)


def _item(place: int, line: Line, found: OrderView, style: Style) -> dict:
    parts = [line.product if line.text and line.product else None]
    parts.append(f"{words.quantity(line.quantity, line.unit)} × {words.exact(line.price, found.currency, style)}")
    if line.discount:
        parts.append(_("{percent}% off").format(percent=f"{line.discount:g}"))
    item = {
        "id": place, "title": line.text or line.product or "", "sub": " · ".join(part for part in parts if part),
        "value": words.exact(line.amount, found.currency, style),
    }
    if line.margin is not None and line.cost is not None and rules.counts(found.state, found.total):
        item["note"] = _("margin {margin}").format(margin=money_full(line.margin, style))
    return item


def _draw_sums(found: OrderView, style: Style) -> None:
    for label, amount in _sums(found, style):
        with st.container(horizontal=True, horizontal_alignment="right", gap="small"):
            st.markdown(f":small[:gray[{plain(label)}]]", width="content")
            st.markdown(amount, width=110, text_alignment="right")


def _sums(found: OrderView, style: Style) -> list[tuple[str, str]]:
    def shown(amount: int) -> str:
        return plain(words.exact(amount, found.currency, style))

    sums = []
    if found.discount or found.tax:
        sums.append((_("Lines together"), shown(sum(line.amount for line in found.lines))))
    if found.discount:
        sums.append((_("Order discount"), shown(-found.discount)))
    if found.tax:
        sums.append((_("Tax"), shown(found.tax)))
    return [*sums, (_("Total"), f"**{shown(found.total)}**")]
