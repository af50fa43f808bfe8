"""Deciding about the web form, and taking in what comes by it."""
from collections.abc import Sequence

from sqlalchemy import or_, select

from crm_core import settings
from crm_core.attachments import sniffing
from crm_core.customers.commands import create_customer
from crm_core.customers.schemas import CustomerNew
from crm_core.errors import N_, Conflict, Invalid
from crm_core.i18n import words
from crm_core.inputs import line
from crm_core.mail.outbox import Letter, post
from crm_core.tickets.creating import create_ticket
from crm_core.tickets.requesters import identify, written_email
from crm_core.tickets.schemas import NewFile, TicketNew
from crm_core.web_form.queries import KEY, offered, stored
from crm_core.web_form.schemas import MOST_FILES, Offered, Request, WebForm
from crm_core.work import Work, command
from db.models import Consent, Contact, Customer, Setting, Ticket

SOURCE = "web_form"
MEGABYTE = 1024 * 1024
CONFIRMATION = N_("We have received your request [#{number}]")
CONFIRMATION_TEXT = N_("""Hello,

thank you for writing to us. Your request has the number #{number}; we will answer as soon as we can.

If you want to add something, just answer this mail.

{company}""")


@command("tickets:manage")
def change_web_form(work: Work, form: WebForm, seen: WebForm) -> bool:
    """Stores the decisions; returns whether any is another. Raises Invalid, and Conflict when somebody changed them meanwhile."""
    work.session.scalars(select(Setting.key).with_for_update()).all()
    now = stored(work)
    if now != seen:
        raise Conflict(N_("Somebody changed the settings meanwhile. Look at them again."))
    before, after = now.model_dump(mode="json"), form.model_dump(mode="json")
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        settings.store(work.session, **{KEY: after})
        work.record("web_form.changed", "setting", None, before={n: before[n] for n in changed}, after={n: after[n] for n in changed})
    return bool(changed)


@command("tickets:edit")
def take_request(
    work: Work, data: Request, files: Sequence[NewFile] = (), *, channel: str = "web", address: str | None = None, confirm: bool = True
) -> int:
    """Makes the ticket of a request from outside and returns its number; a form that was sent twice is one ticket.

    Its customer is whoever is known by the address or number; an unknown one becomes a customer without owner where the
    settings say so. `confirm`: a mail tells the number. Raises NotFound while the form is off, Invalid.
    """
    locale = data.locale or work.settings.locale
    work.session.scalar(select(Setting.key).where(Setting.key == KEY).with_for_update())  # one after the other, for `once`
    form = offered(work, locale)
    once = f"form:{data.once}" if data.once else None
    if once:
        known = work.session.scalar(select(Ticket.id).where(Ticket.external_id == once).limit(1))
        if known is not None:
            return known
    _check(form, data, files)
    email = _email(data)
    ticket_id = create_ticket(work, TicketNew(
        subject=data.subject, text=data.text, kind=data.kind or form.kinds[0][0], channel=channel, product_id=data.product_id,
        requester_name=data.name, requester_email=email, requester_phone=data.phone, locale=locale, external_id=once,
        customer_id=_customer(work, form.form, data, email),
    ), files)
    _note_consent(work, ticket_id, form, email, address)
    if confirm and email:
        _confirm(work, ticket_id, email, locale)
    return ticket_id


def _check(form: Offered, data: Request, files: Sequence[NewFile]) -> None:
    if not form.kinds or data.kind is not None and data.kind not in dict(form.kinds):
        raise Invalid(N_("This cannot be chosen any more."), field="kind")
    if data.product_id is not None and data.product_id not in dict(form.products):
        raise Invalid(N_("This cannot be chosen any more."), field="product_id")
    if files and not form.form.offer_files:
        raise Invalid(N_("Files cannot be sent here."), field="files")
    if len(files) > MOST_FILES:
        raise Invalid(N_("At most {most} files can be sent at once."), field="files", most=MOST_FILES)
    if sum(len(file.content) for file in files) > form.form.megabytes * MEGABYTE:
        raise Invalid(N_("All files together may have at most {limit} MB."), field="files", limit=form.form.megabytes)
    for file in files:
        if not file.content or sniffing.content_type(line(file.name), file.content) is None:
            raise Invalid(N_("{name} cannot be sent: documents, pictures, sound, text and ZIP can."), field="files", name=line(file.name)[:80])


def _email(data: Request) -> str | None:
    try:
        return written_email(data.email)
    except Invalid as error:
        raise Invalid(error.message, field="email") from None


def _customer(work: Work, form: WebForm, data: Request, email: str | None) -> int | None:
    """Somebody unknown as a customer in the public pool; None leaves it to who is known."""
    if not form.make_customers:
        return None
    phone = identify(work, {"requester_phone": data.phone}).phone
    if _is_known(work, email, phone):
        return None
    new = CustomerNew(name=data.name, kind="person", email=email, phone=phone, source=SOURCE, owner_id=None)
    try:
        return create_customer(work, new)
    except Invalid:  # what was typed is no phone number: the ticket keeps it as it is
        return create_customer(work, new.model_copy(update={"phone": None}))


def _is_known(work: Work, email: str | None, phone: str | None) -> bool:
    """Whether any customer or contact has this address or number."""
    customers = [column == value for column, value in ((Customer.email, email), (Customer.phone, phone)) if value]
    contacts = [column == value for column, value in (
        (Contact.email, email), (Contact.mobile, phone), (Contact.phone, phone)) if value]
    found = (
        select(Customer.id).where(or_(*customers), Customer.deleted_at.is_(None)),
        select(Contact.id).where(or_(*contacts), Contact.deleted_at.is_(None)),
    )
    return any(work.session.scalar(one.limit(1)) is not None for one in found)


def _note_consent(work: Work, ticket_id: int, form: Offered, email: str | None, address: str | None) -> None:
    customer_id = work.session.scalar(select(Ticket.customer_id).where(Ticket.id == ticket_id))
    work.record("web_form.received", "ticket", ticket_id, customer_id=customer_id, after={"consent": form.privacy})
    if email:
        work.session.add(Consent(
            email=email, purpose="service", given=True, source="form", text=form.privacy, customer_id=customer_id, address=address,
            at=work.now))


def _confirm(work: Work, ticket_id: int, email: str, locale: str) -> None:
    """Tells the number. None of what was typed stands in it, so that nobody can write to others with our letterhead."""
    say, about = words(locale).gettext, {"number": ticket_id, "company": work.settings.company}
    post(work, Letter(
        to_email=email, purpose="ticket", subject=say(CONFIRMATION).format(**about), text=say(CONFIRMATION_TEXT).format(**about),
        ticket_id=ticket_id, headers={"Auto-Submitted": "auto-replied"},
    ))
