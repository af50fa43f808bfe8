"""The members behind a bar of a campaign's report."""
from crm_core.campaigns.behind import PAGE, export_behind, members_behind
from crm_core.campaigns.behind import Behind as Members
from crm_core.campaigns.schemas import MemberRow
from crm_core.wording import WORDS
from pages.ui import links
from pages.ui.behind import Behind, Shown
from pages.ui.format import Style, moment, money
from pages.ui.text import _

FACTS = (("converted_at", "green"), ("replied_at", "blue"), ("clicked_at", "blue"), ("attended_at", "green"), ("registered_at", "blue"),
         ("unsubscribed_at", "red"), ("bounced_at", "red"), ("opened_at", "gray"), ("reached_at", "gray"))  # fmt: skip


def _draw(found: Members, part: str, style: Style) -> Shown:
    told = style.count("{n} member", "{n} members", found.total)
    return Shown(told, _columns(), [_row(row, style) for row in found.rows], found.total)


def _columns() -> list[dict]:
    return [
        {"id": "name", "label": _("Member"), "width": "34%"},
        {"id": "address", "label": _("Address"), "card": "note"},
        {"id": "state", "label": _("What happened"), "card": "badge"},
        {"id": "value", "label": _("Value"), "align": "right", "card": "figure"},
    ]


def _row(row: MemberRow, style: Style) -> dict:
    fact = next(((name, tone) for name, tone in FACTS if getattr(row, name)), None)
    state = {"badges": [{"text": _("Held out"), "tone": "gray"}]} if row.held_out else None
    if fact:
        words = {"reached_at": _("Reached"), "opened_at": _("Mail opened"), "clicked_at": _("Clicked"), "replied_at": _("Replied"),
                 "converted_at": _("Converted"), "attended_at": _("Came"), "registered_at": _("Registered"),
                 "bounced_at": _("Came back"), "unsubscribed_at": _("Unsubscribed")}
        state = {"badges": [{"text": words[fact[0]], "tone": fact[1]}], "sub": moment(getattr(row, fact[0]), style)}
    if row.outcome:
        state = {"badges": [{"text": _(WORDS["outcome"][row.outcome]), "tone": "green" if row.outcome == "yes" else "gray"}]}
    return {
        "id": row.id,
        "record": row.customer_id,
        "href": links.href("customer", row.customer_id) if row.customer_id else None,
        "cells": {
            "name": {"text": row.customer or row.name, "sub": row.name if row.customer and row.name != row.customer else None},
            "address": row.email or row.phone,
            "state": state,
            "value": money(row.converted_value, style) if row.converted_value else None,
        },
    }


MEMBERS = Behind("campaign", members_behind, export_behind, _draw, PAGE, opens="customer", right="campaigns:export", file="campaign")
