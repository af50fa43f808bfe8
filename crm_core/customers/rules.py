"""What must hold for a customer and a contact. Pure: facts come in as arguments."""
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from crm_core import normalise
from crm_core.errors import N_, Invalid
from crm_core.i18n import locales

PHONES = ("phone", "mobile")
DICTIONARIES = ("industry", "source", "grade", "buying_role")
DAYS = ("birthday", "contract_ends_on")
WIDEST = 9_000_000_000_000_000
MAX_TAGS, MAX_TAG_LENGTH = 30, 40

Codes = Mapping[str, Collection[str]]


def name_key(kind: str, name: str) -> str:
    """What two spellings of one customer share; companies lose their legal form."""
    return normalise.name_key(name) if kind == "person" else normalise.company_key(name)


def clean(values: Mapping[str, Any], codes: Codes, country: str, *, now: datetime, strict: bool = True) -> dict[str, Any]:
    """The values of a customer or contact as they are stored: phones, addresses and codes checked.

    `codes` are the codes of each dictionary, `country` that of phone numbers without one;
    `strict` refuses phone numbers that are not in use. Raises Invalid naming the field.
    """
    found = dict(values)
    if found.get("country"):
        found["country"] = normalise.country_code(found["country"]) or found["country"]
    home = found.get("country") or country
    for field, value in values.items():
        if value is None:
            continue
        if field in PHONES:
            found[field] = _phone(field, value, home if len(home) == 2 else country, strict)
        elif field == "email":
            found[field] = normalise.email(value)
        elif field == "website":
            found[field] = normalise.website(value)
        elif field in DICTIONARIES:
            _known(field, value, codes)
        elif field in ("employees", "annual_revenue"):
            _between(field, value, 0, WIDEST if field == "annual_revenue" else 2_000_000_000)
        elif field == "founded_year":
            _between(field, value, 1000, now.year + 1)
        elif field in DAYS:
            _possible(field, value, now.date())
        elif field == "locale" and value not in locales():
            raise Invalid(N_("We do not speak this language yet."), field=field)
    return found


def check_birthday(kind: str, birthday: date | None) -> None:
    """Raises Invalid when a company has a birthday."""
    if birthday is not None and kind != "person":
        raise Invalid(N_("Only an individual has a birthday. Enter those of the contacts there."), field="birthday")


def tags(values: Collection[str]) -> tuple[str, ...]:
    """Tags without doubles, in order. Raises Invalid."""
    found = tuple(dict.fromkeys(" ".join(value.split()) for value in values if value.strip()))
    if len(found) > MAX_TAGS:
        raise Invalid(N_("At most {limit} tags fit on a customer."), field="tags", limit=MAX_TAGS)
    if any(len(tag) > MAX_TAG_LENGTH for tag in found):
        raise Invalid(N_("A tag has at most {limit} characters."), field="tags", limit=MAX_TAG_LENGTH)
    return found


def changes(current: Mapping[str, Any], wanted: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that differ: as they are, and as they shall be."""
    different = [field for field, value in wanted.items() if current[field] != value]
    return {f: current[f] for f in different}, {f: wanted[f] for f in different}


def _phone(field: str, value: str, country: str, strict: bool) -> str:
    try:
        return normalise.phone(value, country, strict)
    except Invalid as error:
        raise Invalid(error.message, field=field, **error.params) from None


def _known(field: str, value: str, codes: Codes) -> None:
    if value not in codes.get(field, ()):
        raise Invalid(N_("“{value}” is not in the list of values."), field=field, value=value)


def _possible(field: str, day: date, today: date) -> None:
    """A birthday lies in the past, a contract ends within a lifetime."""
    last = today + timedelta(days=1) if field == "birthday" else today.replace(year=today.year + 100, day=1)
    if not date(1900, 1, 1) <= day <= last:
        raise Invalid(N_("This date cannot be right."), field=field)


def _between(field: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise Invalid(N_("This number cannot be right."), field=field)


def graded_by(grade: str | None) -> str | None:
    """Who decided a grade that a person sets: the person, or nobody when it is taken away."""
    return "hand" if grade else None
