"""The card on a customer's page: which campaigns reached it, when, and what came back."""
from crm_core.campaigns.card import InCampaign, campaigns_of_customer
from crm_core.wording import WORDS
from pages.campaigns.words import ICONS
from pages.ui import components, format, layout, links
from pages.ui.format import Style
from pages.ui.run import ask
from pages.ui.text import _

LIST = "customer_campaigns"
SHOWN = 5


def leave_when_opened() -> None:
    """Before anything is asked for: goes to the campaign that was clicked."""
    key = components.happened(LIST, "open")
    if key:
        links.leave_for("campaign", id=key)


def draw(customer_id: int, style: Style) -> None:
    """Nothing at all when no campaign reached the customer."""
    rows = ask(campaigns_of_customer, customer_id)
    if not rows:
        return
    with layout.card(_("Campaigns")):
        components.record_list([_item(row, style) for row in rows[:SHOWN]], LIST)


def _item(row: InCampaign, style: Style) -> dict:
    item = {
        "id": row.campaign_id, "title": row.name, "icon": ICONS.get(row.channel, "campaign"), "tone": "gray",
        "sub": " · ".join(part for part in (format.day(row.at, style), row.contact) if part),
    }
    if row.outcome:
        item["badge"] = {"text": _(WORDS["outcome"][row.outcome]), "tone": "green" if row.outcome == "yes" else "gray"}
    elif row.answer:
        text, tone = _answers()[row.answer]
        item["badge"] = {"text": text, "tone": tone}
    if row.opens:
        item["href"] = links.href("campaign", row.campaign_id)
    return item


def _answers() -> dict[str, tuple[str, str]]:
    return {
        "converted": (_("Converted"), "green"), "unsubscribed": (_("Unsubscribed"), "red"), "attended": (_("Came"), "green"),
        "replied": (_("Answered"), "green"), "clicked": (_("Clicked"), "blue"), "registered": (_("Registered"), "violet"),
        "opened": (_("Mail opened"), "gray"), "bounced": (_("Came back"), "orange"),
    }
