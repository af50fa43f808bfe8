"""One typed line, read in both languages. Today is Thursday, 19 November 2026."""
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.tasks.phrases import understand

TODAY = date(2026, 11, 19)


@pytest.mark.parametrize(
    "line, text, kind, step, day, clock",
    [
        ("Called Chen Jianguo, wants delivery before May; call again Friday",
         "Called Chen Jianguo, wants delivery before May", "call", "Call again Friday", date(2026, 11, 20), None),
        ("致电陈建国，希望五月前交货；周五再联系", "致电陈建国，希望五月前交货", "call", "周五再联系", date(2026, 11, 20), None),
        ("没接，明天下午3点再打", "没接", None, "明天下午3点再打", date(2026, 11, 20), time(15)),
        ("Not in. Try again tomorrow at 10:30", "Not in", None, "Try again tomorrow at 10:30", date(2026, 11, 20), time(10, 30)),
        ("Met the board and send the offer next Monday", "Met the board", "meeting", "Send the offer next Monday",
         date(2026, 11, 23), None),
        ("下周三上门拜访", "", None, "下周三上门拜访", date(2026, 11, 25), None),
        ("报价已发，两周后跟进", "报价已发", "email", "两周后跟进", date(2026, 12, 3), None),
        ("Sent samples, follow up in 2 weeks", "Sent samples", "email", "Follow up in 2 weeks", date(2026, 12, 3), None),
        ("会面顺利，12月5日演示", "会面顺利", "meeting", "12月5日演示", date(2026, 12, 5), None),
        ("Offer is out, call on 3 January", "Offer is out", None, "Call on 3 January", date(2027, 1, 3), None),
        ("Will decide later; ask again next month", "Will decide later", None, "Ask again next month", date(2026, 12, 19), None),
    ],
)
def test_a_step_at_the_end_is_understood(line, text, kind, step, day, clock):
    found = understand(line, TODAY)
    assert (found.text, found.kind, found.step, found.day, found.clock) == (text, kind, step, day, clock)


@pytest.mark.parametrize(
    "line",
    [
        "Wants delivery before May", "They closed on Friday", "周五他们放假", "The budget is 3,500.50 until 2027",
        "Call went well", "May I introduce: Mr March", "客户要求45天账期",
    ],
)
def test_what_is_no_plan_stays_in_the_text(line):
    found = understand(line, TODAY)
    assert (found.text, found.step, found.day) == (line, None, None)


def test_the_same_weekday_is_in_a_week():
    assert understand("call again thursday", TODAY).day == date(2026, 11, 26)
    assert understand("周四再打", TODAY).day == date(2026, 11, 26)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80), st.dates(date(1999, 1, 1), date(2090, 12, 31)))
def test_no_line_breaks_it(line, today):
    found = understand(line, today)
    assert found.step is None or found.day is not None
