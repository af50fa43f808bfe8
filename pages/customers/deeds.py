"""What can be done with a customer: grade, assign, claim, release, delete."""
import re

import streamlit as st

from crm_core.access.rights import Scope
from crm_core.customers.commands import (
    assign_customer,
    claim_customer,
    delete_customer,
    grade_customer,
    restore_customer,
    update_customer,
)
from crm_core.customers.queries import CustomerPage, CustomerView
from crm_core.customers.schemas import CustomerEdit
from crm_core.dictionary import choices
from crm_core.value.grades import RULE, GradeRule
from crm_core.value.grading import back_to_rule
from pages.churn import dialogs as churn
from pages.customers.fields import POOL, options, owners
from pages.customers.forms import open_edit
from pages.tickets import new
from pages.ui import forms, layout, links, session
from pages.ui.run import act, ask
from pages.ui.text import _

GRADE, ASSIGN, DELETE = "customer.grade", "customer.assign", "customer.delete"


def tel(number: str) -> str:
    """The address that calls a number; an extension becomes a pause and its digits."""
    base, _x, extension = number.partition(" x")
    digits = re.sub(r"[^\d+]", "", base)
    return f"tel:{digits}" + (f",{extension}" if extension else "")


def menu(found: CustomerPage) -> None:
    """The button with everything that this person may do."""
    allowed = found.allowed
    deeds = {
        "edit": (allowed.edit, _("Edit")), "grade": (allowed.edit, _("Set grade")),
        "by_rule": (allowed.edit and found.customer.grade_by != RULE and _rule_gives_grades(), _("Grade by the rule again")),
        "assign": (allowed.assign, _("Assign owner")), "release": (allowed.release, _("Return to the public pool")),
        "danger": (session.actor().may("churn:edit") and allowed.edit and found.customer.lifecycle != "lost", _("Mark as in danger of leaving")),
        "delete": (allowed.delete, _("Delete")),
    }
    if session.actor().may("tickets:edit"):
        deeds = {"ticket": (True, _("New ticket")), **deeds}
    names = {deed: name for deed, (may, name) in deeds.items() if may}
    if names:
        st.menu_button(":material/more_horiz:", list(names), format_func=names.get, key="customer_menu",
                       on_click=_chosen, args=(found,), help=_("More"))


def dialogs(found: CustomerPage) -> None:
    """Draws whichever of the dialogs is open."""
    customer = found.customer
    forms.dialog(GRADE, _("Set grade"), lambda: _grade(customer))
    forms.dialog(ASSIGN, _("Assign owner"), lambda: _assign(customer))
    forms.dialog(DELETE, _("Delete customer"), lambda: _delete(found))


def leave_when_deleted(customer_id: int | None) -> None:
    """Goes to the list when this customer was just deleted here."""
    if customer_id is not None and session.get("customer.deleted") == customer_id:
        session.forget("customer.deleted")
        links.leave_for("customers")


def claim(customer: CustomerView) -> None:
    """Takes the customer out of the public pool; a callback."""
    if act(claim_customer, customer.id).ok:
        session.offer_undo(_("{name} is yours now").format(name=customer.name), lambda: act(assign_customer, customer.id, None))


def _chosen(found: CustomerPage) -> None:
    customer, deed = found.customer, session.get("customer_menu")
    if deed == "edit":
        open_edit(customer)
    elif deed == "ticket":
        new.open_new((customer.id, customer.name))
    elif deed == "by_rule":
        _back_to_rule(customer)
    elif deed == "release":
        _release(customer)
    elif deed == "danger":
        churn.mark(customer.id)
    elif deed in ("grade", "assign", "delete"):
        forms.open_dialog(f"customer.{deed}")


def _release(customer: CustomerView) -> None:
    if act(assign_customer, customer.id, None).ok:
        back = claim_customer if customer.owner_id == session.actor().user_id else None
        undo = (lambda: act(claim_customer, customer.id)) if back else (lambda: act(assign_customer, customer.id, customer.owner_id))
        session.offer_undo(_("{name} is in the public pool").format(name=customer.name), undo)


def _grade(customer: CustomerView) -> None:
    with forms.form(f"grading_{customer.id}") as form:
        grade = form.choice("grade", _("Grade"), options(ask(choices), "grade", customer.grade), customer.grade)
        reason = form.text("reason", _("Why this grade"), customer.grade_reason, required=True, max_chars=500)
        if _rule_gives_grades():
            layout.quiet(_("A grade by hand stays until you take it away or let the rule decide again."))
        pressed = form.buttons(_("Save"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save:
        stored = forms.attempt(lambda: act(grade_customer, customer.id, grade, reason, customer.version, quiet=True))
        form.show(stored.error)
        if stored.ok:
            forms.close_dialog()
            session.offer_undo(_("Grade changed"), lambda: _regrade(customer, stored.value))
            st.rerun()


def _regrade(customer: CustomerView, version: int) -> None:
    """The grade as it was before."""
    if customer.grade_by == RULE:
        act(back_to_rule, customer.id)
    else:
        act(update_customer, customer.id, CustomerEdit(grade=customer.grade, grade_reason=customer.grade_reason), version)


def _back_to_rule(customer: CustomerView) -> None:
    if act(back_to_rule, customer.id).ok:
        edit = CustomerEdit(grade=customer.grade, grade_reason=customer.grade_reason)
        session.offer_undo(_("The rule decides about the grade"), lambda: act(update_customer, customer.id, edit, customer.version + 1))


def _rule_gives_grades() -> bool:
    company = session.actor().company
    return company is not None and GradeRule.of(company.grade_rule).active


def _assign(customer: CustomerView) -> None:
    reach = session.actor().scope("customers:assign")
    people = [*owners(Scope(reach)), (POOL, _("Public pool"))]
    with forms.form(f"assigning_{customer.id}") as form:
        owner = form.choice("owner_id", _("Owner"), people, customer.owner_id if customer.owner_id in dict(people) else None,
                            required=True)
        pressed = form.buttons(_("Assign"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save and owner is not None:
        stored = forms.attempt(lambda: act(assign_customer, customer.id, owner or None, quiet=True))
        form.show(stored.error)
        if stored.ok:
            forms.close_dialog()
            text = _("{name} assigned to {owner}").format(name=customer.name, owner=dict(people)[owner])
            session.offer_undo(text, lambda: act(assign_customer, customer.id, customer.owner_id))
            st.rerun()


def _delete(found: CustomerPage) -> None:
    customer = found.customer

    def delete() -> None:
        if act(delete_customer, customer.id).ok:
            session.offer_undo(_("{name} deleted").format(name=customer.name), lambda: act(restore_customer, customer.id))
            session.keep("customer.deleted", customer.id)

    forms.confirm(
        _("Delete {name}?").format(name=customer.name),
        _("It disappears from lists and search, with its contacts. Closed deals and what happened stay on record."),
        _("Delete"), delete, f"customer.delete.{customer.id}")
