"""The products of a deal: the card and the dialog that edits them as a small table."""
import pandas as pd
import streamlit as st

from crm_core.money import major_units, minor_units
from crm_core.pipeline.commands import set_lines
from crm_core.pipeline.reading import DealView, Line
from crm_core.pipeline.schemas import LineNew
from crm_core.products.queries import product_choices
from crm_core.products.schemas import ProductChoice
from pages.ui import components, forms, layout
from pages.ui.format import Style, money_full, money_unit, number
from pages.ui.reader import style as reader
from pages.ui.run import act, ask
from pages.ui.text import _

LINES = "deal-lines"


def card(found: DealView, style: Style) -> None:
    """What the deal is about."""

    def action() -> None:
        if found.may_edit:
            layout.text_button(
                _("Edit") if found.lines else _("Add"), "deal-lines-open", on_click=forms.open_dialog, args=(LINES,)
            )

    with layout.card(_("Products"), action=action):
        if not found.lines:
            layout.quiet(_("No products yet. With products the value can follow from quantity and price."))
            return
        components.record_list([_item(line, style) for line in found.lines], "deal-lines-list")
        total = sum(line.total for line in found.lines)
        if total != found.value:
            layout.quiet(_("Products together {total}, value of the deal {value}").format(
                total=money_full(total, style), value=money_full(found.value, style)))


def _item(line: Line, style: Style) -> dict:
    quantity = number(line.quantity, style, 0 if line.quantity == int(line.quantity) else 2)
    parts = [f"{quantity}{' ' + line.unit if line.unit else ''} × {money_full(line.price, style)}"]
    if line.discount:
        parts.append(_("{percent}% off").format(percent=f"{line.discount:g}"))
    return {"id": line.product_id, "title": line.product, "sub": " · ".join(parts), "value": money_full(line.total, style)}


def draw_dialog(found: DealView) -> None:
    """The dialog, when it is open."""
    forms.dialog(LINES, _("Products"), lambda: _edit(found), width="medium")


def _edit(found: DealView) -> None:
    style = reader()
    held = {line.product_id for line in found.lines}
    offered = {p.name: p for p in ask(product_choices) if p.active or p.id in held}
    if not offered:
        layout.quiet(_("There are no products yet. Whoever may change products adds them on their page."))
        return
    layout.quiet(_("One line for each product. Without a price, the product's own is taken."))
    with forms.form(LINES) as form:
        table = _table(found, offered, style)
        follows = st.checkbox(_("The value of the deal follows the products"), value=True, key="deal-lines-follow")
        pressed = form.buttons(_("Save"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save:
        attempt = forms.attempt(
            lambda: act(set_lines, found.id, _lines(table, offered, style), found.version, value_follows=follows, quiet=True)
        )
        if attempt.ok:
            forms.saved(_("Products saved"))
        form.show(attempt.error)


def _table(found: DealView, offered: dict[str, ProductChoice], style: Style) -> pd.DataFrame:
    rows = [
        (line.product, line.quantity, float(major_units(line.price, style.currency)), line.discount) for line in found.lines
    ]
    frame = pd.DataFrame(rows, columns=["product", "quantity", "price", "discount"]).astype(
        {"product": "object", "quantity": "float", "price": "float", "discount": "float"}
    )
    price = _("Price, {currency}").format(currency=money_unit(style, 0)[1])
    with st.container(key="deal_lines_table"):
        return st.data_editor(
            frame, num_rows="dynamic", hide_index=True, key="deal-lines-editor", row_height=38,
            column_config={
                "product": st.column_config.SelectboxColumn(_("Product"), options=list(offered), required=True, width="large"),
                "quantity": st.column_config.NumberColumn(_("Quantity"), min_value=0, default=1.0, format="%g"),
                "price": st.column_config.NumberColumn(price, min_value=0, format="localized"),
                "discount": st.column_config.NumberColumn(_("Discount, %"), min_value=0, max_value=100, default=0.0, format="%g"),
            },
        )


def _lines(table: pd.DataFrame, offered: dict[str, ProductChoice], style: Style) -> tuple[LineNew, ...]:
    found = []
    for row in table.itertuples(index=False):
        if not isinstance(row.product, str) or row.product not in offered:
            continue
        price = None if pd.isna(row.price) else minor_units(row.price, style.currency)
        quantity = 1.0 if pd.isna(row.quantity) else float(row.quantity)
        discount = 0.0 if pd.isna(row.discount) else float(row.discount)
        found.append(LineNew(product_id=offered[row.product].id, quantity=quantity, price=price, discount=discount))
    return tuple(found)
