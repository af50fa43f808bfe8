"""Orders with their lines: rows of one number are one order, and all of them come in or none."""
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from crm_core import normalise
from crm_core.access import scope
from crm_core.access.rights import Scope
from crm_core.customers.commands import create_customers
from crm_core.customers.schemas import CustomerNew
from crm_core.errors import CrmError
from crm_core.i18n import N_, words
from crm_core.importing import newcomers
from crm_core.importing.cells import Problem, Row
from crm_core.importing.mapping import NEW
from crm_core.importing.plans.context import DUPLICATE, UPDATED, Context, Planned, pieces
from crm_core.importing.plans.customers import TWO
from crm_core.importing.plans.order_lines import read_line
from crm_core.importing.plans.order_products import Products
from crm_core.importing.plans.order_words import state_of
from crm_core.importing.plans.references import find_customers, pick_customer
from crm_core.money import minor_units
from crm_core.orders import rules
from crm_core.orders.filling import Rates
from crm_core.orders.schemas import LineRow, OrderRow
from crm_core.orders.storing import read_rows, write_orders
from crm_core.orders.undoing import remember
from db.models import Customer, Order

TAKEN_BACK = re.compile(r"C\d+", re.IGNORECASE)  # C536379, as many shops number what came back
WHOLE = re.compile(r"(\d+)\.0")
ONCE = ("delivered_on", "paid_on", "rate")
HERE = N_("“{name}” is here already.")
OTHER_ROW = N_("Another row of this order is wrong; an order comes in whole or not at all.")
NO_CUSTOMER = N_("There is no customer “{name}”.")
TWO_CUSTOMERS = N_("The rows of this order name different customers.")
TWO_CURRENCIES = N_("The rows of this order have different currencies.")
NOT_SAID = N_("“{value}” is not known here and left out.")
OUT_OF_REACH = N_("There is an order with this number already, which is not yours to change.")


@dataclass
class Group:
    """The rows of one order, and what it will be: `row` lacks products and customers that are yet to be added."""

    items: list[Planned]
    row: OrderRow | None = None
    customer_id: int | str | None = None

    @property
    def rows(self) -> list[Row]:
        return [item.row for item in self.items]

    def first(self, name: str) -> Any:
        """The first value that a row has in this field."""
        return next((row.values[name] for row in self.rows if name in row.values), None)

    def fail(self, name: str, message: str, /, **params: Any) -> None:
        self.items[0].row.fail(name, message, **params)


def plan(context: Context, rows: list[Row]) -> list[Planned]:
    """A verdict for every row, the same for all rows of an order."""
    planned = [Planned(row) for row in rows]
    known = _known(context, rows)
    products = Products(context, rows)
    rates = Rates(context.work, {row.values["currency"] for row in rows if "currency" in row.values})
    groups = _together(planned)
    _link(context, groups)
    for group in groups:
        for row in group.rows:
            products.check(row)
        _prepare(context, group, rates)
        _judge(context, group, known.get(group.first("number")))
    return planned


def store(context: Context, planned: list[Planned]) -> None:
    """Writes the orders of a plan."""
    groups = list({id(item.data["group"]): item.data["group"] for item in planned if item.good}.values())
    if not groups:
        return
    good = [item for group in groups for item in group.items]
    newcomers.people(context, good, "owner")
    _add_customers(context, groups)
    products = Products(context, [item.row for item in good])
    products.add(item.row for item in good)
    _owners(context, groups)
    stored = read_rows(context.work, [group.items[0].subject_id for group in groups if group.items[0].subject_id])
    for group in groups:
        group.row = _ready(context, group, products, stored)
    _write(context, groups)
    remember(context.work, stored)


def _together(planned: list[Planned]) -> list[Group]:
    """The rows of each number. Rows without one stand alone, and are refused."""
    found: dict[str | int, Group] = {}
    for item in planned:
        group = item.data["group"] = found.setdefault(item.row.values.get("number") or item.row.number, Group([]))
        group.items.append(item)
    return list(found.values())


def _known(context: Context, rows: list[Row]) -> dict[str, tuple[int | None, int | None]]:
    """Orders by number → (id, import that made it); the id is None where it is out of reach."""
    found: dict[str, tuple[int | None, int | None]] = {}
    within = scope.orders(context.work, "imports:run")
    for piece in pieces(row.values.get("number") for row in rows):
        taken = select(Order.number, Order.id, Order.import_id, within).where(Order.number.in_(piece), Order.deleted_at.is_(None))
        for number, key, run, reached in context.work.session.execute(taken):
            found[number] = (key if reached else None, run)
    return found


def _link(context: Context, groups: list[Group]) -> None:
    """The customer of each order: an id, None for a sale over the counter, or NEW."""
    wanted = [(group.first("customer"), _external_id(group)) for group in groups]
    found = find_customers(context, wanted)
    missing = context.mapping.options.missing_customers
    for group, (name, external_id) in zip(groups, wanted, strict=True):
        ids = pick_customer(found, name, external_id)
        if len(ids) == 1:
            group.customer_id = ids[0]
        elif len(ids) > 1:
            group.fail("customer", TWO, name=name or external_id)
        elif (name or external_id) and missing == "create":
            group.customer_id = NEW
        elif (name or external_id) and missing == "reject":
            group.fail("customer" if name else "customer_external_id", NO_CUSTOMER, name=name or external_id)
        for field in ("customer", "customer_external_id", "currency"):
            if len({row.values[field] for row in group.rows if field in row.values}) > 1:
                group.fail(field, TWO_CURRENCIES if field == "currency" else TWO_CUSTOMERS)


def _external_id(group: Group) -> str | None:
    """`17850.0` is a number that a spreadsheet program made of 17850."""
    text = group.first("customer_external_id")
    found = WHOLE.fullmatch(text) if text else None
    return found[1] if found else text


def _prepare(context: Context, group: Group, rates: Rates) -> None:
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
    currency = group.first("currency") or context.work.settings.currency
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


def _judge(context: Context, group: Group, here: tuple[int | None, int | None] | None) -> None:
    """One verdict for all rows of the order."""
    if here and here[0] is None:
        group.fail("number", OUT_OF_REACH)
    if any(row.problems for row in group.rows):
        for item in group.items:
            if not item.row.problems:
                item.row.fail("number", OTHER_ROW)
            item.reject()
        return
    if not here:
        return
    leave = context.mapping.options.existing == "leave" or here[1] == context.run_id
    for item in group.items:
        item.verdict, item.subject_id = (DUPLICATE if leave else UPDATED), here[0]
        if leave:
            item.row.problems.append(Problem("number", HERE, {"name": group.first("number")}))


def _add_customers(context: Context, groups: list[Group]) -> None:
    """Customers that the orders name and that are to be added; one known by its number only is called after it."""
    waiting: dict[str, list[Group]] = {}
    for group in groups:
        if group.customer_id == NEW:
            waiting.setdefault(_external_id(group) or normalise.name_key(group.first("customer")), []).append(group)
    if not waiting:
        return
    owner = None if context.reach is Scope.ALL else context.work.actor.user_id
    named = words(context.work.actor.locale).gettext(N_("Customer {number}"))
    rows = [
        CustomerNew(name=first.first("customer") or named.format(number=_external_id(first)), external_id=_external_id(first),
                    country=first.first("country"), owner_id=owner)
        for first, *_others in waiting.values()
    ]
    ids = create_customers(context.work, rows, import_id=context.run_id, strict=False)
    for theirs, key in zip(waiting.values(), ids, strict=True):
        for group in theirs:
            group.customer_id = key


def _owners(context: Context, groups: list[Group]) -> None:
    """Who sold it: as the row says, else the customer's owner; a sale of nobody's is one's own unless one imports for everybody."""
    held: dict[int, int | None] = {}
    for piece in pieces(group.customer_id for group in groups):
        held |= dict(context.work.session.execute(select(Customer.id, Customer.owner_id).where(Customer.id.in_(piece))).all())
    for group in groups:
        row = group.items[0].row
        said = context.resolve(row, "owner") if "owner" in context.columns else None
        owner = int(said) if said not in (None, NEW) else held.get(group.customer_id)
        if owner is None and context.reach is not Scope.ALL:
            owner = context.work.actor.user_id
        group.row = replace(group.row, owner_id=owner)


def _ready(context: Context, group: Group, products: Products, stored: dict[int, OrderRow]) -> OrderRow:
    """The order with its products; of one that is here already what the file does not say stays."""
    lines = [replace(line, product_id=products.of(row)) for line, row in zip(group.row.lines, group.rows, strict=False)]
    new = replace(group.row, customer_id=group.customer_id, lines=tuple(lines) + tuple(group.row.lines[len(lines):]))
    before = stored.get(group.items[0].subject_id)
    if before is None:
        return new
    costs = {line.product_id: line.cost for line in before.lines}
    kept = {"id": before.id, "source": before.source, "import_id": before.import_id, "external_id": before.external_id,
            "deal_id": before.deal_id, "returns_id": before.returns_id, "created_at": before.created_at}
    silent = {"state": "state", "owner_id": "owner", "notes": "notes", "customer_id": "customer", "currency": "currency"}
    kept |= {name: getattr(before, name) for name, column in silent.items()
             if column not in context.columns and not (name == "customer_id" and group.customer_id is not None)}
    kept |= {name: getattr(before, name) for name in ONCE if getattr(new, name) is None}
    if kept.get("owner_id", before.owner_id) == before.owner_id:
        kept["team_id"] = before.team_id
    return replace(new, **kept, lines=tuple(replace(line, cost=costs.get(line.product_id)) for line in new.lines))


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
