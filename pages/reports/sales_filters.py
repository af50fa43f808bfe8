"""The filters of the sales report, in the address."""
import streamlit as st

from crm_core.reports.contribution import ContributionChoices
from crm_core.reports.sales_filter import AGAINST, DIMENSIONS, MEASURES, WEEKS, SalesFilter, crossable, from_address
from pages.reports import filters
from pages.ui import filters as address
from pages.ui import layout, session
from pages.ui.format import Style
from pages.ui.text import _, plain

NAMES = ("period", "from", "to", "team", "owner", "category", "region", "by", "with", "measure", "against", "turn", "weeks", "season")
MORE = ("against", "owner", "category")


def draw(choices: ContributionChoices) -> SalesFilter:
    """Draws the filters at the top; returns what the address says."""
    with st.container(horizontal=True, vertical_alignment="center", key="report_filters"):
        filters.period("this_year")
        by = _one("by", _("Cut by"), _("Cut by: {name}"), {key: _(words[0]) for key, words in DIMENSIONS.items()})
        _one("with", _("Crossed with"), _("Crossed with: {name}"), {"": _("nothing"), **{key: _(DIMENSIONS[key][0]) for key in crossable(by)}})
        _one("measure", _("Measure"), _("Measure: {name}"), {key: _(word) for key, word in MEASURES.items()})
        filters.choice("team", _("Team: {name}"), choices.teams)
        box = address.more(MORE)
        if box.open:
            with box:
                address.one("against", _("Compared with"), {key: _(word) for key, word in AGAINST.items()})
                filters.choice("owner", _("Owner: {name}"), choices.owners)
                if choices.categories:
                    address.one("category", _("Category"), {"": _("All"), **choices.categories})
        if region := address.value("region"):
            st.button(plain(_("Region: {name}").format(name=region)), icon=":material/close:", type="tertiary", key="no_region", on_click=address.put, args=({"region": None},))
    return from_address({name: address.value(name) for name in NAMES})


def turn(chosen: SalesFilter, style: Style) -> None:
    """Draws the choice of the day before and after which sales are compared."""
    help = _("Sales of the weeks before and after a day: a price change, a campaign, a new owner. The interval says whether the difference can be more than chance.")
    with layout.card(_("Growth before and after a day"), help=help, key="card-turn"), st.container(horizontal=True, vertical_alignment="bottom", key="sales_turn"):
        key = f"sales-turn-{chosen.turned_on}"
        st.date_input(_("Day"), chosen.turned_on, key=key, max_value=max(style.today, chosen.turned_on or style.today), on_change=_day_chosen, args=(key,), width=180)
        if chosen.turned_on is None:
            layout.quiet(_("Choose a day to compare the weeks before it with those after it."))
            return
        with st.container(width=180):
            address.one("weeks", _("On each side"), {str(weeks): style.count("{n} week", "{n} weeks", weeks) for weeks in (chosen.weeks, *(one for one in WEEKS if one != chosen.weeks))})
        season = f"sales-season-{chosen.season}"
        st.toggle(_("Take the season out"), chosen.season, key=season, on_change=_season_chosen, args=(season,),
                  help=_("Each week less the same week a year before: what every year brings at that time counts no more."))
        st.button(_("Clear the day"), icon=":material/close:", type="tertiary", key="no_turn", on_click=address.put, args=({"turn": None, "weeks": None, "season": None},))


def _one(name: str, label: str, words: str, options: dict[str, str]) -> str:
    return address.one(name, label, {key: words.format(name=word) for key, word in options.items()}, hide_label=True)


def _day_chosen(key: str) -> None:
    chosen = session.get(key)
    address.put({"turn": chosen.isoformat() if chosen else None})


def _season_chosen(key: str) -> None:
    address.put({"season": "1" if session.get(key) else None})
