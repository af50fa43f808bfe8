"""The board of deals: columns of cards that are dragged, moved by keys, or sent on by a menu."""

from collections.abc import Sequence
from typing import Any

from pages.ui import session
from pages.ui.components.mount import Handler, mount, register
from pages.ui.text import _

_component = register("board")


def board(
    columns: list[dict],
    key: str,
    *,
    bottom: int = 64,
    actions: Sequence[dict] = (),
    on_move: Handler = None,
    on_open: Handler = None,
    on_more: Handler = None,
    on_act: Handler = None,
) -> Any:
    """Show the columns and return the result: `.move`, `.open`, `.more`, `.act`, each None or of this run.

    columns: `id`, `name`, `count`, `value`, `share` (texts as shown, may be missing), `value_title` (full figure
        on hover), `tone` of the upper edge, `cards`, and `more`: the text of the last line ("9 more") or None.
    card: `id`, `href`, `version`, `amount`, `amount_title`, `title`, `sub` (customer), `age` ("16 of 14 days"),
        `age_tone`, `badge` {text, tone}, `initials` with `mine` and `owner`, and `fixed=True` when this
        person may not move it. Tones: red, green, blue, orange, violet, gray.
    bottom: pixels kept free under the board.
    actions: what else a card's menu offers below the columns, {"id", "name"} each; ids differ from those of columns.

    `.move` is {"id", "from", "to", "version"} with the column ids; `.open` a card id; `.more` a column id, `.act`
    {"id", "action", "version"}. A card goes to its new column at once; the next run shows where it really is. Give
    `on_move` to write before the page is drawn again.

    Tests: `tests.ui.browserless.data(at, key)` reads what was sent, `fire(at, key, "move", {…})` moves.
    """
    words = {
        "move": _("Move to…"),
        "move_one": _("Move {name} to…"),
        "grabbed": _("{name} picked up. Arrow keys move it, Space drops it, Esc puts it back."),
        "over": _("{name} is over {stage}."),
        "dropped": _("{name} dropped on {stage}."),
        "put_back": _("{name} put back."),
        "hint": _("Space picks a card up, arrow keys move it"),
    }
    handled = f"{key}.handled"

    def moved(wish: dict) -> None:
        session.keep(handled, wish.get("number"))
        if on_move:
            on_move(wish)

    data = {"columns": columns, "bottom": bottom, "actions": list(actions), "words": words, "handled": session.get(handled)}
    return mount(_component, key, data, move=moved, open=on_open, more=on_more, act=on_act)
