"""Products: found again by the other program's id, their code or their name."""
from typing import Any

from sqlalchemy import insert, select

from crm_core.i18n import N_
from crm_core.importing.cells import Problem, Row
from crm_core.importing.plans.context import ACCEPTED, DUPLICATE, UPDATED, Context, Planned, pieces
from crm_core.normalise import name_key
from db.models import Product

FIELDS = ("sku", "category", "unit", "price", "cost", "stock", "active", "external_id")
HERE = N_("“{name}” is here already.")


def plan(context: Context, rows: list[Row]) -> list[Planned]:
    """A verdict for every row."""
    planned = [Planned(row) for row in rows]
    for item in planned:
        name = item.row.values.get("name")
        if not name:
            item.row.fail("name", N_("The product has no name."))
        item.data["values"] = {"name": name} | {f: item.row.values[f] for f in FIELDS if f in item.row.values}
    known = _known(context, planned)
    for item in planned:
        _judge(context, item, known)
    return planned


def _known(context: Context, planned: list[Planned]) -> dict[tuple[str, str], list[Product]]:
    found: dict[tuple[str, str], list[Product]] = {}
    columns = {"external_id": Product.external_id, "sku": Product.sku, "name": Product.name_key}
    for what, column in columns.items():
        wanted = {key for item in planned for key in [_key(item, what)] if key}
        for piece in pieces(wanted):
            for product in context.work.session.scalars(select(Product).where(column.in_(piece)).order_by(Product.id)):
                found.setdefault((what, getattr(product, column.key)), []).append(product)
    return found


def _key(item: Planned, what: str) -> str | None:
    value = item.data["values"].get(what)
    return name_key(value) if what == "name" and value else value


def _judge(context: Context, item: Planned, known: dict) -> None:
    row, data = item.row, item.data["values"]
    if row.problems:
        item.reject()
        return
    wanted = [context.mapping.options.key] if context.mapping.options.key else ["external_id", "sku", "name"]
    keys = [(what, key) for what in wanted for key in [_key(item, what)] if key]
    same = next((known[key] for key in keys if key in known), [])
    if keys and context.seen.first("product", repr(keys[0]), row.number):
        item.verdict = DUPLICATE
        row.problems.append(Problem("name", HERE, {"name": data["name"]}))
    elif len(same) > 1:
        row.fail("name", N_("There are several products called “{name}”."), name=data["name"])
        item.reject()
    elif same and (same[0].import_id == context.run_id or context.mapping.options.existing == "leave"):
        item.verdict = DUPLICATE
        row.problems.append(Problem("name", HERE, {"name": data["name"]}))
    elif same:
        item.verdict, item.subject_id = UPDATED, same[0].id


def store(context: Context, planned: list[Planned]) -> None:
    """Writes the accepted and updated rows of a plan."""
    new = [item for item in planned if item.verdict == ACCEPTED]
    rows = [_columns(context, item.data["values"]) for item in new]
    if rows:
        ids = context.work.session.scalars(insert(Product).returning(Product.id, sort_by_parameter_order=True), rows).all()
        for item, key in zip(new, ids, strict=True):
            item.subject_id = key
            context.work.record("product.created", "product", key, after=_told(item.data["values"]))
    updates = {item.subject_id: item for item in planned if item.verdict == UPDATED}
    for piece in pieces(updates):
        for product in context.work.session.scalars(select(Product).where(Product.id.in_(piece))):
            _change(context, product, updates[product.id].data["values"])


def _columns(context: Context, values: dict[str, Any]) -> dict[str, Any]:
    empty = dict.fromkeys(FIELDS) | {"active": True, "version": 1}
    told = {"stock_at": context.work.now if "stock" in values else None}
    return empty | values | told | {"name_key": name_key(values["name"]), "import_id": context.run_id, "created_at": context.work.now}


def _change(context: Context, product: Product, values: dict[str, Any]) -> None:
    if "stock" in values:
        product.stock_at = context.work.now
    before = {field: getattr(product, field) for field, value in values.items() if getattr(product, field) != value}
    if not before:
        return
    for field in before:
        setattr(product, field, values[field])
    product.name_key = name_key(product.name)
    product.version += 1
    context.work.record("product.changed", "product", product.id, before=before, after={f: values[f] for f in before})


def _told(values: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in values.items() if value is not None}
