"""One stage: names, probability, time limit, what a deal needs to enter, and taking it out of use."""
from functools import partial
from uuid import uuid4

import streamlit as st

from crm_core.dictionary import label
from crm_core.pipeline.editable import PipelineRow, StageForm, StageRow, editable
from crm_core.pipeline.rules import REQUIRABLE
from crm_core.pipeline.stages import change_stage, create_stage, use_stage
from pages.admin import dialog
from pages.admin.names import name_fields
from pages.ui import forms, layout, session
from pages.ui.run import act, ask_now
from pages.ui.text import _, ngettext, plain


def stage_dialog(pipeline: PipelineRow, stage: StageRow | None) -> None:
    """Opens the dialog for a stage of the pipeline, or for a new one at its end."""
    title = plain(label(stage.name, stage.names, session.locale())) if stage else _("New stage")
    st.dialog(title, on_dismiss=dialog.close)(partial(_draw, pipeline, stage))()


def _draw(pipeline: PipelineRow, stage: StageRow | None) -> None:
    with forms.form("stage") as form:
        values = _fields(form, stage)
        pressed = form.buttons(_("Save"), cancel=False)
    if pressed.save:
        _save(pipeline, stage, values, form)
    if stage:
        st.divider()
        _use(pipeline, stage)


def _fields(form: forms.Form, stage: StageRow | None) -> dict:
    names = name_fields(form, stage.name if stage else "", stage.names if stage else {})
    with st.grid(2, min_column_width=180):
        probability = form.number(
            "probability", _("Probability (%)"), stage.probability if stage else 50, max_value=100,
            help=_("How many of the deals that reach this stage are won. The forecast weighs values with it."),
        )
        limit = form.number(
            "limit_days", _("Time limit (days)"), stage.limit_days if stage else None, min_value=1, max_value=3650,
            placeholder=_("no limit"), help=_("A deal that stays longer is marked and stands on its owner's day."),
        )
    with form.field("needs") as key:
        needs = st.multiselect(
            _("A deal that enters needs"), list(REQUIRABLE), list(stage.required) if stage else [],
            format_func=lambda name: _(REQUIRABLE[name]), key=key, placeholder=_("Nothing"),
        )
    return {**names, "probability": probability, "limit_days": limit, "needs": tuple(needs)}


def _save(pipeline: PipelineRow, stage: StageRow | None, values: dict, form: forms.Form) -> None:
    def write():
        data = StageForm(**values)
        if stage:
            return act(change_stage, stage.id, stage.version, data, quiet=True)
        return act(create_stage, pipeline.id, data, quiet=True)

    if dialog.tried(form, write, stage, lambda: _again(stage)).ok:
        dialog.saved(_("{name} is saved").format(name=plain(values["name"])))


def _again(stage: StageRow) -> StageRow:
    return next(found for pipeline in ask_now(editable) for found in pipeline.stages if found.id == stage.id)


def _use(pipeline: PipelineRow, stage: StageRow) -> None:
    if not stage.active:
        dialog.button(_("Use it again"), _take_in, stage, icon=":material/undo:", key="stage_in")
        return
    others = {other.id: label(other.name, other.names, session.locale()) for other in pipeline.stages if other.active}
    others.pop(stage.id)
    if not others:
        layout.quiet(_("The only stage stays in use."))
        return
    with st.popover(_("Take out of use"), icon=":material/block:"):
        target = None
        if stage.open_deals:
            st.markdown(ngettext(
                "{n} open deal is in this stage.", "{n} open deals are in this stage.", stage.open_deals
            ).format(n=stage.open_deals))
            target = st.selectbox(_("They go to"), list(others), format_func=others.get, key="stage_target")
        else:
            st.markdown(_("Nobody can put a deal into it any more; the history keeps it."))
        dialog.button(_("Take out of use"), _take_out, stage, target, type="primary", key="stage_out")


def _take_out(stage: StageRow, target: int | None) -> None:
    attempt = act(use_stage, stage.id, False, deals_go_to=target, batch=uuid4().hex)
    if attempt.ok:
        session.notify(ngettext(
            "The stage is out of use, {n} deal moved", "The stage is out of use, {n} deals moved", attempt.value
        ).format(n=attempt.value))
    dialog.close()


def _take_in(stage: StageRow) -> None:
    if act(use_stage, stage.id, True).ok:
        session.notify(_("The stage is in use again"))
    dialog.close()
