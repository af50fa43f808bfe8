"""Below the fields of a form: what a number or an address becomes when it is saved, as soon as the field is left."""
from collections.abc import Callable, Sequence
from functools import partial

from crm_core import normalise
from crm_core.company.queries import company
from crm_core.errors import Invalid
from pages.ui.components import left_fields
from pages.ui.forms import Form
from pages.ui.run import ask
from pages.ui.text import _


def tell(form: Form, phones: Sequence[str], others: Sequence[str], country: str | None, *, saving: bool) -> None:
    """Call it below the form. `others` are "email" and "website"; `country` is that of numbers without a code of their own.

    While it is `saving` nothing is told: what follows tells more.
    """
    number = partial(normalise.phone, country=country or ask(company).country)
    rules = {field: number for field in phones} | {field: getattr(normalise, field) for field in others}
    for field, text in left_fields(form.key, list(rules), forget=saving).items():
        if text.strip():
            _below(form, field, text, rules[field])


def _below(form: Form, field: str, text: str, rule: Callable[[str], str]) -> None:
    try:
        kept = rule(text)
    except Invalid as refused:
        form.show(Invalid(refused.message, field=field, **refused.params))
        return
    if kept != text:
        form.note(field, _("will be {value}").format(value=kept))
