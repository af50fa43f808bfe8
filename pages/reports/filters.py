"""The filters of the pipeline report, in the address."""
from datetime import date

import streamlit as st

from crm_core.content.words import PERIODS
from crm_core.reports.choices import ReportChoices, report_choices, report_regions
from crm_core.reports.filters import ReportFilter
from pages.ui import filters, session
from pages.ui.run import ask
from pages.ui.text import _

NAMES = ("period", "from", "to", "team", "owner", "pipeline", "product", "region")


def draw() -> tuple[ReportFilter, str]:
    """Draws the filters; returns what they say, and the name of the team or owner it is about ("" for all)."""
    choices = ask(report_choices)
    with st.container(horizontal=True, vertical_alignment="center", key="report_filters"):
        chosen_period, start, end = period()
        team = choice("team", _("Team: {name}"), choices.teams)
        owner = choice("owner", _("Owner: {name}"), choices.owners)
        pipeline = choice("pipeline", _("Pipeline: {name}"), choices.pipelines)
        _more(choices)
    chosen = ReportFilter(
        chosen_period, start, end, team, owner, pipeline, _known("product", choices.products), filters.value("region") or None
    )
    return chosen, choices.owners.get(owner) or choices.teams.get(team) or ""


def period(default: str = "this_quarter") -> tuple[str, date | None, date | None]:
    """Draws the choice of a period; returns its key, and its first and last day where they are chosen freely."""
    options = {default: _periods()[default]} | _periods()
    found = filters.one("period", _("Period"), _named(_("Period: {name}"), options), hide_label=True)
    return found, *(_custom_days() if found == "custom" else (None, None))


def _periods() -> dict[str, str]:
    return {key: _(words[0]) for key, words in PERIODS.items()}


def choice(name: str, words: str, options: dict[int, str]) -> int | None:
    """One of `options`, or None for all; not drawn where there is nothing to choose."""
    if len(options) < 2:
        return None
    known = {"": _("all"), **{str(key): word for key, word in options.items()}}
    found = filters.one(name, words.format(name=""), _named(words, known), hide_label=True)
    return int(found) if found else None


def category(names: dict[str, str]) -> None:
    """Draws the choice of a category of products, where there are several."""
    if len(names) > 1:
        filters.one("category", _("Category"), _named(_("Category: {name}"), {"": _("all"), **names}), hide_label=True)


def _named(words: str, options: dict[str, str]) -> dict[str, str]:
    return {key: words.format(name=word) for key, word in options.items()}


def _known(name: str, options: dict[int, str]) -> int | None:
    found = filters.number(name)
    return found if found in options else None


def _more(choices: ReportChoices) -> None:
    box = filters.more(("product", "region"))
    if not box.open:
        return
    with box:
        products = {"": _("All"), **{str(key): name for key, name in choices.products.items()}}
        filters.one("product", _("Product"), products)
        filters.one("region", _("Region"), {"": _("All"), **{name: name for name in ask(report_regions)}})


def _custom_days() -> tuple[date | None, date | None]:
    start, end = _day("from"), _day("to")
    key = "report-days"
    known = tuple(day for day in (start, end) if day)
    if session.get(key) != known and len(known) == 2:
        session.keep(key, known)
    st.date_input(_("From … to …"), value=(), key=key, label_visibility="collapsed", on_change=_days_chosen, args=(key,), width=230)
    return start, end


def _days_chosen(key: str) -> None:
    chosen = session.get(key) or ()
    if len(chosen) == 2:
        filters.put({"from": chosen[0].isoformat(), "to": chosen[1].isoformat()})


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(filters.value(name))
    except ValueError:
        return None
