"""What can be done with every report: hand it in, print it, take it along, get it by mail."""
from collections.abc import Callable

import streamlit as st

from crm_core import run
from crm_core.access.sessions import actor_of
from crm_core.content.model import Content
from crm_core.errors import CrmError, Forbidden
from crm_core.submissions import commands, subscribing
from crm_core.submissions.catalogue import report_named
from crm_core.submissions.queries import submitted_report
from crm_core.submissions.reading import report_content, report_to_submit
from pages.ui import filters, forms, links, session
from pages.ui.format import day
from pages.ui.reader import style
from pages.ui.run import Attempt, act, ask, ask_now
from pages.ui.text import _, plain

SUBMIT, SUBSCRIBE = "report.submit", "report.subscribe"
MEDIA = {"pdf": "application/pdf", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
EVERY = ("week", "month")


def actions(key: str) -> None:
    """The buttons at the right of a report's title, for the report `key` with the filters of the address."""
    address = _address()
    files(key, address)
    st.button(_("By mail"), icon=":material/mail:", type="tertiary", key="report_by_mail", on_click=forms.open_dialog, args=(SUBSCRIBE,))
    if session.actor().may("reports:submit"):
        st.button(_("Submit report"), icon=":material/task_alt:", type="primary", key="report_submit", on_click=forms.open_dialog, args=(SUBMIT,))
    forms.dialog(SUBMIT, _("Submit report"), lambda: _submit(key, address))
    forms.dialog(SUBSCRIBE, _("Report by mail"), lambda: _subscribe(key, address))


def files(key: str, address: dict[str, str], submitted_id: int | None = None) -> None:
    """PDF and spreadsheet of the report, or of the one that was submitted."""
    for format, label, icon in (("pdf", "PDF", "picture_as_pdf"), ("xlsx", "Excel", "download")):
        st.download_button(
            label, _maker(key, address, format, submitted_id), file_name=f"{key}-{submitted_id or style().today}.{format}", icon=f":material/{icon}:", type="tertiary", on_click="ignore",
            key=f"report_{format}", mime=MEDIA[format])


def _address() -> dict[str, str]:
    return {name: filters.value(name) for name in st.query_params if name != filters.PAGE}


def _maker(key: str, address: dict[str, str], format: str, submitted_id: int | None) -> Callable[[], bytes]:
    """Makes the file when the button is pressed, with the rights of that moment."""
    token = session.token()

    def made() -> bytes:
        from crm_core.printing.pdf import pdf
        from crm_core.printing.workbook import workbook

        actor = actor_of(token)
        if actor is None:
            raise Forbidden()
        about: tuple[tuple[str, str], ...] = ()
        if submitted_id is None:
            content: Content = run.ask(actor, report_content, key, address)
        else:
            kept = run.ask(actor, submitted_report, submitted_id)
            content, about = kept.content, kept.about(actor.time_zone)
        run.act(actor, commands.export_taken, key, format, submitted_id)
        return pdf(content, about) if format == "pdf" else workbook(content, about=about)

    return made


def _submit(key: str, address: dict[str, str]) -> None:
    """What is frozen, a word about it, and the button."""
    st.markdown(plain(_("The report is kept as it is now, with these filters. Executives read it exactly so later; it can be withdrawn, not changed.")))
    with forms.form("submission") as form:
        comment = form.area("comment", _("Comment"), placeholder=_("What should one know about these figures?"), height=140)
        pressed = form.buttons(_("Submit report"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if not pressed.save:
        return
    with st.spinner(_("Keeping the report in every language…")):
        made = _handed_in(key, address, comment)
    if not made.ok:
        form.show(made.error)
        return
    forms.close_dialog()
    session.notify(_("Report submitted"))
    links.leave_for("submitted-report", id=made.value)


def _handed_in(key: str, address: dict[str, str], comment: str) -> Attempt:
    """Computes the report first, so that nobody who writes has to wait for that, then stores just this."""
    try:
        frozen = ask_now(report_to_submit, key, address)
    except CrmError as error:
        return Attempt(error=error)
    return act(commands.submit_report, frozen, comment, quiet=True)


def _subscribe(key: str, address: dict[str, str]) -> None:
    """How often, or the end of it."""
    found, look = ask(subscribing.my_subscription, key), style()
    title = _(report_named(key).title)
    if found:
        words = _("You get “{report}” every week, next on {day}.") if found.every == "week" else _("You get “{report}” every month, next on {day}.")
        st.markdown(plain(words.format(report=title, day=day(found.next_on, look))))
    else:
        st.markdown(plain(_("The answer and the figures come by mail, the whole report as PDF, with the filters that are set now and what you may see on that day.")))
    with forms.form("subscription") as form:
        names = {"week": _("Every Monday"), "month": _("On the first of every month")}
        with form.field("every") as widget:
            every = st.radio(_("How often"), EVERY, EVERY.index(found.every) if found else 0, format_func=names.get, key=widget)
        pressed = form.buttons(_("Change") if found else _("Subscribe"))
    if found and st.button(_("Unsubscribe"), icon=":material/unsubscribe:", type="tertiary", key="report_unsubscribe") and act(subscribing.unsubscribe, key).ok:
        forms.saved(_("You no longer get this report by mail."))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save:
        made = act(subscribing.subscribe, key, address, every, quiet=True)
        if made.ok:
            forms.saved(_("The next mail comes on {day}.").format(day=day(made.value, look)))
        form.show(made.error)
