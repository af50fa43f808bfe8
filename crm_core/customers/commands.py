"""Making, changing, giving away and deleting customers. One is a bulk of one."""
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from crm_core.access import scope
from crm_core.customers import rules
from crm_core.customers.access import EDIT, check_agents, check_parents, editable, teams_of_owners, within
from crm_core.customers.bulk import SetGrade
from crm_core.customers.schemas import CustomerEdit, CustomerNew
from crm_core.errors import N_, Conflict, Invalid, NotFound
from crm_core.work import Work, command
from db.bulk import insert_rows
from db.models import Customer, CustomerTag, Deal, DictionaryEntry

UNTOLD = ("name_key", "team_id", "created_at", "updated_at", "created_by", "import_id", "version")


@command(*EDIT)
def create_customer(work: Work, data: CustomerNew) -> int:
    """Makes a customer and returns its id. Raises Invalid."""
    return create_customers(work, [data])[0]


@command(*EDIT)
def create_customers(
    work: Work, rows: Sequence[CustomerNew], *, import_id: int | None = None, strict: bool = True
) -> list[int]:
    """Makes customers in a few statements and returns their ids in order.

    With `strict=False` phone numbers need only have the right length. Raises Invalid.
    """
    if not rows:
        return []
    codes, country = codes_of(work), work.settings.country
    teams = teams_of_owners(work, [_owner_of(work, row) for row in rows])
    check_parents(work, {row.parent_id for row in rows})
    check_agents(work, {row.agent_id for row in rows})
    values = []
    for row in rows:
        rules.check_birthday(row.kind, row.birthday)
        owner = _owner_of(work, row)
        told = row.model_dump(exclude={"tags"}) | {"owner_id": owner}
        value = rules.clean(told, codes, country, now=work.now, strict=strict)
        values.append(value | {
            "name_key": rules.name_key(row.kind, row.name), "team_id": teams[owner], "import_id": import_id,
            "created_by": work.actor.user_id, "created_at": work.now, "updated_at": work.now,
        })
    ids = insert_rows(work.session, Customer, values)
    _tag_new(work, ids, rows)
    for key, value in zip(ids, values, strict=True):
        work.record("customer.created", "customer", key, customer_id=key, after=_told(value))
    return ids


@command(*EDIT)
def update_customer(work: Work, customer_id: int, data: CustomerEdit, version: int) -> int:
    """Changes the fields set in `data`; returns the new version.

    Raises NotFound, Invalid, or Conflict when it is no longer the `version` that was read.
    """
    work.one(editable(work).where(Customer.id == customer_id), version=version)
    return update_customers(work, [(customer_id, data)])[customer_id]


@command(*EDIT)
def update_customers(
    work: Work, edits: Sequence[tuple[int, CustomerEdit]], *, strict: bool = True
) -> dict[int, int]:
    """Changes several customers, each its own fields; returns their versions. Raises NotFound, Invalid."""
    ids = {key for key, _data in edits}
    rows = {row.id: row for row in work.session.scalars(editable(work).where(Customer.id.in_(ids)))}
    if rows.keys() != ids:
        raise NotFound()
    codes, changed = codes_of(work), []
    check_parents(work, {data.parent_id for key, data in edits if data.parent_id != rows[key].parent_id})
    check_agents(work, {data.agent_id for key, data in edits if data.agent_id != rows[key].agent_id})
    teams = teams_of_owners(work, [data.owner_id for key, data in edits if _changes_owner(rows[key], data)])
    for key, data in edits:
        before, after = _difference(work, rows[key], data, codes, strict)
        if after:
            if "owner_id" in after:
                before["team_id"], after["team_id"] = rows[key].team_id, teams[after["owner_id"]]
            _record_change(work, key, before, after)
            changed.append((key, after))
    _store(work, rows, changed)
    _retag(work, [(key, data.tags or ()) for key, data in edits if "tags" in data.model_fields_set])
    return {key: row.version for key, row in rows.items()}


@command("customers:edit")
def grade_customer(work: Work, customer_id: int, grade: str | None, reason: str | None, version: int) -> int:
    """Grades a customer by hand, with the reason; without a grade the rule decides again. Returns the new version.

    Raises NotFound, Conflict, and Invalid when the reason is missing.
    """
    change = SetGrade(grade, reason).check(work)
    return update_customer(work, customer_id, CustomerEdit(grade=change.grade, grade_reason=change.reason), version)


@command("customers:assign", "customers:edit")
def assign_customer(work: Work, customer_id: int, owner_id: int | None) -> None:
    """Gives a customer to somebody, or with None back to the public pool. Raises NotFound, Invalid."""
    reach = within(work, *(("customers:assign",) if owner_id else ("customers:assign", "customers:edit")))
    row = work.one(select(Customer).where(reach, Customer.id == customer_id).with_for_update())
    if row.owner_id == owner_id and row.team_id is None:
        return
    _give(work, row, owner_id, teams_of_owners(work, [owner_id])[owner_id], "customer.assigned")


@command("customers:edit")
def claim_customer(work: Work, customer_id: int) -> None:
    """Takes a customer out of the public pool. Raises NotFound, or Conflict when it has an owner already."""
    row = work.one(scope.visible_customers(work).where(Customer.id == customer_id).with_for_update())
    if row.owner_id is not None or row.team_id is not None:
        raise Conflict(N_("This customer has an owner already."))
    _give(work, row, work.actor.user_id, work.actor.team_id, "customer.claimed")


@command("customers:delete")
def delete_customer(work: Work, customer_id: int) -> None:
    """Deletes a customer; its history stays. Raises NotFound, or Conflict while deals are open."""
    delete_customers(work, [customer_id])


@command("customers:delete")
def delete_customers(work: Work, ids: Sequence[int]) -> None:
    """Deletes customers. Raises NotFound when one is not there, Conflict when one has open deals."""
    rows = work.session.scalars(select(Customer).where(within(work, "customers:delete"), Customer.id.in_(ids))).all()
    if len(rows) != len(set(ids)):
        raise NotFound()
    open_deal = select(Deal.name).where(Deal.customer_id.in_(ids), Deal.status == "open", Deal.deleted_at.is_(None))
    if work.session.scalar(open_deal.limit(1)) is not None:
        raise Conflict(N_("There are open deals. Close them or delete them first."))
    for row in rows:
        row.deleted_at, row.version = work.now, row.version + 1
        work.record("customer.deleted", "customer", row.id, customer_id=row.id, before={"name": row.name})


@command("customers:delete")
def restore_customer(work: Work, customer_id: int) -> None:
    """Takes a deletion back. Raises NotFound when there is nothing to take back."""
    row = work.one(scope.deleted_customers(work, "customers:delete").where(Customer.id == customer_id))
    row.deleted_at, row.version = None, row.version + 1
    work.record("customer.restored", "customer", row.id, customer_id=row.id, after={"name": row.name})


def codes_of(work: Work) -> dict[str, set[str]]:
    """The codes of every dictionary."""
    found: dict[str, set[str]] = {}
    for dictionary, code in work.session.execute(select(DictionaryEntry.dictionary, DictionaryEntry.code)):
        found.setdefault(dictionary, set()).add(code)
    return found


def _owner_of(work: Work, row: CustomerNew) -> int | None:
    return row.owner_id if "owner_id" in row.model_fields_set else work.actor.user_id


def _changes_owner(row: Customer, data: CustomerEdit) -> bool:
    return "owner_id" in data.model_fields_set and data.owner_id != row.owner_id


def _difference(work: Work, row: Customer, data: CustomerEdit, codes, strict: bool) -> tuple[dict, dict]:
    given = {f: v for f, v in data.given().items() if f != "tags" and v != getattr(row, f)}
    if given.get("parent_id") == row.id:
        raise Invalid(N_("A customer cannot belong to itself."), field="parent_id")
    wanted = rules.clean({"country": row.country} | given, codes, work.settings.country, now=work.now, strict=strict)
    if "country" not in given:
        wanted.pop("country")
    before, after = rules.changes({f: getattr(row, f) for f in wanted}, wanted)
    if {"grade", "grade_reason"} & after.keys():
        by = rules.graded_by(after.get("grade", row.grade))
        before, after = before | {"grade_by": row.grade_by}, after | {"grade_by": by}
    if {"birthday", "kind"} & after.keys():
        rules.check_birthday(after.get("kind", row.kind), after.get("birthday", row.birthday))
    if {"name", "kind"} & after.keys():
        after["name_key"] = rules.name_key(after.get("kind", row.kind), after.get("name", row.name))
    return before, after


def _record_change(work: Work, key: int, before: dict, after: dict) -> None:
    owner = [field for field in ("owner_id", "team_id") if field in before]
    rest = [field for field in before if field not in owner]
    for kind, fields in (("customer.changed", rest), ("customer.assigned", owner)):
        if fields:
            work.record(kind, "customer", key, customer_id=key,
                        before={f: before[f] for f in fields}, after={f: after[f] for f in fields})


def _store(work: Work, rows: dict[int, Customer], changed: list[tuple[int, dict[str, Any]]]) -> None:
    for key, after in changed:
        row = rows[key]
        for field, value in after.items():
            setattr(row, field, value)
        row.version += 1
        row.updated_at = work.now
    work.session.flush()


def _give(work: Work, row: Customer, owner_id: int | None, team_id: int | None, kind: str) -> None:
    before, after = {"owner_id": row.owner_id, "team_id": row.team_id}, {"owner_id": owner_id, "team_id": team_id}
    row.owner_id, row.team_id, row.version, row.updated_at = owner_id, team_id, row.version + 1, work.now
    work.record(kind, "customer", row.id, customer_id=row.id, before=before, after=after)


def _tag_new(work: Work, ids: list[int], rows: Sequence[CustomerNew]) -> None:
    tagged = [
        {"tag": tag, "customer_id": key}
        for key, row in zip(ids, rows, strict=True) if row.tags for tag in rules.tags(row.tags)
    ]
    if tagged:
        work.session.execute(insert(CustomerTag), tagged)


def _retag(work: Work, wanted: list[tuple[int, Sequence[str]]]) -> None:
    if not wanted:
        return
    ids = [key for key, _tags in wanted]
    before: dict[int, list[str]] = {key: [] for key in ids}
    for key, tag in work.session.execute(
        select(CustomerTag.customer_id, CustomerTag.tag).where(CustomerTag.customer_id.in_(ids)).order_by(CustomerTag.tag)
    ):
        before[key].append(tag)
    after = {key: sorted(rules.tags(tags)) for key, tags in wanted}
    changed = [key for key in ids if sorted(before[key]) != after[key]]
    if not changed:
        return
    work.session.execute(delete(CustomerTag).where(CustomerTag.customer_id.in_(changed)))
    rows = [{"tag": tag, "customer_id": key} for key in changed for tag in after[key]]
    if rows:
        work.session.execute(insert(CustomerTag), rows)
    for key in changed:
        work.record("customer.tagged", "customer", key, customer_id=key,
                    before={"tags": before[key]}, after={"tags": after[key]})


def _told(values: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in values.items() if value is not None and field not in UNTOLD}
