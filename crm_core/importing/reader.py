"""A file people have → a Table, or one sentence that says why not."""

import re
from collections import Counter

from crm_core.errors import Invalid
from crm_core.i18n import N_
from crm_core.importing import delimited, limits, spreadsheet
from crm_core.importing.archive import TOO_MANY_ROWS
from crm_core.importing.encoding import encoding_of
from crm_core.importing.table import Cell, Table, as_text

NO_TABLES = (
    (b"%PDF", N_("This is a PDF. Ask for the list as CSV or XLSX.")),
    (b"\x89PNG", N_("This is a picture. Choose a CSV, TSV, XLSX or XLS file.")),
    (b"\xff\xd8\xff", N_("This is a picture. Choose a CSV, TSV, XLSX or XLS file.")),
    (b"GIF8", N_("This is a picture. Choose a CSV, TSV, XLSX or XLS file.")),
    (b"\x1f\x8b", N_("This is an archive, not a spreadsheet. Unpack it and choose the table inside.")),
    (b"7z\xbc\xaf", N_("This is an archive, not a spreadsheet. Unpack it and choose the table inside.")),
    (b"Rar!", N_("This is an archive, not a spreadsheet. Unpack it and choose the table inside.")),
    (b"{\\rtf", N_("This is a text document. Choose a CSV, TSV, XLSX or XLS file.")),
)
EMPTY = N_("This file is empty.")
MARKUP = re.compile(r"\s*(<!doctype|<html|<head|<table|<\?xml|<div|<meta)", re.IGNORECASE)
HEADING_SEARCH_ROWS = 15


def read(data: bytes, filename: str = "", sheet: str | None = None) -> Table:
    """Any bytes → Table. Raises Invalid, and nothing else, with one sentence for the user."""
    if len(data) > limits.FILE_BYTES:
        raise Invalid(N_("This file is larger than {limit} MB. Split it and import the parts."),
                      limit=limits.FILE_BYTES // 1024 // 1024)
    if not data.strip(b"\0 \t\r\n"):
        raise Invalid(EMPTY)
    for magic, sentence in NO_TABLES:
        if data.startswith(magic):
            raise Invalid(sentence)
    if spreadsheet.is_spreadsheet(data):
        rows, name, names = spreadsheet.read(data, sheet)
        return _table(rows, sheet=name, sheets=names)
    codec, encoding = encoding_of(data)
    head = data[:4096].decode(codec, errors="replace").replace("\0", "").lstrip("\ufeff")
    if MARKUP.match(head):
        raise Invalid(N_("This is a web page, not a table, whatever its name says. "
                         "Open it in Excel and save it as XLSX or CSV."))
    if head.lstrip().upper().startswith("BEGIN:VCARD"):
        raise Invalid(N_("These are address cards. Export the contacts as CSV."))
    rows, delimiter = delimited.read(data, codec)
    return _table(rows, encoding=encoding, delimiter=delimiter)


def _table(rows: list[list[Cell]], **origin) -> Table:
    filled = [_filled(row) for row in rows]
    top = _heading_row(filled)
    if top is None:
        raise Invalid(EMPTY)
    body = [(number, row) for number, row in enumerate(rows[top + 1 :], start=top + 2) if filled[number - 1]]
    if not body:
        raise Invalid(N_("This file has headings but no rows."))
    if len(body) > limits.ROWS:
        raise Invalid(TOO_MANY_ROWS, limit=limits.ROWS)
    width = _width(rows[top], [row for _, row in body])
    if width > limits.COLUMNS:
        raise Invalid(N_("This file has more than {limit} columns."), limit=limits.COLUMNS)
    table = Table(
        headings=name_columns([as_text(cell) for cell in rows[top][:width]], width),
        rows=[_fit(row, width) for _, row in body],
        numbers=[number for number, _ in body],
        **origin,
    )
    table.ragged.update({number: _last_filled(row) for number, row in body if _last_filled(row) > width})
    if any(filled[:top]):
        table.notes.append(N_("Lines above the headings were skipped."))
    return table


def _heading_row(filled: list[int]) -> int | None:
    """The first row with something in it, unless it is a title: nearly empty above a wide table."""
    present = [count for count in filled[:200] if count]
    if not present:
        return None
    usual = Counter(present).most_common(1)[0][0]
    first = next(index for index, count in enumerate(filled) if count)
    if usual < 3:
        return first
    title = 1 if usual < 5 else 2
    for index in range(first, min(first + HEADING_SEARCH_ROWS, len(filled))):
        if filled[index] > title:
            return index if filled[index] * 2 >= usual else first
    return first


def _width(heading: list[Cell], body: list[list[Cell]]) -> int:
    """Columns of the table: the headings, and columns without heading that a tenth of the rows fill."""
    named = _last_filled(heading)
    widths = sorted((_last_filled(row) for row in body), reverse=True)
    return max(named, widths[len(widths) // 10])


def name_columns(headings: list[str], width: int) -> list[str]:
    """Every column gets a name of its own: "Phone", "Phone (2)", "Column 5"."""
    names: list[str] = []
    taken: set[str] = set()
    for index in range(width):
        text = " ".join(headings[index].split())[:200] if index < len(headings) else ""
        name = base = text or f"Column {index + 1}"
        count = 1
        while name in taken:
            count += 1
            name = f"{base} ({count})"
        taken.add(name)
        names.append(name)
    return names


def _fit(row: list[Cell], width: int) -> list[Cell]:
    return row if len(row) == width else (row + [""] * (width - len(row)))[:width]


def _filled(row: list[Cell]) -> int:
    return sum(cell != "" for cell in row)


def _last_filled(row: list[Cell]) -> int:
    return next((index + 1 for index in range(len(row) - 1, -1, -1) if row[index] != ""), 0)
