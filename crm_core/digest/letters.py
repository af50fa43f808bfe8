"""A digest as a mail: subject, text and HTML in the reader's language."""
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_currency
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from crm_core.digest.schemas import Digest, Item, Reader
from crm_core.errors import N_, NN_
from crm_core.i18n import Words, words
from crm_core.mail.outbox import Letter
from crm_core.money import major_units
from crm_core.settings import Settings

# key → heading, and how the subject counts them
SECTIONS: dict[str, tuple[str, tuple[str, str]]] = {
    "steps": (N_("Next steps"), NN_("{n} step due", "{n} steps due")),
    "tickets": (N_("Tickets near their limit"), NN_("{n} ticket near its limit", "{n} tickets near their limit")),
    "deals": (N_("Deals past their limit"), NN_("{n} deal past its limit", "{n} deals past their limit")),
    "churn": (N_("Customers in danger of leaving"), NN_("{n} customer in danger of leaving", "{n} customers in danger of leaving")),
    "birthdays": (N_("Birthdays this week"), NN_("{n} birthday", "{n} birthdays")),
    "contracts": (N_("Contracts that end soon"), NN_("{n} contract ends", "{n} contracts end")),
}


WHY = N_("You get this mail because you chose it on My account. It can be switched off there.")


def letter(digest: Digest, company: Settings) -> Letter:
    """The mail for one person. Links are left out while the company's address is unknown."""
    reader, say = digest.reader, words(digest.reader.locale)
    base = company.public_url.rstrip("/")
    counted = [say.ngettext(*SECTIONS[key][1], found.total).format(n=found.total) for key, found in _in_order(digest)]
    day = format_date(reader.today, "M月d日 EEEE" if say.locale.startswith("zh") else "EEEE, d MMMM", locale=say.locale)
    values = {
        "lang": say.locale.replace("_", "-"), "company": company.company, "name": reader.name, "day": day, "base": base,
        "sections": [
            (say.gettext(SECTIONS[key][0]), [_line(item, reader, say, company, base) for item in found.items],
             _more(found.total - len(found.items), say))
            for key, found in _in_order(digest)
        ],
        "why": say.gettext(WHY), "account": say.gettext(N_("My account")),
    }
    subject = say.gettext(N_("Your day: {what}")).format(what=say.gettext(N_(", ")).join(counted))
    return Letter(
        to_email=reader.email, to_name=reader.name, subject=subject, purpose="digest", user_id=reader.id,
        text=_environment(False).get_template("digest.txt").render(values),
        html=_environment(True).get_template("digest.html").render(values),
    )


def _in_order(digest: Digest) -> Sequence:
    return [(key, digest.sections[key]) for key in SECTIONS if key in digest.sections]


def _line(item: Item, reader: Reader, say: Words, company: Settings, base: str) -> dict:
    told = [item.sub]
    if item.value is not None:
        told.append(format_currency(major_units(item.value, company.currency), company.currency, locale=say.locale, currency_digits=False,
                                    format=None if item.value % 100 else "¤#,##0"))
    if item.days is not None:
        told.append(say.ngettext("{n} of {limit} day", "{n} of {limit} days", item.limit or 0).format(n=item.days, limit=item.limit))
    when, late = _when(item, reader, say)
    return {"title": item.title, "sub": " · ".join(filter(None, told)), "when": when, "late": late, "href": base + item.path if base else ""}


def _when(item: Item, reader: Reader, say: Words) -> tuple[str, bool]:
    """The day or the time, and whether it is over."""
    if item.at is not None:
        local = item.at.astimezone(ZoneInfo(reader.time_zone))
        return _clock(local, reader, say), False
    if item.on is None:
        return "", False
    days = (item.on - reader.today).days
    if days in (0, 1):
        return say.gettext("tomorrow" if days else "today"), False
    text = format_date(item.on, "M月d日" if say.locale.startswith("zh") else "d MMM", locale=say.locale)
    return text, days < 0


def _clock(local: datetime, reader: Reader, say: Words) -> str:
    time = format_time(local, "HH:mm", locale=say.locale)
    if local.date() == reader.today:
        return time
    return f"{format_date(local, 'M月d日' if say.locale.startswith('zh') else 'd MMM', locale=say.locale)} {time}"


def _more(count: int, say: Words) -> str:
    return say.ngettext("and {n} more", "and {n} more", count).format(n=count) if count > 0 else ""


@cache
def _environment(html: bool) -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=html, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True)
