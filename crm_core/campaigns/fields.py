"""The fields that messages may insert: what stands here is documented and works, nothing else does."""
from collections.abc import Mapping
from dataclasses import dataclass

from crm_core.errors import N_
from crm_core.i18n import words


@dataclass(frozen=True)
class MessageField:
    """A field as it is written between braces, and a sentence (message id) that says what it becomes."""

    key: str
    says: str


FIELDS: tuple[MessageField, ...] = (
    MessageField("greeting", N_("The greeting with the name, in the language of the mail")),
    MessageField("customer.name", N_("Name of the customer")),
    MessageField("customer.city", N_("City of the customer")),
    MessageField("contact.name", N_("Name of whom the mail goes to")),
    MessageField("contact.title", N_("Job title of the contact")),
    MessageField("owner.name", N_("Name of the colleague who looks after the customer")),
    MessageField("owner.email", N_("E-mail address of that colleague")),
    MessageField("company", N_("Name of our company")),
    MessageField("campaign", N_("Name of the campaign")),
    MessageField("unsubscribe", N_("Address of the page where the reader unsubscribes")),
)
KEYS = frozenset(field.key for field in FIELDS)
ROOTS = frozenset(key.split(".")[0] for key in KEYS)

GREETING = N_("Dear {name}")


@dataclass(frozen=True)
class Recipient:
    """Whom a message is rendered for. What is None is empty for this one."""

    locale: str
    customer: str | None
    city: str | None = None
    contact: str | None = None
    title: str | None = None
    owner: str | None = None
    owner_email: str | None = None


def values(to: Recipient, locale: str, company: str, campaign: str, unsubscribe: str) -> Mapping[str, str | None]:
    """Field → what it is for this recipient in this language."""
    name = to.contact or to.customer
    return {
        "greeting": words(locale).gettext(GREETING).format(name=name) if name else None,
        "customer.name": to.customer, "customer.city": to.city, "contact.name": name, "contact.title": to.title,
        "owner.name": to.owner, "owner.email": to.owner_email, "company": company or None, "campaign": campaign,
        "unsubscribe": unsubscribe,
    }
