"""Cross-sell and repeat chances: what is bought together, to whom to offer it, and what is due again."""
from collections.abc import Callable

import streamlit as st

from crm_core import run
from crm_core.errors import Forbidden
from crm_core.i18n import N_
from crm_core.people.queries import colleagues
from crm_core.value.again import Again, Repeats, bought_again
from crm_core.value.together import Pair, Target, Together, bought_together, could_buy_too
from crm_core.value.together_exports import export_pairs, export_repeats, export_targets
from pages.ui import filters, layout, links, session
from pages.ui.components import happened, record_table
from pages.ui.format import DASH, Style, day, days_away, money, money_full, number, percent
from pages.ui.layout import Metric
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _, ngettext, plain

PAIRS, TARGETS, AGAIN, OPEN = "together_pairs", "together_targets", "together_again", "together_open"
PARTS = {"together": N_("Bought together"), "again": N_("Due again")}
BASKETS = {"order": N_("in one order"), "customer": N_("by one customer")}
SHOWN = 25


def page() -> None:
    """One part at a time; the address says which."""
    for table in (TARGETS, AGAIN):
        if key := happened(table, "open"):
            links.leave_for("customer", id=str(key).partition(".")[0])
    style = reader()
    with layout.header(_("Cross-sell and repeat chances"), sub=_("From the orders of the last two years")):
        pass
    part = filters.value("part") if filters.value("part") in PARTS else "together"
    st.segmented_control(_("Part"), list(PARTS), default=part, required=True, format_func=lambda one: _(PARTS[one]), key=f"together_part_{part}",
                         label_visibility="collapsed", on_change=_choose, args=(part,))
    if part == "again":
        _again(ask(bought_again), style)
    else:
        _together(style)


def _choose(now: str) -> None:
    filters.put({"part": session.get(f"together_part_{now}")})


# Bought together


def _together(style: Style) -> None:
    with st.container(width=220):
        basket = filters.one("basket", _("Bought"), {key: _(name) for key, name in BASKETS.items()}, hide_label=True)
    found: Together = ask(bought_together, basket)
    if not found.enough:
        text = _("At least {least} baskets with two products or more are needed, there are {n}.").format(least=50, n=number(found.several, style))
        layout.empty_state("join", _("Not enough data"), text)
        return
    if not found.pairs:
        layout.empty_state("join", _("No two products go together"), _("None are bought together more often than chance explains."))
        return
    best = found.pairs[0]
    st.header(plain(_("{share} of those who buy {a} buy {b} too; by chance it would be {chance}.").format(
        share=percent(best.confidence, style), a=best.a_name, b=best.b_name, chance=percent(best.confidence / best.lift, style))), anchor=False)
    layout.metrics([
        Metric(_("Orders") if basket == "order" else _("Customers"), number(found.baskets, style)),
        Metric(_("with two products or more"), number(found.several, style)),
        Metric(_("Pairs beyond chance"), number(len(found.pairs), style)),
    ], columns=3)
    formula = _("Share: of the baskets with the first product, those with the second too (confidence), with its 95% interval by Wilson. By chance: the share of all baskets that have the second. Lift: one against the other. Of the 300 products bought most, only pairs found at least 5 times whose interval lies above chance. Baskets with more than 200 products count nowhere.")
    with layout.card(_("Bought together"), _("click a pair to see to whom to offer it"), help=formula, action=lambda: _excel("pairs", export_pairs, basket)):
        record_table(_pair_columns(basket), [_pair(pair, style) for pair in found.pairs[:SHOWN]], PAIRS, selectable=False, on_open=_wanted)
        if len(found.pairs) > SHOWN:
            layout.quiet(_("The first {n} of {total}; the file has all.").format(n=SHOWN, total=number(len(found.pairs), style)))
    _open(found, style)


def _pair_columns(basket: str) -> list[dict]:
    return [
        {"id": "pair", "label": _("Who buys … also buys …"), "width": "38%"},
        {"id": "share", "label": _("Share"), "align": "right", "card": "figure"},
        {"id": "chance", "label": _("By chance"), "align": "right", "wide": True},
        {"id": "lift", "label": _("Lift"), "align": "right", "card": "badge"},
        {"id": "both", "label": _("Orders with both") if basket == "order" else _("Customers with both"), "align": "right", "wide": True},
        {"id": "support", "label": _("Support"), "align": "right", "wide": True},
    ]


def _pair(pair: Pair, style: Style) -> dict:
    return {
        "id": pair.key,
        "cells": {
            "pair": {"text": f"{pair.a_name} → {pair.b_name}"},
            "share": {"text": percent(pair.confidence, style), "sub": f"{percent(pair.low, style)}–{percent(pair.high, style)}"},
            "chance": percent(pair.confidence / pair.lift, style), "lift": f"{number(pair.lift, style, 1)}×",
            "both": {"text": number(pair.both, style), "sub": _("out of {n}").format(n=number(pair.of, style))}, "support": percent(pair.support, style, 1),
        },
    }


def _wanted(key: str) -> None:
    session.keep(OPEN, key)


def _open(found: Together, style: Style) -> None:
    """The customers behind the pair that was clicked."""
    chosen = next((pair for pair in found.pairs if pair.key == session.get(OPEN)), None)
    session.forget(OPEN)
    if chosen:
        title = plain(_("Have {a}, not {b}").format(a=chosen.a_name, b=chosen.b_name))
        st.dialog(title, width="large")(lambda: _targets(chosen, style))()


def _targets(pair: Pair, style: Style) -> None:
    rows: tuple[Target, ...] = ask(could_buy_too, pair.a, pair.b)
    if not rows:
        layout.quiet(_("All who bought the one bought the other too."))
        return
    names = {one.id: one.name for one in ask(colleagues)}
    with st.container(horizontal=True, vertical_alignment="center"):
        layout.quiet(ngettext("{n} customer, the biggest first", "{n} customers, the biggest first", len(rows)).format(n=number(len(rows), style)))
        _excel("targets", export_targets, pair.a, pair.b)
    columns = [
        {"id": "name", "label": _("Customer"), "width": "50%"},
        {"id": "last", "label": _("Last bought"), "card": "note"},
        {"id": "revenue", "label": _("Revenue of two years"), "align": "right", "card": "figure"},
    ]
    cells = [{"id": row.customer_id, "href": links.href("customer", row.customer_id), "cells": {
        "name": {"text": row.name, "sub": names.get(row.owner_id)}, "last": day(row.last_on, style),
        "revenue": {"text": money(row.revenue, style), "title": money_full(row.revenue, style)}}} for row in rows[: SHOWN * 2]]
    record_table(columns, cells, TARGETS, selectable=False)


# Due again


def _again(found: Repeats, style: Style) -> None:
    if not found.rows:
        layout.empty_state("event_repeat", _("Nothing is due"), _("No customer of yours who buys a product again and again is due within 30 days."))
        return
    if found.enough:
        sentence = ngettext("{n} product is due to be bought again; {amount} can be expected within 30 days.",
                            "{n} products are due to be bought again; {amount} can be expected within 30 days.", found.count)
    else:
        sentence = ngettext("{n} product is due to be bought again. There is not enough data for a chance.",
                            "{n} products are due to be bought again. There is not enough data for a chance.", found.count)
    st.header(plain(sentence.format(n=number(found.count, style), amount=money(found.expected, style))), anchor=False)
    formula = _("Rhythm: the median of the days between purchases of this product by this customer, from the fourth purchase on. Chance: of all such silences of this length against their rhythm, the share that ended within the next 30 days (Kaplan–Meier). Usual amount: the median of what was spent on it. Who has been silent for over three rhythms is left out.")
    with layout.card(_("Due again"), _("the most expected first"), help=formula, action=lambda: _excel("again", export_repeats)):
        names = {one.id: one.name for one in ask(colleagues)}
        columns = [
            {"id": "name", "label": _("Customer"), "width": "28%"},
            {"id": "product", "label": _("Product"), "width": "26%", "card": "note"},
            {"id": "rhythm", "label": _("Rhythm"), "wide": True},
            {"id": "due", "label": _("Due"), "card": "badge"},
            {"id": "chance", "label": _("Chance within 30 days"), "align": "right", "wide": True},
            {"id": "usual", "label": _("Usual amount"), "align": "right", "card": "figure"},
        ]
        record_table(columns, [_due(row, names, style) for row in found.rows[: SHOWN * 2]], AGAIN, selectable=False)
        if found.count > SHOWN * 2:
            layout.quiet(_("The first {n} of {total}.").format(n=SHOWN * 2, total=number(found.count, style)))


def _due(row: Again, names: dict[int, str], style: Style) -> dict:
    every = ngettext("every {n} day", "every {n} days", round(row.cycle)).format(n=number(row.cycle, style))
    return {
        "id": f"{row.customer_id}.{row.product_id}", "href": links.href("customer", row.customer_id),
        "cells": {
            "name": {"text": row.name, "sub": names.get(row.owner_id)}, "product": row.product,
            "rhythm": {"text": every, "sub": ngettext("{n} purchase", "{n} purchases", row.times).format(n=row.times)},
            "due": {"text": days_away(row.due_on, style), "sub": day(row.due_on, style), "tone": "red" if row.due_on < style.today else None},
            "chance": DASH if row.chance is None else percent(row.chance, style),
            "usual": {"text": money(row.usual, style), "title": money_full(row.usual, style)},
        },
    }


def _excel(name: str, export: Callable, *args) -> None:
    """The button that hands out the file, for those who may export."""
    if not session.actor().may("orders:export"):
        return
    token = session.token()

    def made() -> bytes:
        actor = session.actor_of(token)  # the rights of this moment, not of when the page was drawn
        if actor is None:
            raise Forbidden()
        return run.act(actor, export, *args).content

    st.download_button("Excel", made, file_name=f"{name}.xlsx", icon=":material/download:", type="tertiary", on_click="ignore", key=f"excel_{name}",
                       mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
