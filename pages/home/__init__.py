"""My day: what is due, what is stuck, who fell silent, what changed."""
import streamlit as st

from crm_core.home.queries import STEPS, my_day
from crm_core.home.schemas import Figures, MyDay
from pages.activities.next_step import next_step_dialogs, open_plan
from pages.activities.subject import Subject
from pages.churn import cards as churn_cards
from pages.customers import forms as customer_forms
from pages.home import cards, goals, quick, week
from pages.pipeline import forms as deal_forms
from pages.tickets import cards as ticket_cards
from pages.tickets import new as new_ticket
from pages.ui import layout, session
from pages.ui.format import Style, day_long, money, number
from pages.ui.layout import Metric
from pages.ui.reader import style as reader
from pages.ui.run import ask
from pages.ui.text import _, ngettext

MYSELF = Subject()


def page() -> None:
    """Draws the first page, for whoever looks at it."""
    cards.leave_when_opened()
    ticket_cards.leave_when_opened()
    churn_cards.leave_when_opened()
    style = reader()
    day: MyDay = ask(my_day, session.get("home.steps", STEPS))
    with layout.header(_greeting(style), sub=_sub(day, style)):
        _new_menu()
    _figures(day, style)
    if day.setup is not None:
        cards.setup(day.setup)
    if day.steps is None and day.late is None:
        _for_readers(day, style)
    else:
        _for_sellers(day, style)
    _dialogs(style)


def _for_sellers(day: MyDay, style: Style) -> None:
    left, right = st.columns([3, 2])
    with left:
        if day.goals:
            goals.goals(day.goals, style)
        if day.standings is not None:
            cards.standings(day.standings, style)
        if day.steps is not None:
            cards.steps(day, style)
            quick.quick_add(style)
        if day.newcomers:
            cards.newcomers(day.newcomers, style)
    with right:
        churn_cards.mine(style)
        ticket_cards.mine(style)
        if day.late is not None:
            cards.late(day, style)
        if day.week:
            week.week(day.week, style)
        if day.quiet is not None:
            cards.quiet(day.quiet)
        if day.changed is not None:
            cards.changed(day.changed, style)


def _for_readers(day: MyDay, style: Style) -> None:
    ticket_cards.mine(style)
    if day.newcomers is None:
        return
    if day.newcomers:
        cards.newcomers(day.newcomers, style)
    else:
        layout.empty_state("domain", _("No customers yet"), _("As soon as there are some, you find them here and in the list."))


def _greeting(style: Style) -> str:
    hour = style.local(style.now).hour
    text = (
        _("Good night, {name}") if hour < 5 else _("Good morning, {name}") if hour < 12
        else _("Good afternoon, {name}") if hour < 18 else _("Good evening, {name}")
    )
    return text.format(name=session.actor().name)


def _sub(day: MyDay, style: Style) -> str:
    parts = [day_long(style.today, style)]
    if day.steps is not None:
        today = day.figures.steps_today
        parts.append(ngettext("{n} step due today", "{n} steps due today", today).format(n=number(today, style)) if today
                     else _("nothing due today"))
        if day.figures.steps_overdue:
            parts.append(_("{n} overdue").format(n=number(day.figures.steps_overdue, style)))
    return " · ".join(parts)


def _new_menu() -> None:
    actor = session.actor()
    offered = {
        "customer": ("customers:edit", _("Customer")), "deal": ("deals:edit", _("Deal")), "step": ("activities:log", _("Next step")),
        "ticket": ("tickets:edit", _("Ticket")),
    }
    names = {key: name for key, (right, name) in offered.items() if actor.may(right)}
    if names:
        st.menu_button(_("New"), list(names), format_func=names.get, icon=":material/add:", type="primary", key="home_new",
                       on_click=_new)


def _new() -> None:
    chosen = session.get("home_new")
    if chosen == "customer":
        customer_forms.open_new()
    elif chosen == "deal":
        deal_forms.new_deal_dialog()
    elif chosen == "step":
        open_plan(MYSELF)
    elif chosen == "ticket":
        new_ticket.open_new()


def _figures(day: MyDay, style: Style) -> None:
    figures, actor, items = day.figures, session.actor(), []
    if actor.may("deals:view"):
        items += _deal_figures(figures, style)
    if actor.may("activities:log", "deals:view"):
        change = figures.contacted - figures.contacted_before
        items.append(Metric(
            _("Customers contacted, 7 days"), number(figures.contacted, style), delta=f"{change:+d}" if change else None,
            beside=_("on the 7 days before") if change else None,
            help=_("Customers with a call, message, meeting or visit; each counts once."),
        ))
    if items:
        layout.metrics(items, columns=len(items))


def _deal_figures(figures: Figures, style: Style) -> list[Metric]:
    change = figures.won - figures.won_before
    new = figures.opened_week
    return [
        Metric(_("Won this month"), money(figures.won, style), delta=_signed(change, style) if change else None,
               beside=_("on last month to this day") if change else None,
               help=_("Deals won since the first of the month, with what they were closed for.")),
        Metric(_("Open pipeline"), money(figures.open_value, style), delta=_signed(new, style) if new else None,
               beside=_("new in 7 days") if new else None, help=_("The value of all open deals.")),
        Metric(_("Past their stage limit"), number(figures.late_count, style), neutral=True,
               delta=ngettext("of {n} open deal", "of {n} open deals", figures.open_count).format(n=number(figures.open_count, style))),
    ]


def _signed(change: int, style: Style) -> str:
    return ("+" if change > 0 else "") + money(change, style)


def _dialogs(style: Style) -> None:
    customer_forms.new_customer_dialog()
    deal_forms.draw_new()
    new_ticket.new_ticket_dialog()
    next_step_dialogs(None, MYSELF, style)
