"""Price lists: the first that fits a customer gives the price of a product."""
from dataclasses import dataclass

import streamlit as st

from crm_core.orders.price_lists import (
    PriceListForm,
    PriceListRow,
    add_price_list,
    change_price_list,
    delete_price_list,
    move_price_list,
    price_lists,
    segments_for_prices,
    use_price_list,
)
from pages.admin import dialog
from pages.admin.service_parts import foot, grades, opened
from pages.products import price_grid
from pages.ui import filters, forms, layout
from pages.ui.format import day
from pages.ui.reader import style as reader
from pages.ui.run import act, ask_now
from pages.ui.text import _, ngettext, plain


def page() -> None:
    """The lists in their order, or one with its prices."""
    found = ask_now(price_lists)
    chosen = next((row for row in found if row.id == filters.number("list")), None)
    if chosen:
        price_grid.draw(chosen, facts(chosen))
    else:
        _all(found)
    opened(found, _("New price list"), _draw)


def facts(row: PriceListRow) -> str:
    """ "Grade A · 1 Jan to 31 Mar · 24 products"."""
    style = reader()
    grade = dict(grades(row.grade)).get(row.grade, row.grade)
    whom = [_("grade {name}").format(name=grade) if row.grade else "", _("segment {name}").format(name=row.segment) if row.segment else ""]
    since = _("from {day}").format(day=day(row.starts_on, style)) if row.starts_on else ""
    until = _("until {day}").format(day=day(row.ends_on, style)) if row.ends_on else ""
    products = ngettext("{n} product", "{n} products", row.products).format(n=row.products)
    return " · ".join(filter(None, [_(", ").join(filter(None, whom)) or _("for everybody"), since, until, products]))


def _all(found: tuple[PriceListRow, ...]) -> None:
    new = {"icon": ":material/add:", "type": "primary", "on_click": dialog.show, "args": (dialog.NEW,)}
    with layout.header(_("Price lists"), sub=_("The first list that fits a customer and has the product gives its price; else the product's own counts.")):
        st.button(_("New price list"), shortcut="N", key="price_list_new", **new)
    if not found:
        text = _("Give a grade or a segment its own prices, within dates if you like. Orders and deals then offer them by themselves.")
        layout.empty_state("sell", _("No price lists yet"), text, lambda: st.button(_("New price list"), key="price_list_first", **new))
        return
    with st.container(border=True, gap="xsmall", width=860, key="price_lists"):
        for place, row in enumerate(found):
            _row(row, _Place(place == 0, place == len(found) - 1))


@dataclass(frozen=True)
class _Place:
    first: bool
    last: bool


def _row(row: PriceListRow, place: _Place) -> None:
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        with st.container(gap=None, width="stretch"):
            off = "" if row.active else " " + layout.badge(_("switched off"))
            st.markdown(f"**{plain(row.name)}**{off}")
            layout.quiet(facts(row))
        st.button(_("Prices"), key=f"prices_{row.id}", type="tertiary", on_click=filters.put, args=({"list": row.id},))
        for icon, up, disabled, text in (("upward", True, place.first, _("Move up")), ("downward", False, place.last, _("Move down"))):
            st.button("", icon=f":material/arrow_{icon}:", type="tertiary", disabled=disabled, on_click=act,
                      args=(move_price_list, row.id, up), key=f"{icon}_{row.id}", help=text)
        st.button("", icon=":material/edit:", type="tertiary", on_click=dialog.show, args=(row.id,), key=f"change_{row.id}", help=_("Edit"))


def _draw(row: PriceListRow | None) -> None:
    with forms.form(f"price_list_{row.id if row else 'new'}") as form:
        values = _fields(form, row)
        pressed = form.buttons(_("Save"), cancel=False)
    if pressed.save:
        ended = dialog.tried(form, lambda: _write(row, values), row, lambda: next(one for one in ask_now(price_lists) if one.id == row.id))
        if ended.ok:
            if row is None:
                filters.put({"list": ended.value, "open": None})
            dialog.saved(_("{name} is saved").format(name=plain(values["name"])))
    if row:
        foot(row, delete_price_list, _("Its prices are gone with it. Orders keep the prices they have."), use_price_list)


def _fields(form: forms.Form, row: PriceListRow | None) -> dict:
    values = {"name": form.text("name", _("Name"), row.name if row else None, required=True, max_chars=200)}
    kept = row.grade if row else None
    values["grade"] = form.choice("grade", _("Grade"), grades(kept), kept, help=_("Empty means any."))
    segments = dict(ask_now(segments_for_prices)) | ({row.segment_id: row.segment} if row and row.segment_id else {})
    values["segment_id"] = form.choice("segment_id", _("Segment"), list(segments.items()), row.segment_id if row else None,
                                       help=_("Empty means any. Only shared segments can have prices."))
    with st.grid(2, min_column_width=140):
        values["starts_on"] = form.day("starts_on", _("Valid from"), row.starts_on if row else None)
        values["ends_on"] = form.day("ends_on", _("Valid until"), row.ends_on if row else None)
    return values


def _write(row: PriceListRow | None, values: dict):
    form = PriceListForm(**values)
    return act(change_price_list, row.id, form, row.version, quiet=True) if row else act(add_price_list, form, quiet=True)
