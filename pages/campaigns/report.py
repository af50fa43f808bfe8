"""What a campaign brought: the answer, four figures, the funnel, the comparison with who was held out, groups."""
from collections.abc import Callable

import streamlit as st

from crm_core.campaigns.commands import create_campaign
from crm_core.campaigns.members import count_members
from crm_core.campaigns.report import GROUPS, CampaignReport, campaign_report, difference_of
from crm_core.campaigns.schemas import CampaignNew, CampaignPage, MemberFilter
from crm_core.wording import FIELDS
from pages.campaigns import report_answer, report_figures, report_tables
from pages.campaigns.report_figures import Drawn
from pages.campaigns.report_rows import MEMBERS
from pages.charts import theme
from pages.ui import filters, layout, session
from pages.ui.format import Style
from pages.ui.reader import style as reader
from pages.ui.run import act, ask
from pages.ui.text import _

LEAVING = "campaign.leaving"


def draw(found: CampaignPage, style: Style) -> None:
    """The report of one campaign."""
    if not found.counts.reached:
        layout.empty_state("monitoring", _("Nothing to report yet"), _("The report fills as soon as the first members are reached."))
        return
    report: CampaignReport = ask(campaign_report, found.id, _step(found), filters.value("by") == "clicked", _group())
    st.header(report_answer.sentence(report.result, style), anchor=False)
    st.markdown(f":gray[{report_answer.explained(report.result, style)}]")
    layout.metrics(report_answer.metrics(report.result, style))
    left, right = st.columns([3, 2])
    with left:
        _funnel(found, report, style)
    with right:
        _against(found, report, style)
    if report.outcomes is not None and len(report.outcomes):
        drawn = report_figures.outcomes_chart(report.outcomes, style, _dark())
        _card(found, "outcome", _("How the calls ended"), drawn, _("The last outcome of each member."), [], None)
    _groups(found, report, style)
    if report.steps is not None:
        report_tables.steps(report.steps, style)
    MEMBERS.show_wanted(found.id)


def _step(found: CampaignPage) -> int | None:
    """The mail whose funnel is asked for; None for all."""
    wanted = filters.number("step")
    return wanted if wanted in {step.id for step in found.steps if step.kind == "email"} else None


def _group() -> str:
    return filters.value("group") if filters.value("group") in GROUPS else "grade"


def next_audience(found: CampaignPage) -> None:
    """The button that makes a draft for those who did not respond."""
    quiet = ask(count_members, found.id, MemberFilter(answer="silent"))
    if quiet and session.actor().may("campaigns:edit"):
        st.button(reader().count("Next audience: {n} silent", "Next audience: {n} silent", quiet), type="primary",
                  icon=":material/group_add:", key="campaign_next", on_click=_next, args=(found,),
                  help=_("A new draft for those who were reached and did not respond."))


def _next(found: CampaignPage) -> None:
    rule = {"match": "all", "parts": [{"field": "campaign.silent", "op": "is", "value": [found.id]}]}
    data = CampaignNew(
        name=_("{name}, the silent").format(name=found.name)[:200], channel=found.channel, goal=found.goal, goal_target=found.goal_target,
        rule=rule, holdout_percent=found.holdout_percent, window_days=found.window_days, budget=0)
    done = act(create_campaign, data)
    if done.ok:
        session.notify(_("A draft for the silent. Look at its audience, then write its message."))
        session.keep(LEAVING, ("campaign", {"id": done.value, "tab": "audience"}))


def _funnel(found: CampaignPage, report: CampaignReport, style: Style) -> None:
    steps = {"": _("All steps")} | {str(step.id): step.name for step in found.steps if step.kind == "email"}
    drawn = report_figures.funnel_chart(report.funnel, style, _dark())
    notes = []
    if found.channel == "email":
        notes.append(_("* Opens are weak evidence: scanners and image proxies open mail too."))
        if report.result.automatic_opens:
            notes.append(style.count("{n} automatic open was told apart.", "{n} automatic opens were told apart.", report.result.automatic_opens))
    help = _("Every member counts once: delivered is sent without mail that came back; converted is what the goal counts, within {n} days "
             "of the first contact. Held-out members are not in it.").format(n=found.window_days)

    def choose() -> None:
        if found.channel == "email" and len(steps) > 2:
            with st.container(width=170):
                filters.one("step", _("Step"), steps, hide_label=True)

    _card(found, "funnel", _("From sent to converted") if found.channel == "email" else _("From member to conversion"), drawn, help, notes, choose)


def _against(found: CampaignPage, report: CampaignReport, style: Style) -> None:
    drawn = report_figures.halves_chart(report.halves, style, _dark(), filters.value("by") == "clicked")
    difference = difference_of(report.halves)
    notes = [report_answer.halves(difference, style)] if difference else []
    if not report.result.held_out.total:
        notes.append(_("Nobody was held out, so what would have come anyway is not known."))
    help = _("Shares with their 95 % interval by Wilson (1927). A difference of two shares has the interval of Newcombe (1998), method 10; "
             "it is called clear when that leaves out zero and both sides have at least 30 members.")

    def choose() -> None:
        if found.channel == "email":
            with st.container(width=125):
                filters.one("by", _("Counted"), {"": _("Converted"), "clicked": _("Clicked")}, hide_label=True)

    _card(found, "halves", _("Against the hold-out"), drawn, help, notes, choose)


def _groups(found: CampaignPage, report: CampaignReport, style: Style) -> None:
    group = _group()
    names = {name: _(FIELDS[name]) for name in GROUPS}

    def actions() -> None:
        with st.container(width=160):
            filters.one("group", _("Group"), names, hide_label=True)
        MEMBERS.excel(found.id, group)

    help = _("Share of those reached who converted, and how many points more than of those held out in the same group, with the 95 % interval "
             "by Newcombe. Costs are spread evenly over everybody reached.")
    with layout.card(_("By group"), _("converted, and gain in points against the hold-out"), help=help, action=actions, key="card-groups"):
        report_tables.groups(group, names[group], report.groups, report.result, style)


def _card(found: CampaignPage, part: str, title: str, drawn: Drawn | None, help: str, notes: list[str], choose: Callable[[], None] | None) -> None:
    """A chart with its unit, formula, rows and Excel."""

    def actions() -> None:
        if choose:
            choose()
        MEMBERS.button(part, title)
        MEMBERS.excel(found.id, part)

    with layout.card(title, drawn.unit if drawn else None, help=help, action=actions, height="stretch", key=f"card-{part}"):
        if drawn is None:
            layout.quiet(_("Nothing to show yet."))
        else:
            _figure(part, title, drawn)
        for note in notes:
            layout.quiet(note) if not note.startswith(":") else st.markdown(note)


def _figure(part: str, title: str, drawn: Drawn) -> None:
    """The chart; a click on a bar asks for its rows and lets go of the bar."""
    key = f"chart-{part}-{session.get('campaign.clicks', 0)}"

    def clicked() -> None:
        points = (session.get(key) or {}).get("selection", {}).get("points", [])
        found = points[0].get("customdata") if points else None
        bar = str(found[0] if isinstance(found, (list, tuple)) else found)
        if bar in drawn.labels:
            session.keep("campaign.clicks", session.get("campaign.clicks", 0) + 1)
            MEMBERS.want(part, title, bar, drawn.labels[bar])

    st.plotly_chart(drawn.figure, theme=None, key=key, on_select=clicked, selection_mode="points", config=theme.CONFIG,
                    height=int(drawn.figure.layout.height), alt=drawn.alt)


def _dark() -> bool:
    return st.context.theme.type == "dark"
