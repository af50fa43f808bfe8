"""Worth your time: customers and deals in the order of what is at stake, with the reasons in words."""

from crm_core.dictionary import choices
from crm_core.home.priorities import CUSTOMERS, DEALS, WorthCustomer, WorthDeal, customers_worth, deals_worth
from pages.ui import layout, links, session
from pages.ui.components import happened, record_table
from pages.ui.format import Style, ago, day, money, money_full, number, percent
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _

PEOPLE, OPEN = "worth_customers", "worth_deals"
RISKY = 0.4


def page() -> None:
    """What is within one's reach, the most worth on top."""
    for table, url in ((PEOPLE, "customer"), (OPEN, "deal")):
        if key := happened(table, "open"):
            links.leave_for(url, id=key)
    style, actor = reader(), session.actor()
    with layout.header(_("Worth your time"), sub=_("Where an hour today brings or keeps the most, and why")):
        pass
    if actor.may(*CUSTOMERS):
        _customers(style)
    if actor.may(DEALS):
        _deals(style)


def _customers(style: Style) -> None:
    formula = _("At stake: revenue of the last 12 months × (20% + 50% × the risk of losing the customer + 30% when nobody was in touch for 30 days). An amount to compare by, no forecast. Computed from last night's figures.")
    with layout.card(_("Customers with most at stake"), help=formula):
        rows = ask(customers_worth)
        if not rows:
            layout.quiet(_("Nobody of yours has ordered in the last 12 months, or the night's figures are not there yet."))
            return
        grades = {one.code: one.label for one in ask(choices).get("grade", ())}
        columns = [
            {"id": "name", "label": _("Customer"), "width": "30%"}, {"id": "why", "label": _("Why"), "card": "note", "width": "40%"},
            {"id": "revenue", "label": _("Revenue, 12 months"), "align": "right", "wide": True},
            {"id": "stake", "label": _("At stake"), "align": "right", "card": "figure"},
        ]
        record_table(columns, [_customer(row, grades, style) for row in rows], PEOPLE, selectable=False)


def _customer(row: WorthCustomer, grades: dict[str, str], style: Style) -> dict:
    why = _why(_why_customer(row, grades, style))
    return {"id": row.id, "href": links.href("customer", row.id), "cells": {
        "name": {"text": row.name, "sub": row.owner or _("In the public pool")}, "why": why,
        "revenue": {"text": money(row.revenue, style), "title": money_full(row.revenue, style)},
        "stake": {"text": money(row.stake, style), "title": money_full(row.stake, style), "strong": True}}}


def _why_customer(row: WorthCustomer, grades: dict[str, str], style: Style) -> list[str]:
    found = []
    if row.silent and row.silent > 1.2:
        found.append(_("silent {times}× its rhythm").format(times=number(row.silent, style, 1)))
    if row.risk is not None and row.risk >= RISKY:
        found.append(_("{share} risk of losing it").format(share=percent(row.risk, style)))
    if row.quiet:
        found.append(_("last contact {when}").format(when=ago(row.last_contact, style)) if row.last_contact else _("nobody was in touch yet"))
    if row.open_deals:
        found.append(_("open deals worth {amount}").format(amount=money(row.open_value, style)))
    if not row.next_step:
        found.append(_("no next step"))
    if row.grade in grades:
        found.append(_("grade {name}").format(name=grades[row.grade]))
    return found or [_("buys a lot, all in order")]


def _deals(style: Style) -> None:
    formula = _("Potential: value × probability of the stage × (100% + 50% when it closes within 14 days or should have + 30% without a next step + 20% past the time limit of its stage). An amount to compare by, no forecast.")
    with layout.card(_("Deals with most potential"), help=formula):
        rows = ask(deals_worth)
        if not rows:
            layout.quiet(_("No open deal of yours has a value yet."))
            return
        columns = [
            {"id": "name", "label": _("Deal"), "width": "30%"}, {"id": "why", "label": _("Why"), "card": "note", "width": "40%"},
            {"id": "value", "label": _("Value"), "align": "right", "wide": True},
            {"id": "potential", "label": _("Potential value"), "align": "right", "card": "figure"},
        ]
        record_table(columns, [_deal(row, style) for row in rows], OPEN, selectable=False, letters=False)


def _deal(row: WorthDeal, style: Style) -> dict:
    why = _why(_why_deal(row, style))
    return {"id": row.id, "href": links.href("deal", row.id), "cells": {
        "name": {"text": row.name, "sub": " · ".join(filter(None, [row.customer, row.owner]))}, "why": why,
        "value": {"text": money(row.value, style), "title": money_full(row.value, style)},
        "potential": {"text": money(row.potential, style), "title": money_full(row.potential, style), "strong": True}}}


def _why_deal(row: WorthDeal, style: Style) -> list[str]:
    found = [_("{stage}, {share} of such deals are won").format(stage=row.stage, share=percent(row.probability / 100, style))]
    if row.closing:
        text = _("should have closed {day}") if row.expected_close < style.today else _("closes {day}")
        found.append(text.format(day=day(row.expected_close, style)))
    if not row.next_step:
        found.append(_("no next step"))
    if row.late:
        found.append(_("{n} days in its stage, {limit} allowed").format(n=row.days, limit=row.limit_days))
    return found


def _why(reasons: list[str]) -> dict[str, str | None]:
    """The first two reasons and the others below; on a phone one after the other."""
    return {"text": " · ".join(reasons[:2]), "sub": " · ".join(reasons[2:]) or None, "phone": " · ".join(reasons)}
