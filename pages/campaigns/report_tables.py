"""The tables of a campaign's report: by group of customers, and by mail."""
import pandas as pd
import streamlit as st

from crm_core.campaigns.report import CampaignResult
from crm_core.dictionary import choices
from crm_core.wording import WORDS
from pages.campaigns.report_answer import points
from pages.campaigns.report_rows import MEMBERS
from pages.ui import format, layout, session
from pages.ui.format import DASH, Style
from pages.ui.run import ask
from pages.ui.text import _

ROW = 36


def groups(group: str, name: str, frame: pd.DataFrame, result: CampaignResult, style: Style) -> None:
    """A row for each value of the group; choosing one shows its members."""
    if not len(frame):
        layout.quiet(_("Nothing to show yet."))
        return
    names = _names(group)
    values = [value if isinstance(value, str) else "" for value in frame.value]
    labels = [names.get(value, value) if value else _("none") for value in values]
    compared = bool(result.held_out.total)
    shown = pd.DataFrame({
        name: labels,
        _("Got it"): frame.people,
        _("Converted"): [None if pd.isna(share) else share * 100 for share in frame.share],
    })
    if compared:
        shown[_("Gain, 95 % interval")] = [_gain(row, style) for row in frame.itertuples()]
        shown[_("In words")] = [_words(row) for row in frame.itertuples()]
        shown[_("Cost per extra conversion")] = [_cost(row, style) for row in frame.itertuples()]
    key = f"groups-{group}-{session.get('campaign.clicks', 0)}"

    def chosen() -> None:
        cells = (session.get(key) or {}).get("selection", {}).get("cells", [])
        if cells:
            place = cells[0][0]
            session.keep("campaign.clicks", session.get("campaign.clicks", 0) + 1)
            MEMBERS.want(group, name, values[place], labels[place])

    st.dataframe(
        shown, hide_index=True, height="content", row_height=ROW, key=key, on_select=chosen, selection_mode="single-cell",
        column_config={
            _("Got it"): st.column_config.NumberColumn(format="localized"),
            _("Converted"): st.column_config.ProgressColumn(format="%.1f%%", min_value=0, max_value=_ceiling(frame)),
        },
    )


def steps(frame: pd.DataFrame, style: Style) -> None:
    """What became of every mail."""
    if not len(frame):
        return
    heads = [_("Step"), _("Sent"), _("Delivered"), _("Opened*"), _("Clicked"), _("Replied")]
    with layout.card(_("By step"), _("mails"), key="card-steps"):
        shown = frame.set_axis(heads, axis=1)
        st.dataframe(shown, hide_index=True, height="content", row_height=ROW, key="campaign-steps",
                     column_config={head: st.column_config.NumberColumn(format="localized") for head in heads[1:]})


def _names(group: str) -> dict[str, str]:
    if group == "lifecycle":
        return {code: _(word) for code, word in WORDS["lifecycle"].items()}
    return {choice.code: choice.label for choice in ask(choices).get(group, ())}


def _ceiling(frame: pd.DataFrame) -> float:
    return max(1.0, float((frame.share.fillna(0) * 100).max()) * 1.25)


def _gain(row, style: Style) -> str:
    if pd.isna(row.gain):
        return DASH
    return _("{gain} ({low} to {high})").format(gain=points(row.gain, style), low=points(row.low, style), high=points(row.high, style))


def _cost(row, style: Style) -> str:
    return format.money_full(int(row.cost_per_extra), style) if row.clear and not pd.isna(row.cost_per_extra) else DASH


def _words(row) -> str:
    if pd.isna(row.gain):
        return _("Nobody held out")
    if not row.clear:
        return _("Not enough data")
    return _("Worked") if row.gain > 0 else _("Did harm")
