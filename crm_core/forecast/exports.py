"""The forecast, and the deals behind it, as files."""
from crm_core.errors import N_
from crm_core.exporting import Column, File, export
from crm_core.forecast.filters import AS_IT_IS, RIGHT, ForecastFilter, WhatIf
from crm_core.forecast.outlook import PART, forecast, open_deals
from crm_core.i18n import words
from crm_core.work import Work, command

OUTLOOK = (
    (N_("Month"), "date"), (N_("Came in"), "money"), (N_("P10"), "money"), (N_("P50"), "money"), (N_("P90"), "money"), (N_("Target"), "money"),
    (N_("P50, if"), "money"),
)  # fmt: skip
DEALS = (
    (N_("Deal"), "text"), (N_("Customer"), "text"), (N_("Owner"), "text"), (N_("Stage"), "text"), (N_("Value"), "money"),
    (N_("Days in the stage"), "number"), (N_("Chance in these months, %"), "number"), (N_("Win probability, %"), "number"),
    (N_("Expected close"), "date"),
)  # fmt: skip


@command(RIGHT)
def export_forecast(work: Work, chosen: ForecastFilter, what_if: WhatIf = AS_IT_IS) -> File:
    """What came in and what is expected by month as XLSX, and the note that it was exported."""
    found = forecast(work, chosen, what_if)
    rows = [(row.month, int(row.actual), None, None, None, _whole(row.target), None) for row in found.past.itertuples()]
    rows += [
        (row.month, None, int(row.low), int(row.middle), int(row.high), _whole(row.target), int(row.middle_if) if what_if.is_any else None)
        for row in found.ahead.itertuples()
    ]
    return _file(work, "forecast", OUTLOOK, rows)


@command("deals:export")
def export_open_deals(work: Work, chosen: ForecastFilter, part: str = PART, key: str | None = None) -> File:
    """The open deals behind the forecast that this reader may export. Raises NotFound."""
    work.require(RIGHT)
    found = open_deals(work, chosen, part, key, per_page=None, right="deals:export")
    rows = [
        (r.name, r.customer, r.owner, r.stage, r.value, r.days, round(r.chance * 100, 1), round(r.win * 100, 1), r.expected_close)
        for r in found.rows
    ]
    return _file(work, "deals", DEALS, rows)


def _file(work: Work, what: str, columns, rows) -> File:
    translate = words(work.actor.locale).gettext
    return export(work, what, [Column(translate(label), kind) for label, kind in columns], rows, "xlsx", about={"report": "forecast"})


def _whole(target) -> int | None:
    return None if target is None or target != target else round(target)
