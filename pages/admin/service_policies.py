"""Service levels: how soon tickets are answered and resolved."""

import streamlit as st

from crm_core.tickets.settings_calendars import calendars
from crm_core.tickets.settings_policies import (
    PolicyForm,
    PolicyRow,
    add_policy,
    change_policy,
    delete_policy,
    move_policy,
    policies,
    use_policy,
)
from pages.admin import service_parts
from pages.tickets import words
from pages.ui import forms, layout
from pages.ui.forms import Form
from pages.ui.run import act, ask_now
from pages.ui.text import _, ngettext


def draw() -> None:
    """The levels in their order; the first that fits a ticket counts."""
    found = ask_now(policies)
    layout.quiet(_("The first one that fits a ticket counts. Times are working time of its calendar."))
    service_parts.ordered(found, _facts, _move, _("Without a service level no clock runs. Make the first one."))
    service_parts.opened(found, _("New service level"), _draw)


def _facts(row: PolicyRow) -> str:
    grade = dict(service_parts.grades(row.grade)).get(row.grade, row.grade)
    fits = [_("priority {name}").format(name=words.priority(row.priority)) if row.priority else "",
            _("grade {name}").format(name=grade) if row.grade else ""]
    facts = [
        _(", ").join(filter(None, fits)) or _("any ticket"),
        _("answer in {span}").format(span=_written(row.response_minutes)),
        _("resolve in {span}").format(span=_written(row.resolve_minutes)),
        row.calendar,
        ngettext("{n} open ticket", "{n} open tickets", row.tickets).format(n=row.tickets),
    ]
    return " · ".join(facts)


def _written(minutes: int) -> str:
    """"2 h 30 min", "15 min", "9 h"."""
    hours, rest = divmod(minutes, 60)
    parts = [_("{n} h").format(n=hours)] * bool(hours) + [_("{n} min").format(n=rest)] * bool(rest)
    return " ".join(parts)


def _move(policy_id: int, up: bool) -> None:
    act(move_policy, policy_id, up)


def _draw(row: PolicyRow | None) -> None:
    with forms.form(f"level_{row.id if row else 'new'}") as form:
        values = _fields(form, row)
        pressed = form.buttons(_("Save"), cancel=False)
    if pressed.save:
        service_parts.save(form, row, values["name"], lambda: PolicyForm(**values), add_policy, change_policy, policies)
    if row:
        service_parts.foot(row, delete_policy, _("It does not count any more; tickets that were measured by it keep it."), use_policy)


def _fields(form: Form, row: PolicyRow | None) -> dict:
    offered = [(c.id, c.name) for c in ask_now(calendars)]
    values = {"name": form.text("name", _("Name"), row.name if row else None, required=True, max_chars=80)}
    left, right = st.columns(2)
    with left:
        values["priority"] = form.choice("priority", _("Priority"), list(words.priorities().items()), row.priority if row else None,
                                         help=_("Empty means any."))
    with right:
        kept = row.grade if row else None
        values["grade"] = form.choice("grade", _("Grade"), service_parts.grades(kept), kept, help=_("Empty means any."))
    values["response_minutes"] = _span(form, "response_minutes", _("Answer within"), row.response_minutes if row else 240)
    values["resolve_minutes"] = _span(form, "resolve_minutes", _("Resolve within"), row.resolve_minutes if row else 1620)
    values["calendar_id"] = form.choice("calendar_id", _("Working hours"), offered, row.calendar_id if row else offered[0][0] if offered else None,
                                        required=True)
    values["warn_percent"] = form.number("warn_percent", _("Warn when so much of the time is gone (%)"), row.warn_percent if row else 80,
                                         min_value=1, max_value=99)
    return values


def _span(form: Form, field: str, label: str, minutes: int) -> int:
    """Hours and minutes side by side, as minutes."""
    hours, rest = divmod(minutes, 60)
    with form.field(field) as key:
        left, right = st.columns(2)
        with left:
            typed = st.number_input(_("{what}: hours").format(what=label), 0, 8000, hours, key=f"{key}_h", step=1)
        with right:
            more = st.number_input(_("minutes"), 0, 59, rest, key=f"{key}_m", step=5)
    return int(typed or 0) * 60 + int(more or 0)
