"""The values people choose from, and any row that carries its own translations."""
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from crm_core.work import ANYBODY, Work, query
from db.models import DictionaryEntry


@dataclass(frozen=True)
class Choice:
    """One value of a dictionary in the reader's language."""

    code: str
    label: str
    tone: str | None
    active: bool


def label(name: str, names: Mapping[str, str] | None, locale: str) -> str:
    """The name in `locale` where the row has one."""
    return (names or {}).get(locale) or name


@query(ANYBODY)
def choices(work: Work) -> dict[str, tuple[Choice, ...]]:
    """Every dictionary with its values in order, inactive ones too (old records show them)."""
    found: dict[str, list[Choice]] = {}
    rows = work.session.scalars(
        select(DictionaryEntry).order_by(DictionaryEntry.dictionary, DictionaryEntry.position, DictionaryEntry.id)
    )
    for row in rows:
        choice = Choice(row.code, label(row.name, row.names, work.actor.locale), row.tone, row.active)
        found.setdefault(row.dictionary, []).append(choice)
    return {name: tuple(values) for name, values in found.items()}
