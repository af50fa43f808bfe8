"""Which settings make sense together. Pure."""
from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from babel.numbers import list_currencies

from crm_core.company.schemas import SettingsForm
from crm_core.errors import N_, Invalid
from crm_core.i18n import locales

RANGES = {
    "at_risk_days": (1, 3650),
    "dormant_days": (2, 3650),
    "attachment_megabytes": (1, 50),
    "idle_minutes": (5, 43_200),
    "session_days": (1, 365),
}


@cache
def time_zones() -> frozenset[str]:
    """The zones one can choose, "Asia/Shanghai"; not the abbreviations."""
    return frozenset(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")) | {"UTC"}


@cache
def currencies() -> frozenset[str]:
    """Currency codes, "CNY"."""
    return frozenset(list_currencies())


@cache
def countries() -> frozenset[str]:
    """Two-letter codes of countries."""
    return frozenset(code for code in Locale("en").territories if len(code) == 2 and code.isalpha())


def check(form: SettingsForm) -> None:
    """Raises Invalid naming the first field that cannot be."""
    known = {"locale": locales(), "time_zone": time_zones(), "currency": currencies(), "country": countries()}
    for field, allowed in known.items():
        if getattr(form, field) not in allowed:
            raise Invalid(N_("Choose one from the list."), field=field)
    for field, (least, most) in RANGES.items():
        if not least <= getattr(form, field) <= most:
            raise Invalid(N_("Between {least} and {most}."), field=field, least=least, most=most)
    if form.at_risk_days >= form.dormant_days:
        raise Invalid(N_("This must be fewer days than for dormant."), field="at_risk_days")
