"""The forecast: what the next months bring, what if, and whether it can be trusted."""
import streamlit as st

from crm_core.errors import N_
from crm_core.forecast.choices import forecast_choices
from crm_core.forecast.exports import export_forecast
from crm_core.forecast.filters import DEALS, HORIZONS, SALES, ForecastFilter
from crm_core.forecast.outlook import Forecast, forecast
from pages.charts import theme
from pages.forecast import asking, deals, figures, trust, words
from pages.reports import handing
from pages.ui import filters, layout, session
from pages.ui.downloads import download
from pages.ui.format import Style, day
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _

BASES = {SALES: N_("Deals and repeat orders"), DEALS: N_("Deals only")}


def page() -> None:
    """Range, target and chance of the coming months, with the deals behind them."""
    style, title = reader(), st.container()
    chosen, who = _filters(style)
    what_if = asking.asked()
    found: Forecast = ask(forecast, chosen, what_if)
    with title, layout.header(_("Forecast"), _sub(found, style)):
        deals.button()
        download(_("Export"), (export_forecast, chosen, what_if), "forecast.xlsx", key="forecast_export")
        handing.actions("forecast")
    if not found.enough and not found.open_count:
        _nothing()
        return
    st.header(words.sentence(found, who, style), anchor=False)
    layout.quiet(words.below(found, style))
    left, right = st.columns([18, 7])
    with left:
        _chart(found, chosen, style)
    with right:
        asking.panel(found, style)
    left, right = st.columns([13, 9])
    past = trust.ask_past(chosen)
    with left:
        trust.chart(past, style)
    with right:
        trust.card(past, style)
    deals.DEALS.show_wanted(chosen)


def _filters(style: Style) -> tuple[ForecastFilter, str]:
    choices = ask(forecast_choices)
    with st.container(horizontal=True, vertical_alignment="center", key="forecast_filters"):
        team = _one("team", _("Whole company") if len(choices.teams) > 1 else _("All teams"), choices.teams)
        owner = _one("owner", _("Everybody"), choices.owners)
        months = filters.one("months", _("Months"), {str(n): style.count("This and the next {n} month", "This and the next {n} months", n - 1) for n in _horizons()}, hide_label=True)
        basis = filters.one("basis", _("What counts"), {key: _(text) for key, text in BASES.items()}, hide_label=True)
    who = choices.owners.get(owner) or choices.teams.get(team) or ""
    return ForecastFilter(team, owner, basis, int(months)), who


def _horizons() -> list[int]:
    return [4, *(n for n in HORIZONS if n != 4)]


def _one(name: str, all_of_them: str, options: dict[int, str]) -> int | None:
    if len(options) < 2:
        return None
    found = filters.one(name, all_of_them, {"": all_of_them, **{str(key): word for key, word in options.items()}}, hide_label=True)
    return int(found) if found else None


def _sub(found: Forecast, style: Style) -> str:
    count = style.count("{n} open deal", "{n} open deals", found.open_count)
    return _("{day} · {deals}").format(day=day(found.day, style), deals=count)


def _chart(found: Forecast, chosen: ForecastFilter, style: Style) -> None:
    drawn = figures.outlook(found, style, st.context.theme.type == "dark")
    with layout.card(_("Won deals by month") if chosen.basis == DEALS else _("Won deals and repeat orders by month"), drawn.unit, help=words.formula(found, style), height="stretch", key="card-forecast"):
        st.plotly_chart(drawn.figure, theme=None, key="chart-forecast", config=theme.CONFIG, height=int(drawn.figure.layout.height), alt=drawn.alt)
        layout.quiet(words.parts(found, style))


def _nothing() -> None:
    def first_step() -> None:
        if session.actor().may("imports:run"):
            st.link_button(_("Import a file"), "/import", icon=":material/upload_file:")

    layout.empty_state("query_stats", _("Nothing to forecast from yet"), _("The forecast learns from deals that were closed and from orders. It begins with ten closed deals, or orders of six months."), first_step)
