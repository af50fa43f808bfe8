"""Which settings make sense together. Pure."""
from babel import Locale
from babel.numbers import list_currencies

from crm_core import regions
from crm_core.company.schemas import SettingsForm
from crm_core.errors import N_, Invalid
from crm_core.i18n import locales

RANGES = {
    "at_risk_days": (1, 3650),
    "dormant_days": (2, 3650),
    "attachment_megabytes": (1, 50),
    "idle_minutes": (5, 43_200),
    "session_days": (1, 365),
    "digest_hour": (0, 23),
    "contract_days": (1, 365),
}


def check(form: SettingsForm) -> None:
    """Raises Invalid naming the first field that cannot be."""
    known = {
        "locale": form.locale in locales(),
        "time_zone": regions.is_time_zone(form.time_zone),
        "currency": form.currency in list_currencies(),
        "country": form.country in Locale("en").territories,
    }
    for field, there in known.items():
        if not there:
            raise Invalid(N_("Choose one from the list."), field=field)
    for field, (least, most) in RANGES.items():
        if not least <= getattr(form, field) <= most:
            raise Invalid(N_("Between {least} and {most}."), field=field, least=least, most=most)
    if form.at_risk_days >= form.dormant_days:
        raise Invalid(N_("This must be fewer days than for dormant."), field="at_risk_days")
