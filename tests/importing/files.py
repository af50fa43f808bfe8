"""Small files made in memory, and the folder of real ones where it is present."""
import io
from pathlib import Path

import pytest
import xlsxwriter

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
real_files = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real files is not here")


def xlsx(sheets: dict[str, list[list]]) -> bytes:
    """A workbook with these sheets."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for index, row in enumerate(rows):
            sheet.write_row(index, 0, row)
    book.close()
    return target.getvalue()
