"""A made-up company to look around in: one generator per table, in dependency order, with a fixed seed.

Every name, number and text is ours; addresses end in `.example`, so that nobody is ever written to.
"""
from collections.abc import Callable

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from db.demo import (
    activities,
    articles,
    campaigns,
    churn,
    contacts,
    customers,
    deals,
    events,
    goals,
    lifecycles,
    occasions,
    orders,
    people,
    price_lists,
    products,
    surveys,
    tasks,
    tickets,
    words_en,
    words_zh,
)
from db.demo.world import Setting, World
from db.models import (
    Activity,
    Article,
    AssignRule,
    Campaign,
    CampaignCost,
    CampaignMember,
    CampaignSend,
    CampaignStep,
    CampaignTrack,
    ChurnCase,
    Consent,
    Contact,
    Customer,
    CustomerTag,
    Deal,
    DealContact,
    DealLine,
    Event,
    ExchangeRate,
    Goal,
    LifecycleMove,
    MailAddress,
    MailTemplate,
    NumberSeries,
    Order,
    OrderLine,
    Pipeline,
    PriceList,
    PriceListItem,
    Product,
    ReplyTemplate,
    Role,
    Stage,
    StageHistory,
    Survey,
    Task,
    Team,
    Ticket,
    TicketMessage,
    TicketStage,
    User,
)

__all__ = ["Setting", "fill"]

# in dependency order
TABLES = (
    Team, User, Product, Pipeline, Stage, Customer, CustomerTag, Contact, Deal, DealContact, DealLine, StageHistory, Activity, Task,
    ReplyTemplate, AssignRule, Ticket, TicketMessage, TicketStage, Survey, Event,
    MailTemplate, Campaign, CampaignStep, CampaignCost, CampaignMember, CampaignSend, CampaignTrack, MailAddress, Consent, Article,
    ExchangeRate, NumberSeries, Order, OrderLine, LifecycleMove, ChurnCase, PriceList, PriceListItem, Goal,
)  # fmt: skip
_CHUNK = 5_000
_STEPS = {"team": "people", "customer": "customers", "deal": "deals", "activity": "activities", "ticket": "tickets", "event": "history", "sales_order": "orders"}


def fill(session: Session, setting: Setting, admin_id: int, progress: Callable[[float, str], None]) -> World:
    """Makes the company in the open transaction and returns what was made.

    The database must hold the roles and one pipeline of five stages. `progress` is told a share from 0 to 1
    and one of people, customers, deals, activities, tickets, history, orders.
    """
    world = World(
        setting, words_zh if setting.locale.startswith("zh") else words_en, _first_ids(session),
        dict(session.execute(select(Role.key, Role.id)).tuples().all()), admin_id, [_first_pipeline(session)],
    )  # fmt: skip
    progress(0.0, "people")
    _make(world)
    for place, table in enumerate(TABLES):
        name = table.__tablename__
        if name in _STEPS:
            progress(0.2 + 0.8 * place / len(TABLES), _STEPS[name])
        _insert(session, table.__table__, world.rows[name])
    _raise_sequences(session)
    return world


def _make(world: World) -> None:
    people.teams(world)
    people.users(world)
    sellers = people.sellers(world)
    products.products(world)
    products.second_pipeline(world)
    customers.customers(world, sellers)
    customers.tags(world)
    contacts.contacts(world)
    occasions.occasions(world)
    deals.deals(world, sellers)
    activities.activities(world)
    tasks.tasks(world)
    tickets.tickets(world)
    orders.orders(world)
    price_lists.price_lists(world)
    events.events(world)
    campaigns.campaigns(world)
    articles.articles(world)
    surveys.unanswered(world)
    goals.goals(world)
    churn.churn(world)
    lifecycles.lifecycles(world)


def _first_ids(session: Session) -> dict[str, int]:
    return {
        table.__tablename__: (session.scalar(select(func.max(table.id))) or 0) + 1 for table in TABLES if hasattr(table, "id")
    }


def _first_pipeline(session: Session) -> tuple[int, list[tuple[int, int]]]:
    stages = select(Stage.pipeline_id, Stage.id, Stage.limit_days).order_by(Stage.pipeline_id, Stage.position)
    rows = session.execute(stages).all()
    return rows[0].pipeline_id, [(row.id, row.limit_days) for row in rows if row.pipeline_id == rows[0].pipeline_id]


def _insert(session: Session, table, rows: list[dict]) -> None:
    for start in range(0, len(rows), _CHUNK):
        session.execute(insert(table), rows[start : start + _CHUNK])


def _raise_sequences(session: Session) -> None:
    """Postgres does not see ids that were given."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in TABLES:
        if hasattr(table, "id"):
            name = table.__tablename__
            session.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"))
