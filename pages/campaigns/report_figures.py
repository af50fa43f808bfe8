"""The figures of a campaign's report, labelled for one reader, as charts."""
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from crm_core.errors import N_
from crm_core.wording import WORDS
from pages.charts import bars, campaign, theme
from pages.ui.format import Style, number, percent
from pages.ui.text import _

STEPS = {
    "sent": N_("Sent"), "delivered": N_("Delivered"), "opened": N_("Opened*"), "clicked": N_("Clicked"), "replied": N_("Replied"),
    "converted": N_("Converted"), "members": N_("Members"), "reached": N_("Reached"), "spoken": N_("Spoken to"), "yes": N_("Said yes"),
    "invited": N_("Invited"), "registered": N_("Registered"), "attended": N_("Came"),
}  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """A chart ready to show. `labels` are its bars by key."""

    figure: go.Figure
    unit: str
    labels: dict[str, str]
    alt: str


def funnel_chart(frame: pd.DataFrame, style: Style, dark: bool) -> Drawn | None:
    """From sent to converted; opens are hatched."""
    if not len(frame) or not frame.people.sum():
        return None
    labels = {step: _(STEPS[step]) for step in frame.step}
    shown = pd.DataFrame({
        "key": frame.step, "label": [labels[step] for step in frame.step], "people": frame.people,
        "text": [number(int(n), style) for n in frame.people], "weak": frame.step == "opened",
        "share_text": ["" if place == 0 or pd.isna(share) else percent(share, style, 0 if share >= 0.1 else 1) for place, share in enumerate(frame.share)],
    })
    shown["hover"] = [f"{row.label}\n{style.count('{n} member', '{n} members', int(row.people))} {row.share_text}" for row in shown.itertuples()]
    return Drawn(campaign.funnel(shown, dark=dark), _("people and % of the first"), labels, theme.alt(_("Funnel"), list(shown.label), list(shown.text)))


def halves_chart(frame: pd.DataFrame, style: Style, dark: bool, clicks: bool) -> Drawn | None:
    """Who got it, or its halves, against who was held out."""
    frame = frame[frame.people > 0]
    if clicks:
        frame = frame[frame.variant != "held_out"]
    if not len(frame):
        return None
    several = "b" in set(frame.variant)
    names = {"held_out": _("Held out"), "a": _("Half A") if several else _("Got it"), "b": _("Half B")}
    order = {"held_out": 0, "a": 1, "b": 2}
    frame = frame.sort_values("variant", key=lambda column: column.map(order))
    labels = {row.variant: names[row.variant] for row in frame.itertuples()}
    shown = pd.DataFrame({
        "key": frame.variant, "label": [f"{names[row.variant]} ({number(int(row.people), style)})" for row in frame.itertuples()],
        "share": frame.share * 100, "low": frame.low * 100, "high": frame.high * 100,
        "text": [number(share * 100, style, 1) for share in frame.share],
        "hover": [_("{name}: {share}, between {low} and {high}").format(
            name=names[row.variant], share=percent(row.share, style, 1), low=percent(row.low, style, 1), high=percent(row.high, style, 1))
            for row in frame.itertuples()],
    }).reset_index(drop=True)
    unit = _("clicked or replied, %, with 95 % interval") if clicks else _("converted, %, with 95 % interval")
    return Drawn(campaign.intervals(shown, dark=dark), unit, labels, theme.alt(unit, list(shown.label), list(shown.text)))


def outcomes_chart(frame: pd.DataFrame, style: Style, dark: bool) -> Drawn:
    """How the calls of a phone list ended."""
    keys = ["" if pd.isna(outcome) else outcome for outcome in frame.outcome]
    labels = {key: _(WORDS["outcome"][key]) if key else _("Not called yet") for key in keys}
    text = [number(int(n), style) for n in frame.people]
    shown = pd.DataFrame({"key": keys, "label": [labels[key] for key in keys], "value": frame.people, "text": text})
    shown["hover"] = [f"{label}\n{count}" for label, count in zip(shown.label, text, strict=True)]
    return Drawn(bars.bars(shown, dark=dark), _("members"), labels, theme.alt(_("How the calls ended"), list(shown.label), text))
