"""One user: name, role, team, invitation, access."""
from functools import partial

import streamlit as st

from crm_core.i18n import locales
from crm_core.people.commands import change_user, create_user, deactivate_user, reactivate_user
from crm_core.people.links import INVITATION_DAYS, RESET_HOURS, invite, reset_link
from crm_core.people.queries import belongings, roles, teams, user
from crm_core.people.schemas import UserForm, UserRow
from pages.admin import dialog
from pages.admin.words import STATE_TONES, role_name, state_word
from pages.ui import forms, layout, session
from pages.ui.run import act, ask, ask_now
from pages.ui.text import _, ngettext, plain

LINK = "users_link"


def user_dialog(user_id: int | None) -> None:
    """Opens the dialog for this user, or for a new one."""
    row = dialog.as_opened(ask_now(user, user_id)) if user_id else None
    title = plain(row.name) if row else _("New user")
    st.dialog(title, on_dismiss=_closed)(partial(_draw, row))()


def _closed() -> None:
    dialog.close()
    session.forget(LINK)


def _draw(row: UserRow | None) -> None:
    if row:
        st.markdown(_standing(row))
    _link()
    _form(row)
    if row:
        _access(row)


def _standing(row: UserRow) -> str:
    owned = ask(belongings, row.id)
    customers = ngettext("{n} customer", "{n} customers", owned.customers).format(n=owned.customers)
    deals = ngettext("{n} open deal", "{n} open deals", owned.deals).format(n=owned.deals)
    text = _("Looks after {customers} and {deals}.").format(customers=customers, deals=deals)
    return f"{layout.badge(state_word(row.state), STATE_TONES[row.state])} {layout.small(text)}"


def _form(row: UserRow | None) -> None:
    inviting = row is None or row.state in ("invited", "not_invited")
    with forms.form("user") as form:
        values = _fields(form, row)
        with st.container(horizontal=True, key="form_buttons_user"):
            pressed = st.form_submit_button(_("Save"), type="primary", key="user.save")
            invited = inviting and st.form_submit_button(_("Save and make an invitation link"), key="user.invite")
    if pressed or invited:
        _save(row, values, form, bool(invited))


def _fields(form: forms.Form, row: UserRow | None) -> dict:
    every_role = ask(roles)
    usual = next((role.id for role in every_role if role.key == "account_manager"), None)
    name = form.text("name", _("Name"), row.name if row else None, required=True, max_chars=100)
    email = form.text(
        "email", _("E-mail"), row.email if row else None, max_chars=200,
        help=_("Signs in with it. Not needed for somebody who only owns records."),
    )
    role = form.choice(
        "role_id", _("Role"), [(role.id, role_name(role.name, role.built_in)) for role in every_role],
        row.role_id if row else usual, required=True,
    )
    team = form.choice(
        "team_id", _("Team"), [(None, _("No team")), *((team.id, team.name) for team in ask(teams))], row.team_id if row else None,
        help=_("The customers and deals of this person move with them to another team."),
    )
    language = form.choice(
        "locale", _("Language"), [(None, _("As the company")), *locales().items()], row.locale if row else None
    )
    return {"name": name, "email": email, "role_id": role, "team_id": team, "locale": language}


def _save(row: UserRow | None, values: dict, form: forms.Form, inviting: bool) -> None:
    def write():
        data = UserForm(**values)
        return act(change_user, row.id, row.version, data, quiet=True) if row else act(create_user, data, quiet=True)

    ended = dialog.tried(form, write, row, lambda: ask_now(user, row.id))
    if not ended.ok:
        return
    if inviting:
        _make_link(ended.value, "invite")
        st.rerun()
    session.forget(LINK)
    dialog.saved(_("{name} is saved").format(name=plain(values["name"])))


def _make_link(user_id: int, purpose: str) -> None:
    attempt = act(invite if purpose == "invite" else reset_link, user_id)
    if attempt.ok:
        session.keep(LINK, (user_id, purpose, attempt.value))
    dialog.close()
    dialog.show(user_id)


def _link() -> None:
    user_id, purpose, path = session.get(LINK) or (None, None, None)
    if user_id is None or user_id != dialog.opened_id():
        return
    with st.container(border=True):
        if purpose == "invite":
            st.markdown(ngettext(
                "Send this link to the person. It works once, within {n} day, and is not shown again.",
                "Send this link to the person. It works once, within {n} days, and is not shown again.", INVITATION_DAYS,
            ).format(n=INVITATION_DAYS))
        else:
            st.markdown(ngettext(
                "Send this link to the person. It works once, within {n} hour, and is not shown again.",
                "Send this link to the person. It works once, within {n} hours, and is not shown again.", RESET_HOURS,
            ).format(n=RESET_HOURS))
        st.code(_origin() + path, language=None, wrap_lines=True)


def _origin() -> str:
    address = st.context.url or ""
    return "/".join(address.split("/")[:3]) if "://" in address else ""


def _access(row: UserRow) -> None:
    st.divider()
    with st.container(horizontal=True, vertical_alignment="center"):
        if row.state == "deactivated":
            dialog.button(_("Let in again"), _reactivate, row, icon=":material/lock_open:", key="user_reactivate")
            return
        if row.state == "active":
            dialog.button(_("Make a password link"), _make_link, row.id, "reset", icon=":material/key:", key="user_reset",
                help=_("For somebody who forgot the password. The old one works until the link is used."),
            )
        st.space("stretch")
        if row.id != session.actor().user_id:
            with st.popover(_("Deactivate"), icon=":material/block:"):
                st.markdown(_("Signed out everywhere at once, and cannot sign in. Customers and deals stay in this name until somebody hands them over."))
                dialog.button(_("Deactivate"), _deactivate, row, type="primary", key="user_deactivate")


def _deactivate(row: UserRow) -> None:
    if act(deactivate_user, row.id).ok:
        name = plain(row.name)
        session.offer_undo(_("{name} is deactivated").format(name=name), partial(_reactivate, row))
    _closed()


def _reactivate(row: UserRow) -> None:
    if act(reactivate_user, row.id).ok:
        session.notify(_("{name} may sign in again").format(name=plain(row.name)))
    _closed()
