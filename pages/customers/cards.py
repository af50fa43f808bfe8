"""The cards at the left of a customer's page: deals, contacts, details, files."""
from collections.abc import Callable
from datetime import date

import streamlit as st

from crm_core import regions, run
from crm_core.attachments.commands import attach_file, remove_file, restore_file
from crm_core.attachments.queries import stored_file
from crm_core.company.queries import company
from crm_core.customers.queries import CustomerPage, CustomerView, FileRow
from crm_core.customers.schemas import ContactRow
from crm_core.errors import Forbidden
from crm_core.i18n import locales
from crm_core.occasions import next_birthday
from crm_core.wording import field_label
from pages.customers.contact_forms import open_contact
from pages.ui import components, forms, layout, links, session
from pages.ui.format import Style, day, days, days_away, days_tone, initials, money, money_full, number, size
from pages.ui.run import act, ask
from pages.ui.text import _, ngettext, plain, told

DEALS, CONTACTS = "customer_deals", "customer_contacts"
SHOWN = 5
SOON = 7  # days until a birthday
ATTACH, REMOVE = "file.attach", "file.remove"


def leave_when_opened() -> None:
    """Before anything is asked for: goes to the deal that was clicked."""
    deal = components.happened(DEALS, "open")
    if deal:
        links.leave_for("deal", id=deal)


def deals(found: CustomerPage, style: Style) -> None:
    """The open deals, the largest first."""
    with layout.card(_("Open deals")):
        if not found.deals:
            layout.quiet(_("No deal is open."))
        components.record_list([_deal(deal, style) for deal in found.deals[:SHOWN]], DEALS)
        rest = found.figures.open_count - SHOWN
        if rest > 0:
            st.page_link(links.page("pipeline"), label=ngettext("{n} more deal", "{n} more deals", rest).format(n=rest),
                         query_params={"customer": str(found.customer.id)})


def _deal(deal, style: Style) -> dict:
    spent = (style.now - deal.stage_since).days
    closes = _("closes {day}").format(day=day(deal.expected_close, style)) if deal.expected_close else None
    return {
        "id": deal.id, "title": deal.name, "href": links.href("deal", deal.id),
        "sub": " · ".join(filter(None, [deal.stage, closes])),
        "value": money(deal.value, style), "value_title": money_full(deal.value, style),
        "note": days(spent, style, deal.limit_days), "note_tone": days_tone(spent, deal.limit_days),
    }


def contacts(found: CustomerPage, style: Style) -> None:
    """The people, with a link to call them."""

    def add() -> None:
        if found.allowed.edit:
            layout.text_button(_("Add"), "contact_add", on_click=open_contact)

    with layout.card(_("Contacts"), action=add):
        if not found.contacts:
            layout.quiet(_("Nobody is known here yet."))
            return
        items = [_contact(c, found.allowed.edit, style) for c in found.contacts]
        components.record_list(items, CONTACTS, on_open=lambda key: open_contact(_of(found.contacts, key)))


def _contact(contact: ContactRow, opens: bool, style: Style) -> dict:
    phone = contact.mobile or contact.phone
    item = {
        "id": contact.id, "title": contact.name, "initials": initials(contact.name), "mine": contact.is_primary,
        "sub": " · ".join(filter(None, [contact.title, phone or contact.email])), "phone": phone,
    }
    if contact.birthday:
        birthday = next_birthday(contact.birthday, style.today)
        item |= {"note": _("birthday {day}").format(day=day(birthday, style)),
                 "note_tone": "green" if (birthday - style.today).days <= SOON else None}
    if contact.buying_role:
        item["badge"] = {"text": contact.role_name or contact.buying_role, "tone": contact.role_tone or "gray"}
    if opens:
        item["href"] = f"?contact={contact.id}"
    return item


def details(found: CustomerPage, style: Style) -> None:
    """Everything that is filled in."""
    lines = [f":small[:gray[{plain(_(field_label(field)))}]]&ensp;{text}" for field, text in _details(found, style)]
    if not lines and not found.customer.tags and not found.customer.notes:
        return
    with layout.card(_("Details")):
        if found.customer.tags:
            st.markdown(" ".join(layout.badge(tag) for tag in found.customer.tags))
        if lines:
            st.markdown("  \n".join(lines))
        if found.customer.notes:
            st.text(found.customer.notes)


def _details(found: CustomerPage, style: Style) -> list[tuple[str, str]]:
    c = found.customer
    countries = regions.countries(session.locale())
    place = ", ".join(filter(None, [c.address, c.postal_code, c.city, c.region, countries.get(c.country or "", c.country)]))
    written = (
        ("phone", c.phone), ("email", c.email), ("address", place),
        ("industry", c.industry_name or c.industry), ("source", c.source_name or c.source),
        ("employees", number(c.employees, style) if c.employees is not None else None),
        ("annual_revenue", money_full(c.annual_revenue, style) if c.annual_revenue is not None else None),
        ("founded_year", str(c.founded_year) if c.founded_year else None),
        ("contract_ends_on", _until(c.contract_ends_on, style)), ("agent_id", c.agent),
        ("birthday", day(c.birthday, style) if c.birthday else None), ("customer.locale", locales().get(c.locale)),
        ("parent_id", c.parent), ("team_id", c.team), ("grade_reason", _graded(c)),
        ("external_id", c.external_id),
    )
    shown = [(field, plain(text)) for field, text in written if text]
    if c.website:
        shown.insert(2, ("website", f"[{plain(c.website.partition('//')[2])}]({_address(c.website)})"))
    return shown


def _graded(c: CustomerView) -> str | None:
    """Who decided the grade, and why."""
    if c.grade_by == "rule" and c.grade:
        return _("by the rule")
    if c.grade_by == "hand" and c.grade:
        return _("by hand: {reason}").format(reason=c.grade_reason) if c.grade_reason else _("by hand")
    return c.grade_reason


def _until(last: date | None, style: Style) -> str | None:
    """The day a contract ends, with how far off that is."""
    return f"{day(last, style)} ({days_away(last, style)})" if last else None


def _address(url: str) -> str:
    return url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")


def files(found: CustomerPage, style: Style) -> None:
    """The files of the customer."""
    files_card(found.files, found.allowed.log or found.allowed.edit, style)


def files_card(rows: tuple[FileRow, ...], may: bool, style: Style) -> None:
    """What was attached, to read and, who `may`, to add and to take off; a deal's page shows it too."""
    if not rows and not may:
        return

    def add() -> None:
        if may:
            layout.text_button(_("Attach"), "file_add", on_click=forms.open_dialog, args=(ATTACH,))

    with layout.card(_("Files"), action=add):
        if not rows:
            layout.quiet(_("Quotations, contracts, pictures and recordings can be kept here."))
        for file in rows:
            _file(file, may, style)


def _file(file: FileRow, may: bool, style: Style) -> None:
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        st.download_button(plain(file.name), file_reader(file.id), file.name, file.content_type, key=f"file_{file.id}",
                           type="tertiary", icon=":material/attach_file:", on_click="ignore")
        st.space("stretch")
        layout.quiet(f"{size(file.size, style)} · {day(file.at, style)}", width="content")
        if may:
            st.button("", icon=":material/close:", type="tertiary", key=f"file_remove_{file.id}", help=_("Take off"),
                      on_click=_remove, args=(file,))


def file_reader(attachment_id: int) -> Callable[[], bytes]:
    """Reads the file when the button is pressed, with the rights of that moment."""
    token = session.token()

    def read() -> bytes:
        actor = session.actor_of(token)
        if actor is None:
            raise Forbidden()
        return run.ask(actor, stored_file, attachment_id).path.read_bytes()

    return read


def _remove(file: FileRow) -> None:
    if act(remove_file, file.id).ok:
        session.offer_undo(_("{name} taken off").format(name=file.name), lambda: act(restore_file, file.id))


def file_dialogs(found: CustomerPage, style: Style) -> None:
    """The dialog to attach files."""
    forms.dialog(ATTACH, _("Attach files"), lambda: attach_dialog(customer_id=found.customer.id))


def attach_dialog(**of: int) -> None:
    """The body of a dialog that attaches files to a customer (`customer_id=`) or a deal (`deal_id=`)."""
    limit = _limit()
    with forms.form("attaching") as form:
        with form.field("file") as name:
            chosen = st.file_uploader(_("Files, up to {limit} MB each").format(limit=limit), accept_multiple_files=True,
                                      key=name, max_upload_size=limit)
        pressed = form.buttons(_("Attach"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if not pressed.save or not chosen:
        return
    kept, refused = [], []
    for file in chosen:
        stored = forms.attempt(lambda file=file: act(attach_file, file.name, file.getvalue(), quiet=True, **of))
        if stored.ok:
            kept.append(stored.value)
        else:
            refused.append((file.name, stored.error))
    if not kept:
        form.show(refused[0][1])
        return
    for name, error in refused:
        session.notify(_("{field}: {change}").format(field=plain(name), change=plain(told(error))), "error")
    forms.close_dialog()
    text = ngettext("{n} file attached", "{n} files attached", len(kept)).format(n=len(kept))
    session.offer_undo(text, lambda: [act(remove_file, key) for key in kept])
    st.rerun()


def _limit() -> int:
    """The largest file the company allows, in megabytes."""
    return ask(company).attachment_megabytes


def _of(rows: tuple, key: int):
    return next((row for row in rows if row.id == key), None)
