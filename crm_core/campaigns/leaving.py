"""Members who unsubscribed, or took that back, by a mail of a campaign."""
from collections.abc import Mapping, Set

from sqlalchemy import select, update

from crm_core.work import Work
from db.models import CampaignMember, CampaignSend, Mail

UNWANTED = ("campaign", "greeting")


def follow(work: Work, words: Mapping[str, bool], sends: Mapping[int, bool]) -> None:
    """`words` are addresses and whether they agree now, `sends` the mails by which that was said.

    What waits for somebody who refuses is not sent.
    """
    refused = {email for email, given in words.items() if not given}
    if refused:
        _stop(work, refused)
    for given in (True, False):
        ids = [key for key, said in sends.items() if said is given]
        if ids:
            of_sends = select(CampaignSend.member_id).where(CampaignSend.id.in_(ids))
            work.session.execute(
                update(CampaignMember).where(CampaignMember.id.in_(of_sends))
                .values(unsubscribed_at=None if given else work.now, updated_at=work.now).execution_options(synchronize_session=False))


def _stop(work: Work, emails: Set[str]) -> None:
    work.session.execute(
        update(Mail).where(Mail.state == "waiting", Mail.purpose.in_(UNWANTED), Mail.to_email.in_(emails))
        .values(state="cancelled").execution_options(synchronize_session=False))
