"""Working time: nights, weekends, holidays, days that are worked instead, clocks that change."""
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.tickets.working import Hours, after, between, is_open, minutes_between, shifts

NINE_TO_SIX = ((540, 1080),)
WEEK = (NINE_TO_SIX,) * 5 + ((), ())
SHANGHAI = Hours("Asia/Shanghai", WEEK, "CN")
BERLIN = Hours("Europe/Berlin", WEEK, "DE", "BE")
NIGHTS = Hours("Europe/Berlin", (((0, 360), (1320, 1440)),) * 7)
HALVES = Hours("America/New_York", (((480, 720), (780, 1020)),) * 5 + (((540, 720),), ()), "US")


def local(zone: str, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def shanghai(*parts: int) -> datetime:
    return local("Asia/Shanghai", *parts)


def test_the_night_and_the_weekend_do_not_count():
    friday = shanghai(2026, 11, 27, 17, 30)
    assert after(SHANGHAI, friday, 60) == shanghai(2026, 11, 30, 9, 30)
    assert minutes_between(SHANGHAI, friday, shanghai(2026, 11, 30, 9, 30)) == 60
    assert between(SHANGHAI, shanghai(2026, 11, 28, 1), shanghai(2026, 11, 29, 23)) == timedelta()


def test_what_comes_at_night_begins_in_the_morning():
    assert after(SHANGHAI, shanghai(2026, 11, 23, 3), 30) == shanghai(2026, 11, 23, 9, 30)
    assert not is_open(SHANGHAI, shanghai(2026, 11, 23, 3))
    assert is_open(SHANGHAI, shanghai(2026, 11, 23, 9))


def test_chinese_holidays_are_off_and_exchanged_sundays_are_worked():
    assert shifts(SHANGHAI, date(2026, 10, 1)) == ()  # National Day
    assert shifts(SHANGHAI, date(2026, 10, 7)) == ()  # off, in exchange for Saturday the 10th
    assert len(shifts(SHANGHAI, date(2026, 10, 10))) == 1
    assert len(shifts(SHANGHAI, date(2026, 9, 20))) == 1  # a Sunday that is worked
    assert shifts(SHANGHAI, date(2026, 10, 11)) == ()
    assert after(SHANGHAI, shanghai(2026, 9, 30, 17), 120) == shanghai(2026, 10, 8, 10)


def test_a_company_knows_better_than_the_package():
    hours = Hours("Asia/Shanghai", WEEK, "CN", worked=frozenset({date(2026, 10, 1)}), free=frozenset({date(2026, 11, 23)}))
    assert len(shifts(hours, date(2026, 10, 1))) == 1
    assert shifts(hours, date(2026, 11, 23)) == ()


def test_a_night_with_changing_clocks_is_as_long_as_it_is():
    short, long = date(2026, 3, 29), date(2026, 10, 25)
    assert between(NIGHTS, local("Europe/Berlin", 2026, 3, 29, 0), local("Europe/Berlin", 2026, 3, 29, 6)) == timedelta(hours=5)
    assert between(NIGHTS, local("Europe/Berlin", 2026, 10, 25, 0), local("Europe/Berlin", 2026, 10, 25, 6)) == timedelta(hours=7)
    assert all(begins < ends for day in (short, long) for begins, ends in shifts(NIGHTS, day))


def test_a_calendar_that_never_opens_has_no_limit():
    assert after(Hours("UTC", ((),) * 7), datetime(2026, 1, 1, tzinfo=UTC), 1) is None


MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 6, 1)).map(lambda moment: moment.replace(tzinfo=UTC))
CALENDARS = st.sampled_from([SHANGHAI, BERLIN, NIGHTS, HALVES])


@settings(max_examples=300, deadline=None)
@given(CALENDARS, MOMENTS, st.integers(0, 6000))
def test_adding_then_measuring_gives_it_back(hours, start, minutes):
    end = after(hours, start, minutes)
    assert between(hours, start, end) == timedelta(minutes=minutes)
    assert end >= start


@settings(max_examples=200, deadline=None)
@given(CALENDARS, MOMENTS, st.integers(1, 3000))
def test_going_back_then_measuring_gives_it_back(hours, end, minutes):
    assert between(hours, after(hours, end, -minutes), end) == timedelta(minutes=minutes)


@settings(max_examples=200, deadline=None)
@given(CALENDARS, MOMENTS, MOMENTS, MOMENTS)
def test_two_parts_are_the_whole(hours, one, two, three):
    first, second, third = sorted((one, two, three))
    assert between(hours, first, second) + between(hours, second, third) == between(hours, first, third)
    assert between(hours, third, first) == -between(hours, first, third)
