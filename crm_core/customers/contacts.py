"""The people at a customer."""
from collections.abc import Sequence

from sqlalchemy import select, update

from crm_core.customers import rules
from crm_core.customers.access import EDIT, editable, editable_contacts, within
from crm_core.customers.commands import codes_of
from crm_core.customers.schemas import ContactEdit, ContactNew
from crm_core.errors import NotFound
from crm_core.normalise import name_key
from crm_core.work import Work, command
from db.bulk import insert_rows
from db.models import Contact, Customer


@command(*EDIT)
def create_contact(work: Work, data: ContactNew) -> int:
    """Adds a contact and returns its id. Raises NotFound, Invalid."""
    return create_contacts(work, [data])[0]


@command(*EDIT)
def create_contacts(
    work: Work, rows: Sequence[ContactNew], *, import_id: int | None = None, strict: bool = True
) -> list[int]:
    """Adds contacts in a few statements; returns their ids in order. Raises NotFound, Invalid."""
    if not rows:
        return []
    countries = _countries(work, {row.customer_id for row in rows})
    codes, primary = codes_of(work), _primaries(work, rows)
    values = [
        rules.clean(row.model_dump(), codes, countries[row.customer_id], now=work.now, strict=strict) | {
            "name_key": name_key(row.name), "is_primary": position in primary, "import_id": import_id,
            "created_at": work.now, "updated_at": work.now,
        }
        for position, row in enumerate(rows)
    ]
    ids = insert_rows(work.session, Contact, values)
    for key, row, value in zip(ids, rows, values, strict=True):
        told = {field: value[field] for field in ContactEdit.model_fields if value[field]}
        work.record("contact.created", "contact", key, customer_id=row.customer_id, after=told)
    return ids


@command(*EDIT)
def update_contact(work: Work, contact_id: int, data: ContactEdit, version: int) -> int:
    """Changes the fields set in `data`; returns the new version. Raises NotFound, Invalid, Conflict."""
    work.one(editable_contacts(work).where(Contact.id == contact_id), version=version)
    return update_contacts(work, [(contact_id, data)])[contact_id]


@command(*EDIT)
def update_contacts(work: Work, edits: Sequence[tuple[int, ContactEdit]], *, strict: bool = True) -> dict[int, int]:
    """Changes several contacts, each its own fields; returns their versions. Raises NotFound, Invalid."""
    ids = {key for key, _data in edits}
    rows = {row.id: row for row in work.session.scalars(editable_contacts(work).where(Contact.id.in_(ids)))}
    if rows.keys() != ids:
        raise NotFound()
    codes, countries = codes_of(work), _countries(work, {row.customer_id for row in rows.values()})
    for key, data in edits:
        row = rows[key]
        given = {f: v for f, v in data.given().items() if v != getattr(row, f)}
        wanted = rules.clean(given, codes, countries[row.customer_id], now=work.now, strict=strict)
        before, after = rules.changes({f: getattr(row, f) for f in wanted}, wanted)
        if after:
            _change(work, row, before, after)
    _one_primary_each(work, {rows[key].customer_id: key for key, data in edits if data.is_primary})
    work.session.flush()
    return {key: row.version for key, row in rows.items()}


@command("customers:edit")
def delete_contact(work: Work, contact_id: int) -> None:
    """Deletes a contact. Raises NotFound."""
    row = work.one(editable_contacts(work).where(Contact.id == contact_id))
    row.deleted_at, row.version = work.now, row.version + 1
    work.record("contact.deleted", "contact", row.id, customer_id=row.customer_id, before={"name": row.name})


@command("customers:edit")
def restore_contact(work: Work, contact_id: int) -> None:
    """Takes a deletion back. Raises NotFound."""
    customer = Customer.id == Contact.customer_id
    reached = within(work, *EDIT)
    row = work.one(select(Contact).join(Customer, customer).where(
        Contact.id == contact_id, Contact.deleted_at.is_not(None), reached))
    row.deleted_at, row.version = None, row.version + 1
    work.record("contact.restored", "contact", row.id, customer_id=row.customer_id, after={"name": row.name})


def _countries(work: Work, customer_ids: set[int]) -> dict[int, str]:
    """The country of phone numbers for each customer. Raises NotFound when one cannot be changed."""
    found = work.session.execute(
        editable(work).with_only_columns(Customer.id, Customer.country).where(Customer.id.in_(customer_ids))
    )
    home = work.settings.country
    countries = {key: country if country and len(country) == 2 else home for key, country in found}
    if countries.keys() != customer_ids:
        raise NotFound()
    return countries


def _primaries(work: Work, rows: Sequence[ContactNew]) -> set[int]:
    """Which of the new rows become primary: those that ask to, else the first of a customer without contacts."""
    chosen = {row.customer_id: position for position, row in enumerate(rows) if row.is_primary}
    _one_primary_each(work, dict.fromkeys(chosen, 0))
    customers = {row.customer_id for row in rows} - chosen.keys()
    known = select(Contact.customer_id).where(Contact.customer_id.in_(customers), Contact.deleted_at.is_(None))
    without = customers - set(work.session.scalars(known.distinct()))
    for position, row in reversed(list(enumerate(rows))):
        if row.customer_id in without:
            chosen[row.customer_id] = position
    return set(chosen.values())


def _one_primary_each(work: Work, primary: dict[int, int]) -> None:
    """Customer id → its primary contact; all others step back."""
    if primary:
        others = Contact.customer_id.in_(primary), Contact.id.not_in(primary.values()), Contact.is_primary
        work.session.execute(update(Contact).where(*others).values(is_primary=False))


def _change(work: Work, row: Contact, before: dict, after: dict) -> None:
    for field, value in after.items():
        setattr(row, field, value)
    if "name" in after:
        row.name_key = name_key(row.name)
    row.version += 1
    row.updated_at = work.now
    work.record("contact.changed", "contact", row.id, customer_id=row.customer_id,
                before=before, after={"name": row.name} | after)
