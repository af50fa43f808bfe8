"""The parts of the churn page together, and its months as they are compared."""
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from crm_core.churn.achieved import Achieved, achieved
from crm_core.churn.filters import ChurnFilter, months_back
from crm_core.churn.history import History, history
from crm_core.churn.summary import Summary, summary
from crm_core.dictionary import choices
from crm_core.work import Work

DICTIONARIES = ("grade", "industry", "churn_measure", "churn_reason")


@dataclass(frozen=True)
class Report:
    """`months` are those of the period; `names` the dictionaries: code → label."""

    history: History
    summary: Summary
    achieved: Achieved
    months: int
    names: Mapping[str, Mapping[str, str]]

    @property
    def is_empty(self) -> bool:
        return not len(self.history.months) and not self.summary.at_risk

    @property
    def rates(self) -> pd.DataFrame:
        """The months of the period: month, active, lost, rate, before (the rate a year earlier, None where nobody could leave)."""
        known = {row.month: row.rate for row in self.history.months.itertuples()}
        frame = self.history.months.tail(self.months).copy()
        frame["before"] = [known.get(months_back(day, 12)) for day in frame.month]
        return frame.reset_index(drop=True)


def read(work: Work, chosen: ChurnFilter) -> Report:
    """Everything, within the right."""
    return Report(history(work, chosen), summary(work, chosen), achieved(work, chosen), chosen.months, named(choices(work)))


def named(known: Mapping) -> dict[str, dict[str, str]]:
    """The dictionaries of the report, as `dictionary.choices` gives them: name → code → label."""
    return {name: {one.code: one.label for one in known.get(name, ())} for name in DICTIONARIES}
