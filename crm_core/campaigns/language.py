"""Which language of a message somebody gets."""
from crm_core.i18n import ENGLISH


def best_version(versions: dict, locale: str | None, company: str) -> str | None:
    """Which of the languages of `versions` to use for `locale`: that one, else the company's, else any."""
    for wanted in (locale, company, ENGLISH):
        if wanted in versions:
            return wanted
    return next(iter(versions), None)
