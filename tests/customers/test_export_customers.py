"""The list as a file that is safe to open."""
import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest
from sqlalchemy import select

from crm_core import clock
from crm_core.customers.exports import COLUMNS, export_customers
from crm_core.customers.filtering import CustomerFilter
from crm_core.errors import Forbidden
from crm_core.exporting import neutral
from crm_core.run import act
from db.engine import database
from db.models import Event
from tests.customers.making import make
from tests.customers.test_list_filters import put

NAME = ("name", "asc")


def lines(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_it_holds_what_the_filter_shows_in_the_chosen_columns(db, cast):
    make(cast.wei, "苏州太湖食品", grade="a", phone="+86-512-62881190")
    make(cast.wei, "Other")
    file = act(cast.gu, export_customers, CustomerFilter(grades=("a",)), NAME, ("name", "grade", "phone"), "csv")
    assert lines(file.content) == [["Customer", "Grade", "Phone"], ["苏州太湖食品", "A", "'+86-512-62881190"]]
    assert (file.rows, file.name.endswith(".csv")) == (1, True)


def test_only_rows_that_may_be_exported_are_in_it(db, cast):
    make(cast.wei, "Wei's")
    make(cast.omar, "Omar's")
    assert [r[0] for r in lines(act(cast.gu, export_customers, CustomerFilter(), NAME, ("name",), "csv").content)] == ["Customer", "Wei's"]
    assert act(cast.mia, export_customers, CustomerFilter(), NAME, ("name",), "csv").rows == 0
    assert act(cast.eva, export_customers, CustomerFilter(), NAME, ("name",), "csv").rows == 2
    with pytest.raises(Forbidden):
        act(cast.wei, export_customers, CustomerFilter(), NAME, ("name",), "csv")


def test_every_export_is_noted_with_what_and_how_many(db, cast):
    make(cast.wei)
    gu = cast.gu
    act(gu, export_customers, CustomerFilter(grades=("a", "-")), NAME, ("name",), "xlsx")
    with database().reading() as session:
        event = session.scalars(select(Event).where(Event.kind == "export.made")).one()
    assert event.user_id == gu.user_id
    assert event.after == {"what": "customers", "rows": 1, "format": "xlsx", "filter": {"grades": ["a", "-"]}}


def test_numbers_and_dates_are_real_in_xlsx(db, cast):
    moment = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)
    put(make(cast.wei, "=1+1", phone="+86-512-62881190"), open_value=123456, created_at=moment, last_activity_at=moment)
    content = act(cast.gu, export_customers, CustomerFilter(), NAME, tuple(COLUMNS), "xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    row = {heading.value: cell for heading, cell in zip(sheet[1], sheet[2], strict=True)}
    assert row["Open deals"].value == 1234.56
    assert row["Created"].value == datetime(2026, 3, 2)
    assert row["Last activity"].value == datetime(2026, 3, 2, 1, 30)
    assert (row["Customer"].value, row["Customer"].data_type) == ("'=1+1", "s")
    assert (row["Phone"].value, row["Phone"].data_type) == ("+86-512-62881190", "s")


def test_headings_and_words_are_in_the_readers_language(db, cast):
    from dataclasses import replace

    make(cast.wei, grade="a")
    rows = lines(act(replace(cast.gu, locale="zh_Hans"), export_customers, CustomerFilter(), NAME, ("name", "lifecycle"), "csv").content)
    assert rows[0][0] == "客户"
    assert rows[1][1] == "潜在"


def test_an_empty_list_makes_an_empty_file(db, cast):
    for format in ("csv", "xlsx"):
        assert act(cast.gu, export_customers, CustomerFilter(), NAME, ("name",), format).rows == 0


@pytest.mark.parametrize(
    "text",
    ["=1+1", "@SUM(1)", "+1+cmd|' /C calc'!A0", "-2+3", " =1", "\t=1", "\r=1", "\n@x", "＝1", "＋1", "－1", "＠x", "\u3000=1", "\u200b=1",
     "\ufeff=1", "\x00=1", "\tplain", "+86-512-62881190", "−1"],
)  # fmt: skip
def test_formulas_get_an_apostrophe(text):
    assert neutral(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Acme", "a=b", "-5", "+3.5", "-1,200", "12%", "'quoted", "10-20", "苏州"])
def test_ordinary_text_and_plain_numbers_stay(text):
    assert neutral(text) == text


def test_the_clock_names_the_file(db, cast):
    clock.set_now(datetime(2026, 3, 1, 17, 30, tzinfo=UTC))
    assert act(cast.eva, export_customers, CustomerFilter(), NAME, ("name",), "csv").name == "customers-2026-03-02.csv"
