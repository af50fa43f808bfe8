"""Whatever report there is: it can be handed in, kept as JSON, printed and taken along, in every language, by who may see it."""
import io
import json
from datetime import date

import openpyxl
import pytest
from pypdf import PdfReader

from crm_core import clock
from crm_core.content.stored import packed, unpacked
from crm_core.printing.pdf import pdf
from crm_core.printing.workbook import workbook
from crm_core.run import ask
from crm_core.submissions.catalogue import REPORTS
from crm_core.submissions.queries import submitted_report
from crm_core.submissions.reading import report_content
from pages import menu
from tests.columnar.build import customer, order, product
from tests.reports.build import NOW, write
from tests.submissions.making import submit

HOSTILE = "=cmd|' /C calc'!A0 **x** <b> 😀"


@pytest.fixture(autouse=True)
def business(db, cast):
    clock.set_now(NOW)
    mine = {"owner_id": cast.wei.user_id, "team_id": cast.wei.team_id}
    key, goods = customer(HOSTILE, region=HOSTILE, lifecycle="active", **mine), product("Drill", category=HOSTILE)
    for month in range(1, 12):
        order(str(month), key, ordered_on=date(2026, month, 3), lines=((goods, 1, 60_000, 20_000),), **mine)
    write(lambda book: book.deal("wei", won="2026-11-02", value=1_000_000, customer_id=key))


@pytest.mark.parametrize("key", REPORTS)
def test_it_is_kept_as_it_was_in_every_language(cast, key):
    number = submit(cast.gu, key, {}, HOSTILE)
    kept = ask(cast.eva, submitted_report, number)
    assert kept.intact and kept.content.report == key
    content = ask(cast.gu, report_content, key, {})
    assert unpacked(json.loads(json.dumps(packed(content)))) == unpacked(packed(content))


@pytest.mark.parametrize("key", REPORTS)
def test_it_is_printed_and_taken_along(cast, key):
    content = ask(cast.eva, report_content, key, {})
    said = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf(content))).pages).split())
    assert content.title in said
    book = openpyxl.load_workbook(io.BytesIO(workbook(content)))
    assert all(cell.data_type in ("s", "n", "d") for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None)


@pytest.mark.parametrize("key", REPORTS)
def test_nonsense_in_its_address_is_left_out(cast, key):
    nonsense = {"period": "²", "team": "999999999", "owner": "x'; --", "from": "2026-13-45", "months": "-1", "grade": HOSTILE, "segment": "?"}
    assert ask(cast.eva, report_content, key, nonsense).report == key


def test_its_page_is_in_the_menu():
    assert {report.url for report in REPORTS.values()} <= {entry.url for entry in menu.MENU}
