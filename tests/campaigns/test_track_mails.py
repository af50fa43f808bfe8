"""Opens and clicks: counted when a person did it, and nobody is sent elsewhere."""
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from crm_core import clock
from crm_core.access import signing
from crm_core.access.actor import SYSTEM
from crm_core.api.public import routes
from crm_core.campaigns import links, sending, tracking
from crm_core.campaigns.running import start_campaign
from crm_core.jobs.campaigns import send
from crm_core.run import act
from db.models import CampaignTrack
from tests.campaigns import making

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


@pytest.fixture
def client(db, cast):
    _key, _step = making.mail_campaign(cast.mia, making.customers(2, country="DE"))
    act(cast.mia, start_campaign, _key)
    send()
    making.sent(at=clock.now() - timedelta(hours=1))
    send()
    return TestClient(Starlette(routes=routes.routes()), follow_redirects=False, headers={"user-agent": BROWSER})


def tracks(db) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count(CampaignTrack.id)))


def addresses() -> tuple[str, str]:
    """The counted link and the image of the first mail."""
    text = making.mails()[0].html
    return "/p/c/" + text.split("/p/c/")[1].split('"')[0], "/p/o/" + text.split("/p/o/")[1].split('"')[0]


def test_a_click_is_counted_and_leads_to_the_address_of_the_mail(db, client):
    click, _image = addresses()
    answer = client.get(click)
    assert (answer.status_code, answer.headers["location"]) == (302, "https://example.com/offer?a=1&b=2")
    send_row = making.sends()[0]
    member = next(m for m in making.members(send_row.campaign_id) if m.id == send_row.member_id)
    assert send_row.clicked_at and member.clicked_at and member.opened_at


def test_an_image_counts_once_a_person_loads_it(db, client):
    _click, image = addresses()
    answer = client.get(image)
    assert answer.headers["content-type"] == "image/gif" and "no-store" in answer.headers["cache-control"]
    assert making.sends()[0].opened_at and not making.sends()[0].clicked_at


@pytest.mark.parametrize("agent", ["GoogleImageProxy", "Barracuda Sentinel", "python-requests/2.32", "Mozilla/5.0", ""])
def test_scanners_and_proxies_are_kept_apart(db, client, agent):
    for address in addresses():
        client.get(address, headers={"user-agent": agent})
    assert not making.sends()[0].opened_at and not making.sends()[0].clicked_at
    with db.reading() as session:
        assert all(session.scalars(select(CampaignTrack.automatic)))


def test_asking_with_head_counts_nothing(db, client):
    click, image = addresses()
    assert client.head(click).status_code == 302 and client.head(image).status_code == 200
    assert tracks(db) == 0


def test_what_is_faster_than_a_person_is_automatic():
    assert tracking.is_automatic(BROWSER, timedelta(seconds=2), "open")
    assert tracking.is_automatic(BROWSER, timedelta(seconds=2), "click")
    assert not tracking.is_automatic(BROWSER, timedelta(minutes=2), "open")


@pytest.mark.parametrize("forge", [
    lambda token: token[:-2] + ("aa" if token[-2:] != "aa" else "bb"), lambda token: "x", lambda token: "",
    lambda token: signing.signed("somewhere-else", 1, "https://evil.example"),
    lambda token: signing.signed(links.CLICK, 1), lambda token: signing.signed(links.CLICK, 1, "javascript:alert(1)"),
    lambda token: signing.signed(links.CLICK, 1, "//evil.example"), lambda token: "https://evil.example",
])
def test_a_forged_link_leads_nowhere(db, client, forge):
    click, _image = addresses()
    answer = client.get("/p/c/" + forge(click.removeprefix("/p/c/")))
    assert answer.status_code == 404 and "location" not in answer.headers
    assert tracks(db) == 0


def test_a_forged_image_counts_nothing(db, client):
    assert client.get("/p/o/forged.gif").status_code == 200
    assert tracks(db) == 0


def test_one_mail_cannot_fill_the_database(db, client):
    click, _image = addresses()
    for _time in range(tracking.MOST + 5):
        client.get(click)
    assert tracks(db) == tracking.MOST


def test_a_reply_is_noted_once(db, client):
    send_id = making.sends()[0].id
    act(SYSTEM, tracking.note_reply, send_id)
    act(SYSTEM, tracking.note_reply, 999_999)
    assert making.sends()[0].replied_at


def test_a_mail_that_comes_back_later_is_taken_over(db, client):
    first = making.mails()[0]
    making.sent("bounced", first.id)
    with db.writing() as session:
        from crm_core.work import Work

        sending.follow(Work(session, SYSTEM, clock.now()), [first.send_id], [first.to_email])
        session.commit()
    assert making.sends()[0].state == "bounced"
