"""What goals can be set for: every figure that the reports know, with its unit and its statement."""
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Select

from crm_core.errors import N_
from crm_core.goals import statements as sql
from crm_core.wording import WORDS


@dataclass(frozen=True)
class Measure:
    """A figure. `unit` is money (minor units), count, percent (0 to 100), score (1 to 5) or hours.

    `rising`: more is better. `adds`: months add up to the year, so a year's goal can be spread; a rate's cannot.
    `offset` is taken off a rate, in its unit: growth is 100 % less than the share of last year.
    """

    key: str
    explained: str
    unit: str
    rows: Callable[[sql.Asked], Select]
    rising: bool = True
    adds: bool = True
    offset: float = 0

    @property
    def label(self) -> str:
        """What it is called, a message id."""
        return WORDS["goal.measure"][self.key]

    def value(self, part: float, whole: float) -> float | None:
        """The figure from its two sums; None where a rate has nothing to divide by."""
        if self.adds:
            return part
        if not whole:
            return None
        return part / whole * (100 if self.unit == "percent" else 1) - self.offset


def _rate(key: str, explained: str, unit: str, rows, **more) -> Measure:
    return Measure(key, explained, unit, rows, adds=False, **more)


MEASURES: dict[str, Measure] = {
    measure.key: measure
    for measure in (
        Measure("won_value", N_("Value of the deals won in the period, by the day they were closed."), "money", sql.won_value),
        Measure("won_deals", N_("Deals won in the period."), "count", sql.won_deals),
        _rate("win_rate", N_("Won of all deals closed in the period."), "percent", sql.win_rate),
        Measure("order_revenue", N_("Orders less returns, without tax, by the day they were ordered."), "money", sql.order_revenue),
        Measure("order_margin", N_("Order revenue less the cost of what was sold."), "money", sql.order_margin),
        _rate("order_growth", N_("Order revenue against the same days of the year before."), "percent", sql.order_growth, offset=100),
        Measure("new_customers", N_("Customers entered in the period, by who owns them now."), "count", sql.new_customers),
        Measure("activities", N_("Calls, messages, meetings and visits logged in the period; notes are not counted."), "count", sql.activities),
        _rate("retention", N_("Of the customers who ordered in the 365 days before the period, those who ordered in the 365 days up to its end."), "percent", sql.retention),
        _rate("response_rate", N_("Members of campaigns reached in the period who clicked, replied, agreed, registered, came or bought."), "percent", sql.response_rate),
        _rate("satisfaction", N_("Mean score, 1 to 5, of tickets resolved in the period."), "score", sql.satisfaction),
        _rate("response_in_time", N_("Tickets first answered in the period within their limit, of all with a limit."), "percent", sql.response_in_time),
        _rate("resolve_hours", N_("Mean working hours until tickets were resolved in the period, waiting for the customer left out."), "hours", sql.resolve_hours, rising=False),
        _rate("completeness", N_("Filled of eight fields (phone, e-mail, address, region, industry, source, grade, owner) over all customers, as they are now."), "percent", sql.completeness),
    )
}
