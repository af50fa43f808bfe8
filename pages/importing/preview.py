"""Step 3: every row with its verdict. Nothing is written yet."""
import pandas as pd
import streamlit as st

from crm_core.errors import CrmError
from crm_core.importing import runs
from crm_core.importing.queries import RowView, RunView, import_rows
from pages.importing import errors, steps, words
from pages.ui import filters, format, session
from pages.ui.layout import quiet
from pages.ui.reader import style
from pages.ui.run import ask
from pages.ui.text import _, ngettext, plain, told

PER_PAGE = 50
FIELDS = 7
ALL = ""


def page(view: RunView) -> None:
    """The rows by verdict; a file that was not checked yet is checked first."""
    if view.state != "checked":
        _not_checked(view)
        return
    look = style()
    good = view.accepted + view.updated

    def buttons() -> None:
        st.button(_("Back"), on_click=steps.go, args=("values",), key="import_back")
        label = ngettext("Import {n} row", "Import {n} rows", good).format(n=format.number(good, look))
        st.button(label, type="primary", disabled=not good, on_click=_begin, args=(view,), key="import_begin")

    steps.top(view, "preview", buttons)
    st.header(_answer(view, look), anchor=False)
    chosen = _filter(view, look)
    _rows(view, chosen)
    quiet(_("Nothing is written before you click Import. Rows with errors are not imported."))


def _not_checked(view: RunView) -> None:
    def buttons() -> None:
        st.button(_("Back"), on_click=steps.go, args=("values",), key="import_back")
        st.button(_("Check the rows"), type="primary", on_click=steps.check, args=(view,), key="import_check")

    steps.top(view, "preview", buttons)
    if view.message:
        st.error(plain(_(view.message)), icon=":material/error:")
    quiet(_("The rows have not been checked with these choices yet."))


def _begin(view: RunView) -> None:
    if steps.begin(view, runs.IMPORT):
        filters.put({"step": None, "verdict": None})


def _answer(view: RunView, look) -> str:
    text = _("{good} of {total} rows can be imported: {new} new, {updated} to update; {left} need you.")
    numbers = {"good": view.accepted + view.updated, "total": view.total, "new": view.accepted, "updated": view.updated, "left": view.rejected}
    return plain(text.format(**{name: format.number(n, look) for name, n in numbers.items()}))


def _filter(view: RunView, look) -> str:
    names = {ALL: _("All {n}").format(n=format.number(view.total, look))}
    for verdict in ("rejected", "duplicate", "updated", "accepted"):
        if view.counts.get(verdict):
            names[verdict] = f"{words.verdicts()[verdict]} {format.number(view.counts[verdict], look)}"
    chosen = filters.value("verdict") if filters.value("verdict") in names else ALL
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        session.keep("import_verdict", chosen)
        st.segmented_control(_("Show"), list(names), format_func=names.get, key="import_verdict", required=True,
                             label_visibility="collapsed", on_change=_filtered)
        if view.rejected:
            errors.button(view)
    return chosen


def _filtered() -> None:
    filters.put({"verdict": session.get("import_verdict")})


def _rows(view: RunView, verdict: str) -> None:
    total = view.counts.get(verdict, 0) if verdict else view.total
    pages = max(1, -(-total // PER_PAGE))
    number = filters.page_number(pages)
    try:
        rows = ask(import_rows, view.id, verdict or None, number, PER_PAGE, view.stamp)
    except CrmError as error:
        st.warning(told(error))
        return
    table(view, rows)
    if pages > 1:
        with st.container(horizontal_alignment="right"):
            st.pagination(pages, default=number, key="import_page", on_change=_turned)


def _turned() -> None:
    filters.put({filters.PAGE: session.get("import_page")})


def table(view: RunView, rows: tuple[RowView, ...]) -> None:
    """Rows with verdict, reason and the first fields; what is wrong is marked."""
    fields = [name for name in dict.fromkeys(name for row in rows for name in row.cells)][:FIELDS]
    names = words.verdicts()
    labels = {name: words.field_word(view.kind, name) for name in fields}
    frame = pd.DataFrame({
        "row": [row.number for row in rows], "verdict": [[names[row.verdict]] for row in rows], "why": [row.reason for row in rows],
        **{name: [row.cells.get(name, "") for row in rows] for name in fields},
    })
    wrong = [set(row.wrong) if row.verdict in ("rejected", "duplicate") else set() for row in rows]
    st.dataframe(
        _marked(frame, wrong), hide_index=True, height="content", row_height=36, key=f"import_rows_{view.id}",
        column_config={
            "row": st.column_config.NumberColumn(_("Row"), width=60, format="%d"),
            "verdict": st.column_config.MultiselectColumn(
                _("Verdict"), width=110, options=list(names.values()), color=[words.TONES[key] for key in names]),
            "why": st.column_config.TextColumn(_("Why"), width=300),
            **{name: st.column_config.TextColumn(label) for name, label in labels.items()},
        },
    )


def _marked(frame: pd.DataFrame, wrong: list[set[str]]):
    red = "background-color: rgba(192, 57, 43, .16); color: #D9604F"

    def style_of(row: pd.Series) -> list[str]:
        return [red if name in wrong[row.name] else "" for name in frame.columns]

    return frame.style.apply(style_of, axis=1)
