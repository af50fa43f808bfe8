"""Rates of exchange: which currencies are known, their rates by day, one by one or pasted."""
from functools import partial
from uuid import uuid4

import streamlit as st

from crm_core import clock, regions
from crm_core.company.queries import company
from crm_core.orders.rate_lines import read
from crm_core.orders.rates import Rate, RateForm, currencies, put_rates, rates_of, remove_rate
from pages.admin import dialog
from pages.ui import filters, format, forms, layout, reader, session
from pages.ui.run import act, ask_now
from pages.ui.text import _, ngettext, plain, told

PASTE = "paste"
FEW = 5


def page() -> None:
    """The currencies at the left, the rates of the chosen one at the right."""
    found = ask_now(currencies)
    own = ask_now(company)
    with layout.header(
        _("Exchange rates"), ngettext("{n} currency", "{n} currencies", len(found)).format(n=len(found)),
        sub=_("An order in another currency takes the rate of its day: the last one up to it. Orders keep their rate when it changes here."),
    ):
        st.button(_("Paste rates"), icon=":material/content_paste:", on_click=dialog.show, args=(PASTE,), key="rates_paste")
        st.button(_("New rate"), type="primary", icon=":material/add:", shortcut="N", on_click=dialog.show, args=(dialog.NEW,), key="rate_new")
    if found:
        codes = [one.currency for one in found]
        chosen = filters.value("currency")
        chosen = chosen if chosen in codes else codes[0]
        st.segmented_control(_("Currency"), codes, default=chosen, required=True, key="rates_currency", on_change=_chosen, label_visibility="collapsed")
        _history(chosen, own.currency)
    else:
        layout.empty_state(
            "currency_exchange", _("No rates yet"), _("Enter what one unit of a foreign currency is worth, then orders can be taken in it."),
            partial(st.button, _("New rate"), type="primary", icon=":material/add:", on_click=dialog.show, args=(dialog.NEW,), key="rate_first"),
        )
    if dialog.opened() == dialog.NEW:
        st.dialog(_("New rate"), on_dismiss=dialog.close)(partial(_new, own.currency))()
    elif dialog.opened() == PASTE:
        st.dialog(_("Paste rates"), width="medium", on_dismiss=dialog.close)(partial(_paste, own.currency))()


def _chosen() -> None:
    filters.put({"currency": session.get("rates_currency"), "open": None})


def _history(currency: str, own: str) -> None:
    style = reader.style()
    with st.container(border=True, gap="xsmall", width=640, key="rates"):
        for rate in ask_now(rates_of, currency):
            with st.container(horizontal=True, vertical_alignment="center", wrap=False, key=f"rate_{rate.day}"):
                with st.container(width="stretch", gap=None):
                    st.markdown(f"1 {currency} = **{_exact(rate.rate)}** {own}")
                    st.markdown(layout.small(_("valid from {day}").format(day=format.day(rate.day, style))))
                st.button("", icon=":material/delete:", type="tertiary", key=f"drop_{rate.day}", help=_("Delete"), on_click=_drop, args=(rate,))


def _exact(rate: float) -> str:
    """Four places, and more where there are more."""
    return f"{rate:.4f}" if round(rate, 4) == rate else f"{rate:.10g}"


def _drop(rate: Rate) -> None:
    if act(remove_rate, rate.currency, rate.day).ok:
        form = RateForm(currency=rate.currency, day=rate.day, rate=rate.rate)
        session.offer_undo(_("The rate is deleted"), lambda: act(put_rates, [form]))


def _new(own: str) -> None:
    options = [(code, name) for code, name in regions.currencies(session.locale()).items() if code != own]
    with forms.form("rate") as form:
        currency = form.choice("currency", _("Currency"), options, filters.value("currency") or None, required=True)
        rate = form.decimal("rate", _("Worth of one unit in {currency}").format(currency=own), None, step=0.01)
        day = form.day("day", _("From day"), clock.today(session.actor().time_zone))
        pressed = form.buttons(_("Save"), cancel=False)
    if pressed.save:
        ended = dialog.tried(form, lambda: act(put_rates, [RateForm(currency=currency, day=day, rate=rate)], quiet=True))
        if ended.ok:
            filters.put({"currency": currency})
            dialog.saved(_("The rate is saved") if ended.value else _("Nothing was changed"))


def _paste(own: str) -> None:
    layout.quiet(_("One rate a line: currency, day and what one unit is worth in {currency}. Columns copied from a spreadsheet fit.").format(currency=own))
    others = [code for code in ("USD", "EUR", "GBP") if code != own]
    with forms.form("rates") as form:
        text = form.area("text", _("Rates"), height=200, placeholder="{} 2026-11-01 1.1325\n{} 2026-11-01 1.2140".format(*others), max_chars=200_000)
        pressed = form.buttons(_("Save"), cancel=False)
    if not pressed.save:
        return
    found = read(text or "", own)
    for number, error in found.wrong[:FEW]:
        st.error(_("Line {number}: {reason}").format(number=number, reason=plain(told(error))))
    if len(found.wrong) > FEW:
        layout.quiet(ngettext("and {n} more line", "and {n} more lines", len(found.wrong) - FEW).format(n=len(found.wrong) - FEW))
    if found.wrong:
        layout.quiet(_("Nothing was saved yet: correct these lines and save again."))
    elif not found.rates:
        st.error(_("There is no rate in this text."))
    else:
        _save_all(form, found.rates)


def _save_all(form: forms.Form, rates: tuple[RateForm, ...]) -> None:
    ended = dialog.tried(form, lambda: act(put_rates, rates, batch=uuid4().hex, quiet=True))
    if ended.ok:
        filters.put({"currency": rates[0].currency})
        dialog.saved(ngettext("{n} rate is new or different", "{n} rates are new or different", ended.value).format(n=ended.value))
