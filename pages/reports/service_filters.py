"""The filters of the service report, in the address."""
import streamlit as st

from crm_core.reports.service import ServiceChoices, service_choices
from crm_core.reports.service_filters import ServiceFilter
from crm_core.reports.service_parts import GROUPS
from pages.reports import filters as shared
from pages.tickets import words
from pages.ui import filters
from pages.ui.run import ask
from pages.ui.text import _


def draw() -> tuple[ServiceFilter, str]:
    """Draws the filters; returns what they say, and the name of the team or agent it is about ("" for all)."""
    choices = ask(service_choices)
    with st.container(horizontal=True, vertical_alignment="center", key="report_filters"):
        period, start, end = shared.period()
        team = shared.choice("team", _("Team: {name}"), choices.teams)
        owner = shared.choice("agent", _("Agent: {name}"), choices.agents)
        product = shared.choice("product", _("Product: {name}"), choices.products)
        filters.one("by", _("Volume by"), {
            key: _("Volume by: {name}").format(name=name) for key, name in (
                ("", _("Type")), ("channel", _("Channel")), ("product", _("Product")))}, hide_label=True)
        _more(choices)
    chosen = ServiceFilter(
        period, start, end, team, owner, product, _code("kind", choices.kinds), _code("channel", words.channels()),
        _code("priority", words.priorities()))
    return chosen, choices.agents.get(owner) or choices.teams.get(team) or ""


def group() -> str:
    """By what the volume is told apart."""
    found = filters.value("by")
    return found if found in GROUPS else "kind"


def _more(choices: ServiceChoices) -> None:
    box = filters.more(("kind", "channel", "priority"))
    if not box.open:
        return
    with box:
        for name, title, options in (
            ("kind", _("Ticket type"), choices.kinds), ("channel", _("Channel"), words.channels()), ("priority", _("Priority"), words.priorities()),
        ):
            filters.one(name, title, {"": _("All"), **options})


def _code(name: str, known: dict[str, str]) -> str | None:
    found = filters.value(name)
    return found if found in known else None
