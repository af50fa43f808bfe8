"""A report on paper: every text can be read out of it, in both languages, and its fonts are in it."""
import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from crm_core.content.model import Chart, Column, Content, Figure, Section, Series, Table
from crm_core.printing.pdf import pdf

TABLE = Table((Column("Customer"), Column("Revenue", "money"), Column("Share", "percent")), (("华东精密机械", 123_456_00, 0.61), ("Harbour & Sons", 78_900_00, 0.39)))
CHARTS = (
    Chart("bars", ("华东精密机械", "Harbour & Sons"), (Series("Revenue", (12.3, -7.9), ("¥12.3 万", "-¥7.9 万")), Series("Before", (10.0, 2.0), shape="behind"))),
    Chart("columns", ("Jan", "Feb"), (Series("Won", (1.0, None), ("1", "")), Series("Target", (2.0, 2.0), shape="dashed"))),
    Chart("stacked", ("Jan", "Feb"), (Series("Web", (1.0, 3.0)), Series("Phone", (2.0, 0.0)))),
    Chart("lines", ("1", "2", "3"), (Series("Range", (0.1, 0.2, 0.3), shape="band", high=(0.2, 0.5, 0.6)), Series("Half", (0.15, None, 0.4), shape="line")), share=True),
    Chart("heat", ("1", "2"), (Series("2026-01", (1.0, 0.8), ("100%", "80%")), Series("2026-02", (1.0, None), ("100%", ""))), share=True),
)


def a_report(locale: str = "en", **changes) -> Content:
    sections = tuple(Section(chart.kind, f"Section {chart.kind}", TABLE, chart, "¥", "How it is computed.", ("A note.",)) for chart in CHARTS)
    values = {
        "report": "contribution", "title": "Customer contribution", "sentence": "¥12K won. \1Proposal is weak\2: 38%.", "figures": (
            Figure("Revenue", "¥12K", "+12%", "on last quarter"), Figure("Churn", "3%", "-1 point", falling_is_good=True)),
        "sections": sections, "currency": "CNY", "locale": locale, "as_of": "2026-11-25T08:00:00+00:00", "filters": (("Team", "East"),),
    }
    return Content(**{**values, **changes})


def read(made: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages).split())


def test_everything_it_says_can_be_read_out_of_it():
    said = read(pdf(a_report(), (("Submitted by", "Gu Lan"),)))
    for text in ("Customer contribution", "¥12K won. Proposal is weak: 38%.", "Team: East", "Submitted by: Gu Lan", "+12%", "Section heat",
                 "How it is computed.", "A note.", "Harbour & Sons", "¥123,456", "61%", "as of 25 Nov", "Page 1"):
        assert text in said, text


def test_in_chinese_too():
    said = read(pdf(a_report("zh_Hans", title="客户贡献分析", sentence="本季度收入 ¥860 万，\1集中度偏高\2。")))
    for text in ("客户贡献分析", "本季度收入 ¥860 万，集中度偏高。", "华东精密机械", "第 1 页", "截至 11月25日"):
        assert text in said, text


@pytest.mark.parametrize("locale", ["en", "zh_Hans"])
def test_its_fonts_are_in_it(locale):
    fonts = {}
    for page in PdfReader(io.BytesIO(pdf(a_report(locale)))).pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            fonts[str(font.get_object()["/BaseFont"])] = "/FontFile2" in descriptor
    assert len(fonts) == 2 and all(fonts.values()), fonts
    assert all("HutongSans" in name for name in fonts)


def test_charts_are_drawn_not_pasted():
    reader = PdfReader(io.BytesIO(pdf(a_report())))
    assert all(not page.images for page in reader.pages)


def test_a_character_the_font_does_not_have_becomes_a_box():
    table = Table((Column("Customer"),), (("Zoë 😀 𠮷",),))
    assert "Zoë □ □" in read(pdf(a_report(sections=(Section("x", "X", table),))))


def test_markdown_html_and_odd_bytes_of_users_stay_texts():
    hostile = "**bold** <b>x</b> [a](http://evil.example) --u-- \x07"
    said = read(pdf(a_report(sentence=hostile), (("Comment", hostile),)))
    assert said.count("**bold** <b>x</b> [a](http://evil.example) --u--") == 2
    made = pdf(a_report(sentence=hostile))
    assert not re.search(rb"/URI|/JavaScript|/Launch", made)


def test_a_long_table_is_cut_and_says_so():
    table = Table((Column("n", "number"),), tuple((n,) for n in range(100)))
    said = read(pdf(a_report(sections=(Section("x", "X", table),))))
    assert "60 more rows are in the spreadsheet." in said


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.kind)
def test_a_chart_without_a_value_does_no_harm(chart):
    empty = replace(chart, labels=(), series=tuple(replace(one, values=(), texts=(), high=()) for one in chart.series), tones=())
    nothing = replace(chart, series=tuple(replace(one, values=tuple(None for _ in one.values)) for one in chart.series))
    sections = tuple(Section(f"{place}", "X", TABLE, one) for place, one in enumerate((empty, nothing)))
    assert read(pdf(a_report(sections=sections)))
