"""The demo's campaigns are ready to be shown and agree with its deals."""
from sqlalchemy import func, select

from crm_core.access.actor import load_actor
from crm_core.campaigns import report
from crm_core.campaigns.readiness import warnings
from crm_core.campaigns.rendering import check_version
from crm_core.run import ask
from db.engine import database
from db.models import Campaign, CampaignMember, CampaignStep, Customer, Deal, User
from tests.demo.test_demo import company

__all__ = ["company"]


def ids() -> dict[str, int]:
    with database().reading() as session:
        return {row.channel + "." + row.state: row.id for row in session.scalars(select(Campaign))}


def admin():
    with database().reading() as session:
        return load_actor(session, session.scalar(select(User.id).where(User.email == "ada@example.com")))


def test_there_is_one_of_each_kind(company):
    assert set(ids()) == {"email.finished", "phone.running", "event.running", "email.draft"}


def test_the_mail_that_is_over_has_a_report_to_show(company):
    result = ask(admin(), report.campaign_result, ids()["email.finished"])
    assert result.gain.clear and result.gain.gain > 0 and result.goal_share > 1
    assert result.return_on_spend > 1 and result.cost_per_extra and result.silent > 300
    assert set(ask(admin(), report.by_variant, ids()["email.finished"]).variant) == {"a", "b", "held_out"}
    frame = ask(admin(), report.funnel, ids()["email.finished"])
    assert list(frame.people[:5]) == sorted(frame.people[:5], reverse=True)


def test_what_it_brought_are_deals_that_were_won(company):
    with database().reading() as session:
        m, c = CampaignMember, Campaign
        converted = session.execute(
            select(m.customer_id, m.converted_value).join(c, c.id == m.campaign_id)
            .where(c.id == ids()["email.finished"], m.converted_at.is_not(None))).all()
        for customer_id, value in converted:
            won = session.scalar(select(func.sum(Deal.value)).where(Deal.customer_id == customer_id, Deal.status == "won"))
            assert 0 < value <= won
    assert len(converted) > 30


def test_every_message_can_go_out(company):
    with database().reading() as session:
        for step in session.scalars(select(CampaignStep).where(CampaignStep.kind == "email")):
            for version in step.variants["a"].values():
                check_version(version)
    assert not [w for w in ask(admin(), warnings, ids()["email.draft"]) if w.stops and "address" not in w.message]


def test_members_are_customers_of_the_demo(company):
    with database().reading() as session:
        strangers = select(func.count(CampaignMember.id)).outerjoin(Customer, Customer.id == CampaignMember.customer_id).where(Customer.id.is_(None))
        assert session.scalar(strangers) == 0
