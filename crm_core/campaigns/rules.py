"""Rules of campaigns that need no database."""
from collections.abc import Mapping
from datetime import date

from crm_core.errors import N_, Conflict, Invalid

# state → what can be done in it
ACTIONS: dict[str, tuple[str, ...]] = {
    "draft": ("edit", "draw", "schedule", "start", "cancel", "delete"),
    "scheduled": ("edit", "start", "pause", "cancel"),
    "running": ("pause", "finish", "cancel"),
    "paused": ("resume", "finish", "cancel"),
    "finished": ("delete",),
    "cancelled": ("delete",),
}
NEXT = {"schedule": "scheduled", "start": "running", "pause": "paused", "cancel": "cancelled", "finish": "finished"}
# Fields that no longer change once members were drawn and the campaign began.
FIXED = {"channel", "segment_id", "rule", "holdout_percent"}
LARGEST_TARGET = 2_000_000_000
LARGEST_MONEY = 10**15
MOST_HOLDOUT = 90
LONGEST_WINDOW = 365


def may(action: str, state: str) -> bool:
    """Whether a campaign in `state` allows `action`."""
    return action in ACTIONS[state]


def check(action: str, state: str) -> None:
    """Raises Conflict when a campaign in `state` does not allow `action`."""
    if not may(action, state):
        raise Conflict(N_("The campaign is no longer in a state that allows this."), current=state)


def check_values(values: Mapping[str, object]) -> None:
    """Raises Invalid, naming the field, for numbers and dates that cannot be. `values` holds the whole campaign."""
    _between(values, "holdout_percent", 0, MOST_HOLDOUT)
    _between(values, "window_days", 1, LONGEST_WINDOW)
    _between(values, "goal_target", 1, LARGEST_TARGET)
    _between(values, "budget", 0, LARGEST_MONEY)
    starts, ends = values.get("starts_on"), values.get("ends_on")
    if isinstance(starts, date) and isinstance(ends, date) and ends < starts:
        raise Invalid(N_("It cannot end before it starts."), field="ends_on")


def check_cost(values: Mapping[str, object]) -> None:
    """Raises Invalid for amounts that cannot be."""
    _between(values, "planned", 0, LARGEST_MONEY)
    _between(values, "spent", 0, LARGEST_MONEY)


def _between(values: Mapping[str, object], field: str, least: int, most: int) -> None:
    number = values.get(field)
    if isinstance(number, int) and not least <= number <= most:
        raise Invalid(N_("Enter a number from {least} to {most}."), field=field, least=least, most=most)
