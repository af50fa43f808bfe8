from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from crm_core.i18n import words
from pages.ui import format as f

NOW = datetime(2026, 11, 19, 1, 30, tzinfo=UTC)  # 09:30 in Shanghai
EN = f.Style("en", "Asia/Shanghai", "CNY", NOW)
ZH = f.Style("zh_Hans", "Asia/Shanghai", "CNY", NOW, words("zh_Hans").gettext, words("zh_Hans").ngettext)


def yuan(amount):
    return int(Decimal(str(amount)) * 100)


@pytest.mark.parametrize(
    "amount, en, zh",
    [
        (0, "¥0", "¥0"),
        (12.5, "¥12.50", "¥12.50"),
        (999.99, "¥999.99", "¥999.99"),
        (1234.56, "¥1,235", "¥1,235"),
        (9999, "¥9,999", "¥9,999"),
        (72_500, "¥72.5K", "¥7.25 万"),
        (520_000, "¥520K", "¥52 万"),
        (1_100_000, "¥1.10M", "¥110 万"),
        (1_420_000, "¥1.42M", "¥142 万"),
        (999_960, "¥1.00M", "¥100 万"),
        (18_400_000, "¥18.4M", "¥1,840 万"),
        (142_000_000, "¥142M", "¥1.42 亿"),
        (2_500_000_000, "¥2.50B", "¥25 亿"),
        (-640_000, "-¥640K", "-¥64 万"),
    ],
)
def test_big_money_is_short_and_small_money_exact(amount, en, zh):
    assert f.money(yuan(amount), EN) == en
    assert f.money(yuan(amount), ZH) == zh


def test_the_full_figure_has_thousands_and_no_cents_above_a_thousand():
    assert f.money_full(yuan(1_420_000.4), EN) == "¥1,420,000"
    assert f.money_full(yuan(999.4), EN) == "¥999.40"
    assert f.money_full(None, EN) == "—"


def test_yen_has_no_minor_unit_and_foreign_money_keeps_its_sign():
    assert f.money(520_000, replace(EN, currency="JPY")) == "¥520K"
    assert f.money_full(512, EN, "JPY") == "¥512"
    assert f.money(yuan(640_000), ZH, "USD") == "US$64 万"
    assert f.money(yuan(640_000), EN, "CHF") == "CHF 640K"


def test_an_axis_gets_one_unit():
    assert f.money_unit(EN, yuan(8_600_000)) == (100_000_000, "¥ M")
    assert f.money_unit(ZH, yuan(8_600_000)) == (1_000_000, "¥ 万")
    assert f.money_unit(EN, yuan(400)) == (100, "¥")


def test_numbers_shares_and_sizes():
    assert f.number(2047, EN) == "2,047"
    assert f.number(-3.25, EN, 1) == "-3.3"
    assert f.percent(0.715, EN) == "72%"
    assert f.percent(0.0153, EN, 1) == "1.5%"
    assert f.percent(None, EN) == "—"
    assert f.size(1_258_291, EN) == "1.2 MB"
    assert f.size(512, EN) == "512 B"


def test_dates_are_written_as_the_reader_writes_them():
    assert f.day(date(2026, 11, 17), EN) == "17 Nov"
    assert f.day(date(2026, 11, 17), ZH) == "11月17日"
    assert f.day(date(2025, 1, 2), EN) == "2 Jan 2025"
    assert f.day(date(2025, 1, 2), ZH) == "2025年1月2日"
    assert f.day_long(date(2026, 11, 16), EN) == "Monday, 16 November"
    assert f.day_long(date(2026, 11, 16), ZH) == "11月16日 星期一"
    assert f.month(date(2021, 3, 1), EN) == "March 2021"
    assert f.month(date(2021, 3, 1), ZH) == "2021年3月"
    assert f.month(date(2021, 3, 1), EN, short=True) == "Mar"


def test_moments_are_on_the_readers_clock():
    late = datetime(2026, 11, 17, 20, 5, tzinfo=UTC)
    assert f.moment(late, EN) == "18 Nov, 04:05"
    assert f.moment(late, ZH) == "11月18日 04:05"
    assert f.clock(late, replace(EN, time_zone="Europe/London")) == "20:05"


@pytest.mark.parametrize(
    "away, en, zh",
    [
        (timedelta(seconds=-20), "just now", "刚刚"),
        (timedelta(minutes=-1), "1 minute ago", "1 分钟前"),
        (timedelta(hours=-2), "2 hours ago", "2 小时前"),
        (timedelta(hours=5), "in 5 hours", "5 小时后"),
        (timedelta(days=-1), "1 day ago", "1 天前"),
        (timedelta(days=-64), "64 days ago", "64 天前"),
        (timedelta(days=-400), "13 months ago", "13 个月前"),
        (timedelta(days=-800), "2 years ago", "2 年前"),
    ],
)
def test_how_long_ago(away, en, zh):
    assert f.ago(NOW + away, EN) == en
    assert f.ago(NOW + away, ZH) == zh


@pytest.mark.parametrize(
    "when, en, zh, tone",
    [
        (date(2026, 11, 18), "1 day overdue", "逾期 1 天", "red"),
        (date(2026, 11, 17), "2 days overdue", "逾期 2 天", "red"),
        (date(2026, 11, 19), "today", "今天", "green"),
        (datetime(2026, 11, 19, 2, 30, tzinfo=UTC), "today 10:30", "今天 10:30", "green"),
        (date(2026, 11, 20), "tomorrow", "明天", None),
        (date(2026, 11, 22), "in 3 days", "3 天后", None),
        (None, "—", "—", None),
    ],
)
def test_when_a_step_is_due(when, en, zh, tone):
    assert f.due(when, EN) == en
    assert f.due(when, ZH) == zh
    assert f.due_tone(when, EN) == tone


def test_days_against_their_limit():
    assert f.days(1, EN) == "1 day"
    assert f.days(16, EN, 14) == "16 of 14 days"
    assert f.days(16, ZH, 14) == "16 天 / 限 14 天"
    assert [f.days_tone(n, 7) for n in (5, 6, 7, 8)] == [None, "orange", "orange", "red"]
    assert f.days_tone(300, None) is None


def test_initials_are_two_letters_or_one_character():
    names = ["Lin Wei", "林薇", "Omar Haddad", "Omar", "Jean-Luc van Damme", "  ", None]
    assert [f.initials(name) for name in names] == ["LW", "林", "OH", "OM", "JD", "?", "?"]
