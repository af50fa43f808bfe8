"""Campaigns and their members come in from files."""
from collections import Counter

from sqlalchemy import func, select

from crm_core.campaigns.report import by_outcome, campaign_result
from crm_core.importing import runs
from crm_core.run import ask
from db.models import Campaign, CampaignCost, CampaignMember
from tests.importing.files import real_files
from tests.importing.steps import brought, done, real
from tests.pipeline import helpers as deals

CAMPAIGNS = """Campaign Name,Type,Status,Start Date,End Date,Budgeted Cost,Actual Cost,Campaign Owner
Spring fair,Trade Show,Completed,2026-03-01,2026-03-03,50000,48000,Mia Torres
Newsletter,Email,Planned,2026-12-01,2026-12-31,1000,,Mia Torres
Odd,Carrier pigeon,Completed,,,,,
Late,Email,Completed,2026-05-01,2026-04-01,,,
"""
MEMBERS = """活动名称,客户,姓名,电话,结果,备注
秋季外呼,Acme,王伟,010-62561234,同意,要报价
秋季外呼,没有的公司,李娜,010-62561235,无人接听,
秋季外呼,,赵敏,010-62561236,也许,
"""


def rows(db, model):
    with db.reading() as session:
        return list(session.scalars(select(model).order_by(model.id)))


def test_campaigns_come_in_with_channel_state_and_spend(db, cast):
    view = brought(cast.ada, CAMPAIGNS, kind="campaigns")
    assert (view.accepted, view.rejected) == (2, 2)
    fair, news = rows(db, Campaign)
    assert (fair.name, fair.channel, fair.state, fair.budget, fair.owner_id) == ("Spring fair", "event", "finished", 5_000_000, cast.mia.user_id)
    assert (news.channel, news.state) == ("email", "draft")
    assert [(c.campaign_id, c.spent) for c in rows(db, CampaignCost)] == [(fair.id, 4_800_000)]


def test_the_same_file_again_updates(db, cast):
    brought(cast.ada, CAMPAIGNS, kind="campaigns")
    view = brought(cast.ada, CAMPAIGNS.replace("50000", "60000"), kind="campaigns")
    assert view.updated == 2 and len(rows(db, Campaign)) == 2 and rows(db, Campaign)[0].budget == 6_000_000


def test_members_make_their_campaign_and_find_their_customer(db, cast):
    customer = deals.customer(cast.wei, "Acme")
    view = brought(cast.ada, MEMBERS, kind="campaign-members")
    assert (view.accepted, view.rejected) == (2, 1)
    (campaign,) = rows(db, Campaign)
    assert (campaign.name, campaign.channel, campaign.state) == ("秋季外呼", "phone", "finished")
    first, second = rows(db, CampaignMember)
    assert (first.customer_id, first.outcome, first.note) == (customer, "yes", "要报价") and first.converted_at
    assert (second.customer_id, second.outcome, second.name) == (None, "no_answer", "李娜")


def test_the_import_is_taken_back_as_one_step(db, cast):
    view = brought(cast.ada, MEMBERS, kind="campaign-members")
    done(cast.ada, view.id, runs.UNDO)
    assert rows(db, CampaignMember) == [] and all(row.deleted_at for row in rows(db, Campaign))


@real_files
def test_five_thousand_calls_of_a_bank_become_a_phone_campaign(db, cast):
    view = real(cast.ada, "campaigns/bank_marketing_5000.csv", kind="campaign-members")
    assert (view.accepted, view.rejected, view.total) == (5000, 0, 5000)
    (campaign,) = rows(db, Campaign)
    assert (campaign.channel, campaign.state) == ("phone", "finished")
    with db.reading() as session:
        assert Counter(dict(session.execute(select(CampaignMember.outcome, func.count()).group_by(CampaignMember.outcome)).all())) == {
            "yes": 145, "no": 4855}
    frame = ask(cast.eva, by_outcome, campaign.id).set_index("outcome")
    assert frame.loc["yes", "people"] == 145
    result = ask(cast.eva, campaign_result, campaign.id)
    assert (result.counted, result.members) == (145, 5000)
