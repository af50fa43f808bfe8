"""Rules, tiers and rewards: what is possible, who may, and two people at once."""
import pytest

from crm_core.errors import Conflict, Forbidden, Invalid
from crm_core.loyalty.queries import rewards, tiers
from crm_core.loyalty.setting import (
    RewardForm,
    TierForm,
    add_reward,
    add_tier,
    change_loyalty_settings,
    change_tier,
    delete_reward,
    delete_tier,
    loyalty_settings,
    move_reward,
)
from crm_core.run import act, ask


def test_a_company_starts_with_tiers_and_rewards_in_both_languages(db, cast):
    found = ask(cast.ada, tiers)
    assert [(tier.name, tier.names["zh_Hans"], tier.factor) for tier in found][1:3] == [("Silver", "银卡会员", 1.2), ("Gold", "金卡会员", 1.5)]
    assert found[0].revenue_from == 0
    assert [reward.points for reward in ask(cast.ada, rewards)] == [500, 1_000, 3_000, 8_000]


@pytest.mark.parametrize("field, value", [
    ("loyalty_unit", 0), ("loyalty_months", 241), ("loyalty_survey", -1), ("loyalty_event", 1_000_001), ("loyalty_since", "draft"),
])
def test_a_rule_that_cannot_be_is_refused(db, cast, field, value):
    seen = ask(cast.ada, loyalty_settings)
    with pytest.raises(Invalid) as caught:
        act(cast.ada, change_loyalty_settings, seen.model_copy(update={field: value}), seen)
    assert caught.value.field == field


def test_two_people_do_not_overwrite_each_other(db, cast):
    seen = ask(cast.ada, loyalty_settings)
    assert act(cast.ada, change_loyalty_settings, seen.model_copy(update={"loyalty_unit": 50}), seen)
    with pytest.raises(Conflict):
        act(cast.gu, change_loyalty_settings, seen.model_copy(update={"loyalty_unit": 10}), seen)
    tier = ask(cast.ada, tiers)[0]
    form = TierForm(name="First", revenue_from=0, factor=1)
    act(cast.ada, change_tier, tier.id, form, tier.version)
    with pytest.raises(Conflict):
        act(cast.gu, change_tier, tier.id, form, tier.version)


@pytest.mark.parametrize("field, values", [
    ("revenue_from", {"revenue_from": -1}), ("revenue_from", {"revenue_from": 0}), ("factor", {"factor": 0}), ("factor", {"factor": 101}),
    ("tone", {"tone": "pink"}),
])
def test_a_tier_that_cannot_be_is_refused(db, cast, field, values):
    with pytest.raises(Invalid) as caught:
        act(cast.ada, add_tier, TierForm(**{"name": "New", "revenue_from": 7, "factor": 1} | values))
    assert caught.value.field == field


def test_tiers_and_rewards_come_and_go_in_order(db, cast):
    act(cast.ada, delete_tier, ask(cast.ada, tiers)[0].id)
    assert [tier.name for tier in ask(cast.ada, tiers)] == ["Silver", "Gold", "Platinum"]
    key = act(cast.ada, add_reward, RewardForm(name="Umbrella", points=250))
    act(cast.ada, move_reward, key, True)
    assert [reward.name for reward in ask(cast.ada, rewards)][-2:] == ["Umbrella", "Maintenance on site"]
    act(cast.ada, delete_reward, key)
    assert key not in {reward.id for reward in ask(cast.ada, rewards, None)}


def test_only_who_keeps_the_rules_changes_them(db, cast):
    for person in (cast.wei, cast.mia, cast.eva):
        with pytest.raises(Forbidden):
            act(person, add_reward, RewardForm(name="X", points=1))
