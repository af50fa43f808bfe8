"""How many get it, how many are held out, and whether that is enough to see what it brings."""
import streamlit as st

from crm_core.campaigns.schemas import CampaignPage
from crm_core.campaigns.statistics import members_needed
from pages.ui import format, layout, session
from pages.ui.format import Style
from pages.ui.text import _

USUAL, GAIN = 3.0, 1.5  # percent who buy anyway, and points more to be seen


def draw(found: CampaignPage, reachable: int, style: Style) -> None:
    """The two groups, and the sentence whether they are large enough; what is assumed can be changed."""
    if not found.holdout_percent:
        layout.quiet(_("Nobody is held out, so the report cannot tell what they would have bought anyway. Set a share under Plan."))
        return
    held = round(reachable * found.holdout_percent / 100)
    got = reachable - held
    st.markdown(_("{sent} get it, {held} are held out").format(sent=format.number(got, style), held=format.number(held, style)))
    st.progress(got / reachable if reachable else 0.0)
    usual, gain = session.get("power.usual", USUAL), session.get("power.gain", GAIN)
    needed = members_needed(usual / 100, gain / 100, found.holdout_percent)
    enough = reachable >= needed
    verdict = layout.badge(_("Enough"), "green") if enough else layout.badge(_("Not enough"), "orange")
    text = _("To see a gain of {gain} points about {n} are needed.").format(gain=format.number(gain, style, 1), n=format.number(needed, style))
    st.markdown(f"{text} {verdict}", help=_(
        "Two shares p₁ (held out) and p₂ = p₁ + gain are told apart with 95 % confidence and a power of 80 %: "
        "n₂ = (1.96·√((1+1/r)·p̄(1−p̄)) + 0.84·√(p₂(1−p₂) + p₁(1−p₁)/r))² / (p₂−p₁)², with r held out for each who gets it "
        "(normal approximation; Fleiss, Statistical Methods for Rates and Proportions)."))
    with st.expander(_("What this assumes")):
        st.number_input(_("Buy anyway (%)"), 0.1, 60.0, USUAL, 0.5, key="power.usual")
        st.number_input(_("Gain to be seen (points)"), 0.1, 30.0, GAIN, 0.5, key="power.gain")
