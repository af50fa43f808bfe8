"""Checks on a spreadsheet's archive before anything reads it: bombs, far cells, nesting."""

import io
import re
import zipfile
import zlib

from crm_core.errors import Invalid
from crm_core.i18n import N_
from crm_core.importing import limits

# Cells that hold something (an empty styled cell is self-closed), and cells that leave their place to the row.
CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,8})"[^>]*(?<!/)>')
PLACELESS_CELL = re.compile(rb"<(?:\w+:)?c(?:>|\s(?![^>]*\br=)[^>]*>)")
ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="(\d{1,8})"')

TOO_LARGE = N_("This spreadsheet unpacks to more than the program reads. Save the sheet you need as CSV.")
DAMAGED = N_("This spreadsheet is damaged and cannot be read. Open it in Excel and save it again.")
FAR = N_("This spreadsheet has cells very far from the table. Copy the table into a new sheet and save it.")
TOO_MANY_ROWS = N_("This file has more than {limit} rows. Split it and import the parts.")
PROTECTED = N_("This spreadsheet is protected by a password. Save it without one.")

BROKEN = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError, NotImplementedError,
          KeyError, IndexError, OverflowError, MemoryError)


def check(data: bytes) -> None:
    """Raises Invalid when the archive is a bomb, damaged, locked, or its cells lie too far out."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(archive)
            _check_contents(archive)
    except BROKEN:
        raise Invalid(DAMAGED) from None


def _check_directory(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > limits.ARCHIVE_ENTRIES or sum(entry.file_size for entry in entries) > limits.UNPACKED_BYTES:
        raise Invalid(TOO_LARGE)
    names = {entry.filename.replace("\\", "/").lower() for entry in entries}
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Invalid(N_("This is an archive, not a spreadsheet. Unpack it and choose the table inside."))
    if sum("worksheets/" in name for name in names) > limits.SHEETS:
        raise Invalid(TOO_LARGE)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Invalid(PROTECTED)


def _check_contents(archive: zipfile.ZipFile) -> None:
    """Sizes in the directory can lie, so everything is inflated once, in pieces, and counted."""
    total = 0
    for entry in archive.infolist():
        reach = _Reach() if _is_sheet(entry.filename.lower()) else None
        with archive.open(entry) as stream:
            while piece := stream.read(1 << 20):
                total += len(piece)
                if total > limits.UNPACKED_BYTES:
                    raise Invalid(TOO_LARGE)
                if reach:
                    reach.see(piece)


def _is_sheet(name: str) -> bool:
    return "worksheets/" in name and name.endswith(".xml")


class _Reach:
    """How far the filled cells of one sheet reach: a reader lays a full grid up to the last of them."""

    def __init__(self) -> None:
        self.row = self.column = self.cells = 0
        self.tail = b""

    def see(self, piece: bytes) -> None:
        text = self.tail + piece
        cut = text.rfind(b"<") if len(piece) == 1 << 20 else len(text)
        text, self.tail = text[:cut], text[cut:][-2000:]
        places = CELL.findall(text)
        self.cells += len(places)
        self.row = max(self.row, max((int(row) for _, row in places), default=0))
        self.column = max(self.column, max((column_number(c) for c in {c for c, _ in places}), default=0))
        if PLACELESS_CELL.search(text):
            self.row = max(self.row, max((int(row) for row in ROW.findall(text)), default=0))
        self._check()

    def _check(self) -> None:
        if self.row > limits.ROWS + 100:
            raise Invalid(TOO_MANY_ROWS, limit=limits.ROWS) if self.cells > self.row // 2 else Invalid(FAR)
        if self.row * self.column > limits.CELLS and self.cells < limits.CELLS // 4:
            raise Invalid(FAR)
        if self.row * self.column > limits.CELLS:
            raise Invalid(TOO_LARGE)


def column_number(letters: bytes) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
