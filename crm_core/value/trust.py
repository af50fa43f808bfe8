"""How the models did when they were last fitted, for the page that says whether they can be trusted."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import func, select

from crm_core.content.address import Address
from crm_core.value.trust_content import written
from crm_core.work import Work, query
from db.models import ModelRun

KINDS = ("purchases", "spend")


@dataclass(frozen=True)
class Run:
    """One model: when it was fitted, on how many customers, and its check on the time held out; see db.models.ModelRun."""

    at: datetime
    enough: bool
    signal: bool
    rows: int
    parameters: Mapping[str, float]
    check: Mapping[str, Any]

    @property
    def span(self) -> tuple[date, date] | None:
        """First and last day of the time held out."""
        return (date.fromisoformat(self.check["from"]), date.fromisoformat(self.check["to"])) if "from" in self.check else None


@dataclass(frozen=True)
class Quality:
    """The last fit of both models; None where there was none yet."""

    purchases: Run | None
    spend: Run | None

    @property
    def stands(self) -> bool:
        """Whether probabilities may be shown."""
        return self.purchases is not None and self.purchases.enough and self.purchases.signal


@query("reports:value", "reports:churn")
def quality(work: Work) -> Quality:
    """How the models of purchases and spend did in their last check."""
    latest = select(func.max(ModelRun.id)).where(ModelRun.kind.in_(KINDS)).group_by(ModelRun.kind)
    rows = work.session.scalars(select(ModelRun).where(ModelRun.id.in_(latest)))
    found = {row.kind: Run(row.at, row.enough, row.signal, row.rows, row.parameters, row.check) for row in rows}
    return Quality(found.get("purchases"), found.get("spend"))


def content(work: Work, address: Address):
    """The page as content; see crm_core/submissions/catalogue.py."""
    return partial(written, quality(work))
