"""Customers: new, already here, or looking like one that is here."""
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from crm_core import normalise
from crm_core.access import scope
from crm_core.customers.commands import create_customers, update_customers
from crm_core.customers.rules import name_key
from crm_core.customers.schemas import CustomerEdit, CustomerNew
from crm_core.i18n import N_, language_named
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
from crm_core.importing.plans.references import find_customers, pick_customer
from db.models import Customer, CustomerTag, Team, User

PLAIN = ("phone", "email", "website", "city", "region", "postal_code", "country", "employees", "annual_revenue",
         "founded_year", "notes", "birthday", "contract_ends_on", "external_id", "tags")
CHOICES = ("industry", "source", "grade")
PERSON_WORDS = frozenset("person individual 个人 个人客户 自然人 private b2c consumer".split())
COMPANY_WORDS = frozenset("company organization organisation business 企业 公司 企业客户 单位 b2b 组织 false".split())
SAME = {"phone": N_("Same phone as “{name}”."), "email": N_("Same e-mail as “{name}”."), "name": N_("Same name as “{name}”.")}
SAME_ROW = {"phone": N_("Same phone as row {row}."), "email": N_("Same e-mail as row {row}."), "name": N_("Same name as row {row}.")}
ELSEWHERE = N_("Already a customer of {team}. Ask {owner}.")
NOT_YOURS = N_("Already a customer here, but not yours.")
HERE = N_("“{name}” is here already.")
TWO = N_("There are several customers called “{name}”.")


@dataclass(frozen=True)
class Existing:
    """A customer that a row may be."""

    id: int
    name: str
    name_key: str
    phone: str | None
    email: str | None
    external_id: str | None
    import_id: int | None
    mine: bool
    owner: str | None
    team: str | None


def plan(context: Context, rows: list[Row]) -> list[Planned]:
    """A verdict for every row."""
    planned = [Planned(row) for row in rows]
    for item in planned:
        _prepare(context, item)
    candidates = _candidates(context, planned)
    parents = find_customers(context, ((i.row.values.get("parent"), i.row.values.get("parent_external_id")) for i in planned))
    for item in planned:
        _parent(context, item, parents)
        _judge(context, item, candidates)
    _compare(context, [item for item in planned if item.verdict == UPDATED])
    return planned


def _prepare(context: Context, item: Planned) -> None:
    row, values = item.row, item.row.values
    name = full_name(row)
    if not name:
        row.fail("name", N_("The customer has no name."))
        return
    data = {field: values[field] for field in PLAIN if field in values}
    data |= {"name": name, "kind": _kind(row)}
    address = " ".join(part for part in (values.get("address"), values.get("address_2")) if part)
    if address:
        data["address"] = address
    for field in CHOICES:
        key = context.resolve(row, field)
        if key is not None:
            data[field] = key
    _language(row, data)
    _agent(context, row, data)
    owner = context.owner(row)
    if owner is not None or "owner" not in context.columns:
        data["owner_id"] = owner if owner in (None, NEW) else int(owner)
    item.data["values"] = data


def _language(row: Row, data: dict) -> None:
    said = row.values.get("locale")
    if said is None:
        return
    found = language_named(said)
    if found:
        data["locale"] = found
    else:
        row.notes.append(Problem("locale", N_("We do not speak “{value}” yet; left empty."), {"value": said}))


def _agent(context: Context, row: Row, data: dict) -> None:
    """The named agent; somebody who is nobody here is not made a user for this."""
    said = context.resolve(row, "agent")
    if said == NEW:
        row.notes.append(Problem("agent", N_("“{value}” is nobody here; left empty."), {"value": row.values["agent"]}))
    elif said is not None:
        data["agent_id"] = int(said)


def _kind(row: Row) -> str:
    said = row.values.get("kind")
    if said:
        word = str(said).casefold()
        if word in PERSON_WORDS:
            return "person"
        if word in COMPANY_WORDS:
            return "company"
    return "company" if row.values.get("name") and "birthday" not in row.values else "person"


def _candidates(context: Context, planned: list[Planned]) -> dict[str, dict[str, list[Existing]]]:
    """Customers that share a key with one of the rows, by kind of key."""
    good = [item.data["values"] for item in planned if "values" in item.data]
    keys = {
        "external_id": (Customer.external_id, {data.get("external_id") for data in good}),
        "name": (Customer.name_key, {name_key(data["kind"], data["name"]) for data in good}),
        "phone": (Customer.phone, {data.get("phone") for data in good}),
        "email": (Customer.email, {data.get("email") for data in good}),
    }
    mine = scope.customers(context.work, "imports:run")
    found: dict[str, dict[str, list[Existing]]] = {}
    for what, (column, wanted) in keys.items():
        found[what] = {}
        for piece in pieces(wanted):
            rows = context.work.session.execute(
                select(Customer.id, Customer.name, Customer.name_key, Customer.phone, Customer.email, Customer.external_id,
                       Customer.import_id, mine.label("mine"), User.name, Team.name, column)
                .outerjoin(User, User.id == Customer.owner_id).outerjoin(Team, Team.id == Customer.team_id)
                .where(column.in_(piece), Customer.deleted_at.is_(None)).order_by(Customer.id)
            )
            for *fields, key in rows:
                found[what].setdefault(key, []).append(Existing(*fields))
    return found


def _parent(context: Context, item: Planned, parents: dict) -> None:
    """The parent may be here or come in the same file; then it is linked at the end."""
    values = item.row.values
    name, external_id = values.get("parent"), values.get("parent_external_id")
    if "values" not in item.data or not (name or external_id):
        return
    found = pick_customer(parents, name, external_id)
    if len(found) == 1:
        item.data["values"]["parent_id"] = found[0]
    elif len(found) > 1:
        item.row.fail("parent", TWO, name=name or external_id)
    elif normalise.name_key(name or "") not in context.facts.names and external_id not in context.facts.external_ids:
        item.row.fail("parent", N_("There is no customer “{name}”."), name=name or external_id)


def _judge(context: Context, item: Planned, candidates: dict) -> None:
    row = item.row
    if row.problems or "values" not in item.data:
        item.reject()
        return
    data, options = item.data["values"], context.mapping.options
    same = _by_key(context, data, candidates, options.key)
    if data.get("external_id") and not options.key and len(same) == 1 and context.seen.first("taken", str(same[0].id), row.number):
        same = []  # an earlier row with another id has become this customer
    inside = [one for one in same if one.import_id == context.run_id]
    if same and (inside or _repeats(context, row, data, options.key)):
        item.verdict = DUPLICATE
        row.problems.append(Problem("name", HERE, {"name": data["name"]}))
    elif len(same) > 1:
        row.fail("name", TWO, name=data["name"])
        item.reject()
    elif same:
        _meet(item, same[0], options.existing)
    else:
        _doubt(context, item, candidates)


def _by_key(context: Context, data: dict, candidates: dict, key: str | None) -> list[Existing]:
    """The customers that the row is, by the chosen key or by the surest the row has."""
    own_id = data.get("external_id")
    if key in (None, "external_id") and own_id:
        found = candidates["external_id"].get(own_id, [])
        if found or key:
            return found
    if key == "name" or (key is None and data["kind"] == "company"):
        exact = normalise.name_key(data["name"])
        alike = candidates["name"].get(name_key(data["kind"], data["name"]), [])
        # One with an id of its own is another customer of the same name.
        return [one for one in alike if normalise.name_key(one.name) == exact and not (own_id and one.external_id and not key)]
    if key in ("phone", "email"):
        return candidates[key].get(data.get(key), [])
    if key is None and data["kind"] == "person" and not data.get("external_id"):
        return candidates["email"].get(data.get("email"), []) or candidates["phone"].get(data.get("phone"), [])
    return []


def _repeats(context: Context, row: Row, data: dict, key: str | None) -> bool:
    """Whether an earlier row of the file is the same by its key (only a preview cannot see it in the database)."""
    what = key or ("external_id" if data.get("external_id") else "name")
    value = data.get("external_id") if what == "external_id" else data.get(what)
    return bool(value) and context.seen.first(f"key:{what}", normalise.name_key(str(value)), row.number) is not None


def _meet(item: Planned, one: Existing, existing: str) -> None:
    item.subject_id = one.id
    if not one.mine:
        item.verdict = DUPLICATE
        item.row.problems.append(_elsewhere(one))
    elif existing == "leave":
        item.verdict = DUPLICATE
        item.row.problems.append(Problem("name", HERE, {"name": one.name}))
    else:
        item.verdict = UPDATED


def _doubt(context: Context, item: Planned, candidates: dict) -> None:
    """Does a new row look like a customer that is here, or like an earlier row?"""
    data, row = item.data["values"], item.row
    repeated = _repeats(context, row, data, context.mapping.options.key)
    warning = Problem("name", SAME_ROW["name"], {"row": _row_of(context, data)}) if repeated else None
    warning = warning or _alike(context, row, data, candidates)
    if warning is None:
        return
    # A row with an id of its own is somebody of its own; that another is called alike is only worth a look.
    only_called_alike = warning.message == SAME["name"] and data.get("external_id")
    if (context.mapping.options.duplicates == "import" or only_called_alike) and not repeated:
        row.notes.append(warning)
    else:
        item.verdict = DUPLICATE
        row.problems.append(warning)


def _row_of(context: Context, data: dict) -> int:
    for what in ("external_id", "name", "phone", "email"):
        earlier = context.seen.earlier(f"key:{what}", normalise.name_key(str(data.get(what) or "")))
        if earlier:
            return earlier
    return 0


def _alike(context: Context, row: Row, data: dict, candidates: dict) -> Problem | None:
    keys = {"name": name_key(data["kind"], data["name"]), "phone": data.get("phone"), "email": data.get("email")}
    if data["kind"] == "person":
        keys.pop("name")
    own_id = data.get("external_id")
    for what, key in keys.items():
        if not key:
            continue
        for one in candidates[what].get(key, []):
            if own_id and one.external_id and own_id != one.external_id:
                continue  # the other program says that these are two
            return Problem(what, SAME[what], {"name": one.name}) if one.mine else _elsewhere(one)
        earlier = None if own_id else context.seen.first(what, key, row.number)
        if earlier:
            return Problem(what, SAME_ROW[what], {"row": earlier})
    return None


def _elsewhere(one: Existing) -> Problem:
    if one.owner or one.team:
        return Problem("name", ELSEWHERE, {"team": one.team or "—", "owner": one.owner or "—"})
    return Problem("name", NOT_YOURS)


def _compare(context: Context, updates: list[Planned]) -> None:
    """Tells for each row to update what will change."""
    by_id = {item.subject_id: item for item in updates}
    for piece in pieces(by_id):
        tags: dict[int, set[str]] = {}
        for key, tag in context.work.session.execute(
            select(CustomerTag.customer_id, CustomerTag.tag).where(CustomerTag.customer_id.in_(piece))
        ):
            tags.setdefault(key, set()).add(tag)
        for customer in context.work.session.scalars(select(Customer).where(Customer.id.in_(piece))):
            item = by_id[customer.id]
            data = {field: value for field, value in item.data["values"].items() if field != "kind" or "kind" in context.columns}
            if "owner" not in context.columns:
                data.pop("owner_id", None)
            if "tags" in data:
                data["tags"] = tuple(sorted(tags.get(customer.id, set()) | set(data["tags"])))
            item.data["values"] = {
                field: value for field, value in data.items()
                if (tuple(sorted(tags.get(customer.id, ()))) if field == "tags" else getattr(customer, field)) != value
            }
            item.row.notes += [
                Problem(field, N_("{before} becomes {after}"), {"before": str(getattr(customer, field) or "—")[:40], "after": str(value)[:40]})
                for field, value in item.data["values"].items() if field in ("name", "phone", "email", "city", "address", "employees")
            ]


def store(context: Context, planned: list[Planned]) -> None:
    """Writes the accepted and updated rows of a plan."""
    good = [item for item in planned if item.good]
    newcomers.people(context, good, "owner")
    newcomers.entries(context, good, CHOICES)
    for item in good:
        values = item.data["values"]
        values |= {field: context.resolve(item.row, field) for field in CHOICES if values.get(field) == NEW}
        if values.get("owner_id") == NEW:
            values["owner_id"] = int(context.resolve(item.row, "owner"))
        make = CustomerNew if item.verdict == ACCEPTED else CustomerEdit
        if make is CustomerNew:
            values.setdefault("owner_id", None)
        made = schema(item.row, make, **values)
        if made is None:
            item.reject()
        elif item.verdict == ACCEPTED:
            item.data["new"] = made
        elif values:
            item.data["edit"] = (item.subject_id, made)
    _write(context, good)


def _write(context: Context, good: list[Planned]) -> None:
    def create(rows: list[CustomerNew]) -> list[int]:
        return create_customers(context.work, rows, import_id=context.run_id, strict=False)

    def change(edits: list) -> list[int]:
        update_customers(context.work, edits, strict=False)
        return [key for key, _edit in edits]

    in_bulk(good, create, "new")
    in_bulk(good, change, "edit")


def finish(context: Context, rows: Iterable[Row]) -> None:
    """Links subsidiaries to parents that came later in the same file."""
    waiting = [row for row in rows if row.values.get("parent") or row.values.get("parent_external_id")]
    wanted = [(row.values.get("parent"), row.values.get("parent_external_id")) for row in waiting]
    own = [(full_name(row), row.values.get("external_id")) for row in waiting]
    found = find_customers(context, [*wanted, *own])
    edits = {}
    for parent, child in zip(wanted, own, strict=True):
        parents, children = pick_customer(found, *parent), pick_customer(found, *child)
        if len(parents) == 1 and len(children) == 1 and parents != children:
            edits[children[0]] = parents[0]
    for piece in pieces(edits):
        without = context.work.session.scalars(
            select(Customer.id).where(Customer.id.in_(piece), Customer.parent_id.is_(None), Customer.import_id == context.run_id)
        ).all()
        if without:
            update_customers(context.work, [(key, CustomerEdit(parent_id=edits[key])) for key in without], strict=False)


