"""The customers behind a figure or a cell of the churn page."""
from crm_core.churn.behind import PAGE, TOLD, BehindRows, amount_label, export_churn_rows, rows_behind
from crm_core.churn.behind import Behind as Customer
from pages.churn import words
from pages.ui import links
from pages.ui.behind import Behind, Shown, summary
from pages.ui.format import DASH, Style, day, money, money_full
from pages.ui.text import _

TONES = {"bought": "green", "silent": "red", "lost": "red", "stayed": "green", **words.TONES}


def _draw(found: BehindRows, part: str, style: Style) -> Shown:
    grades, told = words.names()["grade"], style.count("{n} customer", "{n} customers", found.total)
    return Shown(summary(told, found.hidden, style), _columns(part), [_row(row, grades, style) for row in found.rows], found.total)


def _columns(part: str) -> list[dict]:
    return [
        {"id": "customer", "label": _("Customer"), "card": "title", "width": "42%"},
        {"id": "what", "label": _("What happened"), "card": "badge"},
        {"id": "owner", "label": _("Owner"), "card": "note"},
        {"id": "amount", "label": _(amount_label(part)), "align": "right", "card": "figure"},
    ]


def _row(row: Customer, grades: dict[str, str], style: Style) -> dict:
    grade = _("Grade {grade}").format(grade=grades.get(row.grade, row.grade)) if row.grade else None
    return {
        "id": row.customer_id,
        "href": links.href("customer", row.customer_id),
        "cells": {
            "customer": {"text": row.customer, "sub": grade},
            "what": {"badges": [{"text": _(TOLD[row.what]), "tone": TONES[row.what]}], "sub": day(row.day, style)},
            "owner": row.owner or DASH,
            "amount": {"text": money(row.amount, style), "title": money_full(row.amount, style)},
        },
    }


CUSTOMERS = Behind("churn", rows_behind, export_churn_rows, _draw, PAGE, opens="customer", right="customers:export", file="churn")
