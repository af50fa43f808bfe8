"""Many goals at once: last year's again, or a year over its months."""
import streamlit as st

from crm_core.goals.commands import copy_goals, spread_year
from crm_core.goals.measures import MEASURES
from crm_core.goals.schemas import GoalTable
from crm_core.money import minor_units
from pages.goals import words
from pages.ui import forms
from pages.ui.reader import style as reader
from pages.ui.run import act
from pages.ui.text import _, ngettext

_COPY, _SPREAD = "goals-copy", "goals-spread"


def buttons(table: GoalTable, year: int) -> None:
    """What the head of the page offers."""
    st.button(_("Take over last year's"), icon=":material/content_copy:", key="goals-copy-open", on_click=forms.open_dialog, args=(_COPY,))
    if MEASURES[table.measure].adds:
        st.button(_("Spread a year"), icon=":material/calendar_view_month:", type="primary", key="goals-spread-open", on_click=forms.open_dialog, args=(_SPREAD,))


def dialogs(table: GoalTable, year: int) -> None:
    """The dialog that is open."""
    forms.dialog(_COPY, _("Take over the goals of {year}").format(year=year - 1), lambda: _copy(table, year))
    forms.dialog(_SPREAD, _("A goal for {year}, month by month").format(year=year), lambda: _spread(table, year))


def _copy(table: GoalTable, year: int) -> None:
    with forms.form("goals_copy") as form:
        percent = form.decimal("percent", _("Higher by (%)"), 0.0, min_value=-99.0, max_value=1000.0)
        form.note("percent", _("Goals that are there already stay as they are."))
        pressed = form.buttons(_("Take over"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save:
        made = act(copy_goals, table.measure, table.period, year, percent or 0.0, quiet=True)
        if made.ok:
            forms.saved(ngettext("{n} goal set", "{n} goals set", made.value).format(n=made.value))
        form.show(made.error)


def _spread(table: GoalTable, year: int) -> None:
    style = reader()
    subjects = [one for one in table.subjects if one.subject in table.editable]
    money = MEASURES[table.measure].unit == "money"
    label = _("Goal of the year ({unit})").format(unit=style.currency) if money else _("Goal of the year")
    with forms.form("goals_spread") as form:
        chosen = form.choice("who", _("Whose"), [(place, words.who(one)) for place, one in enumerate(subjects)], 0, required=True)
        total = form.decimal("total", label, None)
        shape = form.choice("shape", _("Over the months"), [("evenly", _("evenly")), ("last", _("as last year went"))], "evenly")
        form.note("shape", _("Goals of these months are replaced."))
        pressed = form.buttons(_("Spread"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if pressed.save:
        subject = subjects[chosen or 0].subject
        amount = float(minor_units(total or 0, style.currency)) if money else float(total or 0)
        made = act(spread_year, table.measure, subject, year, amount, shape == "last", quiet=True)
        if made.ok:
            forms.saved(ngettext("{n} goal set", "{n} goals set", made.value).format(n=made.value))
        form.show(made.error)
