"""Grades by rule: what a customer must reach for each, and at once whom that would move; names by score beside it."""
import streamlit as st
from babel.numbers import get_currency_precision

from crm_core.dictionary import choices
from crm_core.errors import Conflict, Invalid
from crm_core.value.grades import LIMITS, GradeRule, Needs
from crm_core.value.grading import Preview, change_grade_rule, grade_rule, preview, suggestion
from pages.ui import forms, layout, links, session
from pages.ui.format import Style, money, number
from pages.ui.reader import style as reader
from pages.ui.run import act, ask, ask_now
from pages.ui.text import _, ngettext, plain
from pages.value import segments

SEEN, FORM = "grade_rule_seen", "grade-rule"


def page() -> None:
    """Two rules: of grades, and of names by score."""
    with layout.header(_("Grades and segments"), sub=_("Rules by which every customer who ordered is graded and named, every night")):
        pass
    first, second = st.tabs([_("Grades"), _("Names by score")])
    with first:
        _draw(reader())
    with second:
        segments.draw()


def _draw(style: Style) -> None:
    """The needs of every grade at the left, at the right what they would do."""
    layout.quiet(_("A customer gets the first grade of which it reaches all that is filled in; grades by hand stay."))
    seen: GradeRule = session.get(SEEN) or ask_now(grade_rule)
    session.keep(SEEN, seen)
    names = {choice.code: choice.label for choice in ask(choices)["grade"] if choice.active}
    left, right = st.columns([3, 2])
    with left, forms.loose_form(FORM) as form:
        wanted = _fields(form, seen, names, style)
        pressed = form.buttons(_("Save"), cancel=False)
    with right:
        _preview(wanted, names, style)
    if pressed.save:
        _save(form, wanted, seen)


def _fields(form: forms.Form, seen: GradeRule, names: dict[str, str], style: Style) -> GradeRule:
    now, places = dict(seen.grades), get_currency_precision(style.currency)
    grades = []
    for code, name in names.items():
        with layout.card(name), st.grid(2, min_column_width=180):
            needs = now.get(code, Needs())
            grades.append((code, Needs(
                revenue_year=form.money(f"{code}.revenue_year", _("Sales of 12 months at least ({currency})").format(currency=style.currency), needs.revenue_year, places),
                orders=_number(form, code, "orders", _("Orders in all at least"), needs.orders),
                scores=_number(form, code, "scores", _("RFM scores together at least (3 to 15)"), needs.scores),
                value_next=form.money(f"{code}.value_next", _("Expected in the next 12 months at least ({currency})").format(currency=style.currency), needs.value_next, places),
            )))  # fmt: skip
    with layout.card(_("All others")):
        rest = form.choice("rest", _("Everybody else who ordered gets"), [("", _("No grade")), *names.items()], seen.rest or "")
        with form.field("unexplained") as key:
            unexplained = st.checkbox(_("Grades without a reason, as from files, follow the rule too"), seen.unexplained, key=key)
    return GradeRule(tuple(grades), rest or None, bool(unexplained))


def _number(form: forms.Form, code: str, name: str, label: str, value: int | None) -> int | None:
    least, most = LIMITS[name]
    return form.number(f"{code}.{name}", label, value, min_value=least, max_value=most)


def _preview(wanted: GradeRule, names: dict[str, str], style: Style) -> None:
    with layout.card(_("What that means"), _("whole company, last night's figures")):
        if not wanted.active:
            layout.quiet(_("Fill in what a grade needs, and here it says who gets it. Without a rule grades are given by hand only."))
            st.button(_("Suggest a rule"), icon=":material/auto_fix_high:", key="grade_suggest", on_click=_suggest, args=(style,))
            return
        try:
            found: Preview = ask_now(preview, wanted)
        except Invalid:
            layout.quiet(_("Something in the rule cannot be; look at the fields."))
            return
        text = ngettext("{n} customer would get another grade", "{n} customers would get another grade", found.moving).format(n=number(found.moving, style))
        st.markdown(f"#### {plain(text)}")
        layout.metrics([_metric(code, name, found, style) for code, name in {**names, None: _("No grade")}.items()], columns=2)
        if found.by_hand:
            layout.quiet(ngettext("{n} grade by hand stays as it is.", "{n} grades by hand stay as they are.", found.by_hand).format(n=number(found.by_hand, style)))
        _movers(found, names, style)


def _metric(code: str | None, name: str, found: Preview, style: Style) -> layout.Metric:
    change = found.then(code) - found.now(code)
    return layout.Metric(name, number(found.then(code), style), f"{change:+,d}" if change else None, _("against now") if change else None, neutral=True)


def _movers(found: Preview, names: dict[str, str], style: Style) -> None:
    if not found.movers:
        return
    st.markdown(f"**{plain(_('Who would move'))}** {layout.small(_('most sales first'))}")
    for one in found.movers:
        before, after = (names.get(grade, grade) if grade else _("No grade") for grade in (one.before, one.after))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(links.page("customer"), label=plain(one.name), query_params={"id": str(one.id)}, width="stretch")
            layout.quiet(f"{before} → {after} · {money(one.revenue_year, style)}", "content")


def _suggest(style: Style) -> None:
    """Fills the form in; nothing is stored."""
    found: GradeRule = ask_now(suggestion)
    if not found.active:
        session.notify(_("Nobody ordered within 12 months, so there is nothing to suggest from."))
    for code, needs in found.grades:
        session.keep(f"{FORM}.{code}.revenue_year", needs.revenue_year / 10 ** get_currency_precision(style.currency))
    session.keep(f"{FORM}.rest", found.rest or "")


def _save(form: forms.Form, wanted: GradeRule, seen: GradeRule) -> None:
    ended = act(change_grade_rule, wanted, seen, quiet=True)
    form.show(ended.error)
    if ended.ok:
        session.notify(_("The rule is saved; the grades follow within minutes") if ended.value else _("Nothing was changed"))
        session.forget(SEEN)
        st.rerun()
    elif isinstance(ended.error, Conflict):
        session.forget(SEEN)
