"""On a customer's page, opened when wanted: its portrait from its orders, and customers like it."""
from collections.abc import Callable

import streamlit as st

from crm_core.columnar.copy import Preparing
from crm_core.value.portrait import Liked, Portrait, portrait
from crm_core.value.rules import SEGMENT_LABELS
from crm_core.value.similar import Similar, similar_customers
from pages.ui import components, layout, links, session
from pages.ui.format import Style, day, days, money, month, number, percent
from pages.ui.run import ask
from pages.ui.text import _, ngettext, plain, told

LIST = "customer_similar"


def leave_when_opened() -> None:
    """Before anything is asked for: goes to the customer that was clicked."""
    if key := components.happened(LIST, "open"):
        links.leave_for("customer", id=key)


def draw(customer_id: int, style: Style) -> None:
    """For who may see orders; nothing is read before one of them is opened."""
    if not session.actor().may("orders:view"):
        return
    _lazily(_("Portrait"), "portrait_box", lambda: _portrait(ask(portrait, customer_id), style))
    _lazily(_("Similar customers"), "similar_box", lambda: _similar(ask(similar_customers, customer_id), style))


def _lazily(title: str, key: str, show: Callable[[], None]) -> None:
    """A card, closed at first; the rest of the page does not wait for the first build of the figures."""
    box = st.expander(title, key=key, on_change="rerun")
    if not box.open:
        return
    with box:
        try:
            show()
        except Preparing as wait:
            layout.quiet(told(wait))


def _portrait(found: Portrait, style: Style) -> None:
    if not found.orders:
        layout.quiet(_("Nothing was ordered yet: with the first orders this shows how, what and how often they buy."))
        return
    for label, text, evidence in _lines(found, style):
        st.markdown(f":small[:gray[{plain(label)}]]  \n**{plain(text)}**  \n:small[:gray[{plain(evidence)}]]")


def _lines(found: Portrait, style: Style) -> list[tuple[str, str, str]]:
    """What it is about, what is so, and from what one knows."""
    lines = [_worth(found, style), _size(found, style), _rhythm(found, style), _silence(found, style)]
    if found.categories:
        shares = _(", ").join(f"{one.name} {percent(one.share, style)}" for one in found.categories if one.share >= 0.005)
        lines.append((_("Prefers"), shares, _("share of revenue by category, of all orders")))
    if found.products:
        lines.append((_("Buys most often"), _(", ").join(one.name for one in found.products), _times(found.products, style)))
    if found.returns:
        share = percent(found.returned / (found.revenue + found.returned), style, 1) if found.revenue + found.returned > 0 else ""
        lines.append((_("Returns"), style.count("{n} return", "{n} returns", found.returns), _("{share} of revenue came back").format(share=share)))
    if found.segment:
        scores = _("recency {r}, frequency {f}, monetary {m} of 5, on {day}").format(
            r=found.scores[0], f=found.scores[1], m=found.scores[2], day=day(found.scored_on, style))
        lines.append((_("Segment"), _(SEGMENT_LABELS[found.segment]), scores))
    return lines


def _worth(found: Portrait, style: Style) -> tuple[str, str, str]:
    text = _("{revenue} in 12 months").format(revenue=money(found.year, style))
    evidence = _("{before} in the 12 months before; {all} in {orders} since {month}").format(
        before=money(found.before, style), all=money(found.revenue, style), month=month(found.first_on, style),
        orders=style.count("{n} order", "{n} orders", found.orders))
    return _("Worth"), text, evidence


def _size(found: Portrait, style: Style) -> tuple[str, str, str]:
    evidence = _("median of {orders}; the largest {largest}").format(
        orders=style.count("{n} order", "{n} orders", found.orders), largest=money(found.largest, style))
    return _("Usual order"), money(found.usual, style), evidence


def _rhythm(found: Portrait, style: Style) -> tuple[str, str, str]:
    if found.cycle_days is None:
        return _("Buying rhythm"), _("not known yet"), _("It shows from the third day with an order on.")
    text = _("every {days}").format(days=days(round(found.cycle_days), style))
    evidence = ngettext("median of {n} gap between orders", "median of {n} gaps between orders", found.days - 1)
    return _("Buying rhythm"), text, evidence.format(n=number(found.days - 1, style))


def _silence(found: Portrait, style: Style) -> tuple[str, str, str]:
    text = days(found.silent_days, style)
    if found.cycle_days:
        times = number(found.silent_days / max(found.cycle_days, 1), style, 1)
        text = _("{days}, {times}× the rhythm").format(days=text, times=times)
    return _("Days silent"), text, _("last order on {day}").format(day=day(found.last_on, style))


def _times(liked: tuple[Liked, ...], style: Style) -> str:
    return _(", ").join(style.count("{n} order", "{n} orders", one.orders) for one in liked)


def _similar(found: tuple[Similar, ...], style: Style) -> None:
    if not found:
        layout.quiet(_("No customer you may see is much like this one yet."))
        return
    components.record_list([_item(one, style) for one in found], LIST, wrap=True)
    layout.quiet(_("By the products they buy, industry, spend, region and size."))


def _item(one: Similar, style: Style) -> dict:
    reasons = []
    if one.shared:
        names = _(", ").join(one.products)
        reasons.append(_("buys {n} of {all} same products: {names}").format(n=one.shared, all=one.of_mine, names=names))
    if one.industry:
        reasons.append(_("same industry: {name}").format(name=one.industry))
    if one.spend is not None:
        reasons.append(_("spends alike: {value} a year").format(value=money(one.spend, style)))
    if one.region:
        reasons.append(_("same region: {name}").format(name=one.region))
    if one.employees is not None:
        reasons.append(style.count("alike in size: {n} employee", "alike in size: {n} employees", one.employees))
    return {"id": one.id, "title": one.name, "href": links.href("customer", one.id), "sub": " · ".join(reasons)}
