"""A read file: headings and rows, whatever format they came in."""

from dataclasses import dataclass, field
from datetime import date, datetime

Cell = str | int | float | bool | date | datetime


@dataclass(frozen=True)
class Table:
    """Headings and rows of one file or sheet.

    Every row has as many cells as there are headings; an empty cell is "".
    `numbers[i]` is the line a person sees for row i in a spreadsheet program.
    """

    headings: list[str]
    rows: list[list[Cell]]
    numbers: list[int]
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    encoding: str = ""
    delimiter: str = ""
    notes: list[str] = field(default_factory=list)
    ragged: dict[int, int] = field(default_factory=dict)  # row number → cells, where more than headings

    def column(self, index: int) -> list[Cell]:
        """All cells of one column that are not empty."""
        return [row[index] for row in self.rows if row[index] != ""]

    def samples(self, index: int, count: int = 3) -> list[str]:
        """The first few different values of a column, as text."""
        seen: dict[str, None] = {}
        for row in self.rows[:2000]:
            if row[index] != "":
                seen.setdefault(as_text(row[index]), None)
                if len(seen) == count:
                    break
        return list(seen)


def as_text(cell: Cell) -> str:
    """A cell as a person reads it: 13805328891.0 is a number without a point."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return str(cell)
