"""Whether the forecast can be trusted: how past ones did."""
import streamlit as st

from crm_core.forecast.filters import ForecastFilter
from crm_core.forecast.past import LEADS, PROMISED, PastForecasts, past_forecasts
from pages.charts import theme
from pages.forecast import figures
from pages.ui import filters, layout, session
from pages.ui.format import Style, percent
from pages.ui.run import ask
from pages.ui.text import _, plain

_COMPUTE = "forecast.look_back"


def ask_past(chosen: ForecastFilter) -> PastForecasts | None:
    """Past forecasts, as far ahead as the address says; None while nobody has worked them out."""
    lead = filters.number("lead", LEADS[0])
    return ask(past_forecasts, chosen, lead, session.get(_COMPUTE) == chosen) or _asked_for(chosen)


def chart(past: PastForecasts | None, style: Style) -> None:
    """The ranges that were given and what came in."""
    title = _("How past forecasts did")
    note = style.count("made {n} month ahead", "made {n} months ahead", past.lead) if past else None
    drawn = figures.ranges(past, style, st.context.theme.type == "dark") if past is not None and len(past.frame) else None
    if drawn:
        note = f"{drawn.unit} · {note}"
    with layout.card(title, note, help=_formula(past), action=_lead(past, style), height="stretch", key="card-past"):
        if past is None:
            layout.quiet(_("Worked out at night for the company and its teams. For this choice it takes a few seconds."))
            st.button(_("Look back now"), icon=":material/history:", key="look-back", on_click=_wanted)
        elif drawn is None:
            layout.quiet(_("A forecast can be judged once there is a year of sales, and a month more."))
        else:
            st.plotly_chart(drawn.figure, theme=None, key="chart-past", config=theme.CONFIG, height=int(drawn.figure.layout.height), alt=drawn.alt)
            if past.source == "looked_back":
                layout.quiet(_("Looked back: what would have been forecast then, from what was known then. Forecasts are kept every week from now on."))


def card(past: PastForecasts | None, style: Style) -> None:
    """The verdict and its two figures."""
    with layout.card(_("Can it be trusted?"), height="stretch", key="card-trust"):
        if past is None or past.coverage is None:
            layout.quiet(_("Nothing to judge it by yet."))
            return
        st.markdown(_verdict(past, style))
        low, high = past.sure
        layout.metrics([
            layout.Metric(_("Inside the range"), percent(past.coverage, style), _("{share} promised").format(share=percent(PROMISED, style)), neutral=True,
                          help=_("With 95 % confidence between {low} and {high}, as there were few months.").format(low=percent(low, style), high=percent(high, style))),
            layout.Metric(_("Bias"), "—" if past.bias is None else f"{past.bias * 100:+.1f}%", _leaning(past), neutral=True,
                          help=_("The median of the forecast's middle against what came in: above zero it promised too much.")),
        ], columns=2)


def _verdict(past: PastForecasts, style: Style) -> str:
    inside, n = int(past.frame.inside.sum()), len(past.frame)
    told = style.count("{inside} of {n} month lay inside the range; eight in ten were promised.",
                       "{inside} of {n} months lay inside the range; eight in ten were promised.", n, inside=inside)
    word, tone, more = {
        "good": (_("As promised"), "green", ""), "wide": (_("Wide"), "blue", _("The range could be narrower.")),
        "narrow": (_("Too narrow"), "orange", _("Take the range as narrower than it should be.")), "few": (_("Too few months"), "gray", ""),
    }[past.verdict]
    return " ".join(filter(None, [layout.badge(word, tone), plain(told), plain(more)]))


def _leaning(past: PastForecasts) -> str:
    if past.bias is None or abs(past.bias) < 0.02:
        return _("balanced")
    return _("a little optimistic") if 0 < past.bias < 0.1 else _("optimistic") if past.bias > 0 else _("a little cautious") if past.bias > -0.1 else _("cautious")


def _formula(past: PastForecasts | None) -> str:
    text = _("Bars run from P10 to P90 of the forecast; dots are what came in. A cross lies outside.")
    if past is not None and past.source == "kept":
        return text + "\n\n" + _("The last forecast kept in the month so many months before.")
    return text


def _lead(past: PastForecasts | None, style: Style):
    def choose() -> None:
        with st.container(width=170):
            filters.one("lead", _("Made how far ahead"), {str(n): style.count("{n} month ahead", "{n} months ahead", n) for n in LEADS}, hide_label=True)

    return choose if past is not None else None


def _wanted() -> None:
    session.keep(_COMPUTE, True)


def _asked_for(chosen: ForecastFilter) -> PastForecasts | None:
    """Works it out when the button was pressed; remembered for this choice until another one is made."""
    if session.get(_COMPUTE) is not True:
        return None
    session.keep(_COMPUTE, chosen)
    with st.spinner(_("Looking back …")):
        return ask(past_forecasts, chosen, filters.number("lead", LEADS[0]), True)
