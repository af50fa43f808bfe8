"""What pages for people outside look like. Everything put into them is made harmless."""
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from crm_core import i18n, settings
from crm_core.i18n import Words
from db.engine import database

_POLICY = (  # no scripts, nothing from elsewhere
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TEMPLATES = Path(__file__).parent / "templates"


def words_of(request: Request, locale: str | None = None) -> Words:
    """The language to speak: `?lang=`, else `locale`, else the browser's."""
    wanted = request.query_params.get("lang") or locale
    known = wanted if wanted in i18n.locales() else i18n.best_locale(request.headers.get("accept-language"))
    return i18n.words(known)


def show(template: str, words: Words, status: int = 200, **values: object) -> HTMLResponse:
    """A page made of `templates/NAME.html`, which extends `base.html`; `_` and `ngettext` speak the language."""
    with database().reading() as session:
        company = settings.load(session).company
    text = _environment().get_template(f"{template}.html").render(
        _=words.gettext, ngettext=words.ngettext, lang=words.locale.replace("_", "-"), company=company, **values)
    return HTMLResponse(text, status, headers={"Cache-Control": "no-store", "Content-Security-Policy": _POLICY})


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
