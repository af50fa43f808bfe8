"""Takes a whole import back: what it made is removed, what it changed is as before, unless touched since."""
from collections.abc import Callable, Sequence
from itertools import groupby

from sqlalchemy import and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel

from crm_core.access.actor import Actor
from crm_core.importing import runs
from crm_core.orders import undoing
from crm_core.pipeline import history
from crm_core.pipeline.bulk import delete_deals
from crm_core.run import act
from crm_core.tickets.taking_in import delete_tickets
from crm_core.undo import revert
from crm_core.work import Work, command
from db.models import (
    Activity,
    Campaign,
    CampaignMember,
    CampaignSend,
    ChurnCase,
    Contact,
    Customer,
    Deal,
    DealLine,
    DictionaryEntry,
    Event,
    ImportRun,
    Order,
    OrderLine,
    Pipeline,
    PriceListItem,
    Product,
    Stage,
    Team,
    Ticket,
    User,
)

CHUNK = 500
REVERTED = ("customer", "contact", "deal", "product", "ticket")
STATE = {"stage_id", "status"}


def take_back(run_id: int, lease: str, actor: Actor) -> None:
    """Undoes an import chunk by chunk, the last event first. `actor` may do everything for this."""
    below: int | None = None
    while True:
        below = act(actor, undo_chunk, run_id, lease, below, batch=f"undo-{runs.batch_of(run_id)}")
        if below is None:
            return


@command("imports:run")
def undo_chunk(work: Work, run_id: int, lease: str, below: int | None) -> int | None:
    """Takes back up to 500 events before the event `below`; returns the next `below`, None at the end."""
    run = work.session.scalars(select(ImportRun).where(ImportRun.id == run_id, ImportRun.lease == lease)).first()
    runs.still_ours(run)
    events = _events(work, run_id, below)
    untouched = _untouched(work, events, run_id)
    gone = 0
    for table, together in groupby(untouched, key=lambda event: event.subject_type):  # what was made last goes first
        mine = list(together)
        made = [event.subject_id for event in mine if event.kind in CREATED]
        gone += REMOVE[table](work, made) if made and table in REMOVE else 0
        changed = [event for event in mine if event.kind not in CREATED]
        gone += revert(work, table, changed) if changed and table in REVERTED else 0
        gone += undoing.take_back(work, changed) if changed and table == "order" else 0
        if table == "deal":
            history.take_back(work, {event.subject_id for event in changed if STATE & (event.before or {}).keys()})
    told = [event for event in events if event.subject_type != "import_run"]
    run.handled += len(told)
    run.options = run.options | {
        "undone": run.options.get("undone", 0) + gone, "kept": run.options.get("kept", 0) + len(told) - gone,
    }
    run.leased_until = work.now + runs.LEASE
    if len(events) == CHUNK:
        return events[-1].id
    run.state, run.lease, run.leased_until = "undone", None, None
    work.record("import.undone", "import_run", run_id, after={
        "file": run.file_name, "what": run.kind, "reverted": run.options["undone"], "kept": run.options["kept"]})
    return None


CREATED = frozenset({"order.created", "order.returned", "customer.created", "contact.created", "deal.created", "ticket.created", "product.created", "user.created",
                     "team.created", "pipeline.created", "stage.created", "campaign.created", "campaign_member.created", "activity.logged", "dictionary.added"})


def _events(work: Work, run_id: int, below: int | None) -> Sequence[Event]:
    statement = select(Event).where(Event.batch == runs.batch_of(run_id)).order_by(Event.id.desc()).limit(CHUNK)
    return work.session.scalars(statement if below is None else statement.where(Event.id < below)).all()


def _untouched(work: Work, events: Sequence[Event], run_id: int) -> list[Event]:
    """Events whose row nobody has done anything with after this import."""
    ours = (runs.batch_of(run_id), f"undo-{runs.batch_of(run_id)}")
    first, later, back = aliased(Event), aliased(Event), aliased(Event)
    same = and_(later.subject_type == first.subject_type, later.subject_id == first.subject_id)
    at_customer = and_(first.subject_type == "customer", later.customer_id == first.subject_id)
    at_deal = and_(first.subject_type == "deal", later.deal_id == first.subject_id)
    taken_back = exists().where(back.batch == "undo-" + later.batch, back.subject_type == later.subject_type, back.subject_id == later.subject_id)
    foreign = or_(later.batch.is_(None), and_(later.batch.not_in(ours), later.batch.not_like("undo-%"), ~taken_back))
    touched = select(first.id).where(
        first.id.in_([event.id for event in events]),
        exists().where(later.id > first.id, foreign, or_(same, at_customer, at_deal)),
    )
    gone = set(work.session.scalars(touched))
    return [event for event in events if event.id not in gone]


def _customers(work: Work, ids: list[int]) -> int:
    unused = (~exists().where(table.customer_id == Customer.id, table.deleted_at.is_(None)) for table in (Deal, Order))
    return _soft(work, Customer, ids, "customer", *unused)


def _contacts(work: Work, ids: list[int]) -> int:
    return _soft(work, Contact, ids, "contact")


def _soft(work: Work, table: type[SQLModel], ids: list[int], name: str, *conditions) -> int:
    columns = table.id, table.name, table.customer_id if name == "contact" else table.id
    rows = work.session.execute(
        update(table).where(table.id.in_(ids), table.deleted_at.is_(None), *conditions)
        .values(deleted_at=work.now, version=table.version + 1).returning(*columns)
        .execution_options(synchronize_session=False)
    ).all()
    for key, label, customer_id in rows:
        work.record(f"{name}.deleted", name, key, customer_id=None if name == "campaign" else customer_id, before={"name": label})
    return len(rows)


def _hard(table: type[SQLModel], name: str, *uses) -> Callable[[Work, list[int]], int]:
    """Removes rows that nothing uses."""
    def remove(work: Work, ids: list[int]) -> int:
        free = [~exists().where(column == table.id) for column in uses]
        label = table.name
        rows = work.session.execute(
            delete(table).where(table.id.in_(ids), *free).returning(table.id, label).execution_options(synchronize_session=False)
        ).all()
        for key, text in rows:
            work.record(f"{name.removeprefix('app_')}.deleted", name, key, before={"name": text})
        return len(rows)
    return remove


def _off(table: type[SQLModel], name: str, *uses) -> Callable[[Work, list[int]], int]:
    """Switches off rows that no living deal uses: deleted deals still point at them."""
    def switch(work: Work, ids: list[int]) -> int:
        free = [~exists().where(column == table.id, Deal.deleted_at.is_(None)) for column in uses]
        rows = work.session.execute(
            update(table).where(table.id.in_(ids), *free).values(active=False).returning(table.id, table.name)
            .execution_options(synchronize_session=False)
        ).all()
        for key, text in rows:
            work.record(f"{name}.deactivated", name, key, before={"name": text, "active": True}, after={"name": text, "active": False})
        return len(rows)
    return switch


def _products(work: Work, ids: list[int]) -> int:
    used = set(work.session.scalars(select(DealLine.product_id).where(DealLine.product_id.in_(ids)).distinct()))
    used |= set(work.session.scalars(select(Ticket.product_id).where(Ticket.product_id.in_(ids)).distinct()))
    used |= set(work.session.scalars(select(OrderLine.product_id).where(OrderLine.product_id.in_(ids)).distinct()))
    used |= set(work.session.scalars(select(PriceListItem.product_id).where(PriceListItem.product_id.in_(ids)).distinct()))
    living = set(work.session.scalars(
        select(DealLine.product_id).join(Deal, Deal.id == DealLine.deal_id)
        .where(DealLine.product_id.in_(ids), Deal.deleted_at.is_(None)).distinct()))
    living |= set(work.session.scalars(
        select(Ticket.product_id).where(Ticket.product_id.in_(ids), Ticket.deleted_at.is_(None)).distinct()))
    living |= set(work.session.scalars(
        select(OrderLine.product_id).join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.product_id.in_(ids), Order.deleted_at.is_(None)).distinct()))
    hidden = sorted(used - living)
    if hidden:
        work.session.execute(update(Product).where(Product.id.in_(hidden)).values(active=False)
                             .execution_options(synchronize_session=False))
        for key in hidden:
            work.record("product.deactivated", "product", key, before={"active": True}, after={"active": False})
    return len(hidden) + _hard(Product, "product")(work, [key for key in ids if key not in used])


def _users(work: Work, ids: list[int]) -> int:
    """People who were only named; those who own something or were invited stay."""
    owners = set(work.session.scalars(select(Customer.owner_id).where(Customer.owner_id.in_(ids))))
    owners |= set(work.session.scalars(select(Deal.owner_id).where(Deal.owner_id.in_(ids))))
    owners |= set(work.session.scalars(select(Ticket.owner_id).where(Ticket.owner_id.in_(ids))))
    owners |= set(work.session.scalars(select(Order.owner_id).where(Order.owner_id.in_(ids))))
    waiting = set(work.session.scalars(select(User.id).where(User.id.in_(ids), User.password_hash.is_(None))))
    living = set(work.session.scalars(select(Customer.owner_id).where(Customer.owner_id.in_(ids), Customer.deleted_at.is_(None))))
    living |= set(work.session.scalars(select(Deal.owner_id).where(Deal.owner_id.in_(ids), Deal.deleted_at.is_(None))))
    living |= set(work.session.scalars(select(Ticket.owner_id).where(Ticket.owner_id.in_(ids), Ticket.deleted_at.is_(None))))
    living |= set(work.session.scalars(select(Order.owner_id).where(Order.owner_id.in_(ids), Order.deleted_at.is_(None))))
    asleep = sorted((owners - living) & waiting)
    if asleep:
        work.session.execute(update(User).where(User.id.in_(asleep)).values(active=False).execution_options(synchronize_session=False))
        for key in asleep:
            work.record("user.deactivated", "app_user", key, before={"active": True}, after={"active": False})
    return len(asleep) + _hard(User, "app_user")(work, sorted(waiting - owners))


def _entries(work: Work, ids: list[int]) -> int:
    """Dictionary values that no living row has."""
    done = 0
    for entry in work.session.scalars(select(DictionaryEntry).where(DictionaryEntry.id.in_(ids))):
        uses = USES.get(entry.dictionary, ())
        used = any(work.session.scalar(select(func.count()).where(column == entry.code, column.class_.deleted_at.is_(None))) for column in uses)
        if not used:
            work.session.delete(entry)
            work.record("dictionary.removed", "dictionary_entry", entry.id, before={"name": entry.name})
            done += 1
    return done


def _campaigns(work: Work, ids: list[int]) -> int:
    """Campaigns in which nobody is left."""
    return _soft(work, Campaign, ids, "campaign", ~exists().where(CampaignMember.campaign_id == Campaign.id))


def _activities(work: Work, ids: list[int]) -> int:
    rows = work.session.execute(
        update(Activity).where(Activity.id.in_(ids), Activity.deleted_at.is_(None)).values(deleted_at=work.now)
        .returning(Activity.id, Activity.customer_id, Activity.deal_id, Activity.kind, Activity.text)
        .execution_options(synchronize_session=False)
    ).all()
    for key, customer_id, deal_id, kind, text in rows:
        work.record("activity.deleted", "activity", key, customer_id=customer_id, deal_id=deal_id, before={"kind": kind, "text": text})
    return len(rows)


def _members(work: Work, ids: list[int]) -> int:
    """Members to whom nothing was sent."""
    sent = exists().where(CampaignSend.member_id == CampaignMember.id)
    gone = work.session.execute(
        delete(CampaignMember).where(CampaignMember.id.in_(ids), ~sent).returning(CampaignMember.id, CampaignMember.name)
        .execution_options(synchronize_session=False)
    ).all()
    for key, name in gone:
        work.record("campaign_member.deleted", "campaign_member", key, before={"name": name} if name else None)
    return len(gone)


USES = {
    "industry": (Customer.industry,), "grade": (Customer.grade,), "source": (Customer.source, Deal.source),
    "buying_role": (Contact.buying_role,), "won_reason": (Deal.close_reason,), "lost_reason": (Deal.close_reason,),
    "ticket_kind": (Ticket.kind,), "churn_measure": (ChurnCase.measure,), "churn_reason": (ChurnCase.reason,),
}
REMOVE: dict[str, Callable[[Work, list[int]], int]] = {
    "customer": _customers,
    "contact": _contacts,
    "deal": delete_deals,
    "order": undoing.delete_orders,
    "ticket": delete_tickets,
    "product": _products,
    "app_user": _users,
    "team": _hard(Team, "team", User.team_id, Customer.team_id, Deal.team_id, Order.team_id),
    "stage": _off(Stage, "stage", Deal.stage_id),
    "pipeline": _off(Pipeline, "pipeline", Deal.pipeline_id),
    "dictionary_entry": _entries,
    "campaign": _campaigns,
    "campaign_member": _members,
    "activity": _activities,
}
