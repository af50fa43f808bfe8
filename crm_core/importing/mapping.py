"""What a person (or the proposal) decided about a file: columns, values, forms and choices."""
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from crm_core.importing import amounts, dates
from crm_core.importing.fields import Kind, Type
from crm_core.importing.headings import Column, heading_key, heading_scale, match_headings
from crm_core.importing.table import Table

Order = Literal["ymd", "dmy", "mdy"]
Mark = Literal[".", ","]

NEW, EMPTY, REJECT, WON, LOST = "+new", "+empty", "+reject", "+won", "+lost"
DATES = (Type.DATE, Type.MOMENT)
NUMBERS = (Type.MONEY, Type.AMOUNT, Type.INTEGER, Type.DECIMAL)


class Options(BaseModel):
    """How to treat rows. `key` is the field by which existing rows are found; None takes the surest there is.

    `existing`: what to do with a row found by its key. `duplicates`: with one that only looks like another.
    `missing_customers`: with a customer named in a contact or an opportunity that is not here.
    `foreign_amounts`: amounts that carry another currency's sign. `pipeline`: its id or name.
    """

    model_config = ConfigDict(extra="forbid")

    key: str | None = None
    existing: Literal["update", "leave"] = "update"
    duplicates: Literal["leave", "import"] = "leave"
    missing_customers: Literal["reject", "create", "empty"] = "reject"
    missing_products: Literal["reject", "create"] = "reject"
    missing_people: Literal["create", "reject", "empty"] = "create"
    foreign_amounts: Literal["reject", "as_is"] = "reject"
    pipeline: str | None = None


class Mapping(BaseModel):
    """`columns`: heading → field, None for "do not import". `values`: field → value in the file → what it means
    (an existing value by name or key, or one of the words with a plus). `dates`, `decimals`: heading → form.
    """

    model_config = ConfigDict(extra="forbid")

    columns: dict[str, str | None] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    dates: dict[str, Order] = Field(default_factory=dict)
    decimals: dict[str, Mark] = Field(default_factory=dict)
    options: Options = Field(default_factory=Options)


class Columns:
    """A mapping laid over a table: for every field the index of its columns, and how to read them."""

    def __init__(self, table: Table, kind: Kind, mapping: Mapping) -> None:
        self.table, self.kind, self.mapping = table, kind, mapping
        self.of: dict[str, list[int]] = {}
        for index, heading in enumerate(table.headings):
            name = mapping.columns.get(heading)
            if name and kind.has(name):
                self.of.setdefault(name, []).append(index)
        self.order = self._orders()
        self.mark = self._marks()
        self.scale = {
            index: heading_scale(table.headings[index])
            for name, columns in self.of.items() if kind.field(name).type in (Type.MONEY, Type.AMOUNT) for index in columns
        }

    def __contains__(self, field: str) -> bool:
        return field in self.of

    def indexes(self, *types: Type) -> list[int]:
        """The columns whose field has one of these types."""
        return [index for name, columns in self.of.items() if self.kind.field(name).type in types for index in columns]

    def date_forms(self) -> dict[int, dates.DateForm]:
        """What the date columns say of themselves, before anybody chooses."""
        return dates.agree({index: dates.date_form(self.table.column(index)) for index in self.indexes(*DATES)})

    def _orders(self) -> dict[int, str | None]:
        return {
            index: self.mapping.dates.get(self.table.headings[index]) or form.order
            for index, form in self.date_forms().items()
        }

    def _marks(self) -> dict[int, str | None]:
        return {
            index: self.mapping.decimals.get(self.table.headings[index]) or amounts.decimal_mark(self.table.column(index))
            for index in self.indexes(*NUMBERS)
        }


def propose(table: Table, kind: Kind, remembered: dict[str, str] | None = None) -> tuple[Mapping, list[Column]]:
    """The mapping that headings and columns suggest, and how sure each column is."""
    columns = match_headings(table, kind, remembered)
    return Mapping(columns={column.heading: column.field for column in columns}), columns


def missing_fields(kind: Kind, mapping: Mapping) -> list[tuple[str, ...]]:
    """Sets of fields of which one must have a column but none has."""
    chosen = {field for field in mapping.columns.values() if field}
    return [tuple(field.name for field in kind.fields if field.name in need)
            for need in kind.needs if not need & chosen]


def taken_twice(kind: Kind, mapping: Mapping) -> list[str]:
    """Fields that several columns go to although they cannot be joined."""
    chosen = [field for field in mapping.columns.values() if field and kind.has(field)]
    return sorted({field for field in chosen if chosen.count(field) > 1 and not kind.field(field).joins})


def memory_key(heading: str) -> str:
    """How a heading is remembered."""
    return heading_key(heading)[:200]
