"""Pipelines and their stages."""
from collections.abc import Sequence

import streamlit as st

from crm_core.dictionary import label
from crm_core.pipeline.editable import PipelineRow, StageRow, editable
from crm_core.pipeline.rules import REQUIRABLE
from crm_core.pipeline.stages import move_stage
from pages.admin import dialog, pipeline_dialog
from pages.admin.rows import ordered_row
from pages.admin.stage_dialog import stage_dialog
from pages.ui import filters, layout, session
from pages.ui.run import act, ask_now
from pages.ui.text import _, ngettext, plain


def page() -> None:
    """The stages of one pipeline, in order."""
    found = ask_now(editable)
    chosen = next((p for p in found if p.id == filters.number("pipeline")), found[0])
    deals = ngettext("{n} open deal", "{n} open deals", chosen.open_deals).format(n=chosen.open_deals)
    sub = _("A deal goes through these stages; {deals} now").format(deals=deals)
    with layout.header(_("Pipelines and stages"), sub=sub):
        st.button(_("New pipeline"), icon=":material/add:", on_click=dialog.show, args=("pipeline",), key="pipeline_new")
        st.button(
            _("New stage"), type="primary", icon=":material/add:", shortcut="N", on_click=dialog.show, args=(dialog.NEW,),
            key="stage_new",
        )
    _choose(found, chosen)
    _stages(chosen)
    if dialog.opened() in ("pipeline", "this"):
        pipeline_dialog.pipeline_dialog(found, dialog.as_opened(chosen) if dialog.opened() == "this" else None)
    elif dialog.opened():
        stage = next((s for s in chosen.stages if s.id == dialog.opened_id()), None)
        stage_dialog(chosen, dialog.as_opened(stage) if stage else None)


def named(row: PipelineRow | StageRow) -> str:
    """The name in the reader's language."""
    return label(row.name, row.names, session.locale())


def _choose(found: Sequence[PipelineRow], chosen: PipelineRow) -> None:
    names = {p.id: plain(named(p)) + ("" if p.active else _(" (not in use)")) for p in found}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            _("Pipeline"), list(names), default=chosen.id, required=True, format_func=names.get, key="stages_pipeline",
            label_visibility="collapsed", on_change=_chosen,
        )
        st.button(
            _("Rename or take out of use"), icon=":material/edit:", type="tertiary", on_click=dialog.show, args=("this",),
            key="pipeline_change",
        )


def _chosen() -> None:
    filters.put({"pipeline": session.get("stages_pipeline")})


def _stages(pipeline: PipelineRow) -> None:
    stages = pipeline.stages
    with st.container(border=True, gap="xsmall", width=860, key="stages"):
        for place, stage in enumerate(stages):
            mark = f"**{plain(named(stage))}**"
            text = mark if stage.active else f":gray[{mark}] " + layout.badge(_("not in use"))
            ordered_row(stage.id, text, _facts(stage), _move, first=place == 0, last=place == len(stages) - 1)


def _facts(stage: StageRow) -> str:
    """ "50 % of deals are won · 21 days at most · needs Customer, Value · 14 open deals"."""
    needs = _(", ").join(_(REQUIRABLE[name]) for name in stage.required if name in REQUIRABLE)
    days = stage.limit_days or 0
    facts = [
        _("{n}% are won").format(n=stage.probability),
        ngettext("at most {n} day", "at most {n} days", days).format(n=days) if days else "",
        _("needs {fields}").format(fields=needs) if needs else "",
        ngettext("{n} open deal", "{n} open deals", stage.open_deals).format(n=stage.open_deals),
    ]
    return " · ".join(plain(fact) for fact in facts if fact)


def _move(stage_id: int, up: bool) -> None:
    act(move_stage, stage_id, up)
