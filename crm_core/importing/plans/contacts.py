"""Contacts: found again by the other program's id, their e-mail or their name at the same customer."""
from sqlalchemy import select

from crm_core import normalise
from crm_core.access import scope
from crm_core.customers.commands import create_customers
from crm_core.customers.contacts import create_contacts, update_contacts
from crm_core.customers.schemas import ContactEdit, ContactNew, CustomerNew
from crm_core.i18n import N_
from crm_core.importing import newcomers
from crm_core.importing.cells import Problem, Row
from crm_core.importing.mapping import NEW
from crm_core.importing.plans.context import (
    ACCEPTED,
    DUPLICATE,
    UPDATED,
    Context,
    Planned,
    full_name,
    in_bulk,
    pieces,
    schema,
)
from crm_core.importing.plans.customers import TWO
from crm_core.importing.plans.references import find_customers, pick_customer
from db.models import Contact, Customer

PLAIN = ("title", "department", "phone", "mobile", "email", "social", "birthday", "notes", "external_id")
HERE = N_("“{name}” is here already.")
NO_CUSTOMER = N_("There is no customer “{name}”.")


def plan(context: Context, rows: list[Row]) -> list[Planned]:
    """A verdict for every row."""
    planned = [Planned(row) for row in rows]
    link(context, planned)
    for item in planned:
        _prepare(context, item)
    known = _known(context, planned)
    for item in planned:
        _judge(context, item, known)
    return planned


def link(context: Context, planned: list[Planned]) -> None:
    """Finds each row's customer: `data["customer_id"]` is its id, None, or NEW with its name in the row."""
    wanted = [(item.row.values.get("customer"), item.row.values.get("customer_external_id")) for item in planned]
    found = find_customers(context, wanted)
    missing = context.mapping.options.missing_customers
    for item, (name, external_id) in zip(planned, wanted, strict=True):
        item.data["customer_id"] = None
        ids = pick_customer(found, name, external_id)
        if len(ids) == 1:
            item.data["customer_id"] = ids[0]
        elif len(ids) > 1:
            item.row.fail("customer", TWO, name=name or external_id)
        elif (name or external_id) and missing == "create" and name:
            item.data["customer_id"] = NEW
        elif (name or external_id) and missing != "empty":
            item.row.fail("customer" if name else "customer_external_id", NO_CUSTOMER, name=name or external_id)


def add_customers(context: Context, planned: list[Planned]) -> None:
    """Makes the customers that rows name and that are to be created."""
    waiting = [item for item in planned if item.good and item.data.get("customer_id") == NEW]
    names = {normalise.name_key(item.row.values["customer"]): item.row for item in reversed(waiting)}
    if not names:
        return
    owner = None if context.work.scope("imports:run").name == "ALL" else context.work.actor.user_id
    rows = [
        CustomerNew(name=row.values["customer"], external_id=row.values.get("customer_external_id"), owner_id=owner)
        for row in names.values()
    ]
    ids = dict(zip(names, create_customers(context.work, rows, import_id=context.run_id, strict=False), strict=True))
    for item in waiting:
        item.data["customer_id"] = ids[normalise.name_key(item.row.values["customer"])]


def _prepare(context: Context, item: Planned) -> None:
    row = item.row
    data = {field: row.values[field] for field in PLAIN if field in row.values}
    name = full_name(row)
    if not name:
        row.fail("name", N_("The contact has no name."))
    if item.data["customer_id"] is None and not row.problems:
        row.fail("customer", N_("A contact belongs to a customer; this row names none."))
    role = context.resolve(row, "buying_role")
    if role is not None:
        data["buying_role"] = role
    item.data["values"] = data | {"name": name}


def _known(context: Context, planned: list[Planned]) -> dict[tuple, list[tuple[int, int | None]]]:
    """Contacts of these customers by each of their keys → (id, the import that made it)."""
    customers = {item.data["customer_id"] for item in planned if isinstance(item.data["customer_id"], int)}
    ids = {item.data["values"].get("external_id") for item in planned}
    found: dict[tuple, list[tuple[int, int | None]]] = {}
    columns = select(Contact.id, Contact.customer_id, Contact.name_key, Contact.email, Contact.external_id, Contact.import_id)
    for column, wanted in ((Contact.customer_id, customers), (Contact.external_id, ids)):
        for piece in pieces(wanted):
            within = columns.join(Customer, Customer.id == Contact.customer_id).where(
                column.in_(piece), Contact.deleted_at.is_(None), scope.customers(context.work, "imports:run"))
            for key, customer, name, email, external_id, import_id in context.work.session.execute(within):
                keys = (("external_id", external_id),) if column is Contact.external_id else (
                    ("email", customer, email), ("name", customer, name))
                for one in keys:
                    if one[-1]:
                        found.setdefault(one, []).append((key, import_id))
    return found


def _judge(context: Context, item: Planned, known: dict) -> None:
    row = item.row
    if row.problems:
        item.reject()
        return
    keys = _keys(context, item)
    same = next((known[key] for key in keys if key in known), [])
    place = item.data["customer_id"] if item.data["customer_id"] != NEW else row.values.get("customer")
    twice = keys and context.seen.first("contact", repr((place, *keys[0])), row.number)
    if len(same) > 1:
        row.fail("name", N_("There are several contacts called “{name}”."), name=item.data["values"]["name"])
        item.reject()
    elif twice or (same and (same[0][1] == context.run_id or context.mapping.options.existing == "leave")):
        item.verdict = DUPLICATE
        row.problems.append(Problem("name", HERE, {"name": item.data["values"]["name"]}))
    elif same:
        item.verdict, item.subject_id = UPDATED, same[0][0]


def _keys(context: Context, item: Planned) -> list[tuple]:
    data, customer = item.data["values"], item.data["customer_id"]
    every = {
        "external_id": ("external_id", data.get("external_id")),
        "email": ("email", customer, data.get("email")),
        "name": ("name", customer, normalise.name_key(data["name"])),
    }
    chosen = context.mapping.options.key
    wanted = [every[chosen]] if chosen in every else list(every.values())
    if data.get("external_id") and not chosen:
        wanted = wanted[:1]
    return [key for key in wanted if key[-1]]


def store(context: Context, planned: list[Planned]) -> None:
    """Writes the accepted and updated rows of a plan."""
    good = [item for item in planned if item.good]
    newcomers.entries(context, good, ("buying_role",))
    add_customers(context, good)
    for item in good:
        values = item.data["values"]
        if values.get("buying_role") == NEW:
            values["buying_role"] = context.resolve(item.row, "buying_role")
        if item.verdict == ACCEPTED:
            made = schema(item.row, ContactNew, customer_id=item.data["customer_id"], **values)
        else:
            made = schema(item.row, ContactEdit, **values)
        if made is None:
            item.reject()
        else:
            item.data["new" if item.verdict == ACCEPTED else "edit"] = made if item.verdict == ACCEPTED else (item.subject_id, made)
    _write(context, good)


def _write(context: Context, good: list[Planned]) -> None:
    def create(rows: list[ContactNew]) -> list[int]:
        return create_contacts(context.work, rows, import_id=context.run_id, strict=False)

    def change(edits: list) -> list[int]:
        update_contacts(context.work, edits, strict=False)
        return [key for key, _edit in edits]

    in_bulk(good, create, "new")
    in_bulk(good, change, "edit")
