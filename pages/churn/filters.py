"""The filters of the churn page, in the address."""
import streamlit as st

from crm_core.churn.filters import PERIODS, ChurnFilter
from crm_core.churn.summary import teams
from pages.ui import filters
from pages.ui.run import ask
from pages.ui.text import _, ngettext

NAMES = ("months", "team", "industry", "grade")


def chosen() -> tuple[ChurnFilter, str]:
    """What the address says, and the name of the team it is about ("" for all)."""
    known = ask(teams)
    months, team = filters.number("months"), filters.number("team")
    found = ChurnFilter(
        months if months in PERIODS else PERIODS[0], team if team in known else None, filters.value("industry") or None, filters.value("grade") or None)
    return found, known.get(team, "")


def draw(names: dict[str, dict[str, str]], narrow: bool) -> None:
    """The boxes to choose from; one popover on a phone."""
    if narrow:
        box = filters.more(NAMES)
        if box.open:
            with box:
                _boxes(names, narrow=True)
        return
    _boxes(names, narrow=False)


def _boxes(names: dict[str, dict[str, str]], *, narrow: bool) -> None:
    known = ask(teams)
    options = {
        "months": (_("Period"), {str(n): ngettext("Last {n} month", "Last {n} months", n).format(n=n) for n in PERIODS}),
        "team": (_("Team"), {"": _("All teams"), **{str(key): name for key, name in known.items()}}),
        "industry": (_("Industry"), {"": _("All industries"), **names["industry"]}),
        "grade": (_("Grade"), {"": _("All grades"), **names["grade"]}),
    }
    for name, (label, values) in options.items():
        if len(values) > 2 or name == "months":
            with st.container(width="stretch" if narrow else 168):
                filters.one(name, label, values, hide_label=not narrow)
