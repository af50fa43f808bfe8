"""Which number is the day? Decided by looking at the whole column, never by one value."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crm_core.dates import ORDERS, Reading, readings
from crm_core.importing.table import Cell, as_text

# With fewer values than this that are dates, the column does not decide: something else is wrong.
FITTING = 0.95


@dataclass(frozen=True)
class DateForm:
    """How to read a column. `order` is None when its values fit several orders and nothing tells which.

    `choices` are the orders that fit, `unread` how many values are no date in any of them.
    """

    order: str | None
    choices: tuple[str, ...] = ORDERS
    unread: int = 0
    forms: int = 1


class Unclear(ValueError):
    """A value with several readings, in a column that does not decide."""


def date_form(cells: Iterable[Cell]) -> DateForm:
    """Looks at all values of a column."""
    texts = {as_text(cell) for cell in cells if cell != "" and not isinstance(cell, (date, datetime))}
    found = [readings(text) for text in texts]
    read = [reading for reading in found if reading]
    unread = len(found) - len(read)
    forms = len({_shape(text) for text in texts})
    open_ones = [reading for reading in read if not reading.fixed]
    if not open_ones:
        return DateForm("ymd", ("ymd",), unread, forms)
    # A year written with four digits at the end leaves day and month; ISO dates beside them stay as they are.
    orders = [order for order in ORDERS if order != "ymd" or not any(reading.year_last for reading in open_ones)]
    fits = {order: sum(order in reading.days for reading in open_ones) for order in orders}
    fitting = [order for order in orders if fits[order] == len(open_ones)]
    if not fitting:
        best = max(orders, key=lambda order: fits[order])
        good = fits[best] >= FITTING * len(open_ones)
        fitting = [order for order in orders if fits[order] == fits[best]] if good else []
    return DateForm(_decide(fitting, open_ones), tuple(fitting or orders), unread, forms)


def _decide(fitting: list[str], found: list[Reading]) -> str | None:
    if not fitting:
        return None
    if len(fitting) == 1:
        return fitting[0]
    if all(len({reading.days.get(order) for order in fitting}) == 1 for reading in found):
        return fitting[0]
    if "ymd" in fitting:
        fitting = _by_spread(fitting, found)
    return fitting[0] if len(fitting) == 1 else None


def _by_spread(fitting: list[str], found: list[Reading]) -> list[str]:
    """Days are spread over the month, years lie close together: 20-10-16 beside 01-03-17 ends with the year."""
    numbers = [reading.numbers for reading in found if reading.numbers]
    if len(numbers) < 2:
        return fitting
    first = max(n[0] for n in numbers) - min(n[0] for n in numbers)
    last = max(n[2] for n in numbers) - min(n[2] for n in numbers)
    if first >= 12 and last * 3 <= first:
        return [order for order in fitting if order != "ymd"]
    if last >= 12 and first * 3 <= last:
        return ["ymd"]
    return fitting


def agree(forms: dict[int, DateForm]) -> dict[int, DateForm]:
    """A column that cannot decide follows the other date columns of its file, if they all say the same."""
    decided = {form.order for form in forms.values() if form.order and form.choices != ("ymd",)}
    if len(decided) != 1:
        return forms
    order = decided.pop()
    return {
        column: DateForm(order, form.choices, form.unread, form.forms)
        if form.order is None and order in form.choices else form
        for column, form in forms.items()
    }


def read_moment(cell: Cell, order: str | None) -> datetime | None:
    """A cell as date and time (aware where it names its zone), None when it is no date. Raises Unclear."""
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)
    reading = readings(as_text(cell))
    if reading is None:
        return None
    if reading.fixed:
        return reading.moment(next(iter(reading.days)))
    if order is None:
        if len(set(reading.days.values())) == 1:
            return reading.moment(next(iter(reading.days)))
        raise Unclear(as_text(cell))
    return reading.moment(order)


def read_day(cell: Cell, order: str | None) -> date | None:
    """The day written in a cell, whatever the zone of its time. Raises Unclear."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    reading = readings(as_text(cell))
    if reading is None:
        return None
    moment = read_moment(cell, order)
    if moment is None:
        return None
    return (moment + timedelta(minutes=reading.zone)).date() if reading.zone else moment.date()


def _shape(text: str) -> str:
    return "".join("9" if character.isdigit() else character for character in text)
