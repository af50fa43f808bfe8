"""Fixing who a campaign is for."""
import pytest
from sqlalchemy import select, update

from crm_core.campaigns import chance
from crm_core.campaigns.drawing import draw_members
from crm_core.campaigns.members import add_members, remove_members
from crm_core.campaigns.queries import campaign_page
from crm_core.clock import now
from crm_core.errors import Invalid, NotFound
from crm_core.run import act, ask
from db.engine import database
from db.models import Campaign, CampaignMember, Contact, Customer, MailAddress
from tests.campaigns import making
from tests.pipeline.counting import statements


def drawn(cast, customers, **values):
    key = making.campaign(cast.mia, segment_id=making.segment(customers), **values)
    return key, act(cast.mia, draw_members, key)


def test_everybody_who_agreed_is_a_member_and_a_share_is_held_out(db, cast):
    key, result = drawn(cast, making.customers(400), holdout_percent=20)
    assert result.members + result.held_out == 400 and 55 <= result.held_out <= 105
    halves = [m.variant for m in making.members(key) if not m.held_out]
    assert 130 <= halves.count("a") <= 190
    assert result == act(cast.mia, draw_members, key)


def test_the_same_seed_draws_the_same_in_python_and_in_the_database(db, cast):
    customers = making.customers(60)
    key = making.campaign(cast.mia, segment_id=making.segment(customers), holdout_percent=30)
    with db.writing() as session:
        session.execute(update(Campaign).values(seed=4711))
        session.commit()
    act(cast.mia, draw_members, key)
    for member in making.members(key):
        assert member.held_out == (chance.number(member.customer_id, 4711) < 3000)
        assert (member.variant == "a") == (chance.number(member.customer_id, chance.half_seed(4711)) < 5000)


def test_who_cannot_be_mailed_is_kept_with_the_reason(db, cast):
    customers = making.customers(6)
    with db.writing() as session:
        emails = [session.get(Customer, key).email for key in customers]
        session.get(Customer, customers[1]).email = None
        session.get(MailAddress, emails[2]).marketing = None
        session.get(MailAddress, emails[3]).marketing = False
        session.get(MailAddress, emails[4]).bounced_at = now()
        session.get(Customer, customers[5]).email = emails[0]
        session.commit()
    key, result = drawn(cast, customers)
    assert [m.skipped for m in making.members(key)] == [None, "no_email", "no_consent", "unsubscribed", "bounced", "duplicate"]
    assert (result.members, result.skipped) == (1, 5)
    assert ask(cast.mia, campaign_page, key).counts.by_skip["bounced"] == 1


def test_a_company_is_written_to_at_the_contact_who_agreed(db, cast):
    (customer,) = making.customers(1, consent=False)
    people = [Contact(customer_id=customer, name=name, email=f"{name}@firm.cn", is_primary=name == "chief", created_at=now(),
                      updated_at=now()) for name in ("chief", "buyer")]
    making.store(*people, MailAddress(email="buyer@firm.cn", marketing=True))
    key, _result = drawn(cast, [customer])
    (member,) = making.members(key)
    assert (member.name, member.email, member.skipped) == ("buyer", "buyer@firm.cn", None)


@pytest.mark.parametrize("own, country, company, expected", [
    (None, "SG", "en", "zh_Hans"), (None, "DE", "zh_Hans", "en"), ("en", "CN", "zh_Hans", "en"), (None, None, "zh_Hans", "zh_Hans"),
])
def test_a_member_is_written_to_in_its_language(db, cast, own, country, company, expected):
    from crm_core import settings

    with db.writing() as session:
        settings.store(session, locale=company)
        session.commit()
    key, _result = drawn(cast, making.customers(1, locale=own, country=country))
    assert making.members(key)[0].locale == expected


def test_without_an_audience_the_field_is_named(db, cast):
    with pytest.raises(Invalid) as problem:
        act(cast.mia, draw_members, making.campaign(cast.mia))
    assert problem.value.field == "segment_id"


def test_members_by_hand_stay_and_are_never_held_out(db, cast):
    first, *rest = making.customers(5)
    key = making.campaign(cast.mia, segment_id=making.segment(rest), holdout_percent=90)
    assert act(cast.mia, add_members, key, [first]) == 1
    act(cast.mia, draw_members, key)
    by_hand = [m for m in making.members(key) if m.by_hand]
    assert [(m.customer_id, m.held_out) for m in by_hand] == [(first, False)] and len(making.members(key)) == 5
    act(cast.mia, remove_members, key, [by_hand[0].id])
    assert len(making.members(key)) == 4


def test_nobody_can_be_put_in_whom_one_does_not_see(db, cast):
    key = making.campaign(cast.mia)
    with pytest.raises(NotFound):
        act(cast.mia, add_members, key, [999_999])


def test_a_thousand_members_cost_no_more_statements_than_one(db, cast):
    mia = cast.mia
    key = making.campaign(mia, segment_id=making.segment(making.customers(500)), holdout_percent=10)
    with statements(db) as seen:
        act(mia, draw_members, key)
    assert len(seen) <= 12
    with database().reading() as session:
        assert len(session.scalars(select(CampaignMember.id)).all()) == 500
