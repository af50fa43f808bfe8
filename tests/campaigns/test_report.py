"""What a campaign achieved, counted by hand and compared."""
from datetime import UTC, date, datetime, timedelta

import pytest

from crm_core import clock
from crm_core.access.actor import SYSTEM
from crm_core.campaigns import report
from crm_core.campaigns.conversions import refresh_conversions
from crm_core.campaigns.members import count_members
from crm_core.campaigns.running import start_campaign
from crm_core.campaigns.schemas import CostNew, MemberFilter
from crm_core.campaigns.steps import add_cost
from crm_core.errors import NotFound
from crm_core.jobs.campaigns import send
from crm_core.pipeline.progress import reopen_deal, win_deal
from crm_core.pipeline.schemas import DealClose
from crm_core.run import act, ask
from db.models import CampaignMember, Customer
from tests.campaigns import making
from tests.pipeline import helpers as deals
from tests.pipeline.counting import statements

NOW = datetime(2026, 11, 2, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def day():
    clock.set_now(NOW)


def sent_campaign(cast, count=60, **values):
    customers = making.customers(count, owner_id=cast.wei.user_id, team_id=cast.wei.team_id)
    key, _step = making.mail_campaign(cast.mia, customers, **values)
    act(cast.mia, start_campaign, key)
    send()
    making.sent()
    send()
    return key


def win(cast, customer_id: int, value: int = 1000, days: int = 5) -> int:
    clock.set_now(NOW + timedelta(days=days))
    key = deals.new(cast.wei, value=value, customer_id=customer_id, opened_on=date(2026, 10, 1))
    act(cast.wei, win_deal, key, DealClose(closed_on=clock.today("Asia/Shanghai"), reason="price"), 1)
    return key


def test_a_deal_won_within_the_window_is_a_conversion(db, cast):
    key = sent_campaign(cast, 3, window_days=30)
    first, second, third = making.members(key)
    win(cast, first.customer_id, 700)
    win(cast, first.customer_id, 300, 6)
    win(cast, second.customer_id, 900, 31)
    assert [(m.converted_value, bool(m.converted_at)) for m in making.members(key)] == [(1000, True), (0, False), (0, False)]
    assert making.members(key)[0].converted_at == datetime(2026, 11, 6, 16, tzinfo=UTC)
    del third


def test_reopening_takes_the_conversion_back(db, cast):
    key = sent_campaign(cast, 1)
    deal = win(cast, making.members(key)[0].customer_id)
    assert making.members(key)[0].converted_at
    act(cast.wei, reopen_deal, deal, 2)
    assert making.members(key)[0].converted_at is None


def test_who_is_held_out_counts_from_the_start(db, cast):
    key = sent_campaign(cast, 60, holdout_percent=30)
    held = next(m for m in making.members(key) if m.held_out)
    win(cast, held.customer_id)
    assert next(m for m in making.members(key) if m.id == held.id).converted_at


def test_the_hourly_count_finds_what_escaped(db, cast):
    key = sent_campaign(cast, 1)
    win(cast, making.members(key)[0].customer_id)
    with db.writing() as session:
        session.get(CampaignMember, making.members(key)[0].id).converted_at = None
        session.commit()
    assert act(SYSTEM, refresh_conversions) == 1
    assert making.members(key)[0].converted_at


def test_the_result_is_the_difference_to_the_held_out(db, cast):
    key = sent_campaign(cast, 200, holdout_percent=50, goal_target=10, budget=50_000)
    got = [m for m in making.members(key) if not m.held_out]
    held = [m for m in making.members(key) if m.held_out]
    with db.writing() as session:
        for rows, hits in ((got, 40), (held, 10)):
            for member in rows[:hits]:
                row = session.get(CampaignMember, member.id)
                row.converted_at, row.converted_value = NOW + timedelta(days=1), 1000
        session.commit()
    act(cast.mia, add_cost, key, CostNew(name="Mailing", planned=50_000, spent=20_000))
    found = ask(cast.mia, report.campaign_result, key)
    gain = 40 / len(got) - 10 / len(held)
    assert (found.counted, found.goal_share, found.spent, found.members) == (40, 4.0, 20_000, len(got))
    assert found.gain.gain == pytest.approx(gain) and found.gain.clear
    assert found.extra == pytest.approx(gain * len(got)) and found.extra_low < found.extra < found.extra_high
    assert found.cost_per_result == 500 and found.cost_per_extra == round(20_000 / found.extra)
    assert found.extra_value == round(40_000 - 10_000 * len(got) / len(held))
    assert found.return_on_spend == pytest.approx(found.extra_value / 20_000)
    frame = ask(cast.mia, report.by_variant, key).set_index("variant")
    assert frame.loc["held_out", "people"] == len(held) and frame.loc["a", "hits"] == 40


def test_without_held_out_members_nothing_extra_is_claimed(db, cast):
    key = sent_campaign(cast, 5)
    found = ask(cast.mia, report.campaign_result, key)
    assert (found.gain, found.extra, found.cost_per_extra, found.extra_value) == (None, None, None, None)


def test_the_funnel_counts_every_member_once(db, cast):
    key = sent_campaign(cast, 4)
    with db.writing() as session:
        one, two, three, _four = (session.get(CampaignMember, m.id) for m in making.members(key))
        one.opened_at = one.clicked_at = one.converted_at = two.opened_at = three.bounced_at = NOW
        session.commit()
    frame = ask(cast.mia, report.funnel, key)
    assert dict(zip(frame.step, frame.people, strict=True)) == {
        "sent": 4, "delivered": 3, "opened": 2, "clicked": 1, "replied": 0, "converted": 1}
    assert ask(cast.mia, report.campaign_result, key).silent == 2
    assert ask(cast.mia, count_members, key, MemberFilter(answer="silent")) == 2


def test_grades_are_compared_each_with_its_own_held_out(db, cast):
    key = sent_campaign(cast, 60, holdout_percent=50)
    with db.writing() as session:
        for number, member in enumerate(making.members(key)):
            session.get(Customer, member.customer_id).grade = "a" if number % 2 else "b"
        session.commit()
    frame = ask(cast.mia, report.by_group, key, "grade")
    assert set(frame.value) == {"a", "b"} and frame.people.sum() + frame.held_out.sum() == 60


def test_a_report_of_somebody_else_does_not_exist(db, cast):
    key = sent_campaign(cast, 1)
    for query in (report.campaign_result, report.funnel, report.by_variant, report.by_group, report.by_step, report.by_outcome):
        with pytest.raises(NotFound):
            ask(cast.walter, query, key)


def test_a_whole_report_costs_few_statements(db, cast):
    key, mia = sent_campaign(cast, 30, holdout_percent=20), cast.mia
    with statements(db) as seen:
        for query in (report.campaign_result, report.funnel, report.by_variant, report.by_group):
            ask(mia, query, key)
    assert len(seen) <= 12
