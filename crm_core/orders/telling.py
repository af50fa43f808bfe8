"""What happened to orders, for the audit trail, the timeline and the reactions."""
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from crm_core.money import major_units
from crm_core.orders import rules
from crm_core.orders.schemas import LineRow, OrderRow
from crm_core.work import Work
from db.models import Product
from db.sales import RETURNED

TOLD = (
    "number", "state", "customer_id", "deal_id", "owner_id", "ordered_on", "delivered_on", "paid_on", "currency", "rate",
    "discount", "tax", "notes", "external_id",
)
FIRST = ("number", "state", "customer_id", "owner_id", "ordered_on")
MONEY = ("discount", "tax")
STEPS = (rules.CONFIRMED, rules.DELIVERED, rules.PAID, rules.CANCELLED)


def record(work: Work, rows: Sequence[OrderRow], totals: Mapping[int, int], before: Mapping[int, OrderRow]) -> None:
    """Records every order that is new or became different."""
    names = _products(work, [row for row in rows if row.id in before] + list(before.values()))
    for row in rows:
        was = before.get(row.id)
        if was is None:
            after = _values(work, row, FIRST) | {"total": told_money(work, totals[row.id], row.currency)}
            kind = "order.returned" if row.state == RETURNED else "order.created"
            _note(work, kind, row, None, {name: value for name, value in after.items() if value is not None})
            continue
        old, new = _values(work, was, TOLD) | _lines(was, names), _values(work, row, TOLD) | _lines(row, names)
        changed = [name for name in new if old[name] != new[name]]
        if row.team_id != was.team_id or changed:
            _note(work, _kind(was, row), row, {name: old[name] for name in changed}, {name: new[name] for name in changed})
        if was.customer_id not in (None, row.customer_id):
            moved = {"customer_id": was.customer_id}, {"customer_id": row.customer_id}
            work.record("order.changed", "order", row.id, customer_id=was.customer_id, before=moved[0], after=moved[1])


def told_money(work: Work, amount: int, currency: str | None) -> int | str:
    """An amount as the audit trail keeps it: a number in the company's currency, else with its currency."""
    company = work.settings.currency
    return amount if currency in (None, company) else f"{currency} {major_units(amount, currency):,}"


def _kind(was: OrderRow, row: OrderRow) -> str:
    if was.state == row.state:
        return "order.delivered" if row.delivered_on and not was.delivered_on else "order.changed"
    forward = row.state in STEPS and was.state in rules.STATES[: rules.STATES.index(row.state)]
    return f"order.{row.state}" if forward or row.state == rules.CANCELLED else "order.taken_back"


def _note(work: Work, kind: str, row: OrderRow, before: dict | None, after: dict) -> None:
    work.record(kind, "order", row.id, customer_id=row.customer_id, deal_id=row.deal_id, before=before, after=after)


def _values(work: Work, row: OrderRow, names: Iterable[str]) -> dict:
    values = {name: getattr(row, name) for name in names}
    return values | {name: told_money(work, values[name], row.currency) for name in MONEY if name in values}


def _lines(row: OrderRow, names: Mapping[int, str]) -> dict:
    return {"lines": ", ".join(_line(line, names, row.currency) for line in row.lines)}


def _line(line: LineRow, names: Mapping[int, str], currency: str) -> str:
    price = f"{major_units(line.price, currency):,}" + (f" −{line.discount:g}%" if line.discount else "")
    return f"{line.quantity:g} × {line.text or names.get(line.product_id, '')} ({price})"


def _products(work: Work, rows: Sequence[OrderRow]) -> dict[int, str]:
    ids = {line.product_id for row in rows for line in row.lines if line.product_id is not None}
    return dict(work.session.execute(select(Product.id, Product.name).where(Product.id.in_(ids))).all()) if ids else {}
