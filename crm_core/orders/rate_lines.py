"""Rates of exchange as people paste them: one a line, currency, day and rate in any order. Pure."""
import re
from dataclasses import dataclass
from datetime import date

from crm_core.errors import CrmError, Invalid
from crm_core.i18n import N_
from crm_core.orders.rates import RateForm, check

DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
DIVIDED = re.compile(r"[\t;,，；\s]+")


@dataclass(frozen=True)
class Pasted:
    """What was understood, and for each line that was not its number with the reason."""

    rates: tuple[RateForm, ...]
    wrong: tuple[tuple[int, CrmError], ...]


def read(text: str, company: str) -> Pasted:
    """The rates of a text. A first line without a number is taken for headings."""
    rates, wrong = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or (number == 1 and not re.search(r"\d", line)):
            continue
        try:
            rates.append(_rate(line.strip(), company))
        except CrmError as error:
            wrong.append((number, error))
    return Pasted(tuple(rates), tuple(wrong))


def _rate(line: str, company: str) -> RateForm:
    found = DAY.search(line)
    if not found:
        raise Invalid(N_("There is no day like 2026-11-25."), field="day")
    try:
        day = date(*(int(part) for part in found.groups()))
    except ValueError:
        raise Invalid(N_("There is no day like 2026-11-25."), field="day") from None
    parts = [part for part in DIVIDED.split(line[: found.start()] + " " + line[found.end() :]) if part]
    codes, numbers = [part.upper() for part in parts if part.isalpha()], [part for part in parts if not part.isalpha()]
    if len(codes) != 1 or len(numbers) != 1:
        raise Invalid(N_("A line holds a currency, a day and a rate."), field="text")
    try:
        rate = float(numbers[0])
    except ValueError:
        raise Invalid(N_("“{value}” is not a number."), field="rate", value=numbers[0][:40]) from None
    check(codes[0], rate, company)
    return RateForm(currency=codes[0], day=day, rate=rate)
