"""The message of a step: written per variant and language, looked at for a member, sent to oneself."""
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from crm_core.access import scope
from crm_core.campaigns import rendering
from crm_core.campaigns.access import EDIT, VIEW, touch
from crm_core.campaigns.fields import Recipient
from crm_core.campaigns.recipients import addressed
from crm_core.campaigns.rendering import Context, Message, effective
from crm_core.campaigns.schemas import Version
from crm_core.campaigns.steps import step_for_change
from crm_core.errors import N_, Conflict, Invalid, NotFound
from crm_core.i18n import locales, words
from crm_core.mail.outbox import Letter, post
from crm_core.work import Work, command, query
from db.models import Campaign, CampaignMember, CampaignStep

Variant = Literal["a", "b"]
NOWHERE = "#"  # where links of a preview lead
PARTS = ("subject", "html", "text")


@dataclass(frozen=True)
class Preview:
    """A message as a member gets it, and what of it is a problem (message id with its values)."""

    message: Message | None
    name: str | None
    email: str | None
    problem: Invalid | None = None


@command(EDIT)
def set_message(work: Work, step_id: int, variant: Variant, locale: str, version: Version, base: Version | None = None) -> None:
    """Writes one language of a variant; B holds only what differs from A.

    Raises NotFound, Invalid naming the part, Conflict when it is no longer what `base` says was read.
    """
    campaign, step = _planned(work, step_id)
    stored = (step.variants or {}).get(variant, {}).get(locale) or {}
    if base is not None and stored != {part: text for part in PARTS if (text := getattr(base, part))}:
        raise Conflict()
    if locale not in locales():
        raise Invalid(N_("This language is not there."), field="locale")
    written = {part: text for part in PARTS if (text := getattr(version, part))}
    variants = {**(step.variants or {}), variant: {**(step.variants or {}).get(variant, {}), locale: written}}
    whole = effective(variants, step.split if variant == "b" else None, variant).get(locale)
    if whole is None:
        raise Invalid(N_("Write variant A in this language first."), field="subject")
    rendering.check_version(whole)
    _store(work, campaign, step, variants)


@command(EDIT)
def remove_message(work: Work, step_id: int, variant: Variant, locale: str) -> None:
    """Takes one language of a variant out. Raises NotFound, Conflict."""
    campaign, step = _planned(work, step_id)
    variants = {key: {where: what for where, what in versions.items() if (key, where) != (variant, locale)}
                for key, versions in (step.variants or {}).items()}
    _store(work, campaign, step, {key: versions for key, versions in variants.items() if versions})


@query(VIEW)
def preview(
    work: Work, step_id: int, variant: Variant = "a", locale: str | None = None, member_id: int | None = None, draft: Version | None = None,
) -> Preview:
    """The message of a step for a member (None: the first; without members the reader), in `locale` or the member's language.

    `draft` is looked at instead of what is stored in that language. Raises NotFound.
    """
    campaign, step = _seen(work, step_id)
    member = _member(work, campaign.id, member_id)
    to = member.to if member else example(work)
    versions = dict(effective(step.variants or {}, step.split, variant))
    if draft is not None and locale is not None:
        versions[locale] = {part: text for part in PARTS if (text := getattr(draft, part))}
    if locale is not None:
        versions = {locale: versions[locale]} if locale in versions else {}
    name, email = (to.contact or to.customer, member.email) if member else (work.actor.name, work.actor.email)
    try:
        for version in versions.values():
            rendering.check_version(version)
        return Preview(rendering.make(versions, to, context_of(work, campaign), NOWHERE), name, email)
    except Invalid as problem:
        return Preview(None, name, email, problem)


@command(EDIT)
def send_test(work: Work, step_id: int, variant: Variant, locale: str, member_id: int | None = None) -> int:
    """Mails the message, as the member would get it, to the reader's own address; returns the mail's id.

    Nothing of it is counted. Raises NotFound, Invalid.
    """
    campaign, step = _seen(work, step_id)
    if not work.actor.email:
        raise Invalid(N_("You have no e-mail address to send it to."))
    member = _member(work, campaign.id, member_id)
    versions = effective(step.variants or {}, step.split, variant)
    if locale not in versions:
        raise Invalid(N_("Write the text of the mail."), field="html")
    made = rendering.make({locale: versions[locale]}, member.to if member else example(work), context_of(work, campaign), NOWHERE)
    return post(work, Letter(work.actor.email, f"[{words(locale).gettext(N_('Test'))}] {made.subject}", made.text, "test", html=made.html,
                             to_name=work.actor.name, user_id=work.actor.user_id))


def context_of(work: Work, campaign: Campaign) -> Context:
    """What all mails of a campaign share."""
    return Context(work.settings.company, campaign.name, work.settings.locale)


def example(work: Work) -> Recipient:
    """Whom a message is shown for while nobody is a member: the reader."""
    me = work.actor
    return Recipient(me.locale, me.name, contact=me.name, owner=me.name, owner_email=me.email)


def _planned(work: Work, step_id: int) -> tuple[Campaign, CampaignStep]:
    campaign, step = step_for_change(work, step_id)
    if step.kind != "email":
        raise Conflict(N_("This step is not a mail."))
    if step.state != "planned":
        raise Conflict(N_("This mail is on its way already."))
    return campaign, step


def _store(work: Work, campaign: Campaign, step: CampaignStep, variants: dict) -> None:
    if variants != step.variants:
        step.variants = variants
        touch(work, campaign)
        work.record("campaign.message_changed", "campaign", campaign.id, after={"step": step.name})


def _seen(work: Work, step_id: int) -> tuple[Campaign, CampaignStep]:
    found = work.session.execute(
        select(Campaign, CampaignStep).join(CampaignStep, CampaignStep.campaign_id == Campaign.id)
        .where(scope.campaigns(work), CampaignStep.id == step_id)
    ).one_or_none()
    if found is None:
        raise NotFound()
    return found[0], found[1]


def _member(work: Work, campaign_id: int, member_id: int | None):
    mine = select(CampaignMember.id).where(CampaignMember.campaign_id == campaign_id, CampaignMember.skipped.is_(None))
    mine = mine.where(CampaignMember.id == member_id) if member_id is not None else mine.order_by(CampaignMember.id).limit(1)
    key = work.session.scalar(mine)
    if key is None and member_id is not None:
        raise NotFound()
    return addressed(work, [key])[key] if key is not None else None
