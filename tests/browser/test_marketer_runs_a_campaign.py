"""A marketer's campaign, from the segment to the report and on to those who were silent."""
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from crm_core.campaigns.tracking import QUICK_CLICK
from crm_core.clock import today
from crm_core.customers.commands import create_customer
from crm_core.customers.schemas import CustomerNew
from crm_core.pipeline.commands import create_deal
from crm_core.pipeline.progress import win_deal
from crm_core.pipeline.schemas import DealClose, DealNew
from db.engine import database
from db.models import Campaign, CampaignMember, Mail, MailAddress
from tests.campaigns.making import reachable, store
from tests.mail.server import Post, running, set_account

PEOPLE = 8
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"  # not headless, as scanners are


def people(do, mark: str) -> None:
    """Customers with an address; all but the last agreed to mails."""
    for number in range(PEOPLE):
        do("wei", create_customer, CustomerNew(name=f"{mark} {number}", email=f"{mark.lower()}{number}@example.com"))
    store(*(MailAddress(email=f"{mark.lower()}{number}@example.com", marketing=True) for number in range(PEOPLE - 1)))


def active(name: str) -> list[str]:
    """Who is to get a mail: members that are neither held out nor skipped."""
    with database().reading() as session:
        return list(session.scalars(select(CampaignMember.email).join(Campaign, Campaign.id == CampaignMember.campaign_id).where(
            Campaign.name == name, CampaignMember.held_out.is_(False), CampaignMember.skipped.is_(None))))


def mails_arrive(post: Post, wanted: list[str]) -> None:
    """The app's own worker posts and sends them."""
    for _look in range(600):
        if post.times.keys() >= set(wanted):
            return
        time.sleep(0.1)
    raise AssertionError(f"of {wanted} only {list(post.times)} got a mail")


def one_looks_and_buys(window, post: Post, campaign: str, email: str, do) -> None:
    """A recipient follows the link in the mail as a person would, and buys."""
    letter = next(letter for letter in post.letters() if letter["To"].addresses[0].addr_spec == email)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.search(r'href="([^"]*/p/c/[^"]*)"', letter.get_body(("html",)).get_content()).group(1)
    found = select(CampaignMember).join(Campaign, Campaign.id == CampaignMember.campaign_id).where(
        Campaign.name == campaign, CampaignMember.email == email)
    until(found, lambda member: member.reached_at is not None)
    time.sleep(QUICK_CLICK.total_seconds() + 1)  # sooner, a machine did it
    answer = window.page.context.request.get(link, max_redirects=0, headers={"user-agent": BROWSER})
    assert (answer.status, answer.headers["location"]) == (302, "https://example.com/offer")
    member = until(found, lambda member: member.clicked_at is not None)
    deal = do("wei", create_deal, DealNew(name="Offer taken", customer_id=member.customer_id, value=500_000))
    do("wei", win_deal, deal, DealClose(closed_on=today("Asia/Shanghai"), reason="price"), 1)
    until(found, lambda member: member.converted_at is not None)


def until(found, holds):
    """The member, once something holds of it."""
    for _look in range(300):
        with database().reading() as session:
            member = session.scalar(found)
        if member is not None and holds(member):
            return member
        time.sleep(0.1)
    raise AssertionError("it never happened")


def part(window, name: str) -> None:
    """Goes to a part of the campaign's page."""
    label = window.say(name)
    found = window.page.get_by_role("radio", name=label, exact=True).or_(window.page.get_by_test_id("stMain").get_by_role("button", name=label, exact=True))
    expect(found.first).to_be_visible()
    window.settled()
    found.first.click()


@pytest.fixture
def post(cast, at) -> Iterator[Post]:
    """A mail server that takes what the app sends; what earlier journeys left waiting does not go to it."""
    with database().writing() as session:
        session.execute(update(Mail).where(Mail.state == "waiting").values(state="cancelled"))
        session.commit()
    post = Post()
    with running(post) as port:
        set_account(cast, port)
        yield post


def test_from_segment_to_report(at, do, post, language):
    mark = {"en": "Campaigners", "zh_Hans": "Yingxiao"}[language]
    people(do, mark)
    segment, campaign = f"{mark} all", f"{mark} offer"

    window = at("mia", "/segments", language=language)
    reachable(window.url)
    window.press("New segment")
    window.write(window.box("Name"), segment)
    field = window.page.locator('[class*="st-key-rule-field-"]').get_by_role("combobox").first
    expect(field).to_be_visible()
    window.settled()
    field.fill(window.say("Name"))  # the list is long: it is narrowed down first
    window.page.get_by_role("option", name=window.say("Name"), exact=True).click()
    value = window.page.locator('[class*="st-key-rule-value-"][class*="-name-text"] input').first
    window.write(value, mark)
    value.press("Enter")
    expect(window.page.get_by_text(window.many("{n} customer", "{n} customers", PEOPLE)).first).to_be_visible()
    window.sees("{n} can be mailed", n=PEOPLE - 1)
    window.press("Save")
    window.sees("Segment saved")

    window.go("/campaigns")
    window.shortcut("n", "campaign_new")
    window.write(window.dialog.get_by_label(window.say("Name") + " *"), campaign)
    window.confirm("Create")
    expect(window.page.get_by_role("heading", name=campaign).first).to_be_visible()

    part(window, "Audience")
    window.choose(window.page.get_by_test_id("stMain").get_by_role("combobox").first, segment)
    window.press("Save the audience")
    window.sees("Audience saved")
    part(window, "Mail text")
    window.press("Add a mail")
    window.write(window.box("Subject line"), "{{ company }}")
    text = window.page.get_by_label(window.say("Text (HTML)")).first
    window.write(text, "<p>{{ greeting }}</p><p><a href='https://example.com/offer'>?</a></p>")
    window.press("Save")
    window.sees("Mail saved")

    window.pick("campaign_menu", "Start now…")
    window.confirm("Start")
    window.sees("Running")
    expected = active(campaign)
    mails_arrive(post, expected)
    one_looks_and_buys(window, post, campaign, expected[0], do)
    assert {email: times for email, times in post.times.items() if email.startswith(mark.lower())} == dict.fromkeys(expected, 1)
    part(window, "Report")
    expect(window.page.locator(".st-key-card-funnel .main-svg").first).to_be_visible()
    window.sees("From sent to converted")
    with database().reading() as session:
        silent = len(session.scalars(select(CampaignMember.id).join(Campaign, Campaign.id == CampaignMember.campaign_id).where(
            Campaign.name == campaign, CampaignMember.reached_at.is_not(None), CampaignMember.clicked_at.is_(None))).all())
    if silent:
        window.page.get_by_role("button", name=window.many("Next audience: {n} silent", "Next audience: {n} silent", silent)).click()
        expect(window.page.get_by_role("heading", name=window.say("{name}, the silent", name=campaign)).first).to_be_visible()
        expect(window.page.get_by_text(window.many("{n} customer", "{n} customers", silent)).first).to_be_visible()
