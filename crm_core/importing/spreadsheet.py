"""XLSX and XLS → rows, by calamine, after the checks of `archive`."""

import io
from collections.abc import Iterator
from datetime import date, datetime

from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

from crm_core.errors import Invalid
from crm_core.i18n import N_
from crm_core.importing import archive, limits
from crm_core.importing.table import Cell

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_spreadsheet(data: bytes) -> bool:
    """By its first bytes, whatever the file is called."""
    return data.startswith((ZIP, OLE, b"PK\x05\x06"))


def read(data: bytes, sheet: str | None) -> tuple[list[list[Cell]], str, list[str]]:
    """Rows of one sheet (the first that holds a table when none is named), its name, all names.

    Raises Invalid with one sentence when there is nothing to read.
    """
    if data.startswith(OLE):
        if len(data) > limits.OLD_SPREADSHEET_BYTES:
            raise Invalid(archive.TOO_LARGE)
    else:
        archive.check(data)
    try:
        return _read(data, sheet)
    except Invalid:
        raise
    except PasswordError:
        raise Invalid(archive.PROTECTED) from None
    except BaseException as error:  # the Rust library panics on some broken files, outside Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
            raise
        raise Invalid(archive.DAMAGED) from None


def _read(data: bytes, wanted: str | None) -> tuple[list[list[Cell]], str, list[str]]:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        names = [item.name for item in book.sheets_metadata if item.visible == SheetVisibleEnum.Visible]
        names = names or book.sheet_names
        if wanted is not None and wanted not in names:
            raise Invalid(N_("There is no sheet “{sheet}” in this file."), sheet=wanted)
        for name in [wanted] if wanted is not None else names:
            rows = _rows(book, name)
            if rows:
                return rows, name, names
    raise Invalid(N_("This spreadsheet is empty."))


def _rows(book: CalamineWorkbook, name: str) -> list[list[Cell]]:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height == 0:
        return []
    if sheet.total_height > limits.ROWS + 100:
        raise Invalid(archive.TOO_MANY_ROWS, limit=limits.ROWS)
    if sheet.total_height * sheet.total_width > limits.CELLS:
        raise Invalid(archive.FAR)
    return list(_cells(sheet.iter_rows(), sheet.start[0] if sheet.start else 0))


def _cells(rows: Iterator[list], blank_above: int) -> Iterator[list[Cell]]:
    shared: dict[str, str] = {}
    # calamine gives the rows from the first filled one; the numbers people see count from the top.
    first = next(rows, None)
    if first is None:
        return
    yield from ([] for _ in range(blank_above if any(cell != "" for cell in first) else 0))
    yield [_cell(cell, shared) for cell in first]
    for row in rows:
        yield [_cell(cell, shared) for cell in row]


def _cell(cell, shared: dict[str, str]) -> Cell:
    if isinstance(cell, str):
        text = cell[: limits.CELL_CHARACTERS].strip()
        return shared.setdefault(text, text) if len(text) < 40 else text
    if isinstance(cell, (bool, int, float, datetime, date)):
        return cell
    return "" if cell is None else str(cell)
