"""Giving tickets to an agent, to the queue of a team, or back to everybody's."""
from collections.abc import Callable, Sequence
from uuid import uuid4

import streamlit as st

from crm_core.access.rights import Scope
from crm_core.errors import N_, Invalid
from crm_core.people.queries import teams
from crm_core.tickets.giving import assign_tickets
from crm_core.tickets.offering import possible_agents
from crm_core.tickets.schemas import Handover
from crm_core.undo import undo_batch
from pages.ui import forms, session
from pages.ui.run import act, ask, ask_now
from pages.ui.text import _, ngettext

NAME = "ticket.handover"
NOBODY = "nobody"


def open_for(ids: Sequence[int]) -> None:
    """Opens the dialog for these tickets; for callbacks."""
    forms.open_dialog(NAME, ids=tuple(ids))


def dialog(done: Callable[[], None] | None = None) -> None:
    """Draws the dialog when it is open; `done` is called when the tickets were given."""
    forms.dialog(NAME, _("Transfer"), lambda ids: _body(ids, done))


def targets() -> dict[str, str]:
    """To whom: agents with how many tickets they have, queues of teams, nobody."""
    actor, reach = session.actor(), session.actor().scope("tickets:assign")
    people = ask_now(possible_agents)
    found = {f"user-{p.id}": _("{name} · {n} open").format(name=p.name, n=p.open_tickets) for p in people}
    queues = [t for t in ask(teams) if reach is Scope.ALL or reach is Scope.TEAM and t.id == actor.team_id]
    found |= {f"team-{t.id}": _("Queue of {team}").format(team=t.name) for t in queues}
    return found | {NOBODY: _("Nobody: back to the queue")}


def _body(ids: tuple[int, ...], done: Callable[[], None] | None) -> None:
    names = targets()
    with forms.form("handover") as form:
        chosen = form.choice("owner_id", _("To"), list(names.items()), required=True)
        reason = form.text("reason", _("Why"), max_chars=500, placeholder=_("May stay empty"))
        pressed = form.buttons(_("Transfer"))
    if pressed.cancel:
        forms.close_dialog()
        st.rerun()
    if not pressed.save:
        return
    if not chosen:
        form.show(Invalid(N_("Please fill this in."), field="owner_id"))
        return
    what, _dash, key = chosen.partition("-")
    batch = uuid4().hex
    stored = forms.attempt(lambda: act(assign_tickets, ids, _handover(what, key, reason), batch=batch, quiet=True))
    form.show(stored.error)
    if stored.ok:
        forms.close_dialog()
        session.offer_undo(_told(stored.value, names[chosen].partition(" · ")[0], chosen), lambda: act(undo_batch, batch))
        if done:
            done()
        st.rerun()


def _told(n: int, name: str, chosen: str) -> str:
    if chosen == NOBODY:
        return ngettext("{n} ticket is back in the queue", "{n} tickets are back in the queue", n).format(n=n)
    return ngettext("{n} ticket given to {name}", "{n} tickets given to {name}", n).format(n=n, name=name)


def _handover(what: str, key: str, reason: str) -> Handover:
    return Handover(owner_id=int(key) if what == "user" else None, team_id=int(key) if what == "team" else None, reason=reason)
