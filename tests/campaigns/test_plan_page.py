"""Planning a campaign on its page: goal, steps, budget, audience."""
from sqlalchemy import select

from db.engine import database
from db.models import Campaign, CampaignCost, CampaignMember, CampaignStep, Segment
from tests.campaigns.making import campaign, row
from tests.pages import open_page, run
from tests.pipeline.helpers import customer
from tests.segments.rules import all_of, when
from tests.segments.test_pages import shown
from tests.ui.browserless import data, fire

VIPS = all_of(when("grade", "is", ["vip"]))


def all_stored(table) -> list:
    with database().reading() as session:
        return list(session.scalars(select(table)))


def test_the_list_shows_goal_state_and_owner(sqlite_db, cast, monkeypatch):
    campaign(cast.mia, goal="deals_won", goal_target=40)
    (shown_row,) = data(open_page(monkeypatch, cast.mia, "campaigns"), "campaigns_table")["rows"]
    assert (shown_row["cells"]["name"], shown_row["cells"]["goal"]["text"], shown_row["cells"]["owner"]) == ("Autumn service offer", "Deals won: 40", "Mia Torres")
    assert shown_row["cells"]["state"]["badges"][0]["text"] == "Draft"


def test_a_campaign_is_made_from_the_list(sqlite_db, cast, monkeypatch):
    app = open_page(monkeypatch, cast.mia, "campaigns")
    app.button(key="campaign_first").click().run()
    app.text_input(key="campaign.name").set_value("Spring fair")
    app.selectbox(key="campaign.channel").set_value("event")
    app.button(key="campaign.save").click().run()
    (made,) = all_stored(Campaign)
    assert (made.name, made.channel, made.goal) == ("Spring fair", "event", "deals_won")


def test_the_plan_is_edited_and_tells_what_cannot_be(sqlite_db, cast, monkeypatch):
    key = campaign(cast.mia)
    app = open_page(monkeypatch, cast.mia, "campaign", f"id={key}")
    app.button(key="campaign_edit").click().run()
    app.number_input(key="campaign.edit.goal_target").set_value(25)
    app.text_input(key="campaign.edit.name").set_value("")
    app.button(key="campaign.edit.save").click().run()
    assert "Please fill this in" in shown(app)
    app.text_input(key="campaign.edit.name").set_value("Autumn service")
    app.button(key="campaign.edit.save").click().run()
    assert (row(key).name, row(key).goal_target) == ("Autumn service", 25)


def test_steps_and_budget_lines_are_added(sqlite_db, cast, monkeypatch):
    key = campaign(cast.mia)
    app = open_page(monkeypatch, cast.mia, "campaign", f"id={key}")
    app.button(key="step_add").click().run()
    app.text_input(key="step.name").set_value("Invitation")
    app.button(key="step.save").click().run()
    app.button(key="cost_add").click().run()
    app.text_input(key="cost.name").set_value("Printing")
    app.number_input(key="cost.spent").set_value(120.5)
    app.button(key="cost.save").click().run()
    assert [step.name for step in all_stored(CampaignStep)] == ["Invitation"]
    assert [(cost.name, cost.spent) for cost in all_stored(CampaignCost)] == [("Printing", 12_050)]
    assert "Invitation" in shown(run(app))


def test_a_segment_becomes_the_audience_and_members_are_drawn(sqlite_db, cast, monkeypatch):
    customer(cast.wei, "Acme", grade="vip", phone="+86-512-62881190"), customer(cast.wei, "Other")
    with database().writing() as session:
        stored_segment = session.scalars(select(Segment).where(Segment.key == "potential")).one()
        stored_segment.rule = VIPS
        session.commit()
    key = campaign(cast.mia, channel="phone")
    app = open_page(monkeypatch, cast.mia, "campaign", f"id={key}&tab=audience")
    app.selectbox(key=f"campaign.{key}.audience.1").set_value(stored_segment.id).run()
    assert "Grade is VIP" in shown(app) and "1 customer" in shown(app)
    app.button(key="audience_save").click().run()
    assert row(key).segment_id == stored_segment.id
    app.button(key="audience_draw").click().run()
    assert [member.name for member in all_stored(CampaignMember)] == ["Acme"]


def test_a_rule_of_its_own_starts_from_a_segment(sqlite_db, cast, monkeypatch):
    key = campaign(cast.mia, rule=VIPS)
    app = open_page(monkeypatch, cast.mia, "campaign", f"id={key}&tab=audience")
    app.button(key="rule-add-1").click().run()
    app.number_input(key="rule-value-3-last_activity-days").set_value(30).run()
    app.button(key="audience_save").click().run()
    assert row(key).rule == all_of(when("grade", "is", ["vip"]), when("last_activity", "older", 30))


def test_the_hold_out_is_weighed(sqlite_db, cast, monkeypatch):
    customer(cast.wei, "Acme", grade="vip")
    key = campaign(cast.mia, channel="phone", rule=VIPS, holdout_percent=20)
    text = shown(open_page(monkeypatch, cast.mia, "campaign", f"id={key}&tab=audience"))
    assert "To see a gain of 1.5 points about 8,203 are needed. :orange-badge[Not enough]" in text


def test_a_manager_sees_the_teams_and_an_executive_changes_nothing(sqlite_db, cast, monkeypatch):
    key = campaign(cast.mia)
    assert "is not yours to see" in shown(open_page(monkeypatch, cast.gu, "campaign", f"id={key}"))
    app = open_page(monkeypatch, cast.eva, "campaign", f"id={key}")
    assert "Autumn service offer" in shown(app)
    assert not {"campaign_edit", "step_add", "cost_add", "campaign_schedule"} & {button.key for button in app.button}


def test_a_row_opens_its_campaign(sqlite_db, cast, monkeypatch):
    key = campaign(cast.mia)
    app = fire(open_page(monkeypatch, cast.mia, "campaigns"), "campaigns_table", "open", key)
    assert not app.exception
