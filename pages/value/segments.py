"""Names of customers by their scores, with how many that would be."""
import pandas as pd
import streamlit as st

from crm_core.errors import Conflict, Invalid
from crm_core.value.rules import DEFAULT_SEGMENTS, SEGMENT_HINTS, SEGMENT_LABELS, SegmentRule
from crm_core.value.segmenting import Rules, change_segment_rules, segment_rules, segments_by
from pages.ui import layout, session
from pages.ui.format import Style, number
from pages.ui.reader import style as reader
from pages.ui.run import act, ask_now
from pages.ui.text import _, told

SEEN, FORM, ROUND = "segment_rules_seen", "segment-rules", "segment_rules_round"
LIMITS = ("recency_from", "recency_to", "value_from", "value_to")


def draw() -> None:
    """The rules at the left, at the right how many customers each name would have."""
    style = reader()
    seen: Rules = session.get(SEEN) or ask_now(segment_rules)
    session.keep(SEEN, seen)
    left, right = st.columns([3, 2])
    with left, layout.card(_("Names by score"), _("the first line that fits decides")):
        wanted = _edited(seen)
        layout.quiet(_("Scores run from 1 to 5, each for a fifth of all who ordered. Worth is the mean of frequency and amount. Whom no line fits is asleep."))
        with st.container(horizontal=True, horizontal_alignment="right"):
            if seen != DEFAULT_SEGMENTS:
                st.button(_("Back to the built-in rules"), icon=":material/undo:", type="tertiary", key="segments_built_in", on_click=_save, args=(DEFAULT_SEGMENTS, seen))
            st.button(_("Save"), type="primary", key="segments_save", on_click=_save, args=(wanted, seen), disabled=wanted == seen)
    with right:
        _preview(wanted, style)


def _edited(seen: Rules) -> Rules:
    frame = pd.DataFrame([
        {"place": place, "segment": rule.segment, "name": _(SEGMENT_LABELS[rule.segment]), **{name: float(getattr(rule, name)) for name in LIMITS}}
        for place, rule in enumerate(seen, 1)])
    labels = {"recency_from": _("Recency from"), "recency_to": _("Recency to"), "value_from": _("Worth from"), "value_to": _("Worth to")}
    columns = {name: st.column_config.NumberColumn(label, min_value=1, max_value=5, step=1 if name.startswith("recency") else 0.5, required=True, format="%g")
               for name, label in labels.items()}
    columns |= {"segment": None, "name": st.column_config.TextColumn(_("Name"), disabled=True),
                "place": st.column_config.NumberColumn(_("Place in line"), min_value=1, max_value=99, step=1, required=True)}
    found = st.data_editor(frame, hide_index=True, column_config=columns, placeholder="", key=f"{FORM}-{session.get(ROUND, 0)}", column_order=("place", "name", *LIMITS))
    return tuple(
        SegmentRule(row.segment, int(row.recency_from), int(row.recency_to), float(row.value_from), float(row.value_to))
        for row in found.sort_values("place", kind="stable").itertuples())


def _preview(wanted: Rules, style: Style) -> None:
    with layout.card(_("What that means"), _("whole company, last night's figures")):
        try:
            found = ask_now(segments_by, wanted)
        except Invalid as error:
            layout.quiet(told(error))
            return
        if not found:
            layout.quiet(_("Nobody has ordered yet."))
            return
        shown = [(key, *found.get(key, (0, 0))) for key in SEGMENT_LABELS]
        layout.metrics([
            layout.Metric(_(SEGMENT_LABELS[key]), number(then, style), f"{then - now:+,d}" if then != now else None, _("against now") if then != now else None,
                          neutral=True, help=_(SEGMENT_HINTS[key]))
            for key, now, then in shown], columns=2)


def _save(wanted: Rules, seen: Rules) -> None:
    ended = act(change_segment_rules, wanted, seen)
    if ended.ok or isinstance(ended.error, Conflict):
        session.forget(SEEN)
        session.keep(ROUND, session.get(ROUND, 0) + 1)
    if ended.ok:
        session.notify(_("The rule is saved; the names follow within minutes"))
