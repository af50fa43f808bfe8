"""One price list: its prices in a grid, copies, and what a customer would pay."""
import pandas as pd
import streamlit as st
from babel.numbers import get_currency_precision

from crm_core.company.queries import company
from crm_core.money import major_units, minor_units
from crm_core.orders.price_lists import (
    SHOWN,
    Priced,
    PriceListRow,
    copy_price_list,
    fill_price_list,
    prices_in,
    put_prices,
)
from crm_core.orders.prices import price_for
from pages.admin import dialog
from pages.pipeline.picker import customer_picker
from pages.ui import filters, forms, layout, session
from pages.ui.format import Style, money_full, number
from pages.ui.reader import style as reader
from pages.ui.run import act, ask, ask_now
from pages.ui.text import _, ngettext, plain

COPY, FILL = "price_list.copy", "price_list.fill"
_ROUND = "price_grid_round"  # a new number empties the grid of what was typed


def draw(chosen: PriceListRow, facts: str) -> None:
    """The list with its prices."""
    st.button(_("Price lists"), icon=":material/arrow_back:", type="tertiary", on_click=filters.clear, key="price_lists_back")
    badges = [] if chosen.active else [layout.badge(_("switched off"))]
    with layout.header(chosen.name, sub=facts, badges=badges):
        st.button(_("Edit"), icon=":material/edit:", on_click=dialog.show, args=(chosen.id,), key="price_list_edit")
        st.button(_("Copy"), icon=":material/content_copy:", on_click=forms.open_dialog, args=(COPY,), key="price_list_copy")
        st.button(_("Fill"), icon=":material/playlist_add:", on_click=forms.open_dialog, args=(FILL,), key="price_list_fill",
                  help=_("Takes all products that have no price here yet"))
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width=300):
            filters.search(_("Search by name or code"))
        with st.container(width=230):
            filters.one("only", _("Products"), {"": _("All products"), "yes": _("With a price in this list")}, hide_label=True)
    found, total = ask_now(prices_in, chosen.id, filters.value("q"), filters.value("only") == "yes")
    _grid(chosen, found, total)
    if session.actor().may("customers:view"):
        _preview(chosen, reader())
    forms.dialog(COPY, _("Copy {name}").format(name=chosen.name), lambda: _copy(chosen))
    forms.dialog(FILL, _("Fill {name}").format(name=chosen.name), lambda: _fill(chosen))


def _grid(chosen: PriceListRow, found: tuple[Priced, ...], total: int) -> None:
    if not found:
        layout.quiet(_("No product matches these filters."))
        return
    currency, style = ask(company).currency, reader()
    before = _frame(found, currency)
    shown = f"%.{get_currency_precision(currency)}f"
    after = st.data_editor(
        before, key=f"price_grid_{chosen.id}_{session.get(_ROUND, 0)}", hide_index=True, height="content" if len(found) < 15 else 560, placeholder="",
        disabled=["name", "category", "own", "change"],
        column_config={
            "name": st.column_config.TextColumn(_("Product"), width="medium"),
            "category": st.column_config.TextColumn(_("Category")),
            "own": st.column_config.NumberColumn(_("Own price ({currency})").format(currency=currency), format=shown),
            "price": st.column_config.NumberColumn(_("Price in this list ({currency})").format(currency=currency), format=shown, min_value=0.0,
                                                   help=_("Empty: the list does not have the product.")),
            "change": st.column_config.TextColumn(_("Difference")),
        },
    )
    if total > SHOWN:
        layout.quiet(_("The first {n} of {total}. Search to see others.").format(n=SHOWN, total=number(total, style)))
    changes = _changes(before, after, currency)
    if changes:
        text = ngettext("Save {n} price", "Save {n} prices", len(changes)).format(n=len(changes))
        st.button(text, type="primary", icon=":material/save:", key="prices_save", on_click=_save, args=(chosen, changes))


def _frame(found: tuple[Priced, ...], currency: str) -> pd.DataFrame:
    def major(minor: int | None) -> float | None:
        return None if minor is None else float(major_units(minor, currency))

    rows = [{"name": f"{row.name} ({row.sku})" if row.sku else row.name, "category": row.category, "own": major(row.own),
             "price": major(row.price), "change": _difference(row)} for row in found]
    return pd.DataFrame(rows, index=[row.id for row in found]).astype({"own": "Float64", "price": "Float64"})


def _difference(row: Priced) -> str | None:
    if row.price is None or not row.own:
        return None
    return f"{(row.price / row.own - 1) * 100:+.1f}%"


def _changes(before: pd.DataFrame, after: pd.DataFrame, currency: str) -> dict[int, int | None]:
    """The prices that were typed, minor units; None where one was taken out."""
    typed = {}
    for key in before.index:
        old, new = before.at[key, "price"], after.at[key, "price"]
        if pd.isna(old) and pd.isna(new) or (not pd.isna(old) and not pd.isna(new) and old == new):
            continue
        typed[int(key)] = None if pd.isna(new) else minor_units(float(new), currency)
    return typed


def _save(chosen: PriceListRow, changes: dict[int, int | None]) -> None:
    ended = act(put_prices, chosen.id, changes, chosen.version)
    if ended.ok:
        session.keep(_ROUND, session.get(_ROUND, 0) + 1)
        session.notify(ngettext("{n} price is saved", "{n} prices are saved", len(changes)).format(n=len(changes)))


def _copy(chosen: PriceListRow) -> None:
    with forms.form("price_copy") as form:
        name = form.text("name", _("Name"), _("{name} (copy)").format(name=chosen.name), required=True, max_chars=200)
        percent = form.decimal("percent", _("Change of all prices (%)"), 0.0, min_value=-90.0, max_value=1000.0, help=_("-10: a tenth less."))
        with form.field("whole") as key:
            whole = st.checkbox(_("Round to whole amounts"), key=key)
        layout.quiet(_("The copy is switched off until you switch it on."))
        pressed = form.buttons(_("Copy"))
    if pressed.save:
        ended = forms.attempt(lambda: act(copy_price_list, chosen.id, name, percent or 0.0, whole, quiet=True))
        form.show(ended.error)
        if ended.ok:
            filters.put({"list": ended.value})
            forms.saved(_("{name} is saved").format(name=plain(name)))
    elif pressed.cancel:
        forms.close_dialog()
        st.rerun()


def _fill(chosen: PriceListRow) -> None:
    layout.quiet(_("Every product that is offered and has no price in this list gets its own price, changed by so much."))
    with forms.form("price_fill") as form:
        percent = form.decimal("percent", _("Change of all prices (%)"), 0.0, min_value=-90.0, max_value=1000.0, help=_("-10: a tenth less."))
        pressed = form.buttons(_("Fill"))
    if pressed.save:
        ended = forms.attempt(lambda: act(fill_price_list, chosen.id, percent or 0.0, chosen.version, quiet=True))
        form.show(ended.error)
        if ended.ok:
            forms.saved(ngettext("{n} price is saved", "{n} prices are saved", ended.value).format(n=ended.value))
    elif pressed.cancel:
        forms.close_dialog()
        st.rerun()


def _preview(chosen: PriceListRow, style: Style) -> None:
    """What one customer would pay today, and by which list."""
    with layout.card(_("What a customer pays today"), key="price_preview"):
        customer = customer_picker("price_preview", None)
        if customer is None:
            return
        found, _total = ask_now(prices_in, chosen.id, filters.value("q"), filters.value("only") == "yes")
        names = {row.id: row.name for row in found[:50]}
        prices = ask_now(price_for, customer, list(names), style.today)
        rows = [{"product": names[key], "price": money_full(price.amount, style), "by": price.list_name or _("the product's own price")}
                for key, price in prices.items()]
        st.dataframe(pd.DataFrame(rows), hide_index=True, column_config={
            "product": _("Product"), "price": _("Price"), "by": _("By")}, height="content" if len(rows) < 12 else 420)
