"""The plan of a campaign: goal in numbers, owner, dates, steps, budget."""
from functools import partial

import streamlit as st

from crm_core.campaigns.schemas import CampaignPage, CostView, StepView
from crm_core.campaigns.steps import finish_step, move_step, remove_cost, remove_step
from pages.campaigns import plan_forms
from pages.campaigns.words import ICONS, span, target, target_figure, word
from pages.ui import format, forms, layout, session
from pages.ui.format import Style
from pages.ui.layout import Metric
from pages.ui.run import act
from pages.ui.text import _, plain


def draw(found: CampaignPage, style: Style) -> None:
    """Figures above, what it is at the left, steps and budget at the right."""
    layout.metrics(_metrics(found, style))
    left, right = st.columns([2, 3])
    with left:
        _about(found, style)
    with right:
        _steps(found, style)
        _budget(found, style)
    plan_forms.draw_dialogs(found)


def _metrics(found: CampaignPage, style: Style) -> list[Metric]:
    counts = found.counts
    return [
        Metric(_("Goal"), target_figure(found, style), word("goal", found.goal), neutral=True),
        Metric(_("Members"), format.number(counts.active, style) if found.drawn_at else format.DASH,
               _("{n} held out").format(n=format.number(counts.held_out, style)) if counts.held_out else None, neutral=True),
        Metric(_("Reached"), format.number(counts.reached, style),
               format.percent(counts.reached / counts.active, style) if counts.active else None, neutral=True),
        Metric(_("Spent"), format.money(found.spent, style), _share_of_budget(found, style), neutral=True),
    ]


def _share_of_budget(found: CampaignPage, style: Style) -> str | None:
    if not found.budget:
        return None
    return _("{share} of {budget}").format(share=format.percent(found.spent / found.budget, style), budget=format.money(found.budget, style))


def _about(found: CampaignPage, style: Style) -> None:
    def edit() -> None:
        if found.allowed.edit:
            layout.text_button(_("Edit"), "campaign_edit", on_click=plan_forms.open_edit, args=(found,))

    facts = [
        (_("Goal"), target(found, style)),
        (_("Channel"), word("channel", found.channel)),
        (_("Owner"), found.owner),
        (_("Dates"), span(found.starts_on, found.ends_on, style)),
        (_("Conversions count for"), format.days(found.window_days, style)),
        (_("Budget"), format.money_full(found.budget, style) if found.budget else None),
        (_("Held out"), f"{found.holdout_percent}%"),
        (_("Call script"), found.script),
        (_("Notes"), found.notes),
    ]
    with layout.card(_("Plan"), action=edit, key="campaign_plan"):
        for label, value in facts:
            if value:
                st.markdown(f":small[:gray[{plain(label)}]]  \n" + "  \n".join(plain(line) for line in str(value).splitlines()))


def _steps(found: CampaignPage, style: Style) -> None:
    def add() -> None:
        if found.allowed.edit and found.state not in ("finished", "cancelled"):
            layout.text_button(_("Add a step"), "step_add", on_click=forms.open_dialog, args=(plan_forms.STEP,))

    with layout.card(_("Steps"), action=add, key="campaign_steps"):
        if not found.steps:
            layout.quiet(_("No step yet. A step is a mail, a round of calls, an event or a post, with its date."))
        for place, step in enumerate(found.steps):
            _step(found, step, place, style)


def _step(found: CampaignPage, step: StepView, place: int, style: Style) -> None:
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, key=f"step_{step.id}"):
        with st.container(gap=None, width="stretch"):
            done = f" {layout.badge(_('Done'), 'green')}" if step.state == "done" else ""
            only = f" {layout.badge(word('only', step.only), 'blue')}" if step.only else ""
            split = f" {layout.badge(_('A and B: {part}').format(part=word('split', step.split)), 'violet')}" if step.split else ""
            st.markdown(f":gray[:material/{ICONS[step.kind]}:] **{plain(step.name)}**{only}{split}{done}")
            layout.quiet(_told(step, style))
        actions = _step_actions(found, step, place)
        if actions:
            key = f"step-menu-{step.id}"
            st.menu_button("", list(actions), format_func=lambda name: actions[name][0], icon=":material/more_horiz:", type="tertiary",
                           key=key, on_click=_chosen, args=(key, actions))


def _told(step: StepView, style: Style) -> str:
    when = format.moment(step.at, style) if step.at else _("no date yet")
    parts = [word("step_kind", step.kind), when]
    if step.sent or step.posted:
        parts.append(_("{sent} of {all} sent").format(sent=format.number(step.sent, style), all=format.number(step.sent + step.posted + step.failed, style)))
    return " · ".join(parts)


def _step_actions(found: CampaignPage, step: StepView, place: int) -> dict:
    if not found.allowed.edit or found.state in ("finished", "cancelled"):
        return {}
    actions = {"edit": (_("Edit"), partial(forms.open_dialog, plan_forms.STEP, step=step))}
    if step.kind != "email":
        done = step.state == "done"
        actions["done"] = (_("Not done yet") if done else _("Done"), partial(_run, finish_step, step.id, not done))
    if place:
        actions["up"] = (_("Move up"), partial(_run, move_step, step.id, True))
    if place < len(found.steps) - 1:
        actions["down"] = (_("Move down"), partial(_run, move_step, step.id, False))
    return actions | {"remove": (_("Remove"), partial(_run, remove_step, step.id))}


def _budget(found: CampaignPage, style: Style) -> None:
    def add() -> None:
        if found.allowed.edit:
            layout.text_button(_("Add a line"), "cost_add", on_click=forms.open_dialog, args=(plan_forms.COST,))

    with layout.card(_("Budget and spend"), action=add, key="campaign_costs"):
        if not found.costs:
            layout.quiet(_("No line yet: printing, postage, a hall, gifts … with what is planned and what was spent."))
        for cost in found.costs:
            _cost(found, cost, style)
        if found.costs or found.budget:
            planned = sum(cost.planned for cost in found.costs)
            figures = [_("planned {value}").format(value=format.money_full(planned, style)), _("spent {value}").format(value=format.money_full(found.spent, style))]
            if found.budget:
                figures.append(_("budget {value}").format(value=format.money_full(found.budget, style)))
                st.progress(min(1.0, found.spent / found.budget))
            layout.quiet(" · ".join(figures))


def _cost(found: CampaignPage, cost: CostView, style: Style) -> None:
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, key=f"cost_{cost.id}"):
        with st.container(gap=None, width="stretch"):
            st.markdown(f"**{plain(cost.name)}**")
            spent = _("spent {value}").format(value=format.money_full(cost.spent, style))
            on = f" · {format.day(cost.spent_on, style)}" if cost.spent_on else ""
            layout.quiet(_("planned {value}").format(value=format.money_full(cost.planned, style)) + f" · {spent}{on}")
        if found.allowed.edit:
            actions = {"edit": (_("Edit"), partial(forms.open_dialog, plan_forms.COST, cost=cost)),
                       "remove": (_("Remove"), partial(_run, remove_cost, cost.id))}
            key = f"cost-menu-{cost.id}"
            st.menu_button("", list(actions), format_func=lambda name: actions[name][0], icon=":material/more_horiz:", type="tertiary",
                           key=key, on_click=_chosen, args=(key, actions))


def _chosen(key: str, actions: dict) -> None:
    choice = session.get(key)
    if choice in actions:
        actions[choice][1]()


def _run(command, *args) -> None:
    act(command, *args)
