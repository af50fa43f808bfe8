"""Which customer a row means: by the id of the other program, by name, or by place.

Sample data for Salesforce (`sf data import tree`) names accounts by place, because they have no id yet:
`@AccountRef10` is the tenth row of the file of customers that came before.
"""
import re
from collections.abc import Iterable

from sqlalchemy import select

from crm_core import normalise
from crm_core.access import scope
from crm_core.importing.plans.context import Context, pieces
from db.models import Customer, ImportRow, ImportRun

BY_PLACE = re.compile(r"@Accounts?Ref(\d+)", re.IGNORECASE)


def by_place(context: Context, external_ids: Iterable[str]) -> dict[str, int]:
    """Reference → customer, for those that stand for a row of this person's last import of customers."""
    places = {text: int(found[1]) for text in external_ids if (found := BY_PLACE.fullmatch(text))}
    if not places:
        return {}
    last = (
        select(ImportRun.id)
        .where(
            ImportRun.kind == "customers", ImportRun.state == "done",
            ImportRun.created_by == context.work.actor.user_id,
        )
        .order_by(ImportRun.id.desc()).limit(1)
    )  # fmt: skip
    customers = context.work.session.scalars(
        select(Customer.id).select_from(ImportRow)
        .outerjoin(Customer, (Customer.id == ImportRow.subject_id) & Customer.deleted_at.is_(None))
        .where(ImportRow.import_id == last.scalar_subquery())
        .order_by(ImportRow.row)
    ).all()
    return {
        text: customers[place - 1]
        for text, place in places.items()
        if 0 < place <= len(customers) and customers[place - 1] is not None
    }


def find_customers(context: Context, wanted: Iterable[tuple[str | None, str | None]]) -> dict[tuple[str, str], list[int]]:
    """Customers within reach by name and by external id: ("name", key) or ("id", external id) → ids."""
    names: dict[str, set[str]] = {}
    ids: set[str] = set()
    for name, external_id in wanted:
        if external_id:
            ids.add(external_id)
        if name:
            names.setdefault(normalise.company_key(name), set()).add(normalise.name_key(name))
            names.setdefault(normalise.name_key(name), set()).add(normalise.name_key(name))
    found: dict[tuple[str, str], list[int]] = {}
    within = scope.customers(context.work, "imports:run")
    session = context.work.session
    for piece in pieces(names):
        rows = session.execute(select(Customer.id, Customer.name).where(Customer.name_key.in_(piece), within))
        for key, name in rows:
            found.setdefault(("name", normalise.name_key(name)), []).append(key)
    for piece in pieces(ids):
        for key, external_id in session.execute(
            select(Customer.id, Customer.external_id).where(Customer.external_id.in_(piece), within)
        ):
            found.setdefault(("id", external_id), []).append(key)
    for reference, key in by_place(context, ids).items():
        found.setdefault(("id", reference), []).append(key)
    return found


def pick_customer(found: dict[tuple[str, str], list[int]], name: str | None, external_id: str | None) -> list[int]:
    """The customers a row means: by the id of the other program where it has one, else by the whole name."""
    if external_id and found.get(("id", external_id)):
        return found["id", external_id]
    return found.get(("name", normalise.name_key(name)), []) if name else []
