"""The forms of the plan: the campaign itself, a step, a line of the budget."""
from datetime import datetime
from functools import partial
from typing import Any

import streamlit as st
from babel.numbers import get_currency_precision

from crm_core.campaigns.commands import change_campaign
from crm_core.campaigns.queries import campaign_page
from crm_core.campaigns.schemas import (
    CampaignEdit,
    CampaignPage,
    CostEdit,
    CostNew,
    CostView,
    StepEdit,
    StepNew,
    StepView,
)
from crm_core.campaigns.steps import add_cost, add_step, change_cost, change_step
from crm_core.errors import Conflict, Invalid
from pages.campaigns.words import named
from pages.customers.fields import owners
from pages.ui import editing, forms, session
from pages.ui.format import Style, money_unit
from pages.ui.forms import Form
from pages.ui.reader import style as reader
from pages.ui.run import act, ask_now
from pages.ui.text import _

EDIT, STEP, COST = "campaign.edit", "campaign.step", "campaign.cost"


def open_edit(found: CampaignPage) -> None:
    """Opens the form of a campaign; a callback."""
    session.forget(*(f"{EDIT}.{name}" for name in ("base", "asked", "fresh", "who")))
    forms.open_dialog(EDIT, found=found)


def draw_dialogs(found: CampaignPage) -> None:
    """Draws whichever is open."""
    forms.dialog(EDIT, _("Edit campaign"), _edit, width="medium")
    forms.dialog(STEP, _("Step"), partial(_step, found))
    forms.dialog(COST, _("Budget line"), partial(_cost, found))


def _edit(found: CampaignPage) -> None:
    base, style = editing.prepare(EDIT, found), reader()
    with forms.form(EDIT) as form:
        editing.choose(form)
        typed = _fields(form, base, style)
        pressed = form.buttons(_("Save"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save:
        _save(form, base, typed)


def _fields(form: Form, base: CampaignPage, style: Style) -> dict[str, Any]:
    begun = base.state not in ("draft", "scheduled")
    typed: dict[str, Any] = {"name": form.text("name", _("Name"), base.name, required=True, max_chars=200)}
    with st.grid(2, min_column_width=180):
        typed["goal"] = form.choice("goal", _("Goal"), list(named("goal").items()), base.goal, required=True)
        typed["goal_target"] = form.number("goal_target", _("Target"), base.goal_target, min_value=1, help=_("For won value in whole units of the currency."))
        typed["channel"] = form.choice("channel", _("Channel"), list(named("channel").items()), base.channel, required=True, disabled=begun)
        typed["owner_id"] = form.choice("owner_id", _("Owner"), owners(session.actor().scope("campaigns:edit")), base.owner_id)
        typed["starts_on"] = form.day("starts_on", _("Starts on"), base.starts_on)
        typed["ends_on"] = form.day("ends_on", _("Ends on"), base.ends_on)
        typed["window_days"] = form.number("window_days", _("Conversions count for (days)"), base.window_days, min_value=1, max_value=365,
                                           help=_("So many days after the first contact."))
        budget = _("Budget, {currency}").format(currency=money_unit(style, 0)[1])
        typed["budget"] = form.money("budget", budget, base.budget, get_currency_precision(style.currency), step=1000.0) or 0
        typed["holdout_percent"] = form.number("holdout_percent", _("Held out (%)"), base.holdout_percent, max_value=90, disabled=begun,
                                               help=_("Chosen by chance, they get nothing: what they buy all the same tells what the campaign really brought."))
    typed["script"] = form.area("script", _("Call script"), base.script) or None
    typed["notes"] = form.area("notes", _("Notes"), base.notes) or None
    return typed


def _save(form: Form, base: CampaignPage, typed: dict[str, Any]) -> None:
    try:
        changed = editing.changed(EDIT, CampaignEdit(**typed).given())
    except Invalid as refused:
        form.show(refused)
        return
    done = forms.attempt(lambda: act(change_campaign, base.id, CampaignEdit(**changed), editing.version(EDIT), quiet=True))
    if isinstance(done.error, Conflict):
        now = ask_now(campaign_page, base.id)
        if now.version != editing.version(EDIT):
            if not editing.meet(EDIT, now, changed):
                st.rerun()
            done = forms.attempt(lambda: act(change_campaign, base.id, CampaignEdit(**changed), now.version, quiet=True))
    form.show(done.error)
    if done.ok:
        forms.saved(_("Campaign saved"))


def _step(found: CampaignPage, step: StepView | None = None) -> None:
    style = reader()
    with forms.form(f"step{step.id if step else ''}") as form:
        values: dict[str, Any] = {"name": form.text("name", _("Name"), step.name if step else None, required=True, max_chars=200)}
        values["kind"] = form.choice("kind", _("Kind of step"), list(named("step_kind").items()), step.kind if step else found.channel, required=True)
        with form.field("at") as key:
            at = style.local(step.at).replace(tzinfo=None) if step and step.at else None
            chosen = st.datetime_input(_("Date of the step"), at, key=key, format="YYYY-MM-DD")
        values["at"] = chosen.replace(tzinfo=style.zone) if isinstance(chosen, datetime) else None
        everybody = {"": _("Everybody")} | named("only")
        values["only"] = form.choice("only", _("Only for"), list(everybody.items()), (step.only or "") if step else "") or None
        whole = {"": _("Nothing, one version")} | named("split")
        values["split"] = form.choice("split", _("A and B differ in"), list(whole.items()), (step.split or "") if step else "") or None
        pressed = form.buttons(_("Save"))
    _finish(form, pressed, lambda: act(change_step, step.id, StepEdit(**values), quiet=True) if step else act(
        add_step, found.id, StepNew(**values), quiet=True), _("Step saved"))


def _cost(found: CampaignPage, cost: CostView | None = None) -> None:
    style = reader()
    places, unit = get_currency_precision(style.currency), money_unit(style, 0)[1]
    with forms.form(f"cost{cost.id if cost else ''}") as form:
        values: dict[str, Any] = {"name": form.text("name", _("Name"), cost.name if cost else None, required=True, max_chars=200)}
        values["planned"] = form.money("planned", _("Planned, {currency}").format(currency=unit), cost.planned if cost else None, places, step=100.0) or 0
        values["spent"] = form.money("spent", _("Spent, {currency}").format(currency=unit), cost.spent if cost else None, places, step=100.0) or 0
        values["spent_on"] = form.day("spent_on", _("Spent on"), cost.spent_on if cost else None)
        pressed = form.buttons(_("Save"))
    _finish(form, pressed, lambda: act(change_cost, cost.id, CostEdit(**values), quiet=True) if cost else act(
        add_cost, found.id, CostNew(**values), quiet=True), _("Line saved"))


def _finish(form: Form, pressed: forms.Pressed, write, told: str) -> None:
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save:
        done = forms.attempt(write)
        form.show(done.error)
        if done.ok:
            forms.saved(told)
