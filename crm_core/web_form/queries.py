"""Reading what the web form offers."""
from sqlalchemy import select

from crm_core.dictionary import label
from crm_core.errors import N_, NotFound
from crm_core.i18n import words
from crm_core.web_form.schemas import Offered, WebForm
from crm_core.work import ANYBODY, Work, query
from db.models import DictionaryEntry, Product, Setting

KEY = "web_form"
PRIVACY = N_("I agree that what I enter is stored and used to answer my request.")
MOST_PRODUCTS = 300


@query("tickets:manage")
def web_form(work: Work) -> WebForm:
    """What was decided about the form."""
    return stored(work)


@query(ANYBODY)
def offered(work: Work, locale: str) -> Offered:
    """The form as people outside see it. Raises NotFound while it is switched off."""
    form = stored(work)
    if not form.active:
        raise NotFound()
    d = DictionaryEntry
    kinds = select(d.code, d.name, d.names).where(d.dictionary == "ticket_kind", d.active).order_by(d.position, d.id)
    if form.kinds:
        kinds = kinds.where(d.code.in_(form.kinds))
    products = select(Product.id, Product.name).where(Product.active).order_by(Product.name_key, Product.id).limit(MOST_PRODUCTS)
    return Offered(
        form,
        tuple((code, label(name, names, locale)) for code, name, names in work.session.execute(kinds)),
        tuple((key, name) for key, name in work.session.execute(products)) if form.offer_products else (),
        form.privacy.get(locale) or words(locale).gettext(PRIVACY),
    )


def stored(work: Work) -> WebForm:
    """The settings of the form, the defaults where nobody decided."""
    value = work.session.scalar(select(Setting.value).where(Setting.key == KEY))
    return WebForm(**value) if value else WebForm()
