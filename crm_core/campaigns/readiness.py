"""Whether a campaign has all it needs to go out, and what one should look at before."""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from crm_core.access import scope
from crm_core.campaigns import links, rendering
from crm_core.campaigns.access import VIEW
from crm_core.campaigns.fields import KEYS
from crm_core.errors import N_, Invalid
from crm_core.work import Work, query
from db.models import Campaign, CampaignMember, CampaignStep, Contact, Customer, MailAccount, User

# Fields that can be empty, and the column they come from.
EMPTY = {"customer.city": Customer.city, "contact.title": Contact.title, "owner.name": User.name, "owner.email": User.email}


@dataclass(frozen=True)
class Warning:
    """Something to look at before sending: a message id with its values. `stops`: nothing goes out until it is put right."""

    message: str
    params: dict[str, object]
    stops: bool


def check_ready(work: Work, row: Campaign) -> None:
    """Raises Invalid naming the first thing that is missing."""
    for problem in _missing(work, row, _mails(work, row.id)):
        raise problem


@query(VIEW)
def warnings(work: Work, campaign_id: int) -> tuple[Warning, ...]:
    """What is missing, and what will be left out, in the order to look at it; empty for what one may not see."""
    row = work.session.scalar(select(Campaign).where(scope.campaigns(work), Campaign.id == campaign_id))
    if row is None:
        return ()
    mails = _mails(work, campaign_id)
    found = [Warning(problem.message, problem.params, True) for problem in _missing(work, row, mails)]
    if mails and work.session.scalar(select(MailAccount.kind).where(MailAccount.kind == "smtp", MailAccount.active)) is None:
        found.append(Warning(N_("Mail is not set up yet. The mails wait until an administrator has done that."), {}, False))
    used = frozenset().union(*(_used(step) for step in mails))
    return (*found, *_empty(work, campaign_id, used))


def _mails(work: Work, campaign_id: int) -> Sequence[CampaignStep]:
    mine = select(CampaignStep).where(CampaignStep.campaign_id == campaign_id, CampaignStep.kind == "email", CampaignStep.state != "done")
    return work.session.scalars(mine.order_by(CampaignStep.position, CampaignStep.id)).all()


def _missing(work: Work, row: Campaign, mails: Sequence[CampaignStep]) -> Iterator[Invalid]:
    if row.channel == "email" and not mails:
        yield Invalid(N_("Add a step with a mail first."), field="steps")
    for step in mails:
        yield from _unwritten(step)
    if mails:
        try:
            links.check_address(work)
        except Invalid as problem:
            yield problem


def _unwritten(step: CampaignStep) -> Iterator[Invalid]:
    if not (step.variants or {}).get("a"):
        yield Invalid(N_("The mail “{step}” has no text yet."), field="message", step=step.name)
        return
    for variant in ("a", "b") if step.split else ("a",):
        for version in rendering.effective(step.variants, step.split, variant).values():
            try:
                rendering.check_version(version)
            except Invalid:
                yield Invalid(N_("Half {variant} of the mail “{step}” is not complete in every language."), field="message",
                              variant=variant.upper(), step=step.name)
                return


def _used(step: CampaignStep) -> frozenset[str]:
    """The fields a mail shows without saying what stands there when they are empty."""
    texts = [text for versions in (step.variants or {}).values() for version in versions.values() for text in version.values()]
    return frozenset(key for key in KEYS for text in texts if f"{{{{ {key} }}}}" in text or f"{{{{{key}}}}}" in text)


def _empty(work: Work, campaign_id: int, used: frozenset[str]) -> Iterator[Warning]:
    wanted = [key for key in EMPTY if key in used]
    if not wanted:
        return
    m = CampaignMember
    counts = work.session.execute(
        select(*(func.count(m.id) - func.count(EMPTY[key]) for key in wanted))
        .outerjoin(Customer, Customer.id == m.customer_id).outerjoin(Contact, Contact.id == m.contact_id)
        .outerjoin(User, User.id == Customer.owner_id)
        .where(m.campaign_id == campaign_id, m.skipped.is_(None), m.held_out.is_(False))
    ).one()
    for key, count in zip(wanted, counts, strict=True):
        if count:
            yield Warning(N_("“{name}” is empty for {n} members: they are left out."), {"name": key, "n": count}, False)
