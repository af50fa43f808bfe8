"""What hangs on a deal: its products and its contacts."""
from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update

from crm_core.errors import NotFound
from crm_core.pipeline import checks
from crm_core.pipeline.rules import line_total
from crm_core.pipeline.schemas import LineNew
from crm_core.work import Work
from db.models import Activity, Attachment, Contact, Deal, DealContact, DealLine, Product, Task


def put_lines(work: Work, deal: Deal, lines: Sequence[LineNew]) -> tuple[str, str]:
    """Replaces the deal's products; returns them in words before and after. Raises NotFound for unknown ones."""
    before = _told_lines(work, deal.id)
    products = _products(work, {line.product_id for line in lines})
    work.session.execute(delete(DealLine).where(DealLine.deal_id == deal.id))
    rows = [
        {
            "deal_id": deal.id, "product_id": line.product_id, "quantity": line.quantity, "discount": line.discount,
            "price": line.price if line.price is not None else products[line.product_id].price or 0, "position": position,
        }
        for position, line in enumerate(lines)
    ]
    if rows:
        work.session.execute(insert(DealLine), rows)
    return before, _told_lines(work, deal.id)


def lines_value(work: Work, deal_id: int) -> int:
    """The sum of the deal's products, minor units."""
    rows = work.session.execute(select(DealLine.quantity, DealLine.price, DealLine.discount).where(DealLine.deal_id == deal_id))
    return sum(line_total(*row) for row in rows)


def put_contacts(work: Work, deal: Deal, contact_ids: Sequence[int]) -> tuple[str, str]:
    """Replaces the deal's contacts; returns their names before and after. Raises NotFound."""
    before = _told_contacts(work, deal.id)
    held = select(DealContact.contact_id).where(DealContact.deal_id == deal.id)
    checks.contacts(work, set(contact_ids) - set(work.session.scalars(held)), deal.customer_id)
    work.session.execute(delete(DealContact).where(DealContact.deal_id == deal.id))
    rows = [{"deal_id": deal.id, "contact_id": contact_id} for contact_id in dict.fromkeys(contact_ids)]
    if rows:
        work.session.execute(insert(DealContact), rows)
    return before, _told_contacts(work, deal.id)


def drop_other_contacts(work: Work, deal: Deal) -> None:
    """The deal has another customer: the contacts of the former one go."""
    others = select(Contact.id).where(Contact.customer_id != deal.customer_id)
    work.session.execute(delete(DealContact).where(DealContact.deal_id == deal.id, DealContact.contact_id.in_(others)))


def leave_customer(work: Work, deal: Deal, former: int | None) -> None:
    """Tells the former customer's page; what was logged on a deal without customer goes to its first one."""
    if former is not None:
        work.record(
            "deal.changed", "deal", deal.id, customer_id=former,
            before={"customer_id": former}, after={"customer_id": deal.customer_id},
        )
        return
    for table in (Activity, Task, Attachment):
        work.session.execute(
            update(table)
            .where(table.deal_id == deal.id, table.customer_id.is_(None))
            .values(customer_id=deal.customer_id)
            .execution_options(synchronize_session=False)
        )


def _products(work: Work, ids: set[int]) -> dict[int, Product]:
    found = {row.id: row for row in work.session.scalars(select(Product).where(Product.id.in_(ids)))} if ids else {}
    if len(found) != len(ids):
        raise NotFound()
    return found


def _told_lines(work: Work, deal_id: int) -> str:
    rows = work.session.execute(
        select(Product.name, DealLine.quantity)
        .join(Product, Product.id == DealLine.product_id)
        .where(DealLine.deal_id == deal_id)
        .order_by(DealLine.position)
    )
    return ", ".join(f"{quantity:g} × {name}" for name, quantity in rows)


def _told_contacts(work: Work, deal_id: int) -> str:
    rows = work.session.scalars(
        select(Contact.name)
        .join(DealContact, DealContact.contact_id == Contact.id)
        .where(DealContact.deal_id == deal_id)
        .order_by(Contact.name)
    )
    return ", ".join(rows)
