"""All points together: what is owed to customers, how it came and went, who is near a reward."""
import pandas as pd
import streamlit as st

from crm_core.loyalty.overview import Month, Near, Overview, overview
from crm_core.people.queries import colleagues
from pages.charts import points as charts
from pages.charts import theme
from pages.loyalty import words
from pages.ui import layout, links, session
from pages.ui.components import happened, record_table
from pages.ui.format import Style, month, number
from pages.ui.layout import Metric
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _, plain

TABLE = "loyalty_near"


def page() -> None:
    """The answer, the months, and whom a small order would bring a reward."""
    if key := happened(TABLE, "open"):
        links.leave_for("customer", id=key)
    style, found = reader(), ask(overview)
    with layout.header(_("Loyalty"), sub=_("Points of your customers: what they may still spend, and how they came and went")):
        if session.actor().may("value:manage"):
            st.page_link(links.page("loyalty-settings"), label=_("Rules and rewards"), icon=":material/tune:")
    if not found.customers and not any(one.earned for one in found.months):
        layout.empty_state("loyalty", _("No points yet"), _("Points come from paid orders, answered surveys and events. They are booked by themselves."))
        return
    _answer(found, style)
    _months(found.months, style)
    _near(found.near, style)


def _answer(found: Overview, style: Style) -> None:
    this, before = found.months[-1], found.months[-2]
    sentence = style.count("{n} customer holds {points}.", "{n} customers hold {points}.", found.customers, points=words.points(found.outstanding, style))
    st.header(plain(sentence), anchor=False)
    layout.metrics([
        Metric(_("Points outstanding"), number(found.outstanding, style)),
        Metric(_("Expire within 90 days"), number(found.expiring, style)),
        Metric(_("Earned this month"), number(this.earned, style), beside=_("last month {n}").format(n=number(before.earned, style)), delta=None),
        Metric(_("Spent this month"), number(this.spent, style), beside=_("last month {n}").format(n=number(before.spent, style)), delta=None),
    ])


def _months(months: tuple[Month, ...], style: Style) -> None:
    formula = _("Earned: points of orders and of taking part, less what was taken back. Spent: rewards given, less those taken back. Corrections by hand are left out.")
    with layout.card(_("Points by month"), _("points"), help=formula):
        frame = pd.DataFrame([{"key": one.start.isoformat(), "label": month(one.start, style, short=True), "earned": one.earned,
                               "spent": one.spent, "expired": one.expired, "hover": _hover(one, style)} for one in months])
        figure = charts.months(frame, earned=_("Earned"), spent=_("Redeemed"), expired=_("Expired"), dark=st.context.theme.type == "dark")
        st.plotly_chart(figure, theme=None, config=theme.CONFIG, key="loyalty_months",
                        alt=theme.alt(_("Points by month"), list(frame.label), list(frame.earned)))


def _hover(one: Month, style: Style) -> str:
    parts = ((_("Earned"), one.earned), (_("Redeemed"), one.spent), (_("Expired"), one.expired))
    return "\n".join([month(one.start, style), *(f"{name}: {number(many, style)}" for name, many in parts)])


def _near(near: tuple[Near, ...], style: Style) -> None:
    with layout.card(_("Near a reward"), help=_("Customers who have at least 80% of the points that the next reward costs.")):
        if not near:
            layout.quiet(_("Nobody is just below a reward."))
            return
        names = {one.id: one.name for one in ask(colleagues)}
        columns = [
            {"id": "name", "label": _("Customer"), "width": "40%"},
            {"id": "reward", "label": _("Next reward"), "card": "note"},
            {"id": "points", "label": _("Points"), "align": "right", "card": "figure"},
            {"id": "missing", "label": _("Points missing"), "align": "right", "wide": True},
        ]
        record_table(columns, [_row(row, names, style) for row in near], TABLE, selectable=False)


def _row(row: Near, names: dict[int, str], style: Style) -> dict:
    return {
        "id": row.customer_id, "href": links.href("customer", row.customer_id),
        "cells": {
            "name": {"text": row.name, "sub": names.get(row.owner_id)}, "reward": {"text": row.reward, "phone": _("{reward}: {n} points missing").format(reward=row.reward, n=number(row.missing, style))},
            "points": {"text": number(row.points, style)}, "missing": number(row.missing, style),
        },
    }
