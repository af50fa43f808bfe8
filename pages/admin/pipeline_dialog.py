"""One pipeline: its names, a new one with stages like another's, and taking it out of use."""
from collections.abc import Sequence
from functools import partial

import streamlit as st

from crm_core.dictionary import label
from crm_core.naming import NameForm
from crm_core.pipeline.editable import PipelineRow, editable
from crm_core.pipeline.stages import change_pipeline, create_pipeline, use_pipeline
from pages.admin import dialog
from pages.admin.names import name_fields
from pages.ui import filters, forms, session
from pages.ui.run import act, ask_now
from pages.ui.text import _, plain


def pipeline_dialog(found: Sequence[PipelineRow], pipeline: PipelineRow | None) -> None:
    """Opens the dialog for this pipeline, or for a new one."""
    title = plain(_name(pipeline)) if pipeline else _("New pipeline")
    st.dialog(title, on_dismiss=dialog.close)(partial(_draw, found, pipeline))()


def _name(pipeline: PipelineRow) -> str:
    return label(pipeline.name, pipeline.names, session.locale())


def _draw(found: Sequence[PipelineRow], pipeline: PipelineRow | None) -> None:
    with forms.form("pipeline") as form:
        values, model = name_fields(form, pipeline.name if pipeline else "", pipeline.names if pipeline else {}), None
        if pipeline is None:
            model = form.choice("model", _("Begins with the stages of"), [(row.id, _name(row)) for row in found], found[0].id)
        pressed = form.buttons(_("Save"), cancel=False)
    if pressed.save:
        _save(pipeline, model, values, form)
    if pipeline:
        st.divider()
        _use(pipeline)


def _save(pipeline: PipelineRow | None, model: int | None, values: dict, form: forms.Form) -> None:
    def write():
        data = NameForm(**values)
        if pipeline:
            return act(change_pipeline, pipeline.id, pipeline.version, data, quiet=True)
        return act(create_pipeline, data, model, quiet=True)

    ended = dialog.tried(form, write, pipeline, lambda: next(p for p in ask_now(editable) if p.id == pipeline.id))
    if ended.ok:
        filters.put({"pipeline": ended.value})
        dialog.saved(_("{name} is saved").format(name=plain(values["name"])))


def _use(pipeline: PipelineRow) -> None:
    if not pipeline.active:
        dialog.button(_("Use it again"), _switch, pipeline, True, icon=":material/undo:", key="pipeline_in")
        return
    with st.popover(_("Take out of use"), icon=":material/block:"):
        st.markdown(_("Nobody can start a deal in it any more; its closed deals stay where they are."))
        dialog.button(_("Take out of use"), _switch, pipeline, False, type="primary", key="pipeline_out")


def _switch(pipeline: PipelineRow, active: bool) -> None:
    if act(use_pipeline, pipeline.id, active).ok:
        session.notify(_("The pipeline is in use again") if active else _("The pipeline is out of use"))
    dialog.close()
