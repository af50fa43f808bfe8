"""The end of the first run: the demo company, and in."""
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import streamlit as st

from crm_core import demo
from pages.ui import layout
from pages.ui.text import _


class Making:
    """A demo on its way. It goes on whatever becomes of this run of the page (a second click would end that)."""

    def __init__(self) -> None:
        self.share, self.text = 0.0, ""
        pool = ThreadPoolExecutor(1, "demo")
        self.made = pool.submit(demo.fill, self._tell)
        pool.shutdown(wait=False)

    def _tell(self, share: float, text: str) -> None:
        self.share, self.text = min(share, 1.0), text


@dataclass
class Done:
    """The company is set up; what is left to do in this tab."""

    user_id: int
    begin: str
    making: Making | None


def finish(done: Done) -> None:
    """Makes the demo, if it is wanted, and signs the administrator in."""
    if done.making is None:
        _enter(done.user_id, "/import" if done.begin == "file" else "/")
        return
    with layout.card(_("The demo company")):
        bar = st.empty()
        while not done.making.made.done():
            bar.progress(done.making.share, _(done.making.text) if done.making.text else None)
            time.sleep(0.2)
        bar.empty()
        _tell_about_demo(done.making.made.result(), done.user_id)


def _tell_about_demo(made: demo.Demo, user_id: int) -> None:
    st.markdown(
        _(
            "You are its administrator. To see it with other eyes, sign in as one of these people, "
            "all with this password. It is shown only now."
        )
    )
    st.code(made.password, language=None)
    st.dataframe(
        [{_("Name"): p.name, _("E-mail"): p.email, _("Role"): _(p.role), _("Team"): p.team or "—"} for p in made.people],
        hide_index=True, height=320,
    )  # fmt: skip
    with st.container(horizontal=True, horizontal_alignment="right"):
        start = st.button(_("Start"), type="primary")
    if start:
        _enter(user_id, "/")


def _enter(user_id: int, wanted: str) -> None:
    from pages.sign_in import enter  # brings streamlit-authenticator along

    enter(user_id, wanted)
