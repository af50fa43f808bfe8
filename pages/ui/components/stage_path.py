"""The path of a deal through its stages: what is done and how long it took, where it is, what comes next."""

from typing import Any

from pages.ui.components.mount import Handler, mount, register
from pages.ui.text import _

_component = register("stage_path")


def stage_path(stages: list[dict], key: str, *, on_move: Handler = None) -> Any:
    """Show the stages and return the result: `.move`, the id of the stage that was clicked, or None.

    stages: `id`, `name`, `note` (second line: "19 days, limit 14"), `state`: "done", "now", "next", "won" or
        "lost"; `late=True` when its limit has passed; `fixed=True` when it cannot be clicked.

    Tests: `tests.ui.browserless.data(at, key)`, `fire(at, key, "move", 4)`.
    """
    data = {"stages": stages, "words": {"path": _("Stages"), "move": _("Move to {name}")}}
    return mount(_component, key, data, move=on_move)
