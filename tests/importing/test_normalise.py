import contextlib
import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core import normalise
from crm_core.errors import Invalid
from tests.importing.files import SHARED, real_files


@pytest.mark.parametrize(
    ("text", "country", "phone"),
    [("010-62561234转803", "CN", "+86-10-62561234 x803"), ("010-62561234-803", "CN", "+86-10-62561234 x803"),
     ("0532-8577 1234", "CN", "+86-532-85771234"), ("138 0532 8891", "CN", "+86-13805328891"),
     ("＋86 10 6256 1234", "CN", "+86-10-62561234"), ("86-13805328891", "CN", "+86-13805328891"),
     ("13805328891.0", "CN", "+86-13805328891"), ("(302) 556-4395 ext. 12", "US", "+1-302-5564395 x12"),
     ("0086 10 62561234", "US", "+86-10-62561234"), ("电话：010-62561234", "CN", "+86-10-62561234")],
)
def test_a_phone_is_country_area_number(text, country, phone):
    assert normalise.phone(text, country) == phone
    assert normalise.phone(phone, None) == phone


def test_a_missing_area_code_is_said():
    with pytest.raises(Invalid, match="area code"):
        normalise.phone("8577-2210", "CN")
    with pytest.raises(Invalid, match="area code"):
        normalise.phone("1380532", "CN")


def test_a_number_of_the_right_length_passes_where_asked():
    with pytest.raises(Invalid):
        normalise.phone("1(260)120-2439", "US")
    assert normalise.phone("1(260)120-2439", "US", strict=False) == "+1-2601202439"


@real_files
def test_example_numbers_of_all_regions_parse_but_three():
    failed = []
    with (SHARED / "phones/example_numbers_all_regions.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            world = row["region"] == "001"
            text = f"+{row['calling_code']}{row['number']}" if world else row["number"]
            try:
                written = normalise.phone(text, None if world else row["region"])
                assert normalise.phone(written, None) == written
            except Invalid:
                failed.append(text)
    assert len(failed) == 3


def test_the_key_of_a_company_drops_the_legal_form_and_keeps_the_place():
    key = normalise.company_key
    assert key("Acme, Inc.") == key("ACME") == key("acme Corporation")
    assert key("Müller GmbH & Co. KG") == "muller"
    assert key("青岛海瑞食品有限公司") == key("青岛海瑞食品")
    assert key("北京华信科技（集团）有限公司") == key("北京华信科技股份有限公司")
    assert key("北京华信有限公司") != key("上海华信有限公司")
    assert key("华为技术有限公司北京分公司") != key("华为技术有限公司")


def test_email_and_website():
    assert normalise.email("John <J.Doe@Example.COM>") == "j.doe@example.com"
    assert normalise.website("Example.com/") == "https://example.com"
    for bad in ("x@y", "a b@c.com", ""):
        with pytest.raises(Invalid):
            normalise.email(bad)
    with pytest.raises(Invalid):
        normalise.website("javascript:alert(1)")


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_them(text):
    for function in (lambda t: normalise.phone(t, "CN"), normalise.email, normalise.website):
        with contextlib.suppress(Invalid):
            function(text)
    normalise.company_key(text)
    normalise.country_code(text)
