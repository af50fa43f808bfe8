"""What states, channels and goals of campaigns are called, and how they look."""
from datetime import date

from crm_core.campaigns.schemas import CampaignPage, CampaignRow
from crm_core.company.queries import company
from crm_core.money import minor_units
from crm_core.wording import WORDS
from pages.ui import format
from pages.ui.format import Style
from pages.ui.run import ask
from pages.ui.text import _

TONES = {"draft": "gray", "scheduled": "blue", "running": "green", "paused": "orange", "finished": "violet", "cancelled": "red"}
ICONS = {"email": "mail", "phone": "call", "event": "event", "social": "share", "other": "task_alt"}


def named(kind: str) -> dict[str, str]:
    """The values of `kind` (campaign_state, channel, goal, step_kind …) in the reader's language."""
    return {code: _(word) for code, word in WORDS[kind].items()}


def word(kind: str, code: str | None) -> str:
    return named(kind).get(code or "", code or "")


def span(starts: date | None, ends: date | None, style: Style) -> str:
    """"8 Oct – 31 Oct"; "" without dates."""
    if starts and ends:
        return f"{format.day(starts, style)} – {format.day(ends, style)}"
    if starts:
        return _("from {day}").format(day=format.day(starts, style))
    return _("until {day}").format(day=format.day(ends, style)) if ends else ""


def target(found: CampaignPage | CampaignRow, style: Style) -> str:
    """The goal in numbers, "Deals won: 40"; its name alone without a target."""
    name = word("goal", found.goal)
    return _("{goal}: {target}").format(goal=name, target=target_figure(found, style)) if found.goal_target else name


def target_figure(found: CampaignPage | CampaignRow, style: Style) -> str:
    """The target alone: a count, or money."""
    if found.goal == "won_value" and found.goal_target:
        return format.money(minor_units(found.goal_target, ask(company).currency), style)
    return format.number(found.goal_target, style)
