"""Orders and stock for other programs: `/api/orders`, `/api/stock`."""
from datetime import date
from typing import Any, ClassVar

from anyio import to_thread
from starlette.requests import Request
from starlette.routing import Route

from crm_core.access.actor import Actor
from crm_core.api.public.program import answered, body_of
from crm_core.inputs import Input
from crm_core.money import major_units
from crm_core.orders.reading import OrderView
from crm_core.orders.sent import SentOrder, move_sent, order_of_number, take_order
from crm_core.products.stock import StockItem, tell_stock
from crm_core.run import act, ask


class Move(Input):
    """The state an order shall have, and since when (today)."""

    required: ClassVar[tuple[str, ...]] = ("state",)

    state: str
    on: date | None = None


class Stock(Input):
    """How much of which products there is."""

    required: ClassVar[tuple[str, ...]] = ("items",)

    items: tuple[StockItem, ...]


def routes() -> list[Route]:
    """What a program with a token may ask."""
    return [
        Route("/api/orders", answered(_take), methods=["POST"]),
        Route("/api/orders/{number:path}/state", answered(_move), methods=["POST"]),
        Route("/api/orders/{number:path}", answered(_read), methods=["GET"]),
        Route("/api/stock", answered(_stock), methods=["POST"]),
    ]


async def _take(http: Request, actor: Actor) -> tuple[int, dict[str, Any]]:
    sent = await body_of(http, SentOrder)
    taken = await to_thread.run_sync(lambda: act(actor, take_order, sent))
    return 201 if taken.new else 200, {"number": taken.number}


async def _move(http: Request, actor: Actor) -> tuple[int, dict[str, Any]]:
    number, move = http.path_params["number"], await body_of(http, Move)
    await to_thread.run_sync(lambda: act(actor, move_sent, number, move.state, move.on))
    return 200, {"number": number, "state": move.state}


async def _read(http: Request, actor: Actor) -> tuple[int, dict[str, Any]]:
    return 200, _told(await to_thread.run_sync(lambda: ask(actor, order_of_number, http.path_params["number"])))


async def _stock(http: Request, actor: Actor) -> tuple[int, dict[str, Any]]:
    items = (await body_of(http, Stock)).items
    told = await to_thread.run_sync(lambda: act(actor, tell_stock, items))
    return 200, {"products": told.known, "unknown": list(told.unknown)}


def _told(order: OrderView) -> dict[str, Any]:
    """Amounts are text in the order's currency, so that no program rounds them."""
    def amount(minor: int) -> str:
        return str(major_units(minor, order.currency))

    return {
        "number": order.number, "state": order.state, "ordered_on": order.ordered_on.isoformat(),
        "delivered_on": order.delivered_on and order.delivered_on.isoformat(), "paid_on": order.paid_on and order.paid_on.isoformat(),
        "customer": order.customer if order.reaches_customer else None, "owner": order.owner, "currency": order.currency, "rate": order.rate,
        "discount": amount(order.discount), "tax": amount(order.tax), "total": amount(order.total), "notes": order.notes,
        "lines": [
            {"product": line.product, "text": line.text, "quantity": line.quantity, "price": amount(line.price), "discount": line.discount,
             "amount": amount(line.amount)}
            for line in order.lines
        ],
    }
