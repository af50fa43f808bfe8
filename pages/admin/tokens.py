"""Tokens by which other programs send orders and stock."""
from functools import partial

import streamlit as st

from crm_core.people.queries import colleagues
from crm_core.people.tokens import TokenForm, TokenRow, end_token, make_token, tokens
from pages.admin import dialog
from pages.ui import format, forms, layout, reader, session
from pages.ui.run import act, ask_now
from pages.ui.text import _, ngettext, plain

MADE = "token_made"
EXAMPLE = """curl https://crm.example.com/api/orders \\
  -H "Authorization: Bearer {token}" -H "Content-Type: application/json" \\
  -d '{"number": "WEB-1001", "ordered_on": "2026-11-25",
       "customer": {"external_id": "C-9", "name": "Beichen Machinery"},
       "lines": [{"sku": "HP-012", "quantity": 10, "price": "310.00"}]}'
"""


def page() -> None:
    """The tokens that work, and how to use one."""
    found = ask_now(tokens)
    new = partial(st.button, _("New token"), type="primary", icon=":material/add:", on_click=dialog.show, args=(dialog.NEW,))
    with layout.header(
        _("Other programs"), ngettext("{n} token", "{n} tokens", len(found)).format(n=len(found)),
        sub=_("A shop or a stock system proves itself with a token and may do what the token's user may."),
    ):
        new(key="token_new", shortcut="N")
    if found:
        _list(found)
    else:
        layout.empty_state("key", _("No tokens yet"), _("Make one for each program that sends orders or stock."), partial(new, key="token_first"))
    with st.container(width=860), layout.card(_("How a program sends an order")):
        st.code(EXAMPLE.replace("{token}", _("TOKEN")), language="bash", wrap_lines=True)
        layout.quiet(_("The same number again is the same order. All fields and answers are described in README."))
    if dialog.opened() == dialog.NEW:
        st.dialog(_("New token"), on_dismiss=_closed)(_new)()
    forms.dialog("token_end", _("End this token?"), _end)


def _closed() -> None:
    session.forget(MADE)
    dialog.close()


def _list(found: tuple[TokenRow, ...]) -> None:
    style = reader.style()
    with st.container(border=True, gap="xsmall", width=860, key="tokens"):
        for token in found:
            used = _("last used {when}").format(when=format.ago(token.last_used_at, style)) if token.last_used_at else _("never used")
            with st.container(horizontal=True, vertical_alignment="center", wrap=False, key=f"token_{token.id}"):
                with st.container(width="stretch", gap=None):
                    asleep = "" if token.active else " " + layout.badge(_("user deactivated"), "orange")
                    st.markdown(f"**{plain(token.name)}**{asleep}")
                    st.markdown(layout.small(_("acts as {name}, made {when}").format(name=token.user, when=format.day(token.created_at, style)) + " · " + used))
                st.button(_("End"), key=f"end_{token.id}", on_click=forms.open_dialog, args=("token_end",), kwargs={"token": token})


def _end(token: TokenRow) -> None:
    forms.confirm(_("End the token “{name}”?").format(name=token.name), _("The program that has it is refused from now on. This cannot be taken back."),
                  _("End the token"), partial(_ended, token), "token_end_sure")


def _ended(token: TokenRow) -> None:
    if act(end_token, token.id).ok:
        session.notify(_("The token “{name}” is ended").format(name=plain(token.name)))


def _new() -> None:
    made = session.get(MADE)
    if made:
        st.success(_("Copy the token now: it is shown this once only."))
        st.code(made, language=None)
        dialog.button(_("Done"), _closed, type="primary", key="token_done")
        return
    people = [(one.id, f"{one.name} · {one.team}" if one.team else one.name) for one in ask_now(colleagues) if one.active]
    with forms.form("token") as form:
        name = form.text("name", _("Which program gets it"), required=True, max_chars=80, placeholder=_("Web shop"))
        user_id = form.choice("user_id", _("Acts as"), people, None, required=True,
                              help=_("Best a user of its own, with a role that may only what the program needs."))
        pressed = form.buttons(_("Make the token"), cancel=False)
    if pressed.save:
        ended = dialog.tried(form, lambda: act(make_token, TokenForm(name=name, user_id=user_id), quiet=True))
        if ended.ok:
            session.keep(MADE, ended.value)
            st.rerun()
