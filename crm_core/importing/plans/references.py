"""References by place: `@AccountRef10` is the tenth row of the file of customers that came before.

Sample data for Salesforce (`sf data import tree`) names accounts that way, because they have no id yet.
"""
import re
from collections.abc import Iterable

from sqlalchemy import select

from crm_core.importing.plans.context import Context
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
