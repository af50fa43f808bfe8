"""What the wizard's first step tells about each column."""
from dataclasses import dataclass, field
from typing import Any

from crm_core.errors import Invalid
from crm_core.i18n import N_
from crm_core.importing import amounts, dates
from crm_core.importing.cells import Row, RowReader
from crm_core.importing.fields import Type
from crm_core.importing.mapping import DATES, NEW, NUMBERS
from crm_core.importing.survey import FieldValues
from crm_core.importing.table import Table

ORDER_NOTES = {"dmy": N_("read day first"), "mdy": N_("read month first"), "ymd": N_("read year first")}
NOBODY = N_("“{value}” is nobody here")
LEFT_OUT = {
    "opaque": N_("Ids of people in another program. Choose Owner to say who they are."),
    "unfit": N_("Most of its values do not fit the field."),
}
LOOK = {"close": N_("Only similar to a known heading. Is it right?"), "content": N_("Known by its values only. Is it right?")}


@dataclass(frozen=True)
class Note:
    """A remark beside a column; `look` when somebody has to look at it."""

    message: str
    params: dict[str, Any] = field(default_factory=dict)
    look: bool = False


@dataclass(frozen=True)
class ColumnView:
    """A column of the file. `ask` is "order" or "mark" when only a person can say how to read it."""

    index: int
    heading: str
    field: str | None
    how: str
    samples: tuple[str, ...]
    empty: int
    notes: tuple[Note, ...]
    ask: str | None = None
    choices: tuple[str, ...] = ()
    chosen: str | None = None

    @property
    def sure(self) -> bool:
        return self.ask is None and not any(note.look for note in self.notes)


def views(table: Table, reader: RowReader, how: dict[str, str], values: tuple[FieldValues, ...]) -> tuple[ColumnView, ...]:
    """Every column of the table with what is known about it."""
    forms = reader.columns.date_forms()
    by_heading = {item.heading: item for item in values}
    return tuple(_view(table, reader, index, how, forms.get(index), by_heading.get(heading))
                 for index, heading in enumerate(table.headings))


def _view(table: Table, reader: RowReader, index: int, how: dict[str, str], form, matched: FieldValues | None) -> ColumnView:
    heading = table.headings[index]
    name = reader.columns.mapping.columns.get(heading)
    filled = len(table.column(index))
    common = {"index": index, "heading": heading, "field": name, "how": how.get(heading, "none"),
              "samples": tuple(table.samples(index)), "empty": len(table.rows) - filled}
    if not name:
        left = LEFT_OUT.get(common["how"])
        return ColumnView(**common, notes=(Note(left),) if left and filled else ())
    kind_of = reader.kind.field(name).type
    notes = [Note(LOOK[common["how"]], look=True)] if common["how"] in LOOK else []
    if kind_of in DATES and form:
        return _dates(reader, heading, common, notes, form)
    if kind_of in NUMBERS:
        return _numbers(reader, index, common, notes)
    if kind_of is Type.PHONE:
        notes += _phones(table, reader, index, name)
    if matched:
        notes += _values(matched)
    return ColumnView(**common, notes=tuple(notes))


def _dates(reader: RowReader, heading: str, common: dict, notes: list[Note], form: dates.DateForm) -> ColumnView:
    chosen = reader.columns.mapping.dates.get(heading) or form.order
    if form.unread:
        notes.append(Note(N_("not read as dates: {n}"), {"n": form.unread}, look=True))
    elif form.forms > 1:
        notes.append(Note(N_("date forms, all read: {n}"), {"n": form.forms}))
    several = len(form.choices) > 1
    if several and chosen:
        notes.append(Note(ORDER_NOTES[chosen]))
    elif several:
        notes.append(Note(N_("Day or month first? Choose below."), look=True))
    asked = "order" if several and form.order is None else None
    return ColumnView(**common, notes=tuple(notes), ask=asked if not chosen else None, choices=form.choices if asked else (), chosen=chosen)


def _numbers(reader: RowReader, index: int, common: dict, notes: list[Note]) -> ColumnView:
    own = amounts.decimal_mark(reader.table.column(index))
    chosen = reader.columns.mark.get(index)
    if own == ",":
        notes.append(Note(N_("decimal comma")))
    if reader.columns.scale.get(index):
        notes.append(Note(N_("multiplied by {factor}, as the heading says"), {"factor": f"{10 ** reader.columns.scale[index]:,}"}))
    if chosen is None:
        notes.append(Note(N_("Point or comma before the cents? Choose below."), look=True))
    asked = (".", ",") if own is None else ()
    return ColumnView(**common, notes=tuple(notes), ask="mark" if asked and chosen is None else None, choices=asked, chosen=chosen)


def _phones(table: Table, reader: RowReader, index: int, name: str) -> list[Note]:
    for position, cells in enumerate(table.rows[:50]):
        if cells[index] == "":
            continue
        try:
            row: Row = reader.read(position)
        except Invalid:
            continue
        if name in row.values:
            return [Note(N_("becomes {example}"), {"example": row.values[name]})]
    return []


def _values(matched: FieldValues) -> list[Note]:
    open_ones = [match for match in matched.values if not match.sure]
    if not open_ones:
        return []
    added = [match for match in open_ones if match.action == NEW]
    if len(open_ones) == 1 and matched.type == "person":
        return [Note(NOBODY, {"value": open_ones[0].text}, look=True)]
    if len(open_ones) == len(added):
        return [Note(N_("will be added: {n}"), {"n": len(added)}, look=matched.type in ("person", "product"))]
    return [Note(N_("to match in step 2: {n}"), {"n": len(open_ones) - len(added)}, look=True)]
