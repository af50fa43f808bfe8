"""Can the figures be trusted? What the models said of the last months, beside what happened."""
import pandas as pd
import streamlit as st

from crm_core.content.model import Section
from crm_core.value.trust import Quality, Run, quality
from crm_core.value.trust_content import written
from pages.charts import reliability as charts
from pages.charts import theme
from pages.reports import handing, parts, sections
from pages.ui import layout, session
from pages.ui.format import Style, moment, number, percent
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _


def page() -> None:
    """The verdict, its scores, and the models in words."""
    look = reader()
    found: Quality = ask(quality)
    run = found.purchases
    with layout.header(_("Can the figures be trusted?"), sub=_("Fitted {when} on {n} customers who ordered").format(
            when=moment(run.at, look), n=number(run.rows, look)) if run else None):
        if run and session.actor().may("reports:value"):
            handing.actions("model-quality")
    if run is None:
        _nothing()
        return
    content = written(found, look)
    parts.answer(content.sentence, content.figures)
    if not run.enough:
        layout.quiet(_("Until then customers have no probabilities and no expected value; totals, scores and the rhythm of orders are there for everybody."))
        return
    first, second, *rest = content.sections
    left, right = st.columns(2)
    with left:
        reliability_card(run, first, look)
    with right:
        sections.show(second, look)
    sections.pair(rest, look, sections.show)


def reliability_card(run: Run, section: Section, look: Style) -> None:
    """The plot of probabilities said against what happened, with its table."""
    with layout.card(section.title, section.unit, help=section.formula, height="stretch", key="card-reliability"):
        figure = charts.reliability(
            _frame(section, look), base=run.check["base_rate"], perfect=_("perfect"), average=_("average {share}").format(
                share=percent(run.check["base_rate"], look)), said=_("probability that was said"), happened=_("share that ordered"),
            dark=st.context.theme.type == "dark", trusted=run.signal)
        labels = [percent(said, look) for said, *_rest in section.table.rows]
        st.plotly_chart(figure, theme=None, key="chart-reliability", config=theme.CONFIG, height=int(figure.layout.height),
                        alt=theme.alt(section.title, labels, [percent(was, look) for _said, was, *_rest in section.table.rows]))
        with st.expander(_("Table"), key="table-reliability"):
            sections.table(section.table, look)


def _frame(section: Section, look: Style) -> pd.DataFrame:
    frame = pd.DataFrame(section.table.rows, columns=["said", "was", "low", "high", "customers"])
    words = _("{n} customers\nsaid {said}, happened {was}\n95% interval {low} to {high}")
    frame["hover"] = [
        words.format(n=number(row.customers, look), **{name: percent(getattr(row, name), look) for name in ("said", "was", "low", "high")})
        for row in frame.itertuples()
    ]
    return frame


def _nothing() -> None:
    def first_step() -> None:
        if session.actor().may("jobs:manage"):
            st.link_button(_("Timed work"), "/jobs?open=value", icon=":material/schedule:")
        elif session.actor().may("imports:run"):
            st.link_button(_("Import orders"), "/import", icon=":material/upload_file:")

    layout.empty_state("rule", _("Nothing was computed yet"), _(
        "Every night the program learns from all orders who will order again and for how much, and checks itself on the last months. "
        "The first result is here in the morning, or right after orders were imported."), first_step)
