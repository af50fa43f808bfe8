"""Whether a campaign has all it needs to go out."""
from sqlalchemy import select

from crm_core.errors import N_, Invalid
from crm_core.work import Work
from db.models import Campaign, CampaignStep


def check_ready(work: Work, row: Campaign) -> None:
    """Raises Invalid naming the first thing that is missing."""
    mails = work.session.scalars(select(CampaignStep).where(CampaignStep.campaign_id == row.id, CampaignStep.kind == "email")).all()
    if row.channel == "email" and not mails:
        raise Invalid(N_("Add a step with a mail first."), field="steps")
    for step in mails:
        if not (step.variants or {}).get("a"):
            raise Invalid(N_("The mail “{step}” has no text yet."), field="message", step=step.name)
