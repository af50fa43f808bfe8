"""Opportunities, open and closed, linked to customers, owners and products."""
import re
from datetime import date
from typing import Any

from sqlalchemy import select

from crm_core import normalise
from crm_core.access import scope
from crm_core.customers.contacts import create_contacts
from crm_core.customers.schemas import ContactNew
from crm_core.i18n import N_
from crm_core.importing import newcomers
from crm_core.importing.cells import Problem, Row
from crm_core.importing.mapping import NEW
from crm_core.importing.plans import contacts
from crm_core.importing.plans.context import ACCEPTED, DUPLICATE, UPDATED, Context, Planned, in_bulk, pieces, schema
from crm_core.importing.plans.deal_stages import Places, Standing, standing
from crm_core.pipeline.bulk import create_deals, update_deals
from crm_core.pipeline.schemas import DealImport, DealUpdate, LineNew
from db.models import Contact, Deal

HERE = N_("“{name}” is here already.")
CREATED_LATER = N_("Opened after it was closed: the opening date is left empty.")
NO_DAY = N_("A won or lost opportunity needs the day it was closed.")
SEVERAL = re.compile(r"\s*[;；|]\s*")


def plan(context: Context, rows: list[Row]) -> list[Planned]:
    """A verdict for every row."""
    planned = [Planned(row) for row in rows]
    contacts.link(context, planned)
    for item in planned:
        _prepare(context, item)
    known = _known(context, planned)
    for item in planned:
        _judge(context, item, known)
    return planned


def _prepare(context: Context, item: Planned) -> None:
    row, values = item.row, item.row.values
    at = standing(context, row)
    name = values.get("name") or _made_up_name(row)
    if not name:
        row.fail("name", N_("The opportunity has no name."))
    data: dict[str, Any] = {"name": name[:300]} if name else {}
    data |= {field: values[field] for field in ("competitor", "external_id") if field in values}
    data |= _notes(row)
    source, owner = context.resolve(row, "source"), context.owner(row)
    if source is not None:
        data["source"] = source
    data["owner_id"] = owner if owner in (None, NEW) else int(owner)
    item.data["products"] = _products(context, row)
    if at:
        item.data["at"] = at
        data |= {"status": at.status} | _days(row, at) | _value(row, at)
        if at.status != "open" and "reason" in values:
            data["close_reason"] = context.resolve(row, "reason", f"{at.status}_reason")
    item.data["values"] = data


def _made_up_name(row: Row) -> str | None:
    parts = [row.values[field] for field in ("customer", "product") if field in row.values]
    return " · ".join(parts) or row.values.get("external_id")


def _notes(row: Row) -> dict[str, str]:
    parts = [row.values.get("notes"), row.values.get("next_step")]
    return {"notes": "\n\n".join(part for part in parts if part)} if any(parts) else {}


def _products(context: Context, row: Row) -> list[str]:
    """The products a row names, by key; a cell may name several, divided by semicolons."""
    text = row.values.get("product")
    if text is None:
        return []
    target = context.kind.field("product")
    whole = context.known.meaning(target, text)
    names = [text] if whole.key or whole.how == "chosen" else [part for part in SEVERAL.split(text) if part]
    keys = []
    for name in names:
        single = Row(row.number, {"product": name})
        key = context.resolve(single, "product")
        row.problems += single.problems
        if key:
            keys.append(key if key != NEW else f"{NEW}{name}")
    return keys


def _days(row: Row, at: Standing) -> dict[str, date]:
    """The days of an open or closed row. A close date of an open one is when it is expected."""
    values = row.values
    opened, expected = values.get("opened_on"), values.get("expected_close")
    found: dict[str, date] = {}
    if at.status == "open":
        expected = expected or values.get("closed_on")
    else:
        closed = (values.get("lost_on") if at.status == "lost" else None) or values.get("closed_on") or expected
        if closed is None:
            row.fail("closed_on", NO_DAY)
            return {}
        found["closed_on"] = closed
        if opened and opened > closed:
            row.notes.append(Problem("opened_on", CREATED_LATER))
            opened = None
    return found | {key: day for key, day in (("opened_on", opened), ("expected_close", expected)) if day}


def _value(row: Row, at: Standing) -> dict[str, int]:
    planned, actual = row.values.get("value"), row.values.get("actual_value")
    if at.status != "open" and actual is not None:
        return {"value": actual} | ({"first_value": planned} if planned is not None else {})
    return {"value": planned} if planned is not None else {}


def _known(context: Context, planned: list[Planned]) -> dict[tuple, list[tuple[int, int | None]]]:
    """Deals within reach by external id, and by name and customer → (id, the import that made it)."""
    found: dict[tuple, list[tuple[int, int | None]]] = {}
    ids = {item.data["values"].get("external_id") for item in planned}
    names = {item.row.values.get("name") for item in planned if "external_id" not in item.row.values}
    columns = select(Deal.id, Deal.external_id, Deal.name, Deal.customer_id, Deal.import_id)
    for column, wanted in ((Deal.external_id, ids), (Deal.name, names)):
        for piece in pieces(wanted):
            reach = columns.where(column.in_(piece), scope.deals(context.work, "imports:run"))
            for key, external_id, name, customer_id, import_id in context.work.session.execute(reach):
                place = ("id", external_id) if column is Deal.external_id else ("name", name, customer_id)
                found.setdefault(place, []).append((key, import_id))
    return found


def _judge(context: Context, item: Planned, known: dict) -> None:
    row = item.row
    if row.problems:
        item.reject()
        return
    data, by_name = item.data["values"], context.mapping.options.key == "name"
    key: tuple | None = None
    if data.get("external_id") and not by_name:
        key = ("id", data["external_id"])
    elif row.values.get("name"):
        key = ("name", row.values["name"], item.data["customer_id"])
    same = [one for one in known.get(key, []) if one[1] != context.run_id or key[0] == "id"]
    if key and key[0] == "id" and (context.seen.first("deal", key[1], row.number) or (same and same[0][1] == context.run_id)):
        item.verdict = DUPLICATE
        row.problems.append(Problem("external_id", HERE, {"name": key[1]}))
    elif len(same) > 1:
        row.fail("name", N_("There are several opportunities called “{name}”."), name=data["name"])
        item.reject()
    elif same and context.mapping.options.existing == "leave":
        item.verdict = DUPLICATE
        row.problems.append(Problem("name", HERE, {"name": data["name"]}))
    elif same:
        item.verdict, item.subject_id = UPDATED, same[0][0]


def store(context: Context, planned: list[Planned]) -> None:
    """Writes the accepted and updated rows of a plan."""
    good = [item for item in planned if item.good]
    newcomers.people(context, good, "owner")
    newcomers.entries(context, good, ("source",))
    for status in ("won", "lost"):
        closed = [item for item in good if item.data["at"].status == status]
        newcomers.entries(context, closed, ("reason",), f"{status}_reason")
    contacts.add_customers(context, good)
    newcomers.products(context, {key[len(NEW):] for item in good for key in item.data["products"] if key.startswith(NEW)})
    people = _contacts(context, good)
    places = Places(context)
    for item in good:
        _ready(context, item, places, people)
    _write(context, good)


def _ready(context: Context, item: Planned, places: Places, people: dict) -> None:
    values, at, columns = item.data["values"], item.data["at"], context.columns
    if values.get("owner_id") == NEW:
        values["owner_id"] = int(context.resolve(item.row, "owner"))
    if values.get("source") == NEW:
        values["source"] = context.resolve(item.row, "source")
    if values.get("close_reason") == NEW:
        values["close_reason"] = context.resolve(item.row, "reason", f"{at.status}_reason")
    pipeline_id, stage_id = places.make(at)
    place = {"pipeline_id": pipeline_id} | ({"stage_id": stage_id} if stage_id else {})
    if item.verdict == ACCEPTED:
        contact = people.get((item.data["customer_id"], normalise.name_key(item.row.values.get("contact", ""))))
        made = schema(
            item.row, DealImport, **values, **place, customer_id=item.data["customer_id"], import_id=context.run_id,
            lines=_lines(context, item), contact_ids=(contact,) if contact else (),
        )
        _keep(item, "new", made)
        return
    changes = {field: value for field, value in values.items() if not (field == "owner_id" and "owner" not in columns)
               and not (field == "name" and "name" not in columns) and field != "first_value"}
    if not {"stage", "outcome", "is_won", "is_closed", "is_lost"} & columns:
        changes.pop("status", None)
    if {"customer", "customer_external_id"} & columns and item.data["customer_id"] is not None:
        changes["customer_id"] = item.data["customer_id"]
    _keep(item, "edit", schema(item.row, DealUpdate, id=item.subject_id, values=changes | (place if stage_id else {})))


def _keep(item: Planned, key: str, made: Any) -> None:
    if made is None:
        item.reject()
    else:
        item.data[key] = made


def _lines(context: Context, item: Planned) -> tuple[LineNew, ...]:
    """The products. The price of a single one is what the deal is worth; of several it is the list price."""
    keys = [context.known.meaning(context.kind.field("product"), key[len(NEW):]).key if key.startswith(NEW) else key
            for key in item.data["products"]]
    quantity = item.row.values.get("quantity") or 1
    value = item.data["values"].get("value")
    single = len(keys) == 1 and value
    return tuple(
        LineNew(product_id=int(key), quantity=quantity if len(keys) == 1 else 1, price=round(value / quantity) if single else None)
        for key in keys if key
    )


def _contacts(context: Context, good: list[Planned]) -> dict[tuple[int, str], int]:
    """Contacts named by the rows, by customer and name; those a customer lacks are added."""
    wanted = {}
    for item in good:
        name, customer = item.row.values.get("contact"), item.data["customer_id"]
        if name and customer and item.verdict == ACCEPTED:
            wanted[customer, normalise.name_key(name)] = name
    found: dict[tuple[int, str], int] = {}
    for piece in pieces(customer for customer, _name in wanted):
        rows = context.work.session.execute(
            select(Contact.id, Contact.customer_id, Contact.name_key).where(Contact.customer_id.in_(piece), Contact.deleted_at.is_(None))
        )
        found |= {(customer, key): contact for contact, customer, key in rows if (customer, key) in wanted}
    lacking = [key for key in wanted if key not in found]
    if lacking:
        rows = [ContactNew(customer_id=customer, name=wanted[customer, key][:200]) for customer, key in lacking]
        found |= dict(zip(lacking, create_contacts(context.work, rows, import_id=context.run_id, strict=False), strict=True))
    return found


def _write(context: Context, good: list[Planned]) -> None:
    def change(edits: list[DealUpdate]) -> list[int]:
        update_deals(context.work, edits)
        return [edit.id for edit in edits]

    in_bulk(good, lambda rows: create_deals(context.work, rows), "new")
    in_bulk(good, change, "edit")


