"""Rows as a CSV or XLSX file that is safe to open, and the note that they left the house.

Text that a spreadsheet would run (`=…`, `@…`, `+…`, `-…`, also after spaces or as full-width `＝`) gets a leading
apostrophe; the importer takes it off again. Plain numbers stay as they are. Phone numbers need the
apostrophe in CSV, where a spreadsheet would subtract `+86-512-62881190`; in XLSX they are text cells anyway.
"""
import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

import xlsxwriter

from crm_core.errors import Invalid
from crm_core.i18n import N_
from crm_core.money import major_units
from crm_core.work import Work

Format = Literal["csv", "xlsx"]
XLSX_ROWS = 1_048_575

_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*%?")
_PHONE = re.compile(r"\+\d[\d\- ]{4,}( x\d+)?")
_SPACES = re.compile(r"^[\s\u200b-\u200f\u2060\ufeff\u00ad\x00-\x20]+")
_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Column:
    """A column of a file: its heading, and what its values are (money in minor units, moments in UTC)."""

    label: str
    kind: Literal["text", "number", "money", "date", "moment"] = "text"


@dataclass(frozen=True)
class File:
    """A file ready to be handed out."""

    name: str
    media_type: str
    content: bytes
    rows: int


def export(
    work: Work, what: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], format: Format, *, about: dict | None = None
) -> File:
    """Writes rows (values in the order of `columns`) and records `export.made` with what and how many.

    For commands that have checked the right and fetched only rows within it. `what` names the rows
    ("customers"), `about` says which ones (the filter). Raises Invalid when they are too many for XLSX.
    """
    write = write_csv if format == "csv" else write_xlsx
    prepared = _Prepared(work, columns, rows)
    content = write([column.label for column in columns], prepared, [column.kind for column in columns])
    work.record(
        "export.made", "export", None, after={"what": what, "rows": prepared.count, "format": format, **(about or {})}
    )
    day = work.now.astimezone(ZoneInfo(work.actor.time_zone)).date()
    return File(f"{what}-{day:%Y-%m-%d}.{format}", _MEDIA[format], content, prepared.count)


class _Prepared:
    """The rows in the reader's zone and whole currency units, counted while they pass."""

    def __init__(self, work: Work, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> None:
        self.zone = ZoneInfo(work.actor.time_zone)
        self.currency = work.settings.currency
        self.kinds = [column.kind for column in columns]
        self.rows = rows
        self.count = 0

    def __iter__(self):
        for row in self.rows:
            self.count += 1
            yield [self._value(kind, value) for kind, value in zip(self.kinds, row, strict=True)]

    def _value(self, kind: str, value: Any) -> Any:
        if value is None:
            return None
        if kind == "money":
            return major_units(value, self.currency)
        if isinstance(value, datetime):
            local = value.astimezone(self.zone).replace(tzinfo=None, microsecond=0)
            return local.date() if kind == "date" else local
        return value


def neutral(text: str, *, phones: bool = False) -> str:
    """`text` so that no spreadsheet runs it. With `phones` a phone number is left alone."""
    bare = _SPACES.sub("", text)
    first = unicodedata.normalize("NFKC", bare[:1])[:1]
    if first not in ("=", "+", "-", "@", "−") and text[:1] not in ("\t", "\r", "\n"):
        return text
    if _NUMBER.fullmatch(text) or (phones and _PHONE.fullmatch(text)):
        return text
    return "'" + text


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[Any]], kinds: Sequence[str] = ()) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads Chinese."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([neutral(heading) for heading in headings])
    for row in rows:
        writer.writerow([_csv_value(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _csv_value(value: Any) -> Any:
    if isinstance(value, str):
        return neutral(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return value


def write_xlsx(headings: Sequence[str], rows: Iterable[Sequence[Any]], kinds: Sequence[str]) -> bytes:
    """One sheet with real numbers and dates, a fixed heading row and a filter. Raises Invalid over 1,048,575 rows."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        formats = _formats(book)
        sheet.freeze_panes(1, 0)
        for position, (heading, kind) in enumerate(zip(headings, kinds, strict=True)):
            sheet.set_column(position, position, 28 if kind == "text" else 16)
            sheet.write_string(0, position, neutral(heading), formats["heading"])
        line = 0
        for line, row in enumerate(rows, 1):
            if line > XLSX_ROWS:
                raise Invalid(N_("An Excel sheet holds {most} rows. Export as CSV, or narrow the filter."), most=XLSX_ROWS)
            for position, value in enumerate(row):
                _write(sheet, line, position, value, formats, kinds[position])
        sheet.autofilter(0, 0, line, max(0, len(headings) - 1))
    return out.getvalue()


def _formats(book: xlsxwriter.Workbook) -> dict[str, Any]:
    return {
        "heading": book.add_format({"bold": True, "bottom": 1}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "number": book.add_format({}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        "text": book.add_format({"num_format": "@"}),
    }


def _write(sheet, line: int, position: int, value: Any, formats: dict[str, Any], kind: str) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, position, value)
    elif isinstance(value, (int, float, Decimal)):
        sheet.write_number(line, position, value, formats[kind if kind in ("money", "number") else "number"])
    elif isinstance(value, datetime):
        sheet.write_datetime(line, position, value, formats["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(line, position, value, formats["date"])
    else:
        sheet.write_string(line, position, neutral(str(value)[:32_767], phones=True), formats["text"])
