"""Every report that can be handed in, printed and mailed. A new report is a row here."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

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
    page, whose filters `address` holds; what is not understood there is left out.
    """

    key: str
    title: str
    right: str
    url: str
    make: str

    def read(self, work: Work, address: Address) -> Write:
        """The report as of now. Raises Forbidden without its right."""
        work.require(self.right)
        module, _, function = self.make.partition(":")
        return getattr(import_module(f"crm_core.{module}"), function)(work, address)


REPORTS: dict[str, Report] = {report.key: report for report in (
    Report("pipeline", N_("Pipeline report"), "reports:pipeline", "pipeline-report", "reports.pipeline_content:content"),
    Report("contribution", N_("Customer contribution"), "reports:value", "contribution", "reports.contribution_content:content"),
    Report("composition", N_("Customer composition"), "reports:value", "composition", "reports.composition_content:content"),
    Report("service", N_("Service report"), "reports:service", "service-report", "reports.service_content:content"),
    Report("value", N_("Customer value"), "reports:value", "customer-value", "value.content:content"),
    Report("model-quality", N_("Can the figures be trusted?"), "reports:value", "model-quality", "value.trust:content"),
)}
RIGHTS = ("reports:pipeline", "reports:service", "reports:value", "reports:churn", "reports:forecast")


def report_named(key: str) -> Report:
    """The report of that key. Raises NotFound."""
    if key not in REPORTS:
        raise NotFound()
    return REPORTS[key]
