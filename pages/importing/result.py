"""Step 4: what came of it, and the way back."""
import streamlit as st

from crm_core import clock
from crm_core.importing import runs
from crm_core.importing.queries import RunView
from pages.importing import errors, preview, steps, words
from pages.ui import filters, format, links, session
from pages.ui.layout import Metric, metrics, quiet, small
from pages.ui.reader import style
from pages.ui.run import ask
from pages.ui.text import _, ngettext, plain

TARGETS = {  # where the imported rows are seen, and the right to see them
    "customers": ("customers", "customers:view"), "contacts": ("customers", "customers:view"),
    "products": ("products", "products:view"), "teams": ("users", "users:manage"), "opportunities": ("pipeline", "deals:view"),
    "campaigns": ("campaigns", "campaigns:view"), "campaign-members": ("campaigns", "campaigns:view"),
    "orders": ("orders", "orders:view"), "tickets": ("tickets", "tickets:view"),
    "activities": ("customers", "customers:view"),
}


def page(view: RunView) -> None:
    """The four numbers, the error file, the rows left out, and undo."""
    def buttons() -> None:
        st.button(_("Import another file"), on_click=filters.replace, args=("",), key="import_again")
        label = {"customers": _("Open the customers"), "contacts": _("Open the customers"), "products": _("Open the products"),
                 "teams": _("Open users and teams"), "opportunities": _("Open the pipeline"),
                 "orders": _("Open the orders"), "tickets": _("Open the tickets"),
                 "campaigns": _("Open the campaigns"), "campaign-members": _("Open the campaigns"),
                 "activities": _("Open the customers")}[view.kind]
        url, right = TARGETS[view.kind]
        if session.actor().may(right) and st.button(label, type="primary", key="import_open"):
            links.leave_for(url)

    steps.top(view, "result", buttons)
    look = style()
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"##### {_told(view, look)}", width="stretch")
            _undo(view, look)
        if view.message:
            st.error(plain(_(view.message)), icon=":material/error:")
        metrics([
            Metric(_("New"), format.number(view.accepted, look)), Metric(_("Updated"), format.number(view.updated, look)),
            Metric(_("Left for you: duplicates"), format.number(view.duplicates, look)),
            Metric(_("Errors"), format.number(view.errors, look)),
        ])
        if view.rejected and not view.has_file:
            quiet(_("The file was deleted {days} days after the import, with the rows that did not come in.").format(days=runs.UNDO_DAYS))
        elif view.rejected:
            with st.container(horizontal=True):
                errors.button(view)
                quiet(_("Correct the rows in this file and import it again; only they are in it."))
    if view.rejected and view.has_file:
        _left(view)


def _told(view: RunView, look) -> str:
    n = view.accepted + view.updated
    if view.state == "undone":
        undone, kept = (format.number(view.about.get(name, 0), look) for name in ("undone", "kept"))
        text = _("Taken back: {undone}. Kept because they were changed since: {kept}.").format(undone=undone, kept=kept)
        return f":gray[:material/undo:] {plain(text)}"
    if view.state == "failed":
        return ":red[:material/error:] " + plain(_("The import stopped after {n} rows").format(n=format.number(view.handled, look)))
    texts = {
        "customers": ngettext("{n} customer is in", "{n} customers are in", n), "contacts": ngettext("{n} contact is in", "{n} contacts are in", n),
        "products": ngettext("{n} product is in", "{n} products are in", n), "teams": ngettext("{n} person is in", "{n} people are in", n),
        "opportunities": ngettext("{n} opportunity is in", "{n} opportunities are in", n),
        "campaigns": ngettext("{n} campaign is in", "{n} campaigns are in", n),
        "campaign-members": ngettext("{n} member is in", "{n} members are in", n),
        "orders": ngettext("{n} row of orders is in", "{n} rows of orders are in", n),
        "tickets": ngettext("{n} row of tickets is in", "{n} rows of tickets are in", n),
        "activities": ngettext("{n} activity is in", "{n} activities are in", n),
    }
    return f":green[:material/check_circle:] {plain(texts[view.kind].format(n=format.number(n, look)))}"


def _undo(view: RunView, look) -> None:
    stopped = view.state == "failed" and view.task != "check"
    if not stopped and not (view.undo_until and clock.now() <= view.undo_until):
        return
    if st.button(_("Undo the import"), icon=":material/undo:", key="import_undo"):
        _confirm(view)
    if view.undo_until:
        text = _("until {day}, row by row where nothing was changed since").format(day=format.day(view.undo_until, look))
        st.markdown(small(text), width="content")


def _confirm(view: RunView) -> None:
    @st.dialog(_("Undo the import?"))
    def ask_first() -> None:
        st.markdown(plain(_("What the import added is removed, what it changed is as it was before. Rows that somebody has changed since stay.")))
        with st.container(horizontal=True, horizontal_alignment="right"):
            if st.button(_("Keep it"), key="import_keep"):
                st.rerun()
            if st.button(_("Undo the import"), type="primary", key="import_undo_sure"):
                steps.begin(view, runs.UNDO)
                st.rerun()

    ask_first()


def _left(view: RunView) -> None:
    st.subheader(_("Rows that did not come in"), anchor=False)
    names = words.verdicts()
    present = [verdict for verdict in ("rejected", "duplicate") if view.counts.get(verdict)]
    for verdict in present:
        st.markdown(f"**{names[verdict]}** {small(format.number(view.counts[verdict], style()))}")
        preview.table(view, ask(preview.import_rows, view.id, verdict, 1, 20, view.stamp))
