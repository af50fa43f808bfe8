"""A marketer's campaign, from the segment to the report and on to those who were silent."""
from datetime import timedelta

from playwright.sync_api import expect
from sqlalchemy import select

from crm_core.clock import now
from crm_core.customers.commands import create_customer
from crm_core.customers.schemas import CustomerNew
from db.engine import database
from db.models import Campaign, CampaignMember, Event, MailAddress
from tests.campaigns.making import reachable, store

PEOPLE = 4


def people(do, mark: str) -> None:
    """Customers with an address; all but the last agreed to mails."""
    for number in range(PEOPLE):
        do("wei", create_customer, CustomerNew(name=f"{mark} {number}", email=f"{mark.lower()}{number}@example.com"))
    store(*(MailAddress(email=f"{mark.lower()}{number}@example.com", marketing=True) for number in range(PEOPLE - 1)))


def mails_go_out_and_one_buys(name: str) -> None:
    """What the world does meanwhile: the mails arrive, one customer clicks and buys."""
    with database().writing() as session:
        campaign = session.scalars(select(Campaign).where(Campaign.name == name)).one()
        members = session.scalars(select(CampaignMember).where(
            CampaignMember.campaign_id == campaign.id, CampaignMember.skipped.is_(None), CampaignMember.held_out.is_(False))).all()
        for member in members:
            member.reached_at, member.state = now() - timedelta(hours=1), "reached"
        members[0].clicked_at = members[0].converted_at = now()
        members[0].converted_value = 500_000
        session.add(Event(at=now(), kind="campaign.changed", subject_type="campaign", subject_id=campaign.id))  # pages look again
        session.commit()


def part(window, name: str) -> None:
    """Goes to a part of the campaign's page."""
    label = window.say(name)
    found = window.page.get_by_role("radio", name=label, exact=True).or_(window.page.get_by_test_id("stMain").get_by_role("button", name=label, exact=True))
    expect(found.first).to_be_visible()
    window.settled()
    found.first.click()


def test_from_segment_to_report(at, do, language):
    mark = {"en": "Campaigners", "zh_Hans": "Yingxiao"}[language]
    people(do, mark)
    reachable()
    segment, campaign = f"{mark} all", f"{mark} offer"

    window = at("mia", "/segments", language=language)
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
    window.write(text, "<p>{{ greeting }}</p>")
    window.press("Save")
    window.sees("Mail saved")

    window.pick("campaign_menu", "Start now…")
    window.confirm("Start")
    window.sees("Running")
    mails_go_out_and_one_buys(campaign)
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
