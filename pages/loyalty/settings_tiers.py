"""Tiers: levels that customers reach by what they bought in the last 12 months."""
import streamlit as st
from babel.numbers import get_currency_precision

from crm_core.company.queries import company
from crm_core.loyalty.queries import tiers
from crm_core.loyalty.schemas import TierRow
from crm_core.loyalty.setting import TierForm, add_tier, change_tier, delete_tier
from crm_core.wording import WORDS
from pages.admin import dialog
from pages.admin.names import name_fields
from pages.admin.service_parts import foot, opened
from pages.loyalty.words import tier_badge
from pages.ui import forms, layout
from pages.ui.format import Style, money_full, number
from pages.ui.reader import style as reader
from pages.ui.run import act, ask, ask_now
from pages.ui.text import _, plain


def draw() -> None:
    """The tiers, the lowest first."""
    found, style = ask_now(tiers), reader()
    layout.quiet(_("A customer is in the highest tier that its revenue of the last 12 months reaches. New orders of a tier bring its points."))
    with st.container(border=True, gap="xsmall", width=860, key="loyalty_tiers"):
        for row in found:
            _row(row, style)
        if not found:
            layout.quiet(_("Without tiers every order brings the same points. Make the first one."))
    opened(found, _("New tier"), _draw)


def _row(row: TierRow, style: Style) -> None:
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        with st.container(gap=None, width="stretch"):
            st.markdown(tier_badge(row))
            layout.quiet(_("from {amount} in 12 months · points times {factor}").format(
                amount=money_full(row.revenue_from, style), factor=number(row.factor, style, 0 if row.factor == int(row.factor) else 2)))
        st.button("", icon=":material/edit:", type="tertiary", on_click=dialog.show, args=(row.id,), key=f"change_{row.id}", help=_("Edit"))


def _draw(row: TierRow | None) -> None:
    currency = ask(company).currency
    with forms.form(f"tier_{row.id if row else 'new'}") as form:
        values = name_fields(form, row.name if row else "", row.names if row else {})
        with st.grid(2, min_column_width=150):
            values["revenue_from"] = form.money(
                "revenue_from", forms.marked(_("From revenue of 12 months ({currency})").format(currency=currency)), row.revenue_from if row else None,
                get_currency_precision(currency))
            values["factor"] = form.decimal("factor", forms.marked(_("Points times")), row.factor if row else 1.0, step=0.1)
        tones = [(tone, _(name)) for tone, name in WORDS["tone"].items()]
        values["tone"] = form.choice("tone", _("Colour"), tones, row.tone if row else "gray")
        pressed = form.buttons(_("Save"), cancel=False)
    if pressed.save and dialog.tried(form, lambda: _write(row, values), row, lambda: next(t for t in ask_now(tiers) if t.id == row.id)).ok:
        dialog.saved(_("{name} is saved").format(name=plain(values["name"])))
    if row:
        foot(row, delete_tier, _("Its customers are then in the tier below. Points that are booked stay."))


def _write(row: TierRow | None, values: dict):
    form = TierForm(**values)
    return act(change_tier, row.id, form, row.version, quiet=True) if row else act(add_tier, form, quiet=True)
