"""Whether what a deal is to point at exists and may be chosen by this person."""
from collections.abc import Iterable

from sqlalchemy import exists, or_, select

from crm_core.access import scope
from crm_core.access.rights import Scope
from crm_core.errors import Invalid, NotFound
from crm_core.i18n import N_
from crm_core.pipeline.rules import Facts
from crm_core.work import Work
from db.models import Contact, Customer, Deal, DealContact, DealLine, DictionaryEntry, Pipeline, Stage, Task, User


def customer(work: Work, customer_id: int | None) -> None:
    """Raises NotFound for a customer this person may not see."""
    if customer_id is not None:
        work.one(scope.visible_customers(work).where(Customer.id == customer_id))


def contacts(work: Work, contact_ids: Iterable[int], customer_id: int | None) -> None:
    """Raises NotFound for contacts that are not the customer's or not visible."""
    wanted = set(contact_ids)
    if not wanted:
        return
    found = scope.visible_contacts(work).where(Contact.id.in_(wanted))
    if customer_id is not None:
        found = found.where(Contact.customer_id == customer_id)
    if len(work.session.scalars(found).all()) != len(wanted):
        raise NotFound()


def choice(work: Work, dictionary: str, code: str | None, field: str, *, required: bool = False) -> None:
    """Raises Invalid for a code that cannot be chosen."""
    if not code:
        if required:
            raise Invalid(N_("Please choose."), field=field)
        return
    known = select(DictionaryEntry.id).where(
        DictionaryEntry.dictionary == dictionary, DictionaryEntry.code == code, DictionaryEntry.active
    )
    if work.session.scalar(known) is None:
        raise Invalid(N_("This cannot be chosen any more."), field=field)


def stage(work: Work, stage_id: int | None, pipeline_id: int | None = None) -> Stage:
    """The stage to put a deal in: the one asked for, else the first of the pipeline, else of the first pipeline.

    Raises Invalid for one that is switched off or of another pipeline.
    """
    usable = (
        select(Stage)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .where(Stage.active, Pipeline.active)
        .order_by(Pipeline.position, Pipeline.id, Stage.position, Stage.id)
    )
    if stage_id is not None:
        usable = usable.where(Stage.id == stage_id)
    if pipeline_id is not None:
        usable = usable.where(Stage.pipeline_id == pipeline_id)
    found = work.session.scalars(usable.limit(1)).first()
    if found is None:
        raise Invalid(N_("This stage cannot be chosen any more."), field="stage_id")
    return found


def owner(work: Work, owner_id: int | None, *rights: str) -> User | None:
    """The user to own a deal. Oneself always; others as far as `rights` (default deals:assign) reach.

    Raises NotFound for anybody else, None stays None.
    """
    if owner_id is None:
        return None
    reachable = select(User).where(User.id == owner_id, User.active)
    reach = max(work.scope(right) for right in rights or ("deals:assign",))
    if owner_id != work.actor.user_id and reach is not Scope.ALL:
        if reach is not Scope.TEAM or work.actor.team_id is None:
            raise NotFound()
        reachable = reachable.where(or_(User.team_id == work.actor.team_id, User.id == work.actor.user_id))
    return work.one(reachable)


def facts(work: Work, deal: Deal) -> Facts:
    """What the deal has now, for the stages that ask."""
    has_contacts, has_products, has_step = work.session.execute(
        select(
            exists().where(DealContact.deal_id == deal.id),
            exists().where(DealLine.deal_id == deal.id),
            exists().where(Task.deal_id == deal.id, Task.done_at.is_(None)),
        )
    ).one()
    return Facts(
        customer=deal.customer_id is not None,
        contacts=has_contacts,
        value=deal.value > 0,
        expected_close=deal.expected_close is not None,
        products=has_products,
        source=bool(deal.source),
        notes=bool(deal.notes),
        next_step=has_step,
    )
