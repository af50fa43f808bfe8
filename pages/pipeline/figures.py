"""The four figures of a deal."""
from datetime import date

from crm_core.dictionary import choices
from crm_core.pipeline.reading import DealView, usual_days
from crm_core.pipeline.rules import OPEN, weighted
from crm_core.pipeline.schemas import PipelineView
from pages.activities import kinds
from pages.ui.format import DASH, Style, ago, day, days, money
from pages.ui.layout import Metric
from pages.ui.run import ask
from pages.ui.text import _


def metrics(found: DealView, pipeline: PipelineView, style: Style) -> list[Metric]:
    """Value, weighted value or outcome, time it takes, last contact."""
    return [_value(found, style), _second(found, pipeline, style), _time(found, style), _contact(found, style)]


def _value(found: DealView, style: Style) -> Metric:
    changed = found.first_value is not None and found.first_value != found.value
    first = _("{value} at first").format(value=money(found.first_value, style)) if changed else None
    return Metric(_("Value"), money(found.value, style) if found.value else DASH, first, neutral=True)


def _second(found: DealView, pipeline: PipelineView, style: Style) -> Metric:
    if found.status == OPEN:
        stage = pipeline.stage(found.stage_id)
        share = f"{stage.name} {stage.probability}%"
        return Metric(_("Weighted value"), money(weighted(found.value, stage.probability), style), share, neutral=True)
    reasons = {choice.code: choice.label for choice in ask(choices).get(f"{found.status}_reason", ())}
    label = _("Won on") if found.status == "won" else _("Lost on")
    return Metric(label, day(found.closed_on, style), reasons.get(found.close_reason, found.close_reason), neutral=True)


def _time(found: DealView, style: Style) -> Metric:
    label = _("Open for") if found.status == OPEN else _("Took")
    if found.opened_on is None:
        return Metric(label, DASH, _("opening day unknown"), neutral=True)
    end: date = found.closed_on or style.today
    usual = ask(usual_days, found.pipeline_id)
    beside = _("median when won: {n}").format(n=usual) if usual is not None else None
    return Metric(label, days((end - found.opened_on).days, style), beside, neutral=True)


def _contact(found: DealView, style: Style) -> Metric:
    last = found.last_contact
    if last is None:
        return Metric(_("Last contact"), DASH, _("nothing logged yet"), neutral=True)
    return Metric(_("Last contact"), ago(last.at, style), kinds.title(last.kind, last.contact), neutral=True)
