"""The Members tab: filtered, put in, taken out, registered, attended."""
from crm_core.campaigns.drawing import draw_members
from crm_core.campaigns.running import start_campaign
from crm_core.run import act
from tests.campaigns import making
from tests.pages import open_page, run
from tests.ui.browserless import choose, data


def test_who_is_skipped_is_shown_with_the_reason(sqlite_db, cast, monkeypatch):
    key = making.campaign(cast.mia, segment_id=making.segment([*making.customers(2), *making.store(unreachable())]))
    act(cast.mia, draw_members, key)
    app = open_page(monkeypatch, cast.mia, "campaign", f"id={key}&tab=members&member=state.skipped")
    (row,) = data(app, "members_table")["rows"]
    assert row["cells"]["state"]["badges"][0]["text"] == "No e-mail address"


def test_guests_of_an_event_are_registered_and_come(sqlite_db, cast, monkeypatch):
    key = making.campaign(cast.mia, channel="event", goal="attended", segment_id=making.segment(making.customers(3)))
    act(cast.mia, start_campaign, key)
    first, second, _third = [m.id for m in making.members(key)]
    app = open_page(monkeypatch, cast.mia, "campaign", f"id={key}&tab=members")
    choose(app, "members_table", [first, second])
    app.button("mark_registered").click()
    run(app)
    choose(app, "members_table", [first])
    app.button("mark_attended").click()
    run(app)
    states = {m.id: m for m in making.members(key)}
    assert [m.state for m in states.values()] == ["attended", "registered", "waiting"]
    assert states[first].registered_at and states[first].attended_at and states[first].converted_at


def test_what_is_typed_into_the_address_does_no_harm(sqlite_db, cast, monkeypatch):
    key = making.campaign(cast.mia, segment_id=making.segment(making.customers(1)))
    act(cast.mia, draw_members, key)
    run(open_page(monkeypatch, cast.mia, "campaign", f"id={key}&tab=members&member=answer.nonsense&q=%27%3B--"))


def unreachable():
    from crm_core.clock import now
    from db.models import Customer

    return Customer(name="Nobody", name_key="nobody", created_at=now(), updated_at=now())
