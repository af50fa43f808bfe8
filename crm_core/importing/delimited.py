"""CSV, TSV and their relatives → rows."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from crm_core.errors import Invalid
from crm_core.i18n import N_
from crm_core.importing import limits
from crm_core.importing.archive import TOO_MANY_ROWS

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS = 200
# A quoted cell with more lines than this at the end of the file means a quotation mark never closed.
LONG_CELL_LINES = 200
HEAD_BYTES = 400_000
SHARED = 20_000  # different values held to be shared; names and numbers that never repeat do not fill it for long

FORMULA = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad\x00-\x20]*[=+\-@＝＋－＠−]")

csv.field_size_limit(limits.FILE_BYTES)


def read(data: bytes, codec: str) -> tuple[list[list[str]], str]:
    """Rows and the delimiter. Raises Invalid when there are too many rows or a quotation mark stays open."""
    told, head = _told_delimiter(_head(data, codec))
    delimiter = told or guess_delimiter(head)
    rows, shared = [], {}
    reader = csv.reader(_lines(data, codec), delimiter=delimiter)
    try:
        before = 0
        for row in reader:
            if len(rows) > limits.ROWS + 100:
                raise Invalid(TOO_MANY_ROWS, limit=limits.ROWS)
            if reader.line_num - before > LONG_CELL_LINES:
                _check_closed(data, codec, delimiter, before + 1)
            before = reader.line_num
            rows.append([_cell(cell, shared) for cell in row])
    except csv.Error:
        raise Invalid(N_("Line {line} cannot be read as part of a table."), line=reader.line_num) from None
    if told:
        rows[0] = []
    return rows, delimiter


def _lines(data: bytes, codec: str) -> Iterator[str]:
    """The file line by line, decoded on the way: the whole text never lies in memory."""
    stream = io.TextIOWrapper(io.BytesIO(data), encoding=codec, errors="replace", newline="")
    for number, line in enumerate(stream):
        if "\0" in line:
            line = line.replace("\0", "")
        yield line.lstrip("\ufeff") if number == 0 else line


def _head(data: bytes, codec: str) -> str:
    return data[: HEAD_BYTES - HEAD_BYTES % 4].decode(codec, errors="replace").replace("\0", "").lstrip("\ufeff")


def guess_delimiter(text: str) -> str:
    """The one that cuts most of the first rows into the same number of cells, more than one."""
    scores = {delimiter: _evenness(text, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > (0, 0) else ","


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        widths = Counter(len(row) for row in islice(reader, SAMPLE_ROWS) if any(row))
    except csv.Error:
        return (0, 0)
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return (0, 0)
    width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
    return (round(count / sum(widths.values()), 1), width)


def _told_delimiter(text: str) -> tuple[str | None, str]:
    """Excel's own first line `sep=;` names the delimiter."""
    head, _newline, rest = text.partition("\n")
    head = head.strip().strip('"').lower()
    if head.startswith("sep=") and len(head) == 5 and head[4] in DELIMITERS:
        return head[4], rest
    return None, text


def _check_closed(data: bytes, codec: str, delimiter: str, line: int) -> None:
    try:
        for _ in csv.reader(_lines(data, codec), delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise Invalid(N_("A quotation mark opened in line {line} is never closed."), line=line) from None


def _cell(cell: str, shared: dict[str, str]) -> str:
    """Trimmed; without the apostrophe our own exports put before formulas; short values that repeat are shared."""
    text = cell[: limits.CELL_CHARACTERS].strip()
    if text.startswith("'") and FORMULA.match(text, 1):
        text = text[1:].strip()
    if len(text) > 40 or len(shared) > SHARED:
        return shared.get(text, text)
    return shared.setdefault(text, text)
