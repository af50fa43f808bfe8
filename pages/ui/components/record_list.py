"""The short two-line lists inside cards: next steps, contacts, open deals, late deals."""

from typing import Any

from pages.ui.components.mount import Handler, mount, register
from pages.ui.text import _

_component = register("record_list")


def record_list(
    items: list[dict], key: str, *, dense: bool = False, wrap: bool = False, on_open: Handler = None, on_done: Handler = None
) -> Any:
    """Show the items and return the result: `.open` and `.done`, an item id or None.

    items: `id`, `title`, `sub` (quiet line) with `lead` before it (bold, in `lead_tone`); at the left `icon`
        (Material name) with `tone`, or `initials` with `mine` and `owner`; at the right `value` with `value_title`
        and below it `note` with `note_tone`; `badge` {text, tone}; `href` when it can be opened; `phone` for a call
        link; `done=True` for a round check button that says the step is done; `current=True` for the record one looks
        at. Tones: red, green, blue, orange, violet, gray.
    dense: less room between them, for a list beside a record. wrap: titles and what stands below are sentences, shown whole.

    Tests: `tests.ui.browserless.data(at, key)`, `fire(at, key, "open", 7)`.
    """
    data = {"items": items, "dense": dense, "wrap": wrap, "words": {"done": _("Done: {name}"), "call": _("Call {name}")}}
    return mount(_component, key, data, open=on_open, done=on_done)
