"""Step 1: which heading is which field."""
import streamlit as st

from crm_core.company.queries import company
from crm_core.errors import CrmError
from crm_core.importing.catalogue import KINDS
from crm_core.importing.columns import ColumnView
from crm_core.importing.mapping import missing_fields
from crm_core.importing.queries import RunView, import_columns
from crm_core.importing.upload import change_kind
from pages.importing import steps, words
from pages.ui import session
from pages.ui.layout import card, quiet, small
from pages.ui.run import ask
from pages.ui.text import _, ngettext, plain, told

WEIGHTS = [2.2, 3.6, 2.6, 3.2]


def page(view: RunView) -> None:
    """The columns of the file with their samples and where they go."""
    found = ask(import_columns, view.id, view.stamp)
    missing = missing_fields(KINDS[view.kind], view.mapping)

    def buttons() -> None:
        st.button(_("Another file"), on_click=steps.leave, args=(view,), key="import_leave")
        st.button(_("Continue"), type="primary", on_click=_continue, args=(view, found), disabled=bool(missing), key="import_next")

    steps.top(view, "columns", buttons)
    _what(view)
    _sentence(view, found, missing)
    taken = [column for column in found if column.field]
    left = [column for column in found if not column.field]
    with st.container(border=True, key="import_columns"):
        _titles()
        for column in taken + (left if len(left) <= 8 else []):
            _column(view, column)
    if len(left) > 8:
        label = ngettext("{n} column is not imported", "{n} columns are not imported", len(left)).format(n=len(left))
        with st.expander(label, key="import_left"):
            for column in left:
                _column(view, column)
    for column in found:
        if column.ask or (column.choices and column.chosen):
            _question(view, column)


def _continue(view: RunView, found: tuple[ColumnView, ...]) -> None:
    matched = any(note for column in found for note in column.notes) or view.kind in ("customers", "contacts", "opportunities")
    steps.go("values") if matched else steps.check(view)


def _what(view: RunView) -> None:
    """What the file is, and which sheet of it."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="import_what"):
        kinds = [name for name in KINDS if session.actor().may(KINDS[name].right)]
        session.keep("import_kind_of", view.kind)
        st.selectbox(_("The rows are"), kinds, format_func=words.kind_word, key="import_kind_of", width=240,
                     on_change=_other_kind, args=(view,))
        sheets = view.about.get("sheets") or []
        if len(sheets) > 1:
            session.keep("import_sheet", view.about.get("sheet"))
            st.selectbox(_("Sheet"), sheets, key="import_sheet", width=240, on_change=_other_kind, args=(view,))


def _other_kind(view: RunView) -> None:
    wanted = session.get("import_kind_of"), session.get("import_sheet", view.about.get("sheet"))
    if wanted == (view.kind, view.about.get("sheet")):
        return
    try:
        change_kind(session.actor(fresh=True), view.id, wanted[0], ask(company), wanted[1])
    except CrmError as error:
        session.notify(told(error), "error")


def _sentence(view: RunView, found: tuple[ColumnView, ...], missing: list[tuple[str, ...]]) -> None:
    taken = sum(bool(column.field) for column in found)
    unsure = sum(bool(column.field) and not column.sure for column in found)
    first = _("{n} of {total} columns are matched.").format(n=taken, total=len(found))
    if missing:
        names = " / ".join(words.field_word(view.kind, name) for name in missing[0])
        second = _("One is missing: choose the column for {names}.").format(names=plain(names))
    elif unsure:
        second = ngettext("Look at the marked one; the rest we are sure of.", "Look at the {n} marked ones; the rest we are sure of.", unsure).format(n=unsure)
    else:
        second = _("We are sure of all of them.")
    st.markdown(f"**{plain(first)}** {second}")


def _titles() -> None:
    with st.container(key="import_titles"):
        for cell, title in zip(st.columns(WEIGHTS), (_("In your file"), _("Samples"), _("Goes to"), _("Note")), strict=True):
            cell.markdown(small(title))


def _column(view: RunView, column: ColumnView) -> None:
    heading, samples, target, note = st.columns(WEIGHTS, vertical_alignment="center")
    mark = ":gray[:material/remove:]" if not column.field else (
        ":green[:material/check_circle:]" if column.sure else ":orange[:material/help:]")
    heading.markdown(f"{mark} **{plain(column.heading)}**")
    shown = " · ".join(sample[:40] for sample in column.samples) or _("(empty)")
    samples.markdown(f":gray[{plain(shown)}]")
    kind = KINDS[view.kind]
    options = [words.LEFT, *(field.name for field in kind.fields)]
    key = f"import_field_{view.id}_{column.index}"
    session.keep(key, column.field or words.LEFT)
    target.selectbox(
        column.heading, options, format_func=lambda name: words.field_word(view.kind, name), key=key,
        label_visibility="collapsed", on_change=_chosen, args=(view, column.heading, key),
    )
    with note:
        for remark in column.notes:
            text = plain(words.note_word(remark))
            st.markdown(f":small[:orange[{text}]]" if remark.look else f":small[:gray[{text}]]")


def _chosen(view: RunView, heading: str, key: str) -> None:
    field = session.get(key) or None
    chosen = dict(view.mapping.columns)
    joins = field and KINDS[view.kind].field(field).joins
    if field and not joins:
        chosen = {other: None if taken == field else taken for other, taken in chosen.items()}
    chosen[heading] = field
    how = dict(view.about.get("how", {})) | {heading: "chosen"}
    steps.change(view, view.mapping.model_copy(update={"columns": chosen}), how=how)


def _question(view: RunView, column: ColumnView) -> None:
    """Only a person can tell how these values are meant."""
    if column.choices == (".", ","):
        title, names = _("Amounts in {heading}"), {".": _("1.234 is a little more than one"), ",": _("1.234 is a thousand and more")}
        part = "decimals"
    else:
        title, part = _("Dates in {heading}"), "dates"
        names = {"dmy": _("Day first"), "mdy": _("Month first"), "ymd": _("Year first")}
    with card(title.format(heading=column.heading), " · ".join(column.samples)):
        key = f"import_ask_{view.id}_{column.index}"
        session.keep(key, column.chosen)
        st.segmented_control(
            title, column.choices, format_func=names.get, key=key, label_visibility="collapsed",
            on_change=_answered, args=(view, column.heading, part, key),
        )
        if column.chosen is None:
            quiet(_("These values can be read in more than one way, and nothing in the file tells which. Rows with them are left out until you choose."))


def _answered(view: RunView, heading: str, part: str, key: str) -> None:
    answers = dict(getattr(view.mapping, part))
    answers[heading] = session.get(key)
    if answers[heading] is None:
        answers.pop(heading)
    steps.change(view, view.mapping.model_copy(update={part: answers}))
