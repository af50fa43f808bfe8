"""Creating, changing, handing over and deleting a deal."""
from functools import partial
from typing import Any

import streamlit as st

from crm_core.access.rights import Scope
from crm_core.customers.queries import customer_view
from crm_core.errors import Conflict
from crm_core.pipeline.commands import assign_deal, create_deal, delete_deal, restore_deal, update_deal
from crm_core.pipeline.queries import pipelines
from crm_core.pipeline.reading import DealView, deal
from crm_core.pipeline.schemas import DealEdit, DealNew
from crm_core.wording import field_label
from pages.pipeline.fields import owner_field, source_field, value_field
from pages.pipeline.picker import customer_picker, forget_picked
from pages.ui import forms, layout, session
from pages.ui.format import Style, day, money_full
from pages.ui.reader import style as reader
from pages.ui.run import act, ask, ask_now
from pages.ui.text import _, plain

NEW, EDIT, ASSIGN, DELETE = "deal-new", "deal-edit", "deal-assign", "deal-delete"
GONE = "deal.gone"  # the deal that was deleted just now, whose page must be left
_MEANWHILE = "deal-edit.meanwhile"


def new_deal_dialog(customer_id: int | None = None) -> None:
    """Opens the dialog for a new deal, of that customer when given; in the script or as a callback.

    The page draws it with `draw_new()`.
    """
    forget_picked(NEW)
    forms.open_dialog(NEW, customer_id=customer_id)


def draw_new() -> None:
    """The dialog for a new deal, when it is open."""
    forms.dialog(NEW, _("New deal"), _new)


def _new(customer_id: int | None) -> None:
    style = reader()
    known = ask(customer_view, customer_id).name if customer_id else None
    picked = customer_picker(NEW, (customer_id, known) if known else None) if session.actor().may("customers:view") else None
    with forms.form(NEW) as form:
        asked = {"name": form.text("name", _("Deal name"), required=True, max_chars=300, placeholder=_("What they want to buy"))}
        asked |= _stage_fields(form)
        left, right = st.columns(2)
        with left:
            asked["value"] = value_field(form, style, None) or 0
        with right:
            asked["expected_close"] = form.day("expected_close", _("Expected close"), None)
        if session.actor().scope("deals:assign") > Scope.OWN:
            asked["owner_id"] = owner_field(form, session.actor().user_id)
        asked["source"] = source_field(form, None)
        pressed = form.buttons(_("Create deal"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save:
        attempt = forms.attempt(lambda: act(create_deal, DealNew(**asked, customer_id=picked), quiet=True))
        if attempt.ok:
            forms.saved(_("Deal created"))
        form.show(attempt.error)


def _stage_fields(form: forms.Form) -> dict[str, Any]:
    known = [pipeline for pipeline in ask(pipelines) if pipeline.active and pipeline.open_stages]
    options = [
        (stage.id, stage.name if len(known) == 1 else f"{pipeline.name} · {stage.name}")
        for pipeline in known
        for stage in pipeline.open_stages
    ]
    return {"stage_id": form.choice("stage_id", _("Stage"), options, options[0][0] if options else None)}


def edit_deal(found: DealView) -> None:
    """Opens the form of a deal; for callbacks."""
    session.forget(_MEANWHILE)
    forget_picked(EDIT)
    forms.open_dialog(EDIT, deal_id=found.id, version=found.version, base=_values(found))


def draw_dialogs(found: DealView) -> None:
    """The dialogs of a deal's page, when open."""
    forms.dialog(EDIT, _("Edit deal"), _edit)
    forms.dialog(ASSIGN, _("Give to another owner"), partial(_assign, found))
    forms.dialog(DELETE, _("Delete this deal?"), partial(_delete, found))


def _values(found: DealView) -> dict[str, Any]:
    names = ("name", "customer_id", "value", "expected_close", "opened_on", "source", "competitor", "notes")
    return {name: getattr(found, name) for name in names}


def _edit(deal_id: int, version: int, base: dict[str, Any]) -> None:
    style, current = reader(), ask_now(deal, deal_id)
    asked: dict[str, Any] = {}
    customer = (current.customer_id, current.customer) if current.customer_id else None
    asked["customer_id"] = customer_picker(EDIT, customer) if session.actor().may("customers:view") else base["customer_id"]
    with forms.form(f"{EDIT}-{deal_id}") as form:
        asked |= _edit_fields(form, base, style)
        meanwhile = session.get(_MEANWHILE)
        if meanwhile:
            _tell_meanwhile(form, meanwhile[1], style)
        pressed = form.buttons(_("Save"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save:
        mine = {name: value for name, value in asked.items() if value != base[name]}
        _save(deal_id, meanwhile[0] if meanwhile else version, mine, base, form)


def _edit_fields(form: forms.Form, base: dict[str, Any], style: Style) -> dict[str, Any]:
    asked: dict[str, Any] = {"name": form.text("name", _("Deal name"), base["name"], required=True, max_chars=300)}
    left, right = st.columns(2)
    with left:
        asked["value"] = value_field(form, style, base["value"])
    with right:
        asked["expected_close"] = form.day("expected_close", _("Expected close"), base["expected_close"])
    left, right = st.columns(2)
    with left:
        asked["opened_on"] = form.day("opened_on", _("Opened"), base["opened_on"], max_value=style.today)
    with right:
        asked["source"] = source_field(form, base["source"])
    asked["competitor"] = form.text("competitor", _("Competitor"), base["competitor"], max_chars=200) or None
    asked["notes"] = form.area("notes", _("Notes"), base["notes"]) or None
    return asked


def _save(deal_id: int, version: int, mine: dict[str, Any], base: dict[str, Any], form: forms.Form) -> None:
    attempt = forms.attempt(lambda: act(update_deal, deal_id, DealEdit(**mine), version, quiet=True))
    if attempt.ok:
        session.forget(_MEANWHILE)
        forms.saved(_("Deal saved"))
    if isinstance(attempt.error, Conflict):
        _meet(deal_id, mine, base, form)
    else:
        form.show(attempt.error)


def _meet(deal_id: int, mine: dict[str, Any], base: dict[str, Any], form: forms.Form) -> None:
    """Somebody else saved first: different fields go together, for the same ones the second decides."""
    now = ask_now(deal, deal_id)
    theirs = {name: value for name, value in _values(now).items() if value != base[name]}
    both = {name: (value, mine[name]) for name, value in theirs.items() if name in mine and mine[name] != value}
    if not both:
        _save(deal_id, now.version, mine, base, form)
    session.keep(_MEANWHILE, (now.version, both))
    _tell_meanwhile(form, both, reader())


def _tell_meanwhile(form: forms.Form, both: dict[str, tuple], style: Style) -> None:
    """What somebody else wrote into the same fields since this form was opened; nothing typed is lost."""
    lines = [_("Somebody changed this deal while you were typing. Save again to keep yours, or cancel to keep theirs.")]
    for name, (theirs, mine) in both.items():
        told = _("{field} is now {value}").format(field=_(field_label(name)), value=_shown(name, theirs, style))
        lines.append("- " + plain(told + " · " + _("you wrote {value}").format(value=_shown(name, mine, style))))
    form.tell().warning("\n".join(lines))


def _shown(name: str, value: Any, style: Style) -> str:
    if value in (None, ""):
        return _("empty")
    if name == "value":
        return money_full(value, style)
    if name in ("expected_close", "opened_on"):
        return day(value, style)
    if name == "customer_id":
        return ask(customer_view, value).name
    return str(value)


def _assign(found: DealView) -> None:
    layout.quiet(_("The deal goes to the team of its new owner."))
    with forms.form(ASSIGN) as form:
        owner_id = owner_field(form, found.owner_id)
        pressed = form.buttons(_("Give"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save and owner_id:
        attempt = act(assign_deal, found.id, owner_id, found.version, quiet=True)
        if attempt.ok:
            if found.owner_id:
                session.offer_undo(_("Given to another owner"), partial(act, assign_deal, found.id, found.owner_id))
            forms.close_dialog()
            st.rerun()
        form.show(attempt.error)


def _delete(found: DealView) -> None:
    forms.confirm(
        _("“{deal}” disappears from every list and report.").format(deal=found.name),
        _("It can be brought back right afterwards."),
        _("Delete"), partial(_deleted, found), DELETE,
    )


def _deleted(found: DealView) -> None:
    if act(delete_deal, found.id).ok:
        session.keep(GONE, found.id)
        session.offer_undo(_("“{deal}” is deleted").format(deal=found.name), partial(act, restore_deal, found.id))
