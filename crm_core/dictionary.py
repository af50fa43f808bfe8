"""The values people choose from, and any row that carries its own translations."""
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import select, update

from crm_core.errors import N_, Invalid, NotFound
from crm_core.naming import NameForm, moved
from crm_core.work import ANYBODY, Work, command, query
from db.models import DictionaryEntry

DICTIONARIES = (
    "grade", "industry", "source", "buying_role", "won_reason", "lost_reason", "ticket_kind", "churn_measure", "churn_reason",
)  # fmt: skip
TONES = ("green", "blue", "violet", "orange", "red", "gray")
TONED = ("grade", "buying_role", "ticket_kind")


@dataclass(frozen=True)
class Choice:
    """One value of a dictionary in the reader's language."""

    code: str
    label: str
    tone: str | None
    active: bool


@dataclass(frozen=True)
class Entry:
    """One value as it is edited: its name, and where it is called differently."""

    id: int
    dictionary: str
    code: str
    name: str
    names: Mapping[str, str]
    tone: str | None
    active: bool


class EntryForm(NameForm):
    """A value of a dictionary; `tone` is its colour where the dictionary has colours."""

    required: ClassVar[tuple[str, ...]] = ("name",)

    tone: str | None = None


def label(name: str, names: Mapping[str, str] | None, locale: str) -> str:
    """The name in `locale` where the row has one."""
    return (names or {}).get(locale) or name


@query(ANYBODY)
def choices(work: Work) -> dict[str, tuple[Choice, ...]]:
    """Every dictionary with its values in order, inactive ones too (old records show them)."""
    found: dict[str, list[Choice]] = {}
    for row in work.session.scalars(_ordered()):
        choice = Choice(row.code, label(row.name, row.names, work.actor.locale), row.tone, row.active)
        found.setdefault(row.dictionary, []).append(choice)
    return {name: tuple(values) for name, values in found.items()}


@query("dictionary:manage")
def entries(work: Work, dictionary: str) -> tuple[Entry, ...]:
    """The values of one dictionary, to edit them."""
    rows = work.session.scalars(_ordered().where(DictionaryEntry.dictionary == dictionary))
    return tuple(Entry(r.id, r.dictionary, r.code, r.name, r.names or {}, r.tone, r.active) for r in rows)


@command("dictionary:manage")
def add_entry(work: Work, dictionary: str, form: EntryForm) -> int:
    """A new value at the end; returns its id. Raises Invalid when the name is taken."""
    if dictionary not in DICTIONARIES:
        raise NotFound()
    rows = _rows(work, dictionary)
    _check(form, dictionary, rows, None)
    entry = DictionaryEntry(
        dictionary=dictionary, code=_code(form, {row.code for row in rows}), tone=form.tone,
        position=max((row.position for row in rows), default=-1) + 1, **form.written,
    )
    work.session.add(entry)
    work.session.flush()
    after = {"dictionary": dictionary, "name": entry.name, "names": entry.names, "tone": entry.tone}
    work.record("dictionary.added", "dictionary_entry", entry.id, after=after)
    return entry.id


@command("dictionary:manage")
def change_entry(work: Work, entry_id: int, form: EntryForm) -> int:
    """Another name or colour; records keep pointing to the value. Returns its id."""
    entry, rows = _entry(work, entry_id)
    _check(form, entry.dictionary, rows, entry_id)
    values = {**form.written, "tone": form.tone}
    before = {name: getattr(entry, name) for name, value in values.items() if getattr(entry, name) != value}
    if before:
        for name in before:
            setattr(entry, name, values[name])
        after = {name: values[name] for name in before}
        work.record("dictionary.changed", "dictionary_entry", entry_id, before=before, after=after)
    return entry_id


@command("dictionary:manage")
def move_entry(work: Work, entry_id: int, up: bool) -> int:
    """A place further up or down; returns its id."""
    entry, rows = _entry(work, entry_id)
    order = moved([row.id for row in rows], entry_id, up)
    if order != [row.id for row in rows]:
        before = entry.position
        work.session.execute(update(DictionaryEntry), [{"id": key, "position": place} for place, key in enumerate(order)])
        places = {"before": {"position": before}, "after": {"position": order.index(entry_id)}}
        work.record("dictionary.moved", "dictionary_entry", entry_id, **places)
    return entry_id


@command("dictionary:manage")
def offer_entry(work: Work, entry_id: int, active: bool) -> int:
    """Whether people may still choose the value; records that have it keep it. Returns its id."""
    entry, _rows_ = _entry(work, entry_id)
    if entry.active != active:
        entry.active = active
        kind = "dictionary.activated" if active else "dictionary.deactivated"
        work.record(kind, "dictionary_entry", entry_id, before={"active": not active}, after={"active": active})
    return entry_id


def _ordered():
    return select(DictionaryEntry).order_by(DictionaryEntry.dictionary, DictionaryEntry.position, DictionaryEntry.id)


def _rows(work: Work, dictionary: str) -> Sequence[DictionaryEntry]:
    return work.session.scalars(_ordered().where(DictionaryEntry.dictionary == dictionary).with_for_update()).all()


def _entry(work: Work, entry_id: int) -> tuple[DictionaryEntry, Sequence[DictionaryEntry]]:
    dictionary = work.session.scalar(select(DictionaryEntry.dictionary).where(DictionaryEntry.id == entry_id))
    rows = _rows(work, dictionary) if dictionary else ()
    found = [row for row in rows if row.id == entry_id]
    if not found:
        raise NotFound()
    return found[0], rows


def _check(form: EntryForm, dictionary: str, rows: Sequence[DictionaryEntry], entry_id: int | None) -> None:
    if form.tone is not None and (form.tone not in TONES or dictionary not in TONED):
        raise Invalid(N_("This colour is not there."), field="tone")
    if any(row.name.lower() == form.name.lower() for row in rows if row.id != entry_id):
        raise Invalid(N_("This value is there already."), field="name")


def _code(form: EntryForm, taken: set[str]) -> str:
    base = re.sub(r"\W+", "_", form.name.casefold()).strip("_")[:60] or "value"
    numbered = (base if n == 1 else f"{base}_{n}" for n in range(1, len(taken) + 2))
    return next(code for code in numbered if code not in taken)
