"""Who a campaign is for: the members are fixed once, in a few statements, however many there are."""
from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from crm_core.access import scope
from crm_core.campaigns import chance
from crm_core.campaigns.access import EDIT, fetch, touch
from crm_core.campaigns.audience import condition
from crm_core.campaigns.schemas import Drawn
from crm_core.customers.language import locale_of
from crm_core.work import Work, command
from db.models import Campaign, CampaignMember, Contact, Customer, MailAddress

FIELDS = ("campaign_id", "customer_id", "contact_id", "name", "email", "phone", "locale", "state", "held_out", "calls", "converted_value",
          "updated_at", "version", "by_hand")


@command(EDIT)
def draw_members(work: Work, campaign_id: int) -> Drawn:
    """Fixes who a draft is for: everybody of its audience that this person may see.

    Who cannot be reached is kept as skipped, with the reason; of the others a share is held out, and the rest falls into
    two halves, by chance that the campaign's seed repeats. Drawing again replaces whom nobody put in by hand.
    Raises NotFound, Invalid without an audience, Conflict when it has begun.
    """
    return draw(work, fetch(work, campaign_id, "draw"))


def draw(work: Work, campaign: Campaign) -> Drawn:
    """Draws the members of a campaign that was fetched for writing."""
    mine = CampaignMember.campaign_id == campaign.id
    work.session.execute(delete(CampaignMember).where(mine, CampaignMember.by_hand.is_(False), CampaignMember.reached_at.is_(None)))
    already = exists().where(mine, CampaignMember.customer_id == Customer.id)  # NOT IN is slow on Postgres where it is long
    wanted = and_(scope.customers(work), condition(work, campaign), ~already)
    work.session.execute(insert(CampaignMember.__table__).from_select(FIELDS, newcomers(work, campaign, wanted)))
    settle(work, campaign)
    campaign.drawn_at = work.now
    touch(work, campaign)
    drawn = _drawn(work, campaign.id)
    work.record("campaign.drawn", "campaign", campaign.id,
                after={"members": drawn.members, "held_out": drawn.held_out, "skipped": drawn.skipped})
    return drawn


def newcomers(work: Work, campaign: Campaign, wanted: ColumnElement[bool], by_hand: bool = False) -> Select:
    """Rows to insert for the customers `wanted`: with whom to write to or to call at each."""
    contact = aliased(Contact)
    person = _whom_to_write(contact) if campaign.channel == "email" else _whom_to_call(contact)
    return (
        select(
            literal(campaign.id), Customer.id, contact.id, func.coalesce(contact.name, Customer.name),
            func.lower(func.coalesce(contact.email, Customer.email)),
            func.coalesce(contact.mobile, contact.phone, Customer.phone), locale_of(work.settings), literal("waiting"), literal(False),
            literal(0), literal(0), literal(work.now, type_=CampaignMember.updated_at.type), literal(1), literal(by_hand),
        )
        .select_from(Customer)
        .outerjoin(contact, contact.id == person)
        .where(wanted)
        .order_by(Customer.id)  # of two with one address the same one is always left out
    )


def settle(work: Work, campaign: Campaign) -> None:
    """Skips who cannot be reached, holds a share of the others out, and halves the rest. Leaves alone who was reached."""
    member = CampaignMember
    fresh = and_(member.campaign_id == campaign.id, member.reached_at.is_(None), member.state.in_(("waiting", "skipped")))
    email, phone = _reasons(campaign)
    reason = email if campaign.channel == "email" else phone if campaign.channel == "phone" else null()
    _change(work, fresh, skipped=reason, held_out=False, variant=None)
    drawn_by = func.coalesce(member.customer_id, member.id)
    held = chance.number_sql(drawn_by, campaign.seed) < campaign.holdout_percent * (chance.PARTS // 100)
    half = chance.number_sql(drawn_by, chance.half_seed(campaign.seed)) < chance.PARTS // 2
    drawn = and_(member.skipped.is_(None), member.by_hand.is_(False), held)
    _change(work, fresh, held_out=case((drawn, True), else_=False),
            state=case((member.skipped.is_not(None), "skipped"), else_="waiting"),
            variant=case((half, "a"), else_="b"), updated_at=work.now)


def _change(work: Work, which: ColumnElement[bool], **values) -> None:
    work.session.execute(
        update(CampaignMember).where(which).values(**values).execution_options(synchronize_session=False))


def _reasons(campaign: Campaign) -> tuple[ColumnElement, ColumnElement]:
    """Why a member cannot be mailed, and why not called; NULL: can be."""
    member, other = CampaignMember, aliased(CampaignMember)
    earlier = and_(other.campaign_id == campaign.id, other.id < member.id)
    email = case(
        (or_(member.email.is_(None), member.email == ""), "no_email"),
        (exists().where(earlier, other.email == member.email), "duplicate"),
        (exists().where(MailAddress.email == member.email, MailAddress.bounced_at.is_not(None)), "bounced"),
        (exists().where(MailAddress.email == member.email, MailAddress.marketing.is_(False)), "unsubscribed"),
        (~exists().where(MailAddress.email == member.email, MailAddress.marketing.is_(True)), "no_consent"),
        else_=null(),
    )
    phone = case(
        (or_(member.phone.is_(None), member.phone == ""), "no_phone"),
        (exists().where(earlier, other.phone == member.phone), "duplicate"),
        else_=null(),
    )
    return email, phone


def _whom_to_write(contact) -> ColumnElement[int | None]:
    """A person itself; at a company the contact who agreed to mails, the first among them, else its own address."""
    agreed = exists().where(MailAddress.email == func.lower(Contact.email), MailAddress.marketing.is_(True),
                            MailAddress.bounced_at.is_(None))
    own = exists().where(MailAddress.email == func.lower(Customer.email), MailAddress.marketing.is_(True),
                         MailAddress.bounced_at.is_(None))
    theirs = _first_contact(Contact.email.is_not(None))
    agreeing = _first_contact(Contact.email.is_not(None), agreed)
    return case((and_(Customer.kind == "person", own), null()), (agreeing.is_not(None), agreeing), (own, null()), else_=theirs)


def _whom_to_call(contact) -> ColumnElement[int | None]:
    reachable = _first_contact(or_(Contact.mobile.is_not(None), Contact.phone.is_not(None)))
    return case((and_(Customer.kind == "person", Customer.phone.is_not(None)), null()), else_=reachable)


def _first_contact(*conditions: ColumnElement[bool]):
    found = select(Contact.id).where(Contact.customer_id == Customer.id, Contact.deleted_at.is_(None), *conditions)
    return found.order_by(Contact.is_primary.desc(), Contact.id).limit(1).correlate(Customer).scalar_subquery()


def _drawn(work: Work, campaign_id: int) -> Drawn:
    m = CampaignMember
    counted = select(
        func.count(case((and_(m.held_out.is_(False), m.skipped.is_(None)), 1))), func.count(case((m.held_out.is_(True), 1))),
        func.count(case((m.skipped.is_not(None), 1))),
    ).where(m.campaign_id == campaign_id)
    return Drawn(*work.session.execute(counted).one())
