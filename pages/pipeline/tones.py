"""One colour for a stage everywhere, and the words of a deal's state."""
from collections.abc import Sequence

from crm_core.pipeline.schemas import StageView
from pages.ui.format import Style, days, days_tone
from pages.ui.text import _

STAGES = ("gray", "blue", "violet", "orange", "green")
STATUSES = {"open": "blue", "won": "green", "lost": "red"}


def stage_tones(stages: Sequence[StageView]) -> dict[int, str]:
    """Stage id → colour: from grey at the beginning to green before the end."""
    last = max(len(stages) - 1, 1)
    return {
        stage.id: STAGES[place * (len(STAGES) - 1) // last if len(stages) > len(STAGES) else min(place, 4)]
        for place, stage in enumerate(stages)
    }


def age(since, limit: int | None, style: Style) -> tuple[str, str | None]:
    """How long a deal is in its stage, and its colour: "16 of 14 days", red."""
    passed = days_in(since, style)
    if passed == 0 and (style.now - since).total_seconds() < 3600:
        return _("just now"), None
    return days(passed, style, limit), days_tone(passed, limit)


def days_in(since, style: Style) -> int:
    """Whole days since that moment."""
    return max(0, (style.now - since).days)
