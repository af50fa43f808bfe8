from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.importing import amounts, dates
from crm_core.importing.words import match_value


def days(*texts):
    form = dates.date_form(texts)
    return [dates.read_day(text, form.order) for text in texts]


def test_the_whole_column_tells_which_number_is_the_day():
    assert days("20-10-16", "01-03-17") == [date(2016, 10, 20), date(2017, 3, 1)]
    assert days("03/04/2019", "13/02/2019") == [date(2019, 4, 3), date(2019, 2, 13)]
    assert days("03/04/2019", "02/13/2019") == [date(2019, 3, 4), date(2019, 2, 13)]


@pytest.mark.parametrize("column", [["20-10-16"], ["01/02/2019", "03/04/2019"], ["1/2/19"]])
def test_a_column_that_fits_two_ways_is_unclear(column):
    form = dates.date_form(column)
    assert form.order is None and len(form.choices) > 1
    with pytest.raises(dates.Unclear):
        dates.read_day(column[0], None)


def test_a_column_that_cannot_decide_follows_the_others_of_its_file():
    forms = {1: dates.date_form(["01/02/2019"]), 2: dates.date_form(["13/02/2019"])}
    assert dates.agree(forms)[1].order == "dmy"


@pytest.mark.parametrize(
    ("text", "day"),
    [("2019/3/4", date(2019, 3, 4)), ("20年5月", date(2020, 5, 1)), ("43831", date(2020, 1, 1)), (43831, date(2020, 1, 1)),
     ("2019年3月4日", date(2019, 3, 4)), ("4.3.2019", date(2019, 3, 4)), ("Mar 4, 2019", date(2019, 3, 4)),
     ("4. März 2019", date(2019, 3, 4)), ("2006-04-15T03:23:15.000Z", date(2006, 4, 15)), ("2019-03-04 14:05", date(2019, 3, 4)),
     ("2019-03-04T00:00:00+08:00", date(2019, 3, 4)), (datetime(2019, 3, 4, 5), date(2019, 3, 4)), ("20190304", date(2019, 3, 4)),
     ("Q4 2016", None), ("31/02/2019", None), ("soon", None), ("12:30", None)],
)
def test_one_date(text, day):
    assert dates.read_day(text, None) == day


@settings(deadline=None)
@given(st.text(max_size=70))
def test_no_text_breaks_the_date_reader(text):
    form = dates.date_form([text])
    dates.read_day(text, form.order or form.choices[0])


@pytest.mark.parametrize(
    ("text", "number"),
    [("$1,117.10K", "1117100"), ("1.234,56", "1234.56"), ("¥12.5万", "125000"), ("1 234,50 €", "1234.50"), ("(1,200)", "-1200"),
     ("USD 1200", "1200"), ("1,234", "1234"), ("1.234.567", "1234567"), ("1'234.50", "1234.50"), ("1.5E+05", "150000"),
     ("3亿", "300000000"), ("1,23,456", "123456"), (1100.04, "1100.04"), ("5-", "-5"), ("￥1,200.00元", "1200")],
)
def test_one_amount(text, number):
    amount = amounts.read_amount(text, amounts.decimal_mark([text]))
    assert amount and amount.number == Decimal(number)


@pytest.mark.parametrize("text", ["abc", "12 abc", "N/A", "12.5.3,4", "--5", "1,2,3", "138 0532 8891", float("nan"), True])
def test_what_is_no_amount(text):
    assert amounts.read_amount(text, amounts.decimal_mark([text])) is None


def test_the_column_tells_the_decimal_mark():
    assert amounts.decimal_mark(["1.234", "12,50"]) == ","
    assert amounts.decimal_mark(["1.234", "5.678"]) is None
    with pytest.raises(amounts.Unclear):
        amounts.read_amount("1.234", None)


def test_a_currency_is_kept():
    assert amounts.read_amount("USD 5", ".").currencies == ("USD",)
    assert "CNY" in amounts.read_amount("¥5", ".").currencies


@settings(deadline=None)
@given(st.text(max_size=70))
def test_no_text_breaks_the_amount_reader(text):
    try:
        amounts.read_amount(text, amounts.decimal_mark([text]))
        amounts.read_integer(text)
        amounts.read_percent(text)
    except amounts.Unclear:
        pass


def test_values_match_without_case_spaces_and_punctuation_but_typos_are_only_suggested():
    products = ["GTX Pro", "GTX Plus Pro"]
    assert match_value("GTXPro", products).choice == "GTX Pro"
    assert match_value("gtx-PRO", products).choice == "GTX Pro"
    match = match_value("technolgy", ["technology", "retail"])
    assert match.choice is None and match.suggestions == ("technology",)
    assert match_value("小吴", ["吴桐"]).suggestions == ()


def test_two_choices_that_look_alike_are_not_guessed():
    assert match_value("ab c", ["A-B C", "AB C"]).choice is None
