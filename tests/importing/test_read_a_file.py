import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.errors import Invalid
from crm_core.importing import limits, reader
from crm_core.importing.catalogue import KINDS
from crm_core.importing.cells import RowReader
from crm_core.importing.mapping import Mapping
from crm_core.importing.reader import read
from crm_core.importing.table import Table
from crm_core.settings import Settings
from tests.importing.files import SHARED, real_files, xlsx

ROWS = "客户名称,城市\n北辰精密机械有限公司,青岛\n华岳仓储物流,济南\n"


@pytest.mark.parametrize(
    ("codec", "name"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("utf-16-be", "UTF-16"), ("utf-16-le", "UTF-16"),
     ("gb18030", "GB18030"), ("gbk", "GB18030")],
)
def test_chinese_comes_out_of_every_encoding(codec, name):
    text = ROWS if "16" not in codec else "name,city\n" + ROWS * 3
    table = read(text.encode(codec), "a.csv")
    assert table.encoding == name
    assert table.rows[-1] == ["华岳仓储物流", "济南"]


def test_western_letters_that_are_no_utf8_are_cp1252():
    table = read("name,city\nCafé Müller,Zürich\nNº 5 “Quoted”,Málaga\n".encode("cp1252"))
    assert table.encoding == "Windows-1252"
    assert table.rows == [["Café Müller", "Zürich"], ["Nº 5 “Quoted”", "Málaga"]]


def test_big_endian_mark_is_seen():
    assert read(b"\xfe\xff" + ROWS.encode("utf-16-be")).headings == ["客户名称", "城市"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_although_others_stand_in_the_text(delimiter):
    other = ";" if delimiter == "," else ","
    rows = [["name", "note", "city"], [f"Acme{other} Inc", f"a{other}b", "Rome"], ["Beta", f"x{other}y", "Oslo"]]
    table = read("\n".join(delimiter.join(row) for row in rows).encode())
    assert table.delimiter == delimiter
    assert table.rows == rows[1:]


def test_excel_may_name_the_delimiter_itself():
    table = read(b"sep=;\r\na;b\r\n1,5;2\r\n")
    assert (table.headings, table.rows, table.numbers) == (["a", "b"], [["1,5", "2"]], [3])


def test_quoted_line_breaks_and_doubled_quotes_stay_in_their_cell():
    table = read(b'name,note\r\nAcme,"two\r\nlines, ""quoted"""\r\nBeta,x\r\n')
    assert table.rows == [["Acme", 'two\r\nlines, "quoted"'], ["Beta", "x"]]
    assert table.numbers == [2, 3]


def test_blank_lines_and_short_rows_do_no_harm():
    table = read(b"a,b,c\n\n1,2\n,,\n3,4,5\n")
    assert table.rows == [["1", "2", ""], ["3", "4", "5"]]
    assert table.numbers == [3, 5]


def test_a_row_with_more_cells_than_headings_is_marked():
    table = read(b"a,b\n" + b"1,2\n" * 20 + b"1,2,3,4\n")
    assert table.ragged == {22: 4}


def test_headings_get_names_of_their_own():
    table = read(b"Phone,Phone,,Phone,\n1,2,3,4,\n")
    assert table.headings == ["Phone", "Phone (2)", "Column 3", "Phone (3)"]


def test_a_title_above_the_headings_is_skipped_but_a_narrow_table_is_left_alone():
    table = read(b"Customers of 2026,,,\n\nname,city,phone,grade\na,b,c,d\ne,f,g,h\n")
    assert (table.headings[0], table.numbers) == ("name", [4, 5])
    assert read(b"name\nAcme\nBeta\n").headings == ["name"]


def test_an_xlsx_named_csv_is_read_with_its_numbers_and_dates():
    data = xlsx({"empty": [], "Kunden": [["name", "n", "d"], ["Acme", 3, datetime(2019, 3, 4)]]})
    table = read(data, "customers.csv")
    assert (table.sheet, table.sheets) == ("Kunden", ["empty", "Kunden"])
    assert table.rows[0][:2] == ["Acme", 3]
    assert table.rows[0][2] in (date(2019, 3, 4), datetime(2019, 3, 4))


def test_a_sheet_can_be_chosen():
    data = xlsx({"one": [["a"], ["1"]], "two": [["b"], ["2"]]})
    assert read(data, sheet="two").headings == ["b"]
    with pytest.raises(Invalid):
        read(data, sheet="three")


@pytest.mark.parametrize(
    "data",
    [b"", b"   \n\n", b"\0\0\0", b"%PDF-1.7 ...", b"\x89PNG\r\n\x1a\n....", b"<html><table><tr><td>a</td></tr></table>",
     b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1broken", b"BEGIN:VCARD\nEND:VCARD", b"only,headings\n",
     bytes(range(256)) * 4, b'a,b\n"never closed' + b"\nx" * 300],
)
def test_what_is_no_table_gets_one_sentence(data):
    with pytest.raises(Invalid) as error:
        read(data, "a.csv")
    assert str(error.value).endswith(".")


def test_a_file_that_is_too_large_gets_one_sentence(monkeypatch):
    monkeypatch.setattr(limits, "FILE_BYTES", 10)
    with pytest.raises(Invalid):
        read(b"a,b\n1,2\n3,4\n")


def test_too_many_rows_or_columns_get_one_sentence(monkeypatch):
    monkeypatch.setattr(limits, "ROWS", 50)
    with pytest.raises(Invalid, match="50 rows"):
        read(b"a\n" + b"1\n" * 51)
    with pytest.raises(Invalid, match="columns"):
        read((",".join(map(str, range(300))) + "\n").encode() * 2)


def zipped(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for name, content in parts.items():
            archive.writestr(f"xl/worksheets/{name}.xml", content)
    return target.getvalue()


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(limits, "UNPACKED_BYTES", 1_000_000)
    with pytest.raises(Invalid, match="unpacks"):
        read(zipped(sheet1=b" " * 2_000_000))


def test_a_bomb_that_lies_about_its_size_is_counted_while_it_inflates(monkeypatch):
    monkeypatch.setattr(limits, "UNPACKED_BYTES", 1_000_000)
    data = zipped(sheet1=b" " * 2_000_000)
    lying = data.replace((2_000_000).to_bytes(4, "little"), (2_000).to_bytes(4, "little"))
    with pytest.raises(Invalid):
        read(lying)


def test_a_far_cell_is_refused_before_a_grid_is_laid():
    with pytest.raises(Invalid, match="far"):
        read(zipped(sheet1=b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'))


def test_an_archive_with_thousands_of_parts_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "ARCHIVE_ENTRIES", 3)
    with pytest.raises(Invalid):
        read(zipped(sheet1=b"<a/>", sheet2=b"<a/>"))


@settings(max_examples=300, deadline=None)
@given(st.one_of(
    st.binary(max_size=2000),
    st.text(max_size=500).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=300).map(lambda tail: b"PK\x03\x04" + tail),
    st.binary(max_size=300).map(lambda tail: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + tail),
    st.tuples(st.integers(0, 6000), st.integers(0, 255)).map(lambda hit: spoiled(*hit)),
))
def test_any_bytes_give_a_table_or_one_sentence(data):
    try:
        table = reader.read(data, "file.csv")
    except Invalid as error:
        assert str(error)
    else:
        assert len(set(table.headings)) == len(table.headings)
        assert all(len(row) == len(table.headings) for row in table.rows)
        assert len(table.rows) == len(table.numbers) > 0


GOOD = xlsx({"s": [["name", "city"], ["Acme", "Rome"], ["Beta", 3]]})


def spoiled(place: int, byte: int) -> bytes:
    """A good workbook with one byte changed."""
    place %= len(GOOD)
    return GOOD[:place] + bytes([byte]) + GOOD[place + 1 :]


@real_files
@pytest.mark.parametrize(
    ("path", "rows", "encoding"),
    [("maven_crm/sales_pipeline.csv", 8800, "UTF-8"), ("salesforce/accountData.csv", 423, "Windows-1252"),
     ("salesforce/opportunityData.csv", 38, "UTF-8"), ("orders/online_retail_2010_12.csv", 42481, "UTF-8"),
     ("campaigns/bank_marketing_5000.csv", 5000, "UTF-8")],
)
def test_real_files_have_all_their_rows(path, rows, encoding):
    table = read((SHARED / path).read_bytes(), path)
    assert (len(table.rows), table.encoding) == (rows, encoding)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.one_of(
    st.text(max_size=20), st.sampled_from(["Won", "Lost", "1.234", "01/02/2019", "¥12.5万", "010-62561234", "=1+1", "Acme", "43831"]),
), min_size=6, max_size=6), min_size=1, max_size=8), st.sampled_from(sorted(KINDS)))
def test_any_cells_are_read_into_values_or_problems(rows, kind_name):
    kind = KINDS[kind_name]
    fields = [field.name for field in kind.fields][:: max(1, len(kind.fields) // 6)][:6]
    table = Table([f"c{n}" for n in range(6)], rows, list(range(2, 2 + len(rows))))
    mapping = Mapping(columns=dict(zip(table.headings, fields, strict=False)))
    for row in RowReader(table, kind, mapping, Settings()).rows():
        for problem in row.problems:
            assert problem.message.format(**problem.params)
        assert all(name in fields for name in row.values)
