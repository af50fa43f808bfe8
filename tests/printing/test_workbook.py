"""A report as a spreadsheet: real numbers, the data of every chart, nothing that runs."""
import io

import openpyxl

from crm_core.content.model import Column, Section, Table
from crm_core.printing.workbook import workbook
from tests.printing.test_pdf import CHARTS, a_report


def opened(made: bytes):
    return openpyxl.load_workbook(io.BytesIO(made))


def test_there_is_a_sheet_with_the_answer_and_one_for_every_section():
    book = opened(workbook(a_report()))
    assert book.sheetnames == ["Customer contribution", *(f"Section {chart.kind}" for chart in CHARTS)]
    assert book.worksheets[0]["A2"].value == "¥12K won. Proposal is weak: 38%."


def test_amounts_are_numbers_in_whole_units_and_the_data_of_the_chart_stands_below():
    sheet = opened(workbook(a_report()))["Section bars"]
    assert [[cell.value for cell in row] for row in sheet["A4:C6"]] == [
        ["Customer", "Revenue", "Share"], ["华东精密机械", 123_456, 0.61], ["Harbour & Sons", 78_900, 0.39]]
    values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=8)]
    assert ["Data of the chart (¥)", "Revenue", "Before"] in values and ["Harbour & Sons", -7.9, 2] in values


def test_one_section_can_be_taken_alone():
    assert opened(workbook(a_report(), "heat")).sheetnames == ["Section heat"]


def test_no_text_of_users_runs_as_a_formula():
    table = Table((Column("=1+1"),), (('=HYPERLINK("http://evil.example")',), ("@SUM(A1)",)))
    book = opened(workbook(a_report(sentence="=cmd|' /C calc'!A0", sections=(Section("x", "[a]:*?/'", table),)), about=(("Comment", "+1+1|x"),)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type in ("s", "n") for cell in cells)
    assert not any(str(cell.value)[0] in "=+@" for cell in cells if not str(cell.value).startswith("+12%"))


def test_sheets_of_the_same_name_get_a_number():
    sections = tuple(Section(key, "A title that is much longer than a sheet may have", CHARTS and a_report().sections[0].table) for key in "ab")
    names = opened(workbook(a_report(sections=sections))).sheetnames
    assert len(set(names)) == 3 and all(len(name) <= 31 for name in names)
