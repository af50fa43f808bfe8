"""The table of every list page: two-line cells, selection, sorting; cards with a call button on a phone."""

from typing import Any

from pages.ui.components.mount import Handler, mount, put, register, state
from pages.ui.text import _

_component = register("record_table")


def record_table(
    columns: list[dict],
    rows: list[dict],
    key: str,
    *,
    sort: tuple[str, str] | None = None,
    selectable: bool = True,
    letters: bool = True,
    dense: bool = False,
    on_open: Handler = None,
    on_sort: Handler = None,
    on_selected: Handler = None,
) -> Any:
    """Show rows and return the result: `.selected`, `.open`, `.sort`.

    columns: `id`, `label`; and, if wanted, `align="right"`, `sortable=True`, `width` (CSS, "24%"),
        `wide` (True: left out under 900 px), `card`: what the cell is on a phone, one of
        "title" (the first column, when none says so), "badge", "figure", "note" (the last line), else not shown;
        `empty`: what a note says on a phone when the cell is empty;
        `clock`: its second line is a time, on a phone beside a clock. A cell's `phone` stands in a note in place of the rest.
    rows: `id`, `href` ("/customer?id=7"), `cells` {column id: cell}, and `phone` for the call button.
    cell: a text, or a dict of `text`, `sub` (second line), `icon` (Material name), `badges`
        [{text, tone}], `initials` with `mine` and `owner`, `tone`, `strong`, `sub_tone`, `title` (on hover).
        Tones: red, green, blue, orange, violet, gray. An empty cell shows a dash.
    sort: (column id, "asc" | "desc") as the rows are sorted now.
    letters: whether J and K go from row to row, as the arrows do; False where they mean something else.
    dense: lower rows, for cells of one line.

    `.selected` is the list of chosen ids, it stays over runs and pages and may hold ids that are not in
    `rows`; `.open` is the id that was clicked, `.sort` is {"column", "direction"}: both only in the run they
    happen in. Handlers get the same values. `clear_selection(key)` empties the selection.

    Tests: `tests.ui.browserless.data(at, key)` reads what was sent, `fire(at, key, "open", 7)` clicks.
    """
    words = {
        "all": _("Select all on this page"),
        "one": _("Select {name}"),
        "call": _("Call {name}"),
        "sort": _("Sort by {name}"),
    }
    data = {
        "columns": columns, "rows": rows, "sort": list(sort) if sort else None,
        "selectable": selectable, "letters": letters, "dense": dense, "selected": state(key, "selected", []), "words": words,
    }  # fmt: skip
    result = mount(_component, key, data, selected=on_selected, open=on_open, sort=on_sort)
    result["selected"] = result.get("selected") or []
    return result


def selection(key: str) -> list:
    """The ids chosen in the table `key`, known before the table is drawn (for the bar above it)."""
    return list(state(key, "selected") or [])


def clear_selection(key: str) -> None:
    """Choose nothing in the table `key`; call it in a callback."""
    put(key, "selected", [])
