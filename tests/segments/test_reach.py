"""How many a rule reaches, how many of them can be mailed, and some of them."""
from crm_core import clock
from crm_core.customers.filtering import CustomerFilter
from crm_core.customers.listing import count_customers, list_customers
from crm_core.run import ask
from crm_core.segments.reaching import reach, reach_of_segment
from crm_core.segments.schemas import Reach
from db.models import Contact, MailAddress, Segment, SegmentMember
from tests.pipeline.helpers import add, customer
from tests.segments.rules import all_of, store, when


def test_counts_and_a_sample_at_once(db, cast):
    vips = {customer(cast.wei, f"VIP {n}", grade="vip", email=f"vip{n}@example.com") for n in range(12)}
    customer(cast.wei, "Other", grade="b")
    store(MailAddress(email="vip1@example.com", marketing=True), MailAddress(email="vip2@example.com", marketing=False))
    rule = all_of(when("grade", "is", ["vip"]))
    first, second = ask(cast.mia, reach, rule, 1), ask(cast.mia, reach, rule, 2)
    assert (first.count, first.mailable) == (12, 1)
    assert len(first.sample) == len(second.sample) == 5
    assert {one.id for one in first.sample + second.sample} <= vips
    assert first.sample != second.sample, "another five"
    assert ask(cast.mia, reach, all_of(when("grade", "is", ["c"]))) == Reach(0, 0)


def test_an_address_of_a_contact_counts_and_one_that_bounced_does_not(db, cast):
    here, there = customer(cast.wei, "Here"), customer(cast.wei, "There")
    now = clock.now()
    store(
        *(Contact(customer_id=key, name="Chen", email=f"chen@{key}.example", created_at=now, updated_at=now) for key in (here, there)),
        MailAddress(email=f"chen@{here}.example", marketing=True),
        MailAddress(email=f"chen@{there}.example", marketing=True, bounced_at=now),
    )
    assert ask(cast.mia, reach, all_of()).mailable == 1


def test_a_frozen_segment_keeps_its_members(db, cast):
    now, grades = clock.now(), all_of(when("grade", "is", ["vip"]))
    then, _other = customer(cast.wei, "Then", grade="b"), customer(cast.wei, "Now", grade="vip")
    live, frozen = add(Segment(name="Live", rule=grades, created_at=now, updated_at=now),
                       Segment(name="Frozen", rule=grades, live=False, created_at=now, updated_at=now))
    store(SegmentMember(segment_id=frozen, customer_id=then))
    assert [one.name for one in ask(cast.mia, reach_of_segment, live).sample] == ["Now"]
    assert [one.name for one in ask(cast.mia, reach_of_segment, frozen).sample] == ["Then"]


def test_the_list_of_customers_shows_those_of_a_segment(db, cast):
    customer(cast.wei, "East", grade="vip"), customer(cast.omar, "West", grade="vip"), customer(cast.wei, "Other")
    segment, = add(Segment(name="VIPs", rule=all_of(when("grade", "is", ["vip"])), created_at=clock.now(), updated_at=clock.now()))
    wanted = CustomerFilter(segment=segment)
    assert [row.name for row in ask(cast.mia, list_customers, wanted)] == ["East", "West"]
    assert [row.name for row in ask(cast.wei, list_customers, wanted)] == ["East"]
    assert ask(cast.wei, count_customers, wanted) == 1
    assert ask(cast.mia, count_customers, CustomerFilter(segment=4711)) == 0, "one that is gone has nobody"
