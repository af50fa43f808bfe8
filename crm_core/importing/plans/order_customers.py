"""Whose an order of a file is, and who sold it."""
import re
from dataclasses import replace

from sqlalchemy import select

from crm_core import normalise
from crm_core.access.rights import Scope
from crm_core.customers.commands import create_customers
from crm_core.customers.schemas import CustomerNew
from crm_core.i18n import N_, words
from crm_core.importing.mapping import NEW
from crm_core.importing.plans.context import Context, pieces
from crm_core.importing.plans.customers import TWO
from crm_core.importing.plans.order_groups import Group
from crm_core.importing.plans.references import find_customers, pick_customer
from db.models import Customer

WHOLE = re.compile(r"(\d+)\.0")
NO_CUSTOMER = N_("There is no customer “{name}”.")
TWO_CUSTOMERS = N_("The rows of this order name different customers.")
TWO_CURRENCIES = N_("The rows of this order have different currencies.")


def link(context: Context, groups: list[Group]) -> None:
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


def add_customers(context: Context, groups: list[Group]) -> None:
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


def owners(context: Context, groups: list[Group]) -> None:
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
