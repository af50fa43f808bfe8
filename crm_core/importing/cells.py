"""Cells of a row → values of the fields, or the reason why not."""
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import list_currencies

from crm_core import normalise
from crm_core.errors import Invalid
from crm_core.i18n import N_
from crm_core.importing import amounts, dates
from crm_core.importing.fields import MATCHED, Field, Kind, Type
from crm_core.importing.mapping import Columns, Mapping
from crm_core.importing.table import Cell, Table, as_text
from crm_core.money import minor_units
from crm_core.settings import Settings

BLANKS = frozenset({"n/a", "#n/a", "na", "null", "none", "nil", "-", "--", "—", "/", "无", "暂无", "空", "未知", "(blank)", "#ref!",
                    "#value!", "[null]", "nan", "unknown", "n.a.", "不详", "?"})
NAMES = frozenset({"name", "first_name", "last_name"})
UNFIT_SHARE = 0.5


@dataclass(frozen=True)
class Problem:
    """Why a row is not imported, or what to know about it. `message` is a message id."""

    field: str | None
    message: str
    params: dict[str, Any] = field(default_factory=dict)

    def stored(self) -> list:
        return [self.field, self.message, self.params]

    @classmethod
    def of(cls, error: Invalid, name: str | None = None) -> "Problem":
        return cls(name or error.field, error.message, error.params)


@dataclass
class Row:
    """A row of the file, read. `values` holds only fields with something in them."""

    number: int
    values: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def fail(self, name: str | None, message: str, /, **params: Any) -> None:
        self.problems.append(Problem(name, message, params))


class RowReader:
    """Reads rows of one table as one mapping says. Pure: the database is not asked."""

    def __init__(self, table: Table, kind: Kind, mapping: Mapping, settings: Settings) -> None:
        self.table, self.kind, self.settings = table, kind, settings
        self.columns = Columns(table, kind, mapping)
        self.as_is = mapping.options.foreign_amounts == "as_is"
        self.fields = [(kind.field(name), indexes) for name, indexes in self.columns.of.items()]
        self.fields.sort(key=lambda item: item[0].type not in (Type.COUNTRY, Type.CODE))  # phones need the country, amounts the currency

    def rows(self, start: int = 0, stop: int | None = None) -> Iterator[Row]:
        """The rows from position `start` to before `stop`."""
        for position in range(start, min(stop or len(self.table.rows), len(self.table.rows))):
            yield self.read(position)

    def read(self, position: int) -> Row:
        row = Row(self.table.numbers[position], {})
        width = self.table.ragged.get(row.number)
        if width:
            row.fail(None, N_("This row has {cells} cells, the headings are {headings}."), cells=width,
                     headings=len(self.table.headings))
        cells = self.table.rows[position]
        for target, indexes in self.fields:
            self._read_field(row, target, indexes, cells)
        return row

    def _read_field(self, row: Row, target: Field, indexes: list[int], cells: list[Cell]) -> None:
        found = []
        for index in indexes:
            cell = cells[index]
            if cell == "" or (target.name not in NAMES and isinstance(cell, str) and cell.lower() in BLANKS):
                continue
            try:
                found.append(self._value(cell, index, target, row))
            except Invalid as error:
                row.problems.append(Problem.of(error, target.name))
            except dates.Unclear:
                row.fail(target.name, N_("“{value}” can be read as two different days."), value=as_text(cell)[:40])
            except amounts.Unclear:
                row.fail(target.name, N_("“{value}” can be read as two different numbers."), value=as_text(cell)[:40])
        if found:
            row.values[target.name] = _join(found, target) if len(found) > 1 else found[0]

    def _value(self, cell: Cell, index: int, target: Field, row: Row) -> Any:
        reader = READERS.get(target.type)
        if reader is None:
            return _text(cell, target)
        return reader(self, cell, index, target, row)

    def unfit(self) -> list[int]:
        """Columns most of whose values their field cannot take, such as `100-499人` for a number."""
        found = []
        for target, indexes in self.fields:
            if target.type not in STRICT_TYPES:
                continue
            for index in indexes:
                sample = self.table.column(index)[:300]
                bad = sum(self._fails(cell, index, target) for cell in sample)
                if bad > UNFIT_SHARE * len(sample):
                    found.append(index)
        return found

    def _fails(self, cell: Cell, index: int, target: Field) -> bool:
        if isinstance(cell, str) and cell.lower() in BLANKS:
            return False
        try:
            self._value(cell, index, target, Row(0, {}))
        except Invalid:
            return True
        except (dates.Unclear, amounts.Unclear):
            return False
        return False


STRICT_TYPES = frozenset({Type.INTEGER, Type.DECIMAL, Type.DATE, Type.MOMENT, Type.MONEY, Type.AMOUNT, Type.SHARE, Type.EMAIL, Type.PERCENT,
                          Type.BOOLEAN, Type.WEBSITE})


def _join(found: list, target: Field) -> Any:
    return ("\n" if target.type is Type.LONG else ", ").join(dict.fromkeys(found))


def _text(cell: Cell, target: Field) -> str:
    text = " ".join(as_text(cell).split())
    if len(text) > target.length:
        raise Invalid(N_("This is too long: at most {length} characters."), field=target.name, length=target.length)
    return text


def _long(_reader: RowReader, cell: Cell, _index: int, target: Field, _row: Row) -> str:
    text = as_text(cell)
    if len(text) > target.length:
        raise Invalid(N_("This is too long: at most {length} characters."), field=target.name, length=target.length)
    return text


def _phone(reader: RowReader, cell: Cell, _index: int, _target: Field, row: Row) -> str:
    country = row.values.get("country") or reader.settings.country
    return normalise.phone(as_text(cell), country if len(country) == 2 else reader.settings.country, False)


def _email(_reader: RowReader, cell: Cell, _index: int, _target: Field, _row: Row) -> str:
    return normalise.email(as_text(cell))


def _website(_reader: RowReader, cell: Cell, _index: int, _target: Field, _row: Row) -> str:
    return normalise.website(as_text(cell))


def _country(_reader: RowReader, cell: Cell, _index: int, target: Field, _row: Row) -> str:
    text = _text(cell, target)
    return normalise.country_code(text) or text


def _date(reader: RowReader, cell: Cell, index: int, target: Field, _row: Row) -> Any:
    if isinstance(cell, bool):
        raise _wrong(N_("“{value}” is not a date."), cell, target)
    day = dates.read_day(cell, reader.columns.order.get(index))
    if day is None:
        raise _wrong(N_("“{value}” is not a date."), cell, target)
    return day


def _moment(reader: RowReader, cell: Cell, index: int, target: Field, _row: Row) -> Any:
    """Date and time; without a zone they are the company's."""
    moment = None if isinstance(cell, bool) else dates.read_moment(cell, reader.columns.order.get(index))
    if moment is None:
        raise _wrong(N_("“{value}” is not a date."), cell, target)
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(reader.settings.time_zone))).astimezone(UTC)


def _money(reader: RowReader, cell: Cell, index: int, target: Field, _row: Row) -> int:
    amount = amounts.read_amount(cell, reader.columns.mark.get(index))
    if amount is None:
        raise _wrong(N_("“{value}” is not an amount."), cell, target)
    currency = reader.settings.currency
    if amount.currencies and currency not in amount.currencies and not reader.as_is:
        raise Invalid(N_("This amount is in {found}, the company's currency is {currency}."), field=target.name,
                      found=amount.currencies[0], currency=currency)
    number = amount.number.scaleb(reader.columns.scale.get(index, 0))
    if not 0 <= number < 10**13:
        raise Invalid(N_("“{value}” is not a possible amount."), field=target.name, value=as_text(cell)[:40])
    return minor_units(number, currency)


def _amount(reader: RowReader, cell: Cell, index: int, target: Field, row: Row) -> Decimal:
    """A number in the currency of its row, which its own sign must not contradict."""
    amount = amounts.read_amount(cell, reader.columns.mark.get(index))
    if amount is None:
        raise _wrong(N_("“{value}” is not an amount."), cell, target)
    currency = row.values.get("currency", reader.settings.currency)
    if amount.currencies and currency not in amount.currencies and not reader.as_is:
        raise Invalid(N_("This amount is in {found}, the order in {currency}."), field=target.name, found=amount.currencies[0], currency=currency)
    number = amount.number.scaleb(reader.columns.scale.get(index, 0))
    if not abs(number) < 10**13:
        raise _wrong(N_("“{value}” is not a possible amount."), cell, target)
    return number


def _code(_reader: RowReader, cell: Cell, _index: int, target: Field, _row: Row) -> str:
    text = as_text(cell).strip()
    meant = (text.upper(),) if text.upper() in list_currencies() else amounts.CURRENCIES.get(text.lower(), ())
    if not meant:
        raise _wrong(N_("“{value}” is not a currency."), cell, target)
    return meant[0]


def _share(_reader: RowReader, cell: Cell, _index: int, target: Field, _row: Row) -> float:
    share = amounts.read_share(cell)
    if share is None:
        raise _wrong(N_("“{value}” is not a percentage."), cell, target)
    return float(share)


def _currency(reader: RowReader, cell: Cell, _index: int, target: Field, _row: Row) -> str:
    text = as_text(cell).strip()
    meant = (text.upper(),) if text.upper() in amounts.CODES else amounts.CURRENCIES.get(text.lower(), (text,))
    if reader.settings.currency not in meant and not reader.as_is:
        raise Invalid(N_("This amount is in {found}, the company's currency is {currency}."), field=target.name,
                      found=meant[0], currency=reader.settings.currency)
    return reader.settings.currency


def _integer(reader: RowReader, cell: Cell, index: int, target: Field, _row: Row) -> int:
    number = amounts.read_integer(cell, reader.columns.mark.get(index))
    if number is None and target.name == "founded_year":
        day = dates.read_day(cell, "ymd")
        number = day.year if day else None
    if number is None:
        raise _wrong(N_("“{value}” is not a whole number."), cell, target)
    if (target.least is not None and number < target.least) or (target.most is not None and number > target.most):
        raise _wrong(N_("“{value}” is not a possible number here."), cell, target)
    return number


def _decimal(reader: RowReader, cell: Cell, index: int, target: Field, _row: Row) -> float:
    amount = amounts.read_amount(cell, reader.columns.mark.get(index))
    if amount is None or amount.currencies or not (target.least or 0) <= amount.number < 10**12:
        raise _wrong(N_("“{value}” is not a possible number here."), cell, target)
    return float(amount.number)


def _percent(_reader: RowReader, cell: Cell, _index: int, target: Field, _row: Row) -> int:
    number = amounts.read_percent(cell)
    if number is None:
        raise _wrong(N_("“{value}” is not a percentage."), cell, target)
    return number


def _boolean(_reader: RowReader, cell: Cell, _index: int, target: Field, _row: Row) -> bool:
    answer = amounts.read_boolean(cell)
    if answer is None:
        raise _wrong(N_("“{value}” is neither yes nor no."), cell, target)
    return answer


def _tags(_reader: RowReader, cell: Cell, _index: int, _target: Field, _row: Row) -> tuple[str, ...]:
    parts = re.split(r"[,;、，；|]|\s:::\s", as_text(cell))
    return tuple(dict.fromkeys(part.strip()[:40] for part in parts if part.strip()))[:30]


def _wrong(message: str, cell: Cell, target: Field) -> Invalid:
    return Invalid(message, field=target.name, value=as_text(cell)[:40])


READERS: dict[Type, Callable[[RowReader, Cell, int, Field, Row], Any]] = {
    Type.LONG: _long, Type.PHONE: _phone, Type.EMAIL: _email, Type.WEBSITE: _website, Type.COUNTRY: _country,
    Type.DATE: _date, Type.MOMENT: _moment, Type.MONEY: _money, Type.CURRENCY: _currency, Type.INTEGER: _integer, Type.DECIMAL: _decimal,
    Type.PERCENT: _percent, Type.AMOUNT: _amount, Type.CODE: _code, Type.SHARE: _share, Type.BOOLEAN: _boolean, Type.TAGS: _tags,
}

__all__ = ["MATCHED", "Problem", "Row", "RowReader"]
