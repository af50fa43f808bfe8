"""When the program warns of customers who may leave, with a preview of how many that would be."""
from dataclasses import asdict

import streamlit as st
from babel.numbers import get_currency_precision

from crm_core.churn.rules import RANGES, Thresholds
from crm_core.churn.setting import Preview, change_churn_settings, churn_settings, preview
from crm_core.errors import Conflict, Invalid
from pages.ui import forms, layout, session
from pages.ui.format import Style, money, number
from pages.ui.reader import style as reader
from pages.ui.run import act, ask_now
from pages.ui.text import _, ngettext, plain

SEEN = "churn_settings_seen"
FORM = "churn-settings"


def page() -> None:
    """The limits at the left, at the right at once what they would do."""
    style = reader()
    with layout.header(_("Churn settings"), sub=_("Which customers are warned of, and when one counts as lost")):
        pass
    seen: Thresholds = session.get(SEEN) or ask_now(churn_settings)
    session.keep(SEEN, seen)
    left, right = st.columns([3, 2])
    with left, forms.loose_form(FORM) as form:
        wanted = _fields(form, seen, style)
        pressed = form.buttons(_("Save"), cancel=False)
    with right:
        _preview(wanted, seen, style)
    if pressed.save and wanted:
        _save(form, wanted, seen)


def _fields(form: forms.Form, seen: Thresholds, style: Style) -> Thresholds | None:
    found = asdict(seen)
    with layout.card(_("Where the model has a signal"), help=_("The model of purchases tells the probability that a customer has left.")), st.grid(2, min_column_width=220):
        found["warn_risk"] = _number(form, "warn_risk", _("Watch from a risk of (%)"), seen)
        found["decide_risk"] = _number(form, "decide_risk", _("To decide from a risk of (%)"), seen)
    with layout.card(_("Where only the rhythm is known"), help=_("Days of silence divided by the usual days between orders, from three orders on.")), st.grid(2, min_column_width=220):
        found["warn_ratio"] = _ratio(form, "warn_ratio", _("Watch when silent for … times as long as usual"), seen)
        found["decide_ratio"] = _ratio(form, "decide_ratio", _("To decide when … times as long"), seen)
    with layout.card(_("Who is worth a warning")), st.grid(2, min_column_width=220):
        label = _("Sales of 12 months at least ({currency})").format(currency=style.currency)
        found["least_value"] = form.money("least_value", label, seen.least_value, get_currency_precision(style.currency)) or 0
        found["gone_days"] = _number(form, "gone_days", _("Gone, warned of no more, after silence of (days)"), seen)
    with layout.card(_("How it is counted")), st.grid(2, min_column_width=220):
        found["churn_days"] = _number(form, "churn_days", _("Lost, in the churn rate, after silence of (days)"), seen)
        found["window_days"] = _number(form, "window_days", _("Kept, if ordered within … days after deferring"), seen)
    return None if None in found.values() else Thresholds(**found)


def _number(form: forms.Form, field: str, label: str, seen: Thresholds) -> int | None:
    least, most = RANGES[field]
    return form.number(field, label, getattr(seen, field), min_value=int(least), max_value=int(most))


def _ratio(form: forms.Form, field: str, label: str, seen: Thresholds) -> float | None:
    least, most = RANGES[field]
    return form.decimal(field, label, float(getattr(seen, field)), min_value=float(least), max_value=float(most), step=0.1)


def _preview(wanted: Thresholds | None, seen: Thresholds, style: Style) -> None:
    with layout.card(_("What that means"), _("whole company, last night's figures")):
        try:
            found: Preview | None = ask_now(preview, wanted) if wanted else None
        except Invalid:
            found = None
        if found is None:
            layout.quiet(_("Fill in every limit; what somebody should decide about lies above what is only watched."))
            return
        now: Preview = found if wanted == seen else ask_now(preview, seen)
        text = ngettext("{n} customer would be warned of", "{n} customers would be warned of", found.warned).format(n=number(found.warned, style))
        st.markdown(f"#### {plain(text)}")
        change = found.warned - now.warned
        layout.metrics([
            layout.Metric(_("Warned, of {n}").format(n=number(found.of, style)), number(found.warned, style), f"{change:+d}" if change else None,
                          _("against the limits of now") if change else None, neutral=True),
            layout.Metric(_("To decide"), number(found.urgent, style)),
            layout.Metric(_("Worth a year"), money(found.at_risk, style)),
            layout.Metric(_("Open now"), number(found.open, style)),
        ], columns=2)
        layout.quiet(_("New limits hold from the next night on."))


def _save(form: forms.Form, wanted: Thresholds, seen: Thresholds) -> None:
    ended = act(change_churn_settings, wanted, seen, quiet=True)
    form.show(ended.error)
    if ended.ok:
        session.notify(_("The settings are saved") if ended.value else _("Nothing was changed"))
        session.forget(SEEN)
        st.rerun()
    elif isinstance(ended.error, Conflict):
        session.forget(SEEN)
