"""Writing consent down: the log, and with it the last word of each address."""
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from crm_core.access import scope
from crm_core.consents.queries import addresses, may_write
from crm_core.consents.schemas import BY_HAND, MARKETING, ConsentForm, Word
from crm_core.errors import N_, Invalid, NotFound
from crm_core.work import Work, command
from db.bulk import insert_rows
from db.models import CampaignMember, CampaignSend, Consent, Customer, MailAddress


def note(work: Work, words: Sequence[Word], *, send_id: int | None = None) -> None:
    """Adds words to the log, the later ones last, and makes them the last words of their addresses. Set-based.

    For features whose own command allows it: forms, imports, the page for unsubscribing.
    """
    if not words:
        return
    by = work.actor.user_id
    rows = [
        {"email": w.email.lower(), "purpose": MARKETING, "given": w.given, "source": w.source, "text": w.text, "customer_id": w.customer_id,
         "contact_id": w.contact_id, "campaign_id": w.campaign_id, "user_id": by, "address": w.address, "at": work.now}
        for w in words
    ]  # fmt: skip
    ids = insert_rows(work.session, Consent, rows)
    last = {row["email"]: row["given"] for row in rows}
    fresh = [{"email": email, "marketing": given, "marketing_at": work.now} for email, given in last.items()]
    upsert = (sqlite if work.session.get_bind().dialect.name == "sqlite" else postgresql).insert(MailAddress.__table__)
    news = {name: upsert.excluded[name] for name in ("marketing", "marketing_at")}
    work.session.execute(upsert.on_conflict_do_update(index_elements=["email"], set_=news), fresh)
    for key, row in zip(ids, rows, strict=True):
        about = {"email": row["email"], "how": row["source"]} | ({"send_id": send_id} if send_id else {})
        work.record("consent.given" if row["given"] else "consent.refused", "consent", key, customer_id=row["customer_id"], after=about)


@command("customers:edit", "campaigns:edit")
def write_down(work: Work, customer_id: int, form: ConsentForm) -> None:
    """Writes down what a customer said. Raises NotFound, Invalid."""
    if work.session.scalar(select(Customer.id).where(scope.customers(work), Customer.id == customer_id, may_write(work))) is None:
        raise NotFound()
    if form.source not in BY_HAND:
        raise Invalid(N_("Choose one from the list."), field="source")
    if form.agreed and not form.text:
        raise Invalid(N_("Write down the words that were agreed to."), field="text")
    known = {found.email: found.contact_id for found in addresses(work, customer_id)}
    email = form.email.lower()
    if email not in known:
        raise Invalid(N_("This address does not belong to the customer."), field="email")
    note(work, [Word(email, form.agreed, form.source, form.text, customer_id, known[email])])


@command("campaigns:edit")
def answer_from_page(work: Work, email: str, send_id: int | None, given: bool, address: str, text: str | None) -> None:
    """Somebody unsubscribed, or took that back, on the page of a signed link. Only the program itself calls it."""
    row = work.session.execute(
        select(CampaignMember.customer_id, CampaignMember.contact_id, CampaignMember.campaign_id)
        .join(CampaignSend, CampaignSend.member_id == CampaignMember.id).where(CampaignSend.id == send_id)
    ).first()
    about = dict(row._mapping) if row else {}
    last = work.session.scalar(select(MailAddress.marketing).where(MailAddress.email == email))
    if last is given:
        return  # pressed twice
    note(work, [Word(email, given, "page", text, address=address, **about)], send_id=send_id)
