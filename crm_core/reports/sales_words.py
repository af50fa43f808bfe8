"""What parts and amounts of the sales report are called."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from crm_core.content.labels import signed, time_name
from crm_core.errors import N_
from crm_core.format import DASH, Style, money, money_unit, number
from crm_core.reports.sales import REST
from crm_core.reports.sales_filter import DIMENSIONS, MEASURES, MONEY, TIMES
from crm_core.reports.sales_scan import NONE
from crm_core.wording import WORDS

Names = Mapping[str, Mapping[str, str]]
_NOTHING = {"team": N_("Without a team"), "owner": N_("Nobody"), "product": N_("Without a product"), "newness": N_("Without customer"), "kind": N_("Without customer")}
_NEWNESS = {"new": N_("New customers"), "existing": N_("Existing customers")}


def part_name(dimension: str, key: str, names: Names, style: Style) -> str:
    """A part in the reader's language."""
    if key == REST:
        return style._("All others")
    if key == NONE:
        return style._(_NOTHING.get(dimension, N_("Not said")))
    if dimension in TIMES:
        return time_name(date.fromisoformat(key), dimension, style)
    words = {"kind": WORDS["kind"], "newness": _NEWNESS}.get(dimension)
    return style._(words[key]) if words and key in words else names.get(dimension, {}).get(key, key)


def cut_title(measure: str, by: str, style: Style, crossed: str | None = None) -> str:
    """"Revenue by team", "Revenue by team and region"."""
    if crossed is None:
        return style._("{measure} {by}").format(measure=style._(MEASURES[measure]), by=style._(DIMENSIONS[by][1]))
    return style._("{measure} {by}, {crossed}").format(
        measure=style._(MEASURES[measure]), by=style._(DIMENSIONS[by][1]), crossed=style._(DIMENSIONS[crossed][1]))


@dataclass(frozen=True)
class Amounts:
    """How amounts of one measure are written."""

    measure: str
    style: Style

    @property
    def kind(self) -> str:
        """The kind of a table's column."""
        return "money" if self.measure in MONEY else "decimal" if self.measure == "quantity" else "number"

    def text(self, value: float | None) -> str:
        """Short, as on charts and in sentences."""
        if value is None or value != value:
            return DASH
        if self.measure in MONEY:
            return money(round(value), self.style)
        return number(value, self.style, 0 if value == round(value) or abs(value) >= 100 else 1 if abs(value) >= 10 else 2)

    def signed(self, change: float | None) -> str:
        """With its sign."""
        return DASH if change is None or change != change else signed(change, self.text(abs(change)))

    def scale(self, values: Iterable[float]) -> tuple[int, str]:
        """What an axis is divided by, and its unit."""
        known = [abs(value) for value in values if value is not None and value == value]
        if self.measure in MONEY:
            return money_unit(self.style, round(max(known, default=0)))
        units = {"orders": N_("orders"), "customers": N_("customers"), "quantity": N_("quantity, in the units of the products")}
        return 1, self.style._(units[self.measure])

    def value(self, value: float | None) -> float | int | None:
        """As a row of a table has it."""
        if value is None or value != value:
            return None
        return float(value) if self.measure == "quantity" else round(value)
