"""Orders with their lines: rows of one number are one order, and all of them come in or none."""
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from crm_core.access import scope
from crm_core.errors import CrmError
from crm_core.i18n import N_, words
from crm_core.importing import newcomers
from crm_core.importing.cells import Problem, Row
from crm_core.importing.plans.context import DUPLICATE, UPDATED, Context, Planned, pieces
from crm_core.importing.plans.order_customers import add_customers, link, owners
from crm_core.importing.plans.order_groups import Group, Here, together
from crm_core.importing.plans.order_lines import read_line
from crm_core.importing.plans.order_products import Products
from crm_core.importing.plans.order_words import state_of
from crm_core.money import minor_units
from crm_core.orders import rules
from crm_core.orders.filling import Rates
from crm_core.orders.schemas import LineRow, OrderRow
from crm_core.orders.storing import read_rows, write_orders
from crm_core.orders.undoing import remember
from db.models import Order

TAKEN_BACK = re.compile(r"C\d+", re.IGNORECASE)  # C536379, as many shops number what came back
ONCE = ("delivered_on", "paid_on", "rate")
OURS = ("id", "source", "import_id", "external_id", "deal_id", "returns_id", "created_at")
HERE = N_("“{name}” is here already.")
OTHER_ROW = N_("Another row of this order is wrong; an order comes in whole or not at all.")
NOT_SAID = N_("“{value}” is not known here and left out.")
OUT_OF_REACH = N_("There is an order with this number already, which is not yours to change.")


def plan(context: Context, rows: list[Row]) -> list[Planned]:
    """A verdict for every row, the same for all rows of an order."""
    planned = [Planned(row) for row in rows]
    known = _known(context, rows)
    products = Products(context, rows)
    rates = Rates(context.work, {row.values["currency"] for row in rows if "currency" in row.values} | {here.currency for here in known.values()})
    groups = together(planned)
    link(context, groups)
    for group in groups:
        for row in group.rows:
            products.check(row)
        here = known.get(group.first("number"))
        _prepare(context, group, rates, here)
        _judge(context, group, here)
    return planned


def store(context: Context, planned: list[Planned]) -> None:
    """Writes the orders of a plan."""
    groups = list({id(item.data["group"]): item.data["group"] for item in planned if item.good}.values())
    if not groups:
        return
    good = [item for group in groups for item in group.items]
    newcomers.people(context, good, "owner")
    add_customers(context, groups)
    products = Products(context, [item.row for item in good])
    products.add(item.row for item in good)
    owners(context, groups)
    stored = read_rows(context.work, [group.items[0].subject_id for group in groups if group.items[0].subject_id])
    for group in groups:
        group.row = _ready(context, group, products, stored)
    _write(context, groups)
    remember(context.work, stored)


def _known(context: Context, rows: list[Row]) -> dict[str, Here]:
    """The orders that have these numbers already."""
    found: dict[str, Here] = {}
    within = scope.orders(context.work, "imports:run")
    for piece in pieces(row.values.get("number") for row in rows):
        taken = select(Order.number, Order.id, Order.import_id, Order.currency, within).where(Order.number.in_(piece), Order.deleted_at.is_(None))
        for number, key, run, currency, reached in context.work.session.execute(taken):
            found[number] = Here(key if reached else None, run, currency)
    return found


def _prepare(context: Context, group: Group, rates: Rates, here: Here | None) -> None:
    """Reads the order; what is wrong is noted on its rows."""
    for row in group.rows:
        if not row.values.get("number"):
            row.fail("number", N_("The row has no order number."))
    days = [row.values["ordered_on"] for row in group.rows if "ordered_on" in row.values]
    if not days:
        group.fail("ordered_on", N_("The order has no date."))
    elif max(days) > context.work.now.date() + timedelta(days=1):
        group.fail("ordered_on", N_("This lies in the future."))
    context.owner(group.items[0].row)
    if any(row.problems for row in group.rows):
        return
    currency = group.first("currency") or (here.currency if here else context.work.settings.currency)
    read = [read_line(row.values, currency) for row in group.rows]
    for row, one in zip(group.rows, read, strict=True):
        if one is None:
            row.fail("price", N_("The row has neither a price nor an amount."))
    if not all(read):
        return
    lines = [replace(one.line, text=_text(row)) for one, row in zip(read, group.rows, strict=True)]
    shipping = minor_units(group.first("shipping") or 0, currency)
    if shipping:
        lines.append(LineRow(text=words(context.work.actor.locale).gettext(N_("Shipping")), price=shipping))
    group.row = _order(context, group, currency, min(days), lines, sum(one.off for one in read))
    _check(context, group, rates)


def _text(row: Row) -> str | None:
    """What the file calls it, where that is more than its product."""
    return row.values.get("product") if row.values.get("product_code") else None


def _order(context: Context, group: Group, currency: str, day: date, lines: list[LineRow], off: int) -> OrderRow:
    number = group.first("number") or ""
    total = sum(rules.line_amount(line.quantity, line.price, line.discount) for line in lines)
    back = total < 0 or all(line.quantity < 0 for line in lines) or (TAKEN_BACK.fullmatch(number) is not None and total <= 0)
    sign = -1 if total < 0 else 1
    discount = abs(minor_units(group.first("order_discount") or 0, currency)) * sign + off
    taxes = [row.values["tax"] for row in group.rows if "tax" in row.values]
    tax = group.first("order_tax") if group.first("order_tax") is not None else sum(taxes, Decimal(0))
    return OrderRow(
        ordered_on=day, number=number, state=_state(group, back), currency=currency, discount=discount,
        tax=abs(minor_units(tax, currency)) * sign, lines=tuple(lines), source="import", external_id=number, import_id=context.run_id,
        notes="\n".join(dict.fromkeys(row.values["notes"] for row in group.rows if "notes" in row.values)) or None,
        **{name: group.first(name) for name in ONCE},
    )


def _state(group: Group, back: bool) -> str:
    """Where the file says nothing an order is long done."""
    text = group.first("state")
    said = state_of(text) if text else None
    if text and said is None:
        group.items[0].row.notes.append(Problem("state", NOT_SAID, {"value": text}))
    if back:
        return rules.CANCELLED if said == rules.CANCELLED else rules.RETURNED
    return rules.CANCELLED if said == rules.RETURNED else said or rules.PAID


def _check(context: Context, group: Group, rates: Rates) -> None:
    """What cannot be stored is told now, on the row it stands in where it is a line."""
    order, first = group.row, group.items[0].row
    if order.rate is not None:
        _note(first, rules.check_rate, order.rate, order.currency)
    elif order.currency != context.work.settings.currency:
        _note(first, rates.on, order.currency, order.ordered_on)
    for line, row in zip(order.lines, group.rows, strict=False):
        _note(row, rules.check_line, line.quantity, line.price, line.discount)
    if not any(row.problems for row in group.rows):
        amounts = [rules.line_amount(line.quantity, line.price, line.discount) for line in order.lines]
        _note(first, rules.check_amounts, amounts, order.discount, order.tax)


def _note(row: Row, check, *values) -> None:
    try:
        check(*values)
    except CrmError as error:
        row.problems.append(Problem(None, error.message, error.params))


def _judge(context: Context, group: Group, here: Here | None) -> None:
    """One verdict for all rows of the order."""
    if here and here.id is None:
        group.fail("number", OUT_OF_REACH)
    if any(row.problems for row in group.rows):
        for item in group.items:
            if not item.row.problems:
                item.row.fail("number", OTHER_ROW)
            item.reject()
        return
    if not here:
        return
    leave = context.mapping.options.existing == "leave" or here.import_id == context.run_id
    for item in group.items:
        item.verdict, item.subject_id = (DUPLICATE if leave else UPDATED), here.id
        if leave:
            item.row.problems.append(Problem("number", HERE, {"name": group.first("number")}))


def _ready(context: Context, group: Group, products: Products, stored: dict[int, OrderRow]) -> OrderRow:
    """The order with its products; of one that is here already what the file does not say stays."""
    lines = [replace(line, product_id=products.of(row)) for line, row in zip(group.row.lines, group.rows, strict=False)]
    new = replace(group.row, customer_id=group.customer_id, lines=tuple(lines) + tuple(group.row.lines[len(lines):]))
    before = stored.get(group.items[0].subject_id)
    if before is None:
        return new
    costs = {line.product_id: line.cost for line in before.lines}
    lines = tuple(replace(line, cost=costs.get(line.product_id)) for line in new.lines)
    return replace(new, **{name: getattr(before, name) for name in _stays(context, group, new)}, lines=lines)


def _stays(context: Context, group: Group, new: OrderRow) -> list[str]:
    """Of an order that is here already: what it is for the program itself, and what the file does not say of it."""
    said = {name: group.first(column) is not None for name, column in (("state", "state"), ("owner_id", "owner"), ("notes", "notes"), ("currency", "currency"))}
    said |= {name: getattr(new, name) is not None for name in (*ONCE, "customer_id")}
    said |= {"tax": bool({"tax", "order_tax"} & context.columns), "discount": bool({"order_discount", "discount_amount"} & context.columns or new.discount)}
    said["team_id"] = said["owner_id"]
    return [*OURS, *(name for name, is_said in said.items() if not is_said)]


def _write(context: Context, groups: Sequence[Group]) -> None:
    """All in one go; when one of them is refused, each by itself."""
    try:
        ids: list[int | None] = list(write_orders(context.work, [group.row for group in groups]))
    except CrmError:
        ids = [_alone(context, group) for group in groups]
    for group, key in zip(groups, ids, strict=True):
        for item in group.items:
            item.subject_id = key


def _alone(context: Context, group: Group) -> int | None:
    try:
        return write_orders(context.work, [group.row])[0]
    except CrmError as error:
        for item in group.items:
            item.row.problems.append(Problem(None, error.message, error.params))
            item.reject()
        return None
