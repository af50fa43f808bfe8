"""The list of customers as a file."""
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from crm_core.customers.filtering import CustomerFilter
from crm_core.customers.listing import CustomerRow, Sort, every_row
from crm_core.errors import N_
from crm_core.exporting import Column, File, Format, export
from crm_core.i18n import words
from crm_core.wording import WORDS
from crm_core.work import Work, command
from db.models import DictionaryEntry

Value = Callable[[CustomerRow, dict[str, dict[str, str]]], Any]

COLUMNS: dict[str, tuple[str, str, Value]] = {
    "name": (N_("Customer"), "text", lambda row, words: row.name),
    "kind": (N_("Kind"), "text", lambda row, words: words["kind"].get(row.kind, row.kind)),
    "grade": (N_("Grade"), "text", lambda row, words: words["grade"].get(row.grade, row.grade)),
    "lifecycle": (N_("Lifecycle"), "text", lambda row, words: words["lifecycle"].get(row.lifecycle, row.lifecycle)),
    "open_value": (N_("Open deals"), "money", lambda row, words: row.open_value),
    "won_value": (N_("Won so far"), "money", lambda row, words: row.won_value),
    "orders": (N_("Orders"), "number", lambda row, words: row.order_count),
    "revenue": (N_("Revenue"), "money", lambda row, words: row.revenue),
    "last_order": (N_("Last order"), "date", lambda row, words: row.last_order_on),
    "owner": (N_("Owner"), "text", lambda row, words: row.owner),
    "team": (N_("Team"), "text", lambda row, words: row.team),
    "last_activity": (N_("Last activity"), "moment", lambda row, words: row.last_activity_at),
    "next_step": (N_("Next step"), "text", lambda row, words: row.next_step),
    "next_step_at": (N_("Next step due"), "moment", lambda row, words: row.next_step_at),
    "phone": (N_("Phone"), "text", lambda row, words: row.phone),
    "email": (N_("E-mail"), "text", lambda row, words: row.email),
    "city": (N_("City"), "text", lambda row, words: row.city),
    "region": (N_("Region"), "text", lambda row, words: row.region),
    "industry": (N_("Industry"), "text", lambda row, words: words["industry"].get(row.industry, row.industry)),
    "source": (N_("Source"), "text", lambda row, words: words["source"].get(row.source, row.source)),
    "tags": (N_("Tags"), "text", lambda row, words: ", ".join(row.tags)),
    "agent": (N_("Named agent"), "text", lambda row, words: row.agent),
    "contract_ends": (N_("Contract ends"), "date", lambda row, words: row.contract_ends_on),
    "birthday": (N_("Birthday"), "date", lambda row, words: row.birthday),
    "created": (N_("Created"), "date", lambda row, words: row.created_at),
}


@command("customers:export")
def export_customers(
    work: Work, wanted: CustomerFilter, sort: Sort, columns: Sequence[str], format: Format = "xlsx"
) -> File:
    """All customers that `wanted` matches and this person may export, with `columns` in their order.

    Raises Invalid when they are too many for the format.
    """
    chosen = [COLUMNS[name] for name in columns if name in COLUMNS] or [COLUMNS["name"]]
    locale = words(work.actor.locale)
    told = _words(work)
    rows = every_row(work, wanted, sort, "customers:export")
    return export(
        work,
        "customers",
        [Column(locale.gettext(label), kind) for label, kind, _value in chosen],
        ([value(row, told) for _label, _kind, value in chosen] for row in rows),
        format,
        about={"filter": wanted.described()} if wanted.described() else None,
    )


def _words(work: Work) -> dict[str, dict[str, str]]:
    """Codes and what they are called in the reader's language."""
    translate = words(work.actor.locale).gettext
    told = {name: {code: translate(text) for code, text in WORDS[name].items()} for name in ("lifecycle", "kind")}
    entries = select(DictionaryEntry).where(DictionaryEntry.dictionary.in_(("grade", "industry", "source")))
    for entry in work.session.scalars(entries):
        told.setdefault(entry.dictionary, {})[entry.code] = entry.names.get(work.actor.locale) or entry.name
    return {"grade": {}, "industry": {}, "source": {}} | told
