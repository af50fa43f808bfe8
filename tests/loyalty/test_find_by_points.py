"""Segments by points and by tier."""
from datetime import timedelta

from crm_core import clock
from crm_core.loyalty.queries import tiers
from crm_core.run import ask
from crm_core.segments.choices import rule_choices
from tests.loyalty.helpers import bought
from tests.pipeline.helpers import customer
from tests.segments.rules import all_of, found, when


def test_customers_are_found_by_their_points_and_their_tier(db, cast):
    rich, small, once, none = (customer(cast.wei, name) for name in ("Rich", "Small", "Once", "None"))
    bought(rich, 150_000)
    bought(small, 1_000)
    bought(once, 150_000, clock.now().date() - timedelta(days=400))
    named = {tier.name: tier.id for tier in ask(cast.ada, tiers)}
    assert found(cast.mia, all_of(when("loyalty.points", "at_least", 1_000))) == {"Rich", "Once"}
    assert found(cast.mia, all_of(when("loyalty.points", "at_most", 0))) == {"None"}
    assert found(cast.mia, all_of(when("loyalty.tier", "is", [named["Silver"]]))) == {"Rich"}
    assert found(cast.mia, all_of(when("loyalty.tier", "is", [named["Basic member"]]))) == {"Small", "Once", "None"}
    assert none and list(ask(cast.mia, rule_choices, ["tier"])["tier"].values()) == ["Basic member", "Silver", "Gold", "Platinum"]
