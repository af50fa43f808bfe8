"""Who gets a new ticket."""
from typing import Any

import streamlit as st

from crm_core.people.queries import teams
from crm_core.tickets.settings_rules import (
    RuleForm,
    RuleRow,
    add_rule,
    assign_rules,
    change_rule,
    delete_rule,
    move_rule,
    ticket_agents,
    use_rule,
)
from pages.admin import service_parts
from pages.tickets import fields, words
from pages.ui import forms, layout
from pages.ui.forms import Form
from pages.ui.run import act, ask, ask_now
from pages.ui.text import _, plain


def draw() -> None:
    """The rules in their order; the first that fits counts, before them the customer's named agent."""
    found = ask_now(assign_rules)
    layout.quiet(_("A customer's named agent comes first, then the first rule that fits. Tickets that no rule fits wait for somebody to take them."))
    service_parts.ordered(found, sentence, _move, _("No rule yet: every new ticket waits until somebody takes it. Make the first rule."))
    service_parts.opened(found, _("New rule"), _draw)


def sentence(row: RuleRow) -> str:
    """"Complaints by phone of grade VIP go to Lin Yue.\""""
    grade = dict(service_parts.grades(row.grade)).get(row.grade, row.grade)
    when = [
        _("type {name}").format(name=words.kind(row.kind)) if row.kind else "",
        _("by {channel}").format(channel=words.channel(row.channel)) if row.channel else "",
        _("about {product}").format(product=row.product) if row.product else "",
        _("grade {name}").format(name=grade) if row.grade else "",
        _("in working hours") if row.hours == "inside" else _("outside working hours") if row.hours == "outside" else "",
    ]
    who = row.user or _("whoever of {team} has least to do").format(team=row.team)
    tickets = _(", ").join(filter(None, when)) or _("all others")
    return _("Tickets ({which}) go to {who}.").format(which=tickets, who=who)


def _move(rule_id: int, up: bool) -> None:
    act(move_rule, rule_id, up)


def _draw(row: RuleRow | None) -> None:
    with forms.form(f"rule_{row.id if row else 'new'}") as form:
        values = _fields(form, row)
        pressed = form.buttons(_("Save"), cancel=False)
    if pressed.save:
        service_parts.save(form, row, values["name"], lambda: RuleForm(**values), add_rule, change_rule, assign_rules)
    if row:
        service_parts.foot(row, delete_rule, _("New tickets go by the other rules; tickets that it gave to somebody stay there."), use_rule)


def _fields(form: Form, row: RuleRow | None) -> dict[str, Any]:
    def was(field: str) -> Any:
        return getattr(row, field) if row else None

    values = {"name": form.text("name", _("Name"), was("name"), required=True, max_chars=80)}
    st.markdown(f"**{plain(_('Which tickets'))}** {layout.small(_('what is empty fits everything'))}")
    hours = [("inside", _("in working hours")), ("outside", _("outside working hours"))]
    with st.grid(2, min_column_width=180):
        values["kind"] = form.choice("kind", _("Type"), fields.kinds(was("kind")), was("kind"))
        values["channel"] = form.choice("channel", _("Channel"), list(words.channels().items()), was("channel"))
        values["product_id"] = form.choice("product_id", _("Product"), fields.products(was("product_id")), was("product_id"))
        values["grade"] = form.choice("grade", _("Grade"), service_parts.grades(was("grade")), was("grade"))
        values["hours"] = form.choice("hours", _("When"), hours, was("hours"))
    st.markdown(f"**{plain(_('Who gets them'))}** {layout.small(_('one of the two'))}")
    with st.grid(2, min_column_width=180):
        agents = [(a.id, a.name) for a in ask_now(ticket_agents)]
        values["user_id"] = form.choice("user_id", _("Agent"), agents, was("user_id"))
        values["team_id"] = form.choice("team_id", _("Least busy of a team"), [(t.id, t.name) for t in ask(teams)], was("team_id"))
    return values
