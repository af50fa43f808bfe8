"""A report as a mail: the answer and the figures in it, the whole as PDF beside it."""
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from crm_core.content.model import Content
from crm_core.errors import N_
from crm_core.i18n import words
from crm_core.mail.outbox import Letter
from crm_core.submissions.catalogue import Address
from crm_core.work import Work

WHY = N_("You get this mail because you subscribed to the report. On its page you can unsubscribe.")


def letter(work: Work, content: Content, address: Address, url: str, attachment_id: int) -> Letter:
    """The mail for the reader; without a link while the company's address is unknown."""
    say, base = words(work.actor.locale), work.settings.public_url.rstrip("/")
    figures = [(one.label, one.value, " ".join(filter(None, (one.delta, one.beside)))) for one in content.figures]
    values = {
        "lang": content.locale.replace("_", "-"), "company": work.settings.company, "title": content.title, "span": content.span,
        "sentence": content.plain_sentence, "figures": figures, "filters": content.filters, "why": say.gettext(WHY),
        "link": f"{base}/{url}?{urlencode(address)}".rstrip("?") if base else "", "open": say.gettext(N_("Open the report")),
        "whole": say.gettext(N_("The whole report is attached as PDF.")),
    }
    subject = f"{content.title} · {content.span}" if content.span else content.title
    return Letter(
        to_email=work.actor.email, to_name=work.actor.name, subject=subject, purpose="report", user_id=work.actor.user_id,
        text=_environment(False).get_template("report.txt").render(values), html=_environment(True).get_template("report.html").render(values),
        attachments=(attachment_id,))


def file_name(content: Content, ending: str = "pdf") -> str:
    """"pipeline-2026-11-25.pdf"."""
    return f"{content.report}-{content.as_of[:10]}.{ending}"


@cache
def _environment(html: bool) -> Environment:
    folder = Path(__file__).parent / "templates"
    return Environment(loader=FileSystemLoader(folder), autoescape=html, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
