"""The rows behind the charts of the executive dashboard: those of the report that each chart is from."""
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crm_core.churn.filters import ChurnFilter
from crm_core.content.period import add_months
from crm_core.forecast.filters import ForecastFilter
from crm_core.forecast.outlook import PART
from crm_core.reports.composition import CompositionFilter
from crm_core.reports.contribution import SOLD
from crm_core.reports.contribution_scan import ContributionFilter
from crm_core.reports.executive import MONTHS, ExecutiveFilter
from pages.churn.rows import CUSTOMERS
from pages.forecast.deals import DEALS
from pages.reports.composition_rows import MEMBERS
from pages.reports.value_rows import CONTRIBUTORS
from pages.ui import session
from pages.ui.behind import Behind
from pages.ui.format import Style

SALES = replace(CONTRIBUTORS, name="executive-sales")


@dataclass(frozen=True)
class Rows:
    """What a section's marks open. `part` is what the report calls it; `mark` False: the same rows behind every mark."""

    behind: Behind
    part: str
    right: str
    mark: bool = True

    def want(self, title: str, key: str, label: str) -> None:
        """Lets the next run show the rows behind a mark; for callbacks."""
        self.behind.want(self.part, title, *((key, label) if self.mark else ()))


OF = {
    "sales": Rows(SALES, SOLD, "reports:value"), "forecast": Rows(DEALS, PART, "reports:forecast", mark=False),
    "lifecycle": Rows(MEMBERS, "lifecycle", "reports:value"), "risk": Rows(CUSTOMERS, "teams", "reports:churn"),
}


def show_wanted(chosen: ExecutiveFilter, style: Style) -> None:
    """Opens the rows of the mark that was clicked, under the filter of the page."""
    SALES.show_wanted(_sales(SALES.mark, chosen, style))
    MEMBERS.show_wanted(CompositionFilter(chosen.period, chosen.start, chosen.end, chosen.team_id))
    CUSTOMERS.show_wanted(ChurnFilter(team_id=chosen.team_id))
    DEALS.show_wanted(ForecastFilter(team_id=chosen.team_id))


def may_see(section: str) -> Rows | None:
    """The rows of a section, for those who may read its report."""
    rows = OF.get(section)
    return rows if rows and session.actor().may(rows.right) else None


def _sales(month: str | None, chosen: ExecutiveFilter, style: Style) -> ContributionFilter:
    """The month of the mark, or all months shown."""
    first = date.fromisoformat(month) if month else add_months(style.today, 1 - MONTHS)
    last = add_months(first, 1) - timedelta(days=1) if month else style.today
    return ContributionFilter("custom", first, min(last, style.today), chosen.team_id)
