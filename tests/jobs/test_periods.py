"""When a job is due."""
from datetime import UTC, datetime, timedelta

import pytest

from crm_core.jobs.plan import PAUSES, Daily, Hourly, latest, retry_at, upcoming

ZONE = "Asia/Shanghai"  # UTC+8


@pytest.mark.parametrize(
    "now, period, following",
    [
        (datetime(2026, 11, 25, 19, 9, tzinfo=UTC), "2026-11-25", datetime(2026, 11, 25, 19, 10, tzinfo=UTC)),
        (datetime(2026, 11, 25, 19, 10, tzinfo=UTC), "2026-11-26", datetime(2026, 11, 26, 19, 10, tzinfo=UTC)),
    ],
)
def test_a_daily_job_has_the_day_of_the_company(now, period, following):
    assert latest(Daily(3, 10), now, ZONE).key == period
    assert upcoming(Daily(3, 10), now, ZONE) == following


def test_a_daily_job_keeps_its_hour_when_the_clocks_change():
    before = datetime(2026, 3, 28, 12, tzinfo=UTC)  # the night before summer time begins in Berlin
    assert upcoming(Daily(8), before, "Europe/Berlin") == datetime(2026, 3, 29, 6, tzinfo=UTC)


def test_an_hourly_job_belongs_to_the_hour_in_which_its_minute_came():
    assert latest(Hourly(25), datetime(2026, 11, 25, 14, 24, tzinfo=UTC), ZONE).key == "2026-11-25T13"
    assert latest(Hourly(25), datetime(2026, 11, 25, 14, 25, tzinfo=UTC), ZONE).key == "2026-11-25T14"


def test_a_failure_is_tried_four_times_in_all():
    failed = datetime(2026, 11, 25, 14, tzinfo=UTC)
    assert [retry_at(n, failed) for n in (1, 2, 3)] == [failed + pause for pause in PAUSES]
    assert retry_at(4, failed) is None
    assert PAUSES[0] == timedelta(minutes=1)
