"""A customer's page tells which campaigns reached it."""
from crm_core.campaigns.card import campaigns_of_customer
from crm_core.campaigns.running import start_campaign
from crm_core.jobs.campaigns import send
from crm_core.run import act, ask
from tests.campaigns import making
from tests.pages import open_page
from tests.ui.browserless import data


def reached(cast) -> tuple[int, int]:
    (customer,) = making.customers(1, owner_id=cast.wei.user_id, team_id=cast.wei.team_id)
    key, _step = making.mail_campaign(cast.mia, [customer])
    act(cast.mia, start_campaign, key)
    send()
    making.sent()
    send()
    return customer, key


def test_who_sees_the_customer_sees_its_campaigns_and_opens_only_what_is_theirs(db, cast):
    customer, key = reached(cast)
    assert [(row.campaign_id, row.opens) for row in ask(cast.wei, campaigns_of_customer, customer)] == [(key, False)]
    assert ask(cast.mia, campaigns_of_customer, customer)[0].opens
    assert ask(cast.omar, campaigns_of_customer, customer) == ()


def test_the_card_stands_on_the_page(sqlite_db, cast, monkeypatch):
    customer, _key = reached(cast)
    app = open_page(monkeypatch, cast.wei, "customer", f"id={customer}")
    assert [item["title"] for item in data(app, "customer_campaigns")["items"]] == ["Autumn service offer"]
