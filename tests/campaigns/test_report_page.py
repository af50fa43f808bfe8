"""The report of a campaign: the answer, the comparison, rows behind it, the next audience."""
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import event

from crm_core.campaigns.behind import export_behind, members_behind
from crm_core.clock import now
from crm_core.errors import Forbidden, NotFound
from crm_core.run import act, ask
from crm_core.segments.reaching import reach
from db.engine import database
from db.models import Campaign, CampaignCost, CampaignMember, CampaignStep
from tests.campaigns.making import campaign, customers, store
from tests.pages import open_page
from tests.segments.test_pages import shown
from tests.ui.browserless import data


def ran(actor, got: int, bought: int, held: int = 0, held_bought: int = 0, **values) -> int:
    """A finished campaign: so many got it and bought, so many were held out and bought all the same."""
    key = campaign(actor, goal="deals_won", goal_target=10, **values)
    ids, then = customers(got + held, grade="a"), now() - timedelta(days=5)
    members = [
        CampaignMember(
            campaign_id=key, customer_id=customer, name=f"Member {place}", email=f"c{place + 1}@example.com", held_out=place >= got,
            state="reached" if place < got else "waiting", variant="a" if place % 2 else "b", reached_at=then if place < got else None,
            clicked_at=then if place < got // 4 else None,
            converted_at=then if place < bought or got <= place < got + held_bought else None,
            converted_value=100_000 if place < bought else 0, updated_at=then,
        ) for place, customer in enumerate(ids)
    ]
    store(*members, CampaignCost(campaign_id=key, name="Printing", planned=200_000, spent=100_000),
          CampaignStep(campaign_id=key, name="Invitation", split="subject"))
    with database().writing() as session:
        session.get(Campaign, key).state = "finished"
        session.commit()
    return key


def opened(monkeypatch, actor, key: int, more: str = ""):
    return open_page(monkeypatch, actor, "campaign", f"id={key}&tab=report{more}")


def text(app) -> str:
    return "\n".join([shown(app), *(part.value.replace("\\", "") for part in app.header)])


def test_what_it_brought_is_told_when_it_can_be(sqlite_db, cast, monkeypatch):
    app = opened(monkeypatch, cast.mia, ran(cast.mia, 400, 80, 100, 5))
    assert "It brought about 60 extra won deals, and paid back 80 times its cost." in text(app)
    assert "20.0% of those who got it converted, against 5.0% of the 100 held out: +15 points" in text(app)
    figures = {metric.label: metric.value for metric in app.metric}
    assert (figures["Extra conversions"], figures["Cost per extra conversion"]) == ("60", "¥16.67")


def test_chance_is_called_chance(sqlite_db, cast, monkeypatch):
    app = opened(monkeypatch, cast.mia, ran(cast.mia, 40, 4, 40, 3))
    assert "Not enough data yet to say what it brought." in text(app)
    assert {metric.label: metric.value for metric in app.metric}["Return on spend"] == "—"


def test_without_a_hold_out_it_says_so(sqlite_db, cast, monkeypatch):
    assert "without a hold-out nobody knows" in text(opened(monkeypatch, cast.mia, ran(cast.mia, 20, 4)))


def test_before_anybody_is_reached_there_is_nothing_to_report(sqlite_db, cast, monkeypatch):
    assert "Nothing to report yet" in text(opened(monkeypatch, cast.mia, campaign(cast.mia)))


def test_halves_are_compared_in_words(sqlite_db, cast, monkeypatch):
    assert "Not enough data yet to say which half is better" in text(opened(monkeypatch, cast.mia, ran(cast.mia, 100, 10, 20)))


def test_a_chart_opens_its_members(sqlite_db, cast, monkeypatch):
    app = opened(monkeypatch, cast.mia, ran(cast.mia, 40, 4, 10))
    app.button(key="rows-funnel").click().run()
    assert len(data(app, "campaign-rows")["rows"]) == 40
    app.button(key="rows-halves").click().run()
    assert "50 members" in text(app)


def test_members_behind_a_bar(db, cast):
    key = ran(cast.mia, 40, 4, 10, 1)
    counts = {(part, bar): ask(cast.mia, members_behind, key, part, bar).total for part, bar in (
        ("funnel", "sent"), ("funnel", "clicked"), ("funnel", "converted"), ("halves", "held_out"), ("halves", "a"), ("grade", "a"), ("grade", ""))}
    assert counts == {("funnel", "sent"): 40, ("funnel", "clicked"): 10, ("funnel", "converted"): 4, ("halves", "held_out"): 10,
                      ("halves", "a"): 20, ("grade", "a"): 40, ("grade", ""): 0}
    with pytest.raises(NotFound):
        ask(cast.gu, members_behind, key, "funnel")


def test_members_are_exported_by_those_who_may(db, cast):
    key = ran(cast.mia, 8, 4)
    sheet = load_workbook(BytesIO(act(cast.mia, export_behind, key, "funnel", "converted").content)).active
    assert sheet.max_row == 5 and sheet["A2"].value == "Customer 1"
    with pytest.raises(Forbidden):
        act(cast.gu, export_behind, key, "funnel")


def test_the_silent_become_the_next_audience(sqlite_db, cast, monkeypatch):
    key = ran(cast.mia, 40, 4, 10)
    app = opened(monkeypatch, cast.mia, key)
    button = app.button(key="campaign_next")
    assert button.label == "Next audience: 30 silent"
    button.click().run()
    with database().reading() as session:
        made = session.query(Campaign).filter(Campaign.id != key).one()
    assert (made.name, made.state) == ("Autumn service offer, the silent", "draft")
    assert ask(cast.mia, reach, made.rule).count == 30


def test_an_executive_reads_the_report_and_makes_nothing(sqlite_db, cast, monkeypatch):
    app = opened(monkeypatch, cast.eva, ran(cast.mia, 40, 4, 10))
    assert "campaign_next" not in {button.key for button in app.button}


def test_the_page_asks_little(sqlite_db, cast, monkeypatch):
    key = ran(cast.mia, 40, 4, 10)
    opened(monkeypatch, cast.mia, key)
    statements = []
    event.listen(database().reader, "before_cursor_execute", lambda *a: statements.append(a[2]))
    opened(monkeypatch, cast.mia, key)
    around = ("app_user", "notification", "max(event.id)")
    assert len([s for s in statements if s.startswith("SELECT") and not any(word in s for word in around)]) <= 12
