"""A message made for one recipient."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

from crm_core.campaigns import fields, html, templating
from crm_core.campaigns.fields import Recipient
from crm_core.campaigns.language import best_version
from crm_core.errors import N_, Invalid
from crm_core.i18n import words
from crm_core.inputs import line

FOOTER = '<hr><p style="font-size:13px;color:#5b6770">{reason} <a href="{address}" style="color:#0e7c66">{leave}</a></p>'
PIXEL = '<img src="{address}" width="1" height="1" alt="">'
Versions = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Context:
    """What all mails of a step share."""

    company: str
    campaign: str
    default_locale: str


@dataclass(frozen=True)
class Message:
    """A mail as it goes out."""

    locale: str
    subject: str
    html: str | None
    text: str


def effective(variants: Mapping[str, Versions], split: str | None, variant: str) -> Versions:
    """The languages of a variant: B differs from A in what is split, and has the rest from A."""
    a = variants.get("a") or {}
    if split is None or variant == "a":
        return a
    b, found = variants.get("b") or {}, {}
    for locale in a:
        theirs = b.get(locale) or {}
        changed = ("subject",) if split == "subject" else ("html", "text")
        found[locale] = {**a[locale], **{part: theirs.get(part, "") for part in changed}}
    return found


def check_version(version: Mapping[str, str]) -> frozenset[str]:
    """The fields a message uses. Raises Invalid naming the part that cannot go out."""
    used = frozenset().union(*(templating.check(version.get(part) or "", part) for part in ("subject", "html", "text")))
    if not line(version.get("subject") or ""):
        raise Invalid(N_("A mail needs a subject."), field="subject")
    if not (version.get("html") or version.get("text")):
        raise Invalid(N_("Write the text of the mail."), field="html")
    return used


def make(
    versions: Versions, to: Recipient, context: Context, unsubscribe: str,
    link: Callable[[str], str] | None = None, pixel: str | None = None,
) -> Message:
    """The message in the recipient's language, else the company's.

    `link` rewrites a web address so that following it is counted, `pixel` is the address of an image that counts opening.
    Raises Invalid, EmptyField.
    """
    locale = best_version(versions, to.locale, context.default_locale)
    if locale is None:
        raise Invalid(N_("Write the text of the mail."), field="html")
    version = versions[locale]
    values = fields.values(to, locale, context.company, context.campaign, unsubscribe)
    subject = line(templating.render(version["subject"], values, html=False))
    if not subject:
        raise Invalid(N_("A mail needs a subject."), field="subject")
    reason, leave = _footer(locale, context.company)
    text = templating.render(version["text"], values, html=False) if version.get("text") else None
    body = None
    if version.get("html"):
        filled = templating.render(version["html"], values, html=True)
        text = text or html.plain(html.clean(filled))
        if "unsubscribe" not in templating.check_once(version["html"]):
            filled += FOOTER.format(reason=escape(reason), address=escape(unsubscribe), leave=escape(leave))
        body = html.clean(filled, link and (lambda address: address if address == unsubscribe else link(address)))
        body += PIXEL.format(address=escape(pixel)) if pixel else ""
        body = html.page(body, locale, subject)
    if unsubscribe not in text:
        text = f"{text}\n\n--\n{reason}\n{leave}: {unsubscribe}"
    return Message(locale, subject, body, text)


def _footer(locale: str, company: str) -> tuple[str, str]:
    spoken = words(locale)
    reason = spoken.gettext(N_("You get this mail because you agreed to news from {company}.")).format(company=company)
    return reason, spoken.gettext(N_("Unsubscribe"))
