"""Moving a deal to another stage, what a stage asks for first, and the way back."""
from datetime import timedelta
from functools import partial
from typing import Any

import streamlit as st

from crm_core.pipeline.progress import move_deal
from crm_core.pipeline.queries import pipelines
from crm_core.pipeline.reading import DealView, deal
from crm_core.pipeline.rules import REQUIRABLE, Missing
from crm_core.pipeline.schemas import DealEdit, LineNew, StageView
from crm_core.products.queries import product_choices
from crm_core.tasks.commands import plan_and_move_deal
from pages.activities.next_step import step_fields, step_of
from pages.activities.subject import Subject
from pages.pipeline.fields import contacts_field, source_field, value_field
from pages.pipeline.picker import customer_picker, forget_picked
from pages.ui import forms, session
from pages.ui.format import Style
from pages.ui.reader import style as reader
from pages.ui.run import Attempt, act, ask
from pages.ui.text import _, plain, told

FILL = "deal-fill"


def moved(wish: dict[str, Any]) -> None:
    """A card was put elsewhere: {"id", "from", "to", "version"}; for callbacks."""
    try:
        deal_id, origin, target, version = (int(wish[name]) for name in ("id", "from", "to", "version"))
    except (KeyError, TypeError, ValueError):
        return
    move(deal_id, origin, target, version)


def move(deal_id: int, origin: int, target: int, version: int) -> None:
    """Moves the deal; asks for what is missing, or says why it cannot be; for callbacks."""
    attempt = act(move_deal, deal_id, target, version, quiet=True)
    if attempt.ok:
        offer_back(deal_id, origin, target, attempt.value)
    elif isinstance(attempt.error, Missing):
        forget_picked(FILL)
        forms.open_dialog(FILL, deal_id=deal_id, target=target, fields=attempt.error.fields)
    else:
        session.notify(_("The deal stays where it was. {reason}").format(reason=told(attempt.error)), "error")


def offer_back(deal_id: int, origin: int, target: int, version: int) -> None:
    """Says where the deal is now and offers the way back."""
    stage = stage_of(target)
    session.offer_undo(_("Moved to {stage}").format(stage=stage.name if stage else ""), partial(_back, deal_id, origin, version))


def _back(deal_id: int, origin: int, version: int) -> None:
    act(move_deal, deal_id, origin, version)


def stage_of(stage_id: int) -> StageView | None:
    """The stage in the reader's language."""
    return next((found for pipeline in ask(pipelines) if (found := pipeline.stage(stage_id))), None)


def draw_fill() -> None:
    """The dialog that asks for what the stage needs, when a move opened it."""
    forms.dialog(FILL, _("A little more is needed"), _fill)


def _fill(deal_id: int, target: int, fields: tuple[str, ...]) -> None:
    found, stage, style = ask(deal, deal_id), stage_of(target), reader()
    needs = _(", ").join(_(REQUIRABLE[name]) for name in fields)
    st.markdown(_("**{stage}** needs: {fields}").format(stage=plain(stage.name), fields=plain(needs)))
    customer_id = found.customer_id
    if "customer" in fields:
        customer_id = customer_picker(FILL, None)
    with forms.form(FILL) as form:
        asked = _fields(form, fields, customer_id, style)
        pressed = form.buttons(_("Move to {stage}").format(stage=plain(stage.name)))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save:
        if "customer" in fields:
            asked["customer_id"] = customer_id
        _save(found, target, asked, form)


def _fields(form: forms.Form, fields: tuple[str, ...], customer_id: int | None, style: Style) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    if "contacts" in fields:
        asked["contact_ids"] = contacts_field(form, customer_id, ())
    if "value" in fields:
        asked["value"] = value_field(form, style, None)
    if "expected_close" in fields:
        with form.field("expected_close") as key:
            asked["expected_close"] = st.date_input(
                _("Expected close"), None, key=key, format="YYYY-MM-DD", min_value=style.today
            )
    if "products" in fields:
        names = {product.id: product.name for product in ask(product_choices) if product.active}
        with form.field("lines") as key:
            picked = st.multiselect(_("Products"), names, format_func=names.get, key=key, placeholder=_("Choose"))
        asked["lines"] = tuple(LineNew(product_id=product) for product in picked)
    if "source" in fields:
        asked["source"] = source_field(form, None)
    if "notes" in fields:
        asked["notes"] = form.area("notes", _("Notes"))
    if "next_step" in fields:
        asked["next_step"] = step_fields(form, style.today + timedelta(days=1), required=True)
    return asked


def _save(found: DealView, target: int, asked: dict[str, Any], form: forms.Form) -> None:
    planned = asked.pop("next_step", None)

    def write() -> Attempt:
        if planned is None:
            return act(move_deal, found.id, target, found.version, DealEdit(**asked), quiet=True)
        step = step_of(planned, Subject(deal_id=found.id), reader())
        return act(plan_and_move_deal, step, target, found.version, DealEdit(**asked), quiet=True)

    attempt = forms.attempt(write)
    if not attempt.ok:
        form.show(attempt.error)
        return
    forms.close_dialog()
    offer_back(found.id, found.stage_id, target, attempt.value)
    st.rerun()
