"""The language a customer is written to in."""
from sqlalchemy import ColumnElement, case, func

from crm_core.i18n import ENGLISH, locales
from crm_core.settings import Settings
from db.models import Customer

CHINESE = "zh_Hans"
CHINESE_COUNTRIES = ("CN", "SG")  # where simplified Chinese is written


def locale_of(settings: Settings) -> ColumnElement[str]:
    """The customer's own language, else that of its country, else the company's; as SQL."""
    known = tuple(locales())
    return case(
        (Customer.locale.in_(known), Customer.locale),
        (func.upper(Customer.country).in_(CHINESE_COUNTRIES), CHINESE),
        (Customer.country.is_not(None), _abroad(settings)),
        else_=settings.locale,
    )


def _abroad(settings: Settings) -> str:
    """Outside of where Chinese is written: the company's language, unless that is Chinese."""
    return ENGLISH if settings.locale.startswith("zh") else settings.locale
