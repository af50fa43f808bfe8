"""The customers behind a bar of the composition report."""
from crm_core.dictionary import choices
from crm_core.reports.composition_rows import PAGE, MemberRow, composition_rows, export_members
from crm_core.wording import WORDS
from pages.ui import links
from pages.ui.behind import Behind, Shown
from pages.ui.format import DASH, Style, day, money, money_full
from pages.ui.run import ask
from pages.ui.text import _

TONES = {"active": "green", "at_risk": "orange", "lost": "red", "dormant": "gray"}


def _draw(found: tuple[int, tuple[MemberRow, ...]], part: str, style: Style) -> Shown:
    total, rows = found
    grades = {choice.code: choice for choice in ask(choices).get("grade", ())}
    told = style.count("{n} customer", "{n} customers", total)
    return Shown(told, _columns(), [_row(row, grades, style) for row in rows], total)


def _columns() -> list[dict]:
    return [
        {"id": "name", "label": _("Customer"), "card": "title", "width": "38%"},
        {"id": "grade", "label": _("Grade"), "card": "badge"},
        {"id": "lifecycle", "label": _("Lifecycle"), "wide": True},
        {"id": "owner", "label": _("Owner"), "card": "note"},
        {"id": "revenue", "label": _("Revenue"), "align": "right", "card": "figure"},
    ]


def _row(row: MemberRow, grades: dict, style: Style) -> dict:
    grade = grades.get(row.grade)
    stage = {"text": _(WORDS["lifecycle"].get(row.lifecycle, row.lifecycle)), "tone": TONES.get(row.lifecycle, "blue")}
    return {
        "id": row.id, "href": links.href("customer", row.id),
        "cells": {
            "name": {"text": row.name, "sub": _("since {day}").format(day=day(row.since, style))},
            "grade": {"badges": [{"text": grade.label, "tone": grade.tone or "gray"}]} if grade else row.grade or DASH,
            "lifecycle": {"badges": [stage]}, "owner": row.owner or DASH,
            "revenue": {"text": money(row.revenue, style), "title": money_full(row.revenue, style)},
        },
    }


MEMBERS = Behind("composition", composition_rows, export_members, _draw, PAGE, opens="customer", right="customers:export", file="composition")
