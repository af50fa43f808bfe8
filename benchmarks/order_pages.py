"""Lists and pages of orders beside the raw SQL they need, on a company with a million orders (see benchmarks.orders).

    CRM_DATA_DIR=/somewhere python -m benchmarks.order_pages

The floor is the very statements of the query on the bare driver. Aim: within three times the floor plus 10 ms, and no
page above 12 statements.
"""
from collections.abc import Callable

from sqlalchemy import select

from benchmarks.core import actor, floor, recorded, timed
from crm_core.orders.filtering import OrderFilter
from crm_core.orders.listing import NEWEST, list_orders, order_options, order_sums
from crm_core.orders.of_customer import order_history
from crm_core.orders.reading import order, order_steps
from crm_core.run import ask
from db.engine import database
from db.migrate import migrate
from db.models import Customer, Order

EVERYTHING = OrderFilter()


def cases() -> list[tuple[str, Callable]]:
    eva, seller, manager = actor("eva@example.com"), actor("seller1@example.com"), actor("manager@example.com")
    with database().reading() as session:
        buyer = session.scalar(select(Customer.id).order_by(Customer.order_count.desc()).limit(1))
        some = session.scalar(select(Order.id).where(Order.customer_id == buyer).limit(1))
    return [
        ("orders: first page", lambda: ask(eva, list_orders, EVERYTHING)),
        ("orders: page 1,000", lambda: ask(eva, list_orders, EVERYTHING, NEWEST, 1_000)),
        ("orders: a seller's", lambda: ask(seller, list_orders, EVERYTHING)),
        ("orders: a team's", lambda: ask(manager, list_orders, EVERYTHING)),
        ("orders: to be delivered", lambda: ask(eva, list_orders, OrderFilter(states=("confirmed",)))),
        ("orders: of a month", lambda: ask(eva, list_orders, OrderFilter(period="this_month"))),
        ("orders: by number", lambda: ask(eva, list_orders, OrderFilter(text="B-0471100"))),
        ("orders: of a product", lambda: ask(eva, list_orders, OrderFilter(products=(1_500,)))),
        ("orders: sums of all", lambda: ask(eva, order_sums, EVERYTHING)),
        ("orders: sums of a seller", lambda: ask(seller, order_sums, EVERYTHING)),
        ("orders: filter options", lambda: ask(eva, order_options)),
        ("order: record", lambda: ask(eva, order, some)),
        ("order: steps", lambda: ask(eva, order_steps, some)),
        ("customer: order history", lambda: ask(eva, order_history, buyer)),
    ]


def main() -> None:
    migrate(database())
    print(f"{'':34}{'core ms':>10}{'SQL ms':>10}{'ratio':>8}{'statements':>12}")
    for name, call in cases():
        call()
        with recorded() as statements:
            call()
        raw, took = floor(statements), timed(call)
        verdict = "" if took <= 3 * raw + 10 and len(statements) <= 12 else "  over the aim"
        print(f"{name:34}{took:10.1f}{raw:10.1f}{took / raw:8.2f}{len(statements):12}{verdict}", flush=True)


if __name__ == "__main__":
    main()
