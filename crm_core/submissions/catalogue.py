"""Every report that can be handed in, printed and mailed. A new report is a row here."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from crm_core.access.actor import Actor
from crm_core.access.rights import Scope
from crm_core.content.model import Content
from crm_core.errors import N_, NotFound
from crm_core.format import Style
from crm_core.work import Work

Address = Mapping[str, str]
Write = Callable[[Style], Content]


@dataclass(frozen=True)
class Report:
    """`make` is `module:function` below crm_core: `(work, address) -> (style) -> Content`.

    It reads everything once, within the rights of `work`, and can then write it in any language. `url` is its
    page, whose filters `address` holds; what is not understood there is left out. `also` are further rights it needs.
    """

    key: str
    title: str
    right: str
    url: str
    make: str
    also: tuple[str, ...] = ()

    def read(self, work: Work, address: Address) -> Write:
        """The report as of now. Raises Forbidden without its right."""
        self.require(work)
        module, _, function = self.make.partition(":")
        return getattr(import_module(f"crm_core.{module}"), function)(work, address)

    def require(self, work: Work) -> None:
        """Raises Forbidden unless all its rights are held."""
        for right in (self.right, *self.also):
            work.require(right)

    def reach(self, who: Work | Actor) -> Scope:
        """How far the narrowest of its rights reaches."""
        return min(who.scope(right) for right in (self.right, *self.also))


RIGHTS = ("reports:pipeline", "reports:service", "reports:value", "reports:churn", "reports:forecast")
REPORTS: dict[str, Report] = {report.key: report for report in (
    Report("executive", N_("Executive dashboard"), "reports:value", "executive", "reports.executive_content:content", RIGHTS),
    Report("pipeline", N_("Pipeline report"), "reports:pipeline", "pipeline-report", "reports.pipeline_content:content"),
    Report("sales", N_("Sales by everything"), "reports:value", "sales", "reports.sales_content:content"),
    Report("contribution", N_("Customer contribution"), "reports:value", "contribution", "reports.contribution_content:content"),
    Report("composition", N_("Customer composition"), "reports:value", "composition", "reports.composition_content:content"),
    Report("demand", N_("Product demand"), "reports:value", "demand", "reports.demand_content:content", ("reports:pipeline",)),
    Report("service", N_("Service report"), "reports:service", "service-report", "reports.service_content:content"),
    Report("forecast", N_("Forecast"), "reports:forecast", "forecast", "forecast.content:content"),
    Report("performance", N_("Performance"), "reports:forecast", "performance", "forecast.performance_content:content"),
    Report("churn", N_("Churn"), "reports:churn", "churn", "churn.content:content"),
    Report("value", N_("Customer value"), "reports:value", "customer-value", "value.content:content"),
    Report("model-quality", N_("Can the figures be trusted?"), "reports:value", "model-quality", "value.trust:content"),
)}


def report_named(key: str) -> Report:
    """The report of that key. Raises NotFound."""
    if key not in REPORTS:
        raise NotFound()
    return REPORTS[key]
