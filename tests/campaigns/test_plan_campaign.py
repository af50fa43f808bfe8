"""Planning a campaign: made, changed, copied, deleted."""
from datetime import date

import pytest

from crm_core.campaigns.commands import change_campaign, copy_campaign, delete_campaign, restore_campaign
from crm_core.campaigns.queries import campaign_page, count_campaigns, list_campaigns
from crm_core.campaigns.schemas import CampaignEdit, CostEdit, CostNew, StepNew
from crm_core.campaigns.steps import add_cost, add_step, change_cost, move_step, remove_step
from crm_core.errors import Conflict, Forbidden, Invalid, NotFound
from crm_core.run import act, ask
from tests.campaigns import making
from tests.pipeline.counting import statements


def test_a_campaign_has_goal_steps_and_budget_lines(db, cast):
    key = making.campaign(cast.mia, goal="deals_won", goal_target=40, budget=2_000_000, starts_on=date(2026, 10, 8))
    act(cast.mia, add_step, key, StepNew(name="First mail"))
    act(cast.mia, add_step, key, StepNew(name="Reminder", only="silent"))
    line = act(cast.mia, add_cost, key, CostNew(name="Design", planned=500_000))
    act(cast.mia, change_cost, line, CostEdit(spent=480_000))
    page = ask(cast.mia, campaign_page, key)
    assert (page.state, page.owner, page.goal_target, page.spent) == ("draft", "Mia Torres", 40, 480_000)
    assert [(step.name, step.only) for step in page.steps] == [("First mail", None), ("Reminder", "silent")]
    assert [(cost.name, cost.planned, cost.spent) for cost in page.costs] == [("Design", 500_000, 480_000)]
    act(cast.mia, move_step, page.steps[1].id, True)
    assert [step.name for step in ask(cast.mia, campaign_page, key).steps] == ["Reminder", "First mail"]
    act(cast.mia, remove_step, page.steps[0].id)
    assert [step.name for step in ask(cast.mia, campaign_page, key).steps] == ["Reminder"]


@pytest.mark.parametrize("field, value", [
    ("holdout_percent", 91), ("window_days", 0), ("goal_target", 0), ("budget", -1), ("ends_on", date(2026, 1, 1)),
])
def test_numbers_and_dates_that_cannot_be_are_refused_beside_their_field(db, cast, field, value):
    key = making.campaign(cast.mia, starts_on=date(2026, 10, 8))
    with pytest.raises(Invalid) as problem:
        act(cast.mia, change_campaign, key, CampaignEdit(**{field: value}), 1)
    assert problem.value.field == field


def test_the_second_of_two_editors_is_told(db, cast):
    key = making.campaign(cast.mia)
    assert act(cast.mia, change_campaign, key, CampaignEdit(name="Winter"), 1) == 2
    with pytest.raises(Conflict):
        act(cast.mia, change_campaign, key, CampaignEdit(name="Spring"), 1)
    assert making.row(key).name == "Winter"


def test_a_copy_is_a_draft_with_the_same_steps(db, cast):
    key = making.campaign(cast.mia, goal="replies", holdout_percent=20)
    act(cast.mia, add_step, key, StepNew(name="First mail"))
    copy = act(cast.mia, copy_campaign, key, "Winter service offer")
    page = ask(cast.mia, campaign_page, copy)
    assert (page.name, page.goal, page.holdout_percent, page.state) == ("Winter service offer", "replies", 20, "draft")
    assert [step.name for step in page.steps] == ["First mail"]
    assert making.row(copy).seed != making.row(key).seed


def test_a_deleted_campaign_can_be_brought_back(db, cast):
    key = making.campaign(cast.mia)
    act(cast.mia, delete_campaign, key)
    assert ask(cast.mia, list_campaigns) == ()
    with pytest.raises(NotFound):
        ask(cast.mia, campaign_page, key)
    act(cast.mia, restore_campaign, key)
    assert [found.name for found in ask(cast.mia, list_campaigns, search="autumn")] == ["Autumn service offer"]
    assert ask(cast.mia, count_campaigns, states=("finished",)) == 0


def test_another_teams_campaign_does_not_exist_and_who_may_only_look_cannot_write(db, cast):
    key = making.campaign(cast.mia)
    with pytest.raises(NotFound):
        ask(cast.gu, campaign_page, key)
    act(cast.mia, change_campaign, key, CampaignEdit(owner_id=cast.gu.user_id), 1)
    assert ask(cast.gu, campaign_page, key).allowed.edit is False
    with pytest.raises(NotFound):
        ask(cast.walter, campaign_page, key)
    with pytest.raises(Forbidden):
        act(cast.gu, delete_campaign, key)
    with pytest.raises(Forbidden):
        ask(cast.wei, list_campaigns)


def test_a_page_costs_four_statements_and_the_list_one(db, cast):
    key, mia = making.campaign(cast.mia), cast.mia
    act(mia, add_step, key, StepNew(name="First mail"))
    with statements(db) as seen:
        ask(mia, campaign_page, key)
    assert len(seen) == 4
    with statements(db) as seen:
        ask(mia, list_campaigns)
    assert len(seen) == 1
