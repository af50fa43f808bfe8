"""Orders stand in the timelines of customers and deals, for those who may see them."""
from sqlalchemy import delete

from crm_core.activities.queries import timeline
from crm_core.orders.commands import order_from_deal
from crm_core.run import act, ask
from db.engine import database
from db.models import RoleRight
from tests.orders.making import customer, stored
from tests.orders.test_enter_order import won_deal


def kinds(actor, **of) -> set[str]:
    return {entry.kind for entry in ask(actor, timeline, **of).entries if entry.kind.startswith("order.")}


def test_a_customers_and_a_deals_timeline_tell_of_orders(db, cast):
    who = customer(cast.wei)
    deal = won_deal(cast, customer_id=who, value=100)
    act(cast.wei, order_from_deal, deal)
    assert kinds(cast.wei, customer_id=who) == kinds(cast.wei, deal_id=deal) == {"order.created"}


def test_without_the_right_to_see_orders_they_are_not_told_of(db, cast):
    who = customer(cast.wei)
    deal = won_deal(cast, customer_id=who, value=100)
    act(cast.wei, order_from_deal, deal), stored(cast.wei, who)
    with database().writing() as session:
        session.execute(delete(RoleRight).where(RoleRight.right == "orders:view"))
        session.commit()
    assert kinds(cast.wei, customer_id=who) == kinds(cast.wei, deal_id=deal) == set()
