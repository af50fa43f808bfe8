"""The columns of the list of customers and what stands in their cells."""
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from crm_core.customers.listing import CustomerRow
from crm_core.i18n import N_
from crm_core.occasions import next_birthday
from crm_core.settings import Settings
from crm_core.wording import WORDS
from pages.activities import kinds
from pages.customers import tones
from pages.ui import filters, format, links
from pages.ui.format import Style
from pages.ui.text import _

DEFAULT = ("grade", "lifecycle", "open_value", "owner", "last_activity", "next_step")
GREATEST_FIRST = ("open_value", "won_value", "revenue", "last_order", "last_activity", "created")
SOON = 30  # days until a contract ends
LIFECYCLES = WORDS["lifecycle"]
Words = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Reader:
    """Who reads, and the names of the values: dictionary → code → Choice."""

    style: Style
    user_id: int | None
    company: Settings
    named: Words

    def value(self, dictionary: str, code: str | None) -> str | None:
        found = self.named.get(dictionary, {}).get(code)
        return found.label if found else code


@dataclass(frozen=True)
class TableColumn:
    """A column that can be chosen: its heading, its cell, and how the table lays it out."""

    label: str
    cell: Callable[[CustomerRow, Reader], Any]
    layout: dict[str, Any] = field(default_factory=dict)
    sortable: bool = True


def shown() -> tuple[str, ...]:
    """The columns of the address beside the name, or the usual ones."""
    chosen = tuple(name for name in filters.value("cols").split(",") if name in COLUMNS)
    return chosen or DEFAULT


def sortable() -> tuple[str, ...]:
    return ("name", *(name for name, column in COLUMNS.items() if column.sortable))


def columns(chosen: tuple[str, ...]) -> list[dict[str, Any]]:
    """What `record_table` is to draw."""
    name = {"id": "name", "label": _("Customer"), "sortable": True, "width": "23%", "card": "title"}
    found = [name]
    for key in chosen:
        column = COLUMNS[key]
        layout = {k: _(v) if k == "empty" else v for k, v in column.layout.items()}
        found.append({"id": key, "label": _(column.label), "sortable": column.sortable, **layout})
    return found


def rows(found: tuple[CustomerRow, ...], chosen: tuple[str, ...], reader: Reader) -> list[dict[str, Any]]:
    """The customers as `record_table` takes them."""
    return [
        {
            "id": row.id,
            "href": links.href("customer", row.id),
            "phone": row.phone,
            "cells": {"name": _name(row, reader), **{key: COLUMNS[key].cell(row, reader) for key in chosen}},
        }
        for row in found
    ]


def _name(row: CustomerRow, reader: Reader) -> dict[str, Any]:
    parts = (reader.value("industry", row.industry), row.city or row.region)
    return {"text": row.name, "sub": " · ".join(part for part in parts if part), "title": row.name}


def _grade(row: CustomerRow, reader: Reader) -> Any:
    choice = reader.named.get("grade", {}).get(row.grade)
    return {"badges": [{"text": reader.value("grade", row.grade), "tone": choice.tone if choice else "gray"}]} if row.grade else None


def _lifecycle(row: CustomerRow, reader: Reader) -> Any:
    word = LIFECYCLES.get(row.lifecycle, row.lifecycle)
    return {"badges": [{"text": _(word), "tone": tones.LIFECYCLE.get(row.lifecycle, "gray")}]}


def _money(name: str) -> Callable[[CustomerRow, Reader], Any]:
    def cell(row: CustomerRow, reader: Reader) -> Any:
        minor = getattr(row, name)
        return None if not minor else {"text": format.money(minor, reader.style), "title": format.money_full(minor, reader.style)}

    return cell


def _revenue(row: CustomerRow, reader: Reader) -> Any:
    """What the orders brought, and how many they are."""
    if not row.order_count and not row.revenue:
        return None
    orders = reader.style.count("{n} order", "{n} orders", row.order_count)
    return {"text": format.money(row.revenue, reader.style), "sub": orders, "title": format.money_full(row.revenue, reader.style)}


def _last_order(row: CustomerRow, reader: Reader) -> Any:
    if row.last_order_on is None:
        return None
    return {"text": format.day(row.last_order_on, reader.style), "sub": format.days_away(row.last_order_on, reader.style)}


def _owner(row: CustomerRow, reader: Reader) -> Any:
    if row.owner is None:
        return {"text": _("Public pool"), "tone": "blue"} if row.team is None else None
    mine = row.owner_id == reader.user_id
    return {"text": row.owner, "initials": format.initials(row.owner), "mine": mine, "owner": row.owner}


def _last_activity(row: CustomerRow, reader: Reader) -> Any:
    if row.last_activity_at is None:
        return None
    silent = (reader.style.now - row.last_activity_at).days
    quiet = row.lifecycle != "lost" and silent >= reader.company.at_risk_days / 2
    kind = row.last_activity_kind or ""
    return {
        "icon": kinds.ICONS.get(kind), "text": kinds.title(kind, None) if kind else "",
        "sub": format.ago(row.last_activity_at, reader.style), "sub_tone": "orange" if quiet else None,
        "title": format.moment(row.last_activity_at, reader.style),
    }  # fmt: skip


def _next_step(row: CustomerRow, reader: Reader) -> Any:
    if row.next_step_at is None:
        return None
    local = reader.style.local(row.next_step_at)
    when = local.date() if (local.hour, local.minute) == (12, 0) else row.next_step_at  # noon stands for the day
    style = reader.style
    return {"text": row.next_step, "sub": format.due(when, style), "sub_tone": format.due_tone(when, style), "title": row.next_step}


def _contract(row: CustomerRow, reader: Reader) -> Any:
    if row.contract_ends_on is None:
        return None
    left = (row.contract_ends_on - reader.style.today).days
    tone = "red" if left < 0 else "orange" if left <= SOON else None
    day = format.day(row.contract_ends_on, reader.style)
    return {"text": day, "sub": format.days_away(row.contract_ends_on, reader.style), "sub_tone": tone}


def _birthday(row: CustomerRow, reader: Reader) -> Any:
    if row.birthday is None:
        return None
    style = reader.style
    return {"text": format.day(row.birthday, style), "sub": format.days_away(next_birthday(row.birthday, style.today), style)}


def _tags(row: CustomerRow, reader: Reader) -> Any:
    return {"badges": [{"text": tag} for tag in row.tags[:3]], "title": ", ".join(row.tags)} if row.tags else None


def _named(dictionary: str) -> Callable[[CustomerRow, Reader], Any]:
    return lambda row, reader: reader.value(dictionary, getattr(row, dictionary))


def _plain(name: str) -> Callable[[CustomerRow, Reader], Any]:
    return lambda row, reader: getattr(row, name)


RIGHT = {"align": "right"}
COLUMNS: dict[str, TableColumn] = {
    "grade": TableColumn(N_("Grade"), _grade, {"card": "badge", "width": "7%"}),
    "lifecycle": TableColumn(N_("Lifecycle"), _lifecycle, {"card": "badge", "width": "12%"}),
    "open_value": TableColumn(N_("Open deals"), _money("open_value"), RIGHT | {"card": "figure", "width": "11%"}),
    "won_value": TableColumn(N_("Won so far"), _money("won_value"), RIGHT | {"width": "10%"}),
    "revenue": TableColumn(N_("Revenue"), _revenue, RIGHT | {"width": "10%"}),
    "last_order": TableColumn(N_("Last order"), _last_order),
    "owner": TableColumn(N_("Owner"), _owner, {"wide": True}),
    "team": TableColumn(N_("Team"), _plain("team"), {"wide": True}),
    "last_activity": TableColumn(N_("Last activity"), _last_activity, {"wide": True}),
    "next_step": TableColumn(N_("Next step"), _next_step, {"card": "note", "clock": True, "empty": N_("No next step"), "width": "16%"}),
    "phone": TableColumn(N_("Phone"), _plain("phone"), {"width": "15%"}, sortable=False),
    "email": TableColumn(N_("E-mail"), _plain("email"), {"wide": True}, sortable=False),
    "city": TableColumn(N_("City"), _plain("city")),
    "region": TableColumn(N_("Region"), _plain("region")),
    "industry": TableColumn(N_("Industry"), _named("industry")),
    "source": TableColumn(N_("Source"), _named("source"), {"wide": True}),
    "tags": TableColumn(N_("Tags"), _tags, {"wide": True}, sortable=False),
    "agent": TableColumn(N_("Named agent"), _plain("agent"), {"wide": True}, sortable=False),
    "contract_ends": TableColumn(N_("Contract ends"), _contract, {"wide": True}),
    "birthday": TableColumn(N_("Birthday"), _birthday, {"wide": True}, sortable=False),
    "created": TableColumn(N_("Created"), lambda row, reader: format.day(row.created_at, reader.style), {"wide": True}),
}
