"""Attaching files to customers, deals and tickets, and taking them off."""
from datetime import timedelta
from hashlib import sha256
from pathlib import PurePosixPath, PureWindowsPath

from sqlalchemy import Select, delete, or_, select

from crm_core.access import scope
from crm_core.activities.subjects import Subject, reached
from crm_core.attachments import sniffing, store
from crm_core.errors import N_, Invalid
from crm_core.inputs import line
from crm_core.work import Work, command
from db.models import Attachment, Customer, Deal, Ticket

CUSTOMER = ("activities:log", "customers:edit")
DEAL = ("activities:log", "deals:edit")
TICKET = ("tickets:edit",)
RIGHTS = tuple(dict.fromkeys(CUSTOMER + DEAL + TICKET))
NAME_LIMIT = 150
REMOVED_KEPT = timedelta(days=30)


@command(*RIGHTS)
def attach_file(
    work: Work, name: str, content: bytes, *, customer_id: int | None = None, deal_id: int | None = None,
    ticket_id: int | None = None, message_id: int | None = None,
) -> int:
    """Keeps a file with a customer, a deal or a message of a ticket, and returns its id.

    Raises Forbidden, NotFound, or Invalid when it is empty, too large or not of a kind that is kept.
    """
    name = _file_name(name)
    if customer_id is None and deal_id is None and ticket_id is None:
        raise Invalid(N_("Choose a customer or a deal."), field="customer_id")
    subject = Subject()
    if ticket_id is None:
        rights = CUSTOMER if deal_id is None else DEAL
        work.require(*rights)
        (subject,) = reached(work, [Subject(customer_id, deal_id)], *rights)
    else:
        work.require(*TICKET)
        work.one(_tickets(work).where(Ticket.id == ticket_id))
    content_type = _checked(name, content, work.settings.attachment_megabytes)
    stored_as = store.save(content)
    try:
        row = Attachment(
            customer_id=subject.customer_id, deal_id=subject.deal_id, ticket_id=ticket_id, message_id=message_id, name=name, content_type=content_type,
            size=len(content), sha256=sha256(content).hexdigest(), stored_as=stored_as,
            uploaded_by=work.actor.user_id, at=work.now,
        )
        work.session.add(row)
        work.session.flush()
    except Exception:
        store.drop(stored_as)
        raise
    _record(work, "file.attached", row, None, {"name": name, "size": len(content)})
    return row.id


@command(*RIGHTS)
def remove_file(work: Work, attachment_id: int) -> None:
    """Takes a file off; its bytes stay for 30 days, so that it can come back. Raises NotFound."""
    row = work.one(_reached(work).where(Attachment.id == attachment_id, Attachment.deleted_at.is_(None)))
    row.deleted_at = work.now
    _record(work, "file.removed", row, {"name": row.name}, None)


@command(*RIGHTS)
def restore_file(work: Work, attachment_id: int) -> None:
    """Takes a removal back. Raises NotFound."""
    row = work.one(_reached(work).where(Attachment.id == attachment_id, Attachment.deleted_at.is_not(None)))
    row.deleted_at = None
    _record(work, "file.restored", row, None, {"name": row.name})


@command("settings:manage")
def forget_removed(work: Work) -> int:
    """Deletes the bytes of files that were taken off more than 30 days ago; returns how many files there were.

    The audit trail goes on telling of them.
    """
    old = work.session.scalars(select(Attachment).where(Attachment.deleted_at < work.now - REMOVED_KEPT)).all()
    for row in old:  # the bytes first: whoever is interrupted here begins again
        store.drop(row.stored_as)
    work.session.execute(delete(Attachment).where(Attachment.id.in_([row.id for row in old])))
    return len(old)


def _reached(work: Work) -> Select[tuple[Attachment]]:
    customers = select(Customer.id).where(scope.customers(work), scope.customers(work, *CUSTOMER))
    deals = select(Deal.id).where(scope.deals(work), scope.deals(work, *DEAL))
    tickets = _tickets(work).with_only_columns(Ticket.id)
    return select(Attachment).where(or_(
        Attachment.customer_id.in_(customers), Attachment.deal_id.in_(deals), Attachment.ticket_id.in_(tickets)))


def _tickets(work: Work) -> Select[tuple[Ticket]]:
    return select(Ticket).where(scope.tickets(work), scope.tickets(work, *TICKET))


def _file_name(name: str) -> str:
    name = line(PureWindowsPath(PurePosixPath(name).name).name)
    ending = sniffing.extension(name)
    if len(name) > NAME_LIMIT:
        name = name[: NAME_LIMIT - len(ending) - 1].rstrip(". ") + "." + ending
    return name


def _checked(name: str, content: bytes, megabytes: int) -> str:
    if not content:
        raise Invalid(N_("This file is empty."), field="file")
    if len(content) > megabytes * 1024 * 1024:
        raise Invalid(N_("This file is larger than {limit} MB."), field="file", limit=megabytes)
    content_type = sniffing.content_type(name, content)
    if content_type is None:
        raise Invalid(N_("Files of this kind are not kept. Documents, pictures, sound, text and ZIP are."), field="file")
    return content_type


def _record(work: Work, kind: str, row: Attachment, before: dict | None, after: dict | None) -> None:
    work.record(kind, "attachment", row.id, customer_id=row.customer_id, deal_id=row.deal_id, before=before, after=after)
