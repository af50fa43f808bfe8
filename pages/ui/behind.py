"""The rows behind a chart: looked at in a dialog, opened one by one, taken along as Excel.

A page with charts makes one `Behind`, lets clicks call its `want`, draws its `excel` on the cards, and calls
`show_wanted` at the end.
"""
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from pages.ui import links, session
from pages.ui.components import happened, record_table
from pages.ui.downloads import download
from pages.ui.format import Style
from pages.ui.layout import quiet
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _, plain


@dataclass(frozen=True)
class Shown:
    """A page of rows as it is drawn: a line on all of them, what `record_table` takes, and how many can be paged through."""

    summary: str
    columns: list[dict]
    rows: list[dict]
    total: int


@dataclass(frozen=True)
class Behind:
    """What stands behind the charts of one page.

    `query` and `export` are the core's: both take (filter, part, key, *more()), the query also the number of the page,
    whose length is `each`. `draw` makes `Shown` of what was found. A row opens at the page `opens` by its "record", or
    its "id"; the marks of `records` are records themselves and open at once. `right` allows the export, whose file is
    called `file`-part. `beside` draws more beside the summary.
    """

    name: str
    query: Callable
    export: Callable
    draw: Callable[[Any, str, Style], Shown]
    each: int
    opens: str
    right: str
    file: str
    records: tuple[str, ...] = ()
    more: Callable[[], tuple] = tuple
    beside: Callable[[Any, str, str | None], None] | None = None

    def want(self, part: str, title: str, key: str | None = None, label: str | None = None) -> None:
        """Lets the next run show the rows behind the mark `key` of a chart, or behind all of it; for callbacks."""
        session.keep(self._asked, (part, title, key, label))
        session.keep(self._page, 1)

    @property
    def mark(self) -> str | None:
        """The key of the mark that was clicked, until its rows are shown."""
        asked = session.get(self._asked)
        return asked[2] if asked else None

    def show_wanted(self, chosen: Any) -> None:
        """Opens the dialog when a mark was clicked."""
        asked = session.get(self._asked)
        if asked is None:
            return
        session.forget(self._asked)
        part, title, key, label = asked
        if part in self.records and key and key.isdecimal():
            links.leave_for(self.opens, id=key)
        heading = plain(_("{chart}: {bar}").format(chart=title, bar=label) if label else title)
        st.dialog(heading, width="large")(self._dialog)(chosen, part, key)

    def excel(self, chosen: Any, part: str, key: str | None = None, *, place: str = "card") -> None:
        """The button that hands out the rows, for those who may export."""
        if session.actor().may(self.right):
            download("Excel", (self.export, chosen, part, key, *self.more()), f"{self.file}-{part}.xlsx", key=f"excel-{place}-{part}")

    def button(self, part: str, title: str) -> None:
        """The button that shows the rows behind all of a chart."""
        st.button(_("Rows"), icon=":material/table_rows:", type="tertiary", key=f"rows-{part}", on_click=self.want, args=(part, title))

    def _dialog(self, chosen: Any, part: str, key: str | None) -> None:
        found = ask(self.query, chosen, part, key, *self.more(), session.get(self._page, 1))
        shown = self.draw(found, part, reader())
        self._open(shown)
        with st.container(horizontal=True, vertical_alignment="center"):
            quiet(shown.summary)
            if self.beside:
                self.beside(chosen, part, key)
            self.excel(chosen, part, key, place="rows")
        record_table(shown.columns, shown.rows, self._table, selectable=False)
        if shown.total > self.each:
            st.pagination(-(-shown.total // self.each), key=self._page)

    def _open(self, shown: Shown) -> None:
        opened = happened(self._table, "open")
        row = next((row for row in shown.rows if str(row["id"]) == str(opened)), {}) if opened else {}
        if record := row.get("record", row.get("id")):
            links.leave_for(self.opens, id=record)

    @property
    def _asked(self) -> str:
        return f"{self.name}.rows"

    @property
    def _page(self) -> str:
        return f"{self.name}-rows-page"

    @property
    def _table(self) -> str:
        return f"{self.name}-rows"


def summary(told: str, hidden: int, style: Style) -> str:
    """What was counted, and how much of it is not this reader's to open."""
    if not hidden:
        return told
    return f"{told} · " + style.count("{n} more is counted but not yours to open.", "{n} more are counted but not yours to open.", hidden)
