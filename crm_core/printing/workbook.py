"""A whole report as a spreadsheet: a sheet with the answer, and for each section its table and the data of its chart."""
import io
import re
from datetime import date

import xlsxwriter

from crm_core.content.model import Chart, Content, Section, Table
from crm_core.exporting import neutral
from crm_core.i18n import N_, words
from crm_core.money import major_units

NAME_LIMIT = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_FORMATS = {
    "head": {"bold": True, "bottom": 1}, "title": {"bold": True, "font_size": 14}, "text": {"num_format": "@"}, "money": {"num_format": "#,##0.00"},
    "percent": {"num_format": "0.0%"}, "decimal": {"num_format": "0.00"}, "number": {}, "days": {}, "day": {"num_format": "yyyy-mm-dd"},
}


def workbook(content: Content, only: str | None = None, about: tuple[tuple[str, str], ...] = ()) -> bytes:
    """The report as XLSX, or one section of it. Real numbers; no text in it is ever run as a formula."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        formats = {name: book.add_format(values) for name, values in _FORMATS.items()}
        taken: set[str] = set()
        if only is None:
            _summary(book.add_worksheet(_name(content.title, taken)), content, about, formats)
        for section in content.sections:
            if only in (None, section.key):
                _section(book.add_worksheet(_name(section.title, taken)), section, content, formats)
    return out.getvalue()


def _summary(sheet, content: Content, about, formats) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 3, 22)
    _text(sheet, 0, 0, content.title, formats["title"])
    lines = [(content.plain_sentence,), (content.span,), *content.filters, *about, (), *(
        (one.label, one.value, one.delta or "", one.beside or "") for one in content.figures)]
    for row, values in enumerate(lines, 1):
        for column, value in enumerate(values):
            _text(sheet, row, column, value, formats["text"])


def _section(sheet, section: Section, content: Content, formats) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 12, 16)
    _text(sheet, 0, 0, section.title, formats["title"])
    _text(sheet, 1, 0, section.formula, formats["text"])
    below = _table(sheet, 3, section.table, content, formats)
    if section.chart:
        _chart(sheet, below + 2, section, section.chart, content, formats)


def _table(sheet, top: int, table: Table, content: Content, formats) -> int:
    for column, what in enumerate(table.columns):
        _text(sheet, top, column, what.label, formats["head"])
    rows = [*table.rows, *([table.total] if table.total else [])]
    for row, values in enumerate(rows, top + 1):
        for column, (what, value) in enumerate(zip(table.columns, values, strict=False)):
            _value(sheet, row, column, what.kind, value, content, formats)
    return top + len(rows) + 1


def _chart(sheet, top: int, section: Section, chart: Chart, content: Content, formats) -> None:
    said = words(content.locale).gettext(N_("Data of the chart"))
    _text(sheet, top, 0, f"{said} ({section.unit})" if section.unit else said, formats["head"])
    column = 1
    for one in chart.series:
        for name, values in ((one.name, one.values), (f"{one.name} ↑", one.high)):
            if not values:
                continue
            _text(sheet, top, column, name, formats["head"])
            for row, value in enumerate(values, top + 1):
                _value(sheet, row, column, "percent" if chart.share else "number", value, content, formats)
            column += 1
    for row, label in enumerate(chart.labels, top + 1):
        _text(sheet, row, 0, label.replace("\n", " "), formats["text"])


def _value(sheet, row: int, column: int, kind: str, value, content: Content, formats) -> None:
    if value is None or value != value:
        return
    if kind == "day":
        sheet.write_datetime(row, column, date.fromisoformat(value) if isinstance(value, str) else value, formats["day"])
    elif kind == "money":
        sheet.write_number(row, column, major_units(int(value), content.currency), formats["money"])
    elif isinstance(value, str):
        _text(sheet, row, column, value, formats["text"])
    else:
        sheet.write_number(row, column, float(value), formats[kind if kind in _FORMATS else "number"])


def _text(sheet, row: int, column: int, value: str, format) -> None:
    if value:
        sheet.write_string(row, column, neutral(str(value)[:32_767], phones=True), format)


def _name(title: str, taken: set[str]) -> str:
    """A name that a sheet may have and no other has."""
    base = _FORBIDDEN.sub(" ", title).strip()[:NAME_LIMIT] or "-"
    name, n = base, 1
    while name.lower() in taken:
        n += 1
        name = f"{base[: NAME_LIMIT - 4]} {n}"
    taken.add(name.lower())
    return name
