"""One order: where it stands, what was sold, what came back, what happened."""
from functools import partial
from urllib.parse import parse_qsl

import streamlit as st

from crm_core.errors import NotFound
from crm_core.orders import rules
from crm_core.orders.filtering import OrderFilter
from crm_core.orders.listing import NEWEST, neighbour
from crm_core.orders.reading import OrderView, order
from pages.orders import history, lines, list_filters, returning, steps, words
from pages.ui import components, filters, layout, links, session, walking
from pages.ui.format import DASH, Style, day, days_away, money, percent
from pages.ui.layout import Metric
from pages.ui.reader import style as reader
from pages.ui.run import ask, ask_now
from pages.ui.text import _, plain

RETURNS = "order_returns"


def page() -> None:
    """The order that the address names (`?id=7`)."""
    opened = components.happened(RETURNS, "open")
    if opened:
        links.leave_for("order", id=int(opened))
    try:
        found: OrderView = ask(order, filters.number("id") or 0)
    except NotFound:
        not_found()
        return
    style = reader()
    _head(found, style)
    layout.metrics(_metrics(found, style), columns=5 if found.margin is not None else 4)
    left, right = st.columns([3, 2])
    with left:
        lines.card(found, style)
    with right:
        _came_back(found, style)
        _about(found, style)
        history.card(found.id, style)
    steps.dialogs(found, style)
    returning.dialog(found)


def not_found() -> None:
    """What stands in place of an order that is not there for this person."""
    _back()
    layout.empty_state(
        "search_off", _("There is no such order"),
        _("It does not exist, or it is of a customer of somebody else. Search the list, or ask your manager."),
        lambda: st.page_link(links.page("orders"), label=_("To the orders"), icon=":material/receipt_long:"),
    )


def _back(found: OrderView | None = None) -> None:
    seen = dict(parse_qsl(session.get("list-orders") or ""))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(links.page("orders"), label=_("Orders"), icon=":material/arrow_back:", query_params=seen or None, width="stretch")
        if found:
            walking.buttons("order", partial(_beside, found.id))


def _beside(key: int, forward: bool) -> int | None:
    wanted, sort = session.get(list_filters.ORDER) or (OrderFilter(), NEWEST)
    return ask_now(neighbour, key, wanted, sort, forward=forward)


def _head(found: OrderView, style: Style) -> None:
    _back(found)
    with layout.header(found.number, badges=_badges(found)):
        steps.buttons(found)
    owner = _("sold by {name}").format(name=found.owner) if found.owner else _("nobody's")
    rest = " · ".join(plain(part) for part in (owner, _("ordered {day}").format(day=day(found.ordered_on, style))))
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="order_sub"):
        if found.customer_id and found.reaches_customer:
            st.page_link(links.page("customer"), label=plain(found.customer), query_params={"id": str(found.customer_id)})
        else:
            st.markdown(f":small[{plain(found.customer or _('over the counter'))}]", width="content")
        st.markdown(f":small[:gray[· {rest}]]", width="content")
        if found.deal_id and found.reaches_deal:
            st.page_link(links.page("deal"), label=plain(_("Deal: {deal}").format(deal=found.deal)), query_params={"id": str(found.deal_id)})
        if found.returns_id:
            label = _("takes back {number}").format(number=found.returns)
            st.page_link(links.page("order"), label=plain(label), query_params={"id": str(found.returns_id)})


def _badges(found: OrderView) -> list[str]:
    badges = [layout.badge(words.state(found.state), words.TONES.get(found.state, "gray"))]
    if found.state == rules.PAID and found.delivered_on is None:
        badges.append(layout.badge(_("not delivered yet"), "orange"))
    if found.standing_returns:
        whole = not any(quantity > 0 for quantity in found.left)
        badges.append(layout.badge(_("all of it came back") if whole else _("partly came back"), "orange"))
    return badges


def _metrics(found: OrderView, style: Style) -> list[Metric]:
    tax = _("with {tax} tax").format(tax=words.exact(found.tax, found.currency, style)) if found.tax else _("no tax")
    foreign = found.currency != style.currency
    rate = _("at {rate} for one {currency}").format(rate=f"{found.rate:g}", currency=found.currency) if foreign else _("without tax")
    counted = rules.counts(found.state, found.total)
    revenue = Metric(_("Revenue"), money(found.revenue, style) if counted else DASH, rate if counted else _("does not count"), neutral=True)
    items = [Metric(_("Total"), money(found.total, style, found.currency), tax, neutral=True), revenue]
    if found.margin is not None:
        share = percent(found.margin / found.revenue, style) if counted and found.revenue else None
        unknown = sum(1 for line in found.lines if line.cost is None)
        text = style.count("cost of {n} line unknown", "cost of {n} lines unknown", unknown) if unknown else share
        items.append(Metric(_("Margin"), money(found.margin, style) if counted else DASH, text, neutral=True))
    return [*items, _when(_("Delivered on"), found.delivered_on, style), _when(_("Paid on"), found.paid_on, style)]


def _when(label: str, moment, style: Style) -> Metric:
    return Metric(label, day(moment, style) if moment else DASH, days_away(moment, style) if moment else _("still to come"), neutral=True)


def _came_back(found: OrderView, style: Style) -> None:
    if not found.came_back:
        return
    with layout.card(_("Returns")):
        components.record_list([
            {"id": one.id, "title": one.number, "href": links.href("order", one.id), "sub": day(one.ordered_on, style),
             "value": words.exact(one.total, found.currency, style),
             **({"badge": words.badge(one.state)} if one.state == rules.CANCELLED else {})}
            for one in found.came_back
        ], RETURNS)


def _about(found: OrderView, style: Style) -> None:
    sources = {"form": _("by form"), "deal": _("from a deal"), "import": _("from a file"), "api": _("by a program (API)")}
    facts = [
        (_("Team"), found.team), (_("Entered"), sources.get(found.source, found.source)),
        (_("ID in the other program"), found.external_id), (_("Notes"), found.notes),
    ]
    with layout.card(_("About"), key="order_about"):
        for label, value in facts:
            if value:
                st.markdown(f":small[:gray[{plain(label)}]]  \n" + "  \n".join(plain(line) for line in str(value).splitlines()))
