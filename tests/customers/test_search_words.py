"""Searching as people type names, phones and e-mails."""
import pytest

from crm_core.customers.filtering import CustomerFilter
from crm_core.customers.listing import list_customers
from crm_core.run import ask
from tests.customers.listed import names
from tests.customers.making import make


@pytest.mark.parametrize(
    "typed",
    [
        "苏州", "太湖", "湖", "苏州太湖食品有限公司", "太湖 苏州", "苏州太湖", "食品 info", "ＴＨＦ", "thf",
        "info@taihu.cn", "info@tai", "taihu.cn", "+86-512-62881190", "512-6288", "6288 1190", "62881190", "1190",
        "0512-62881190", "+86 512 62881190", "86512", "051262881190",
    ],
)  # fmt: skip
def test_a_chinese_company_is_found_by(db, cast, typed):
    make(cast.wei, "苏州太湖食品有限公司 THF", phone="+86-512-62881190", email="info@taihu.cn")
    make(cast.wei, "青岛海风", phone="+86-532-85551234", email="hello@seawind.cn")
    assert names(cast.wei, text=typed) == ["苏州太湖食品有限公司 THF"]


@pytest.mark.parametrize("typed", ["müller", "Muller", "MÜLL", "zoe mul", "söhne", "O'Brien", "zoe müller & söh"])
def test_a_latin_name_is_found_without_accents_and_by_its_beginning(db, cast, typed):
    make(cast.wei, "Zoë Müller & Söhne O’Brien", email="zoe@mueller.de")
    make(cast.wei, "Harbour Light Logistics")
    assert names(cast.wei, text=typed) == ["Zoë Müller & Söhne O’Brien"]


@pytest.mark.parametrize("typed", ["湖太", "苏湖", "lakes", "taihu foods zzz", "9999", "%", "_", "\"", "'", "*", "((", "\\", "a:b NEAR", "— …"])
def test_what_is_not_there_is_not_found_and_breaks_nothing(db, cast, typed):
    make(cast.wei, "苏州太湖 Taihu Foods", phone="+86-512-62881190")
    assert names(cast.wei, text=typed) == []


def test_mobile_numbers_are_found_by_their_beginning_and_last_four(db, cast):
    make(cast.wei, "Wang", phone="13805328891")
    for typed in ("138", "1380532", "138 0532 8891", "8891", "+86 13805328891"):
        assert names(cast.wei, text=typed) == ["Wang"], typed


def test_nobody_finds_what_they_may_not_see(db, cast):
    make(cast.omar, "Harbour Light", phone="+86-512-62881190", email="hello@harbour.cn")
    for typed in ("harbour", "62881190", "hello@harbour.cn"):
        assert names(cast.wei, text=typed) == []
        assert names(cast.omar, text=typed) == ["Harbour Light"]


def test_search_and_filters_go_together(db, cast):
    make(cast.wei, "Taihu One", grade="a")
    make(cast.wei, "Taihu Two")
    assert [r.name for r in ask(cast.wei, list_customers, CustomerFilter(text="taihu", grades=("a",)))] == ["Taihu One"]
