"""The cards of the home page."""
import streamlit as st

from crm_core.access.rights import Scope
from crm_core.dictionary import choices
from crm_core.home.queries import STEPS
from crm_core.home.schemas import Changed, LateDeal, MyDay, Newcomer, Quiet, Setup, Standing, Step
from crm_core.tasks.commands import finish_task
from pages.activities import kinds
from pages.activities.history import happened_words
from pages.activities.next_step import undo_done
from pages.activities.subject import Subject
from pages.ui import components, layout, links, session
from pages.ui.format import Style, ago, day, days, days_tone, due, due_tone, initials, moment, money, money_full, number
from pages.ui.run import act, ask
from pages.ui.text import _, ngettext, plain

STEPS_LIST, LATE, QUIET, CHANGED, NEWCOMERS = "home_steps", "home_late", "home_quiet", "home_changed", "home_newcomers"
WEEK = "home_week"
MOST_STEPS = 200


def leave_when_opened() -> None:
    """Before anything is asked for: goes where a click leads."""
    for lists, url in (((LATE,), "deal"), ((QUIET, NEWCOMERS), "customer")):
        for key in lists:
            if opened := components.happened(key, "open"):
                links.leave_for(url, id=opened)
    for key in (STEPS_LIST, CHANGED, WEEK):
        if opened := components.happened(key, "open"):
            url, _dash, number_of = str(opened).partition("-")
            if url in ("customer", "deal"):
                links.leave_for(url, id=number_of.partition("-")[0])


def steps(found: MyDay, style: Style) -> None:
    """My next steps, overdue ones first, each with a tick."""
    total = found.figures.steps
    with layout.card(_("My next steps"), number(total, style) if total else None):
        if not found.steps:
            layout.quiet(_("Nothing is planned. Set a next step on a customer's page, or write below: call … again Friday."))
            return
        known = {_step_id(step): step for step in found.steps}
        components.record_list([_step(step, style) for step in found.steps], STEPS_LIST, on_done=lambda key: _done(known.get(key)))
        if total > len(found.steps):
            layout.text_button(_("Show all {n}").format(n=number(total, style)), "home_all_steps",
                               on_click=session.keep, args=("home.steps", MOST_STEPS))
        elif total > STEPS:
            layout.text_button(_("Show fewer"), "home_fewer_steps", on_click=session.forget, args=("home.steps",))


def _step_id(step: Step) -> str:
    url, key = ("customer", step.customer_id) if step.customer_id else ("deal", step.deal_id) if step.deal_id else ("step", 0)
    return f"{url}-{key}-{step.id}"


def _step(step: Step, style: Style) -> dict:
    when = style.local(step.due_at).date() if step.all_day else step.due_at
    is_today = style.local(step.due_at).date() == style.today
    tone = due_tone(when, style)
    if is_today:
        value, note = due(when, style), ago(step.due_at, style) if not step.all_day else _("any time")
    else:
        value, note = (day if step.all_day else moment)(when, style), due(style.local(step.due_at).date(), style)
    item = {
        "id": _step_id(step), "title": step.title, "sub": " · ".join(filter(None, [step.customer, step.deal])),
        "icon": kinds.ICONS.get(step.kind, "event"), "tone": tone or "gray", "value": value, "note": note,
        "note_tone": "red" if tone == "red" else None, "done": True,
    }
    if step.customer_id or step.deal_id:
        item["href"] = links.href("customer", step.customer_id) if step.customer_id else links.href("deal", step.deal_id)
    return item


def _done(step: Step | None) -> None:
    if step is None:
        return
    stored = act(finish_task, step.id)
    if stored.ok:
        session.offer_undo(_("Done: {step}").format(step=step.title), lambda: undo_done(step.id, stored.value))


def late(found: MyDay, style: Style) -> None:
    """Deals that are stuck."""

    def everything() -> None:
        label = _("All {n}").format(n=number(found.figures.late_count, style))
        st.page_link(links.page("pipeline"), label=f":green[{plain(label)}]",
                     query_params={"late": "1", "view": "table"})

    with layout.card(_("Past their stage limit"), help=_("Open deals that are longer in their stage than the stage allows."),
                     action=everything if found.figures.late_count else None):
        if not found.late:
            text = _("Every open deal is within the limit of its stage.") if found.figures.open_count else _("No deal is open.")
            layout.quiet(text)
            return
        components.record_list([_late(deal, style) for deal in found.late], LATE)


def _late(deal: LateDeal, style: Style) -> dict:
    spent = (style.now - deal.stage_since).days
    return {
        "id": deal.id, "title": deal.name, "href": links.href("deal", deal.id),
        "sub": " · ".join(filter(None, [deal.customer, deal.stage])), "value": money(deal.value, style),
        "value_title": money_full(deal.value, style), "note": days(spent, style, deal.limit_days),
        "note_tone": days_tone(spent, deal.limit_days),
    }


def quiet(found: tuple[Quiet, ...]) -> None:
    """Customers that are silent longer than they usually are."""

    def everything() -> None:
        label = _("All silent")
        st.page_link(links.page("customers"), label=f":green[{plain(label)}]", query_params={"quiet": "30", "owner": "me"})

    grades = {c.code: c for c in ask(choices)["grade"]}
    explanation = _("Silent for over twice the mean time between contacts, measured over at least four contacts.")
    with layout.card(_("Gone quiet"), help=explanation, action=everything if found else None):
        if not found:
            layout.quiet(_("Nobody is silent for longer than usual."))
            return
        components.record_list([_quiet(customer, grades) for customer in found], QUIET)


def _quiet(customer: Quiet, grades: dict) -> dict:
    grade = grades.get(customer.grade)
    item = {
        "id": customer.id, "title": customer.name, "href": links.href("customer", customer.id),
        "initials": initials(customer.name), "sub": _usually(customer.usual_days),
        "value": ngettext("{n} day", "{n} days", customer.silent_days).format(n=customer.silent_days),
    }
    if grade:
        item["badge"] = {"text": grade.label, "tone": grade.tone or "gray"}
    return item


def _usually(interval: float) -> str:
    if interval < 1.5:
        return _("usually every day")
    if interval < 11:
        return ngettext("usually every {n} day", "usually every {n} days", round(interval)).format(n=round(interval))
    if interval < 26:
        weeks = round(interval / 7)
        return ngettext("usually every {n} week", "usually every {n} weeks", weeks).format(n=weeks)
    months = max(1, round(interval / 30.4))
    return _("usually monthly") if months == 1 else _("usually every {n} months").format(n=months)


def changed(found: tuple[Changed, ...], style: Style) -> None:
    """What colleagues did with my customers."""
    with layout.card(_("Changed in my customers"), help=_("What colleagues did with your customers in the last 14 days.")):
        if not found:
            layout.quiet(_("Nobody else touched your customers lately."))
            return
        components.record_list([_changed(one, style) for one in found], CHANGED)


def _changed(one: Changed, style: Style) -> dict:
    icon, tone, title = happened_words(one.happened, Subject(customer_id=one.customer_id), style)
    return {
        "id": f"customer-{one.customer_id}-{one.happened.id}", "title": title, "icon": icon, "tone": tone,
        "href": links.href("customer", one.customer_id), "sub": " · ".join(filter(None, [one.customer, one.happened.who])),
        "value": ago(one.happened.at, style),
    }


def standings(found: tuple[Standing, ...], style: Style) -> None:
    """How each person, or each team, stands."""
    actor = session.actor()
    title = _("Team {team}").format(team=actor.team_name or "") if actor.scope("deals:view") < Scope.ALL else _("The teams")
    with layout.card(title, _("this month")):
        if not found:
            layout.quiet(_("Nobody is in this team yet."))
            return
        components.record_list([_standing(one, n, style) for n, one in enumerate(found)], "home_standings")


def _standing(one: Standing, position: int, style: Style) -> dict:
    contacted = ngettext("{n} customer contacted in 7 days", "{n} customers contacted in 7 days", one.contacted)
    overdue = ngettext("{n} step overdue", "{n} steps overdue", one.overdue).format(n=number(one.overdue, style))
    return {
        "id": position, "title": one.name, "initials": initials(one.name),
        "sub": " · ".join([_("{value} open").format(value=money(one.open_value, style)),
                           contacted.format(n=number(one.contacted, style))]),
        "value": _("{value} won").format(value=money(one.won, style)), "value_title": money_full(one.won, style),
        "note": overdue if one.overdue else None, "note_tone": "red",
    }


def newcomers(found: tuple[Newcomer, ...], style: Style) -> None:
    """The customers added last."""
    with layout.card(_("Newest customers")):
        items = [
            {"id": c.id, "title": c.name, "sub": c.city, "initials": initials(c.name), "href": links.href("customer", c.id),
             "value": ago(c.created_at, style)}
            for c in found
        ]
        components.record_list(items, NEWCOMERS)


def setup(found: Setup) -> None:
    """What is left to do until colleagues can work, for administrators."""
    actor = session.actor()
    todo = (
        ("users", ("users:manage",), found.users > 1, _("Let your colleagues in"), _setup_users(found)),
        ("import", ("imports:run",), bool(found.customers), _("Bring in your customers"), _("CSV, Excel or another CRM's export")),
        ("products", ("products:edit",), bool(found.products), _("List your products"), _("Deals are made of them")),
        ("stages", ("pipelines:manage",), True, _("Check the stages"), _("Probability, time limit and required fields")),
        ("settings", ("settings:manage",), True, _("Check the company's settings"), _("Currency, time zone, limits")),
    )
    with layout.card(_("Setting up")):
        for url, rights, done, label, sub in todo:
            if actor.may(*rights):
                icon = ":material/check_circle:" if done and url not in ("stages", "settings") else ":material/arrow_forward:"
                with st.container(horizontal=True, vertical_alignment="center"):
                    st.page_link(links.page(url), label=plain(label), icon=icon)
                    layout.quiet(sub)


def _setup_users(found: Setup) -> str:
    people = ngettext("{n} user", "{n} users", found.users).format(n=found.users)
    if not found.waiting:
        return people
    return _("{people}, {n} not invited yet").format(people=people, n=found.waiting)
