"""What happened, newest day first: activities, changes and files of a record."""

from typing import Any

from pages.ui.components.mount import Handler, mount, register
from pages.ui.text import _

_component = register("timeline")


def timeline(
    groups: list[dict],
    key: str,
    *,
    more: str | None = None,
    on_open: Handler = None,
    on_download: Handler = None,
    on_more: Handler = None,
) -> Any:
    """Show the days and return the result: `.open`, `.download`, `.more`, each None or of this run.

    groups: `label` ("Monday, 16 November") and `items`: `id`, `icon` (Material name), `tone` of its circle,
        `title`, `who`, `body` (plain text, line breaks are kept), `time`, `time_title` (hover), `href` when the
        item can be opened, `badge` {text, tone}, `files` [{id, name, size, icon}].
    more: the text of the button below ("Show 20 more"), or None.

    `.open` is an item id, `.download` a file id, `.more` True.

    Tests: `tests.ui.browserless.data(at, key)`, `fire(at, key, "more", True)`.
    """
    data = {"groups": groups, "more": more, "words": {"download": _("Download {name}")}}
    return mount(_component, key, data, open=on_open, download=on_download, more=on_more)
