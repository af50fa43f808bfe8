"""Two people change the same record: what they changed meets what I changed, field by field.

Different fields go together. For the same field the second chooses; nothing typed is lost. A record
is a frozen dataclass with a `version`; the key is that of its form.
"""
from dataclasses import asdict
from datetime import date
from typing import Any

import streamlit as st

from crm_core.wording import field_label
from pages.ui import forms, session
from pages.ui.forms import Form
from pages.ui.text import _, plain

THEIRS, MINE = "theirs", "mine"


def prepare(key: str, record: Any) -> Any:
    """The record to draw the form with: as it was opened, after a conflict as it is now."""
    if session.get(f"{key}.base") is None:
        session.keep(f"{key}.base", record)
    forms.preset(key, session.get(f"{key}.fresh") or {})
    session.forget(f"{key}.fresh")
    return session.get(f"{key}.base")


def version(key: str) -> int:
    """The version that the form knows."""
    return session.get(f"{key}.base").version


def changed(key: str, typed: dict[str, Any]) -> dict[str, Any]:
    """What of `typed` differs from what the form knows, without the fields where theirs was chosen."""
    base, asked = session.get(f"{key}.base"), session.get(f"{key}.asked") or {}
    kept = {field for field in asked if session.get(f"{key}.choice.{field}") == THEIRS}
    return {
        field: value for field, value in typed.items()
        if field not in kept and (tuple(value or ()) if field == "tags" else value) != getattr(base, field)
    }


def meet(key: str, now: Any, mine: dict[str, Any], who: str | None = None) -> bool:
    """After a conflict, with the record as it is `now`: whether both changes go together.

    If not, the form asks at its next run; `who` made the other change.
    """
    base = session.get(f"{key}.base")
    theirs = {f: v for f, v in asdict(now).items() if f != "version" and v != getattr(base, f)}
    both = {field for field in mine if field in theirs and theirs[field] != mine[field]}
    if not both:
        return True
    session.keep(f"{key}.base", now)
    session.keep(f"{key}.asked", {field: (theirs[field], mine[field]) for field in both})
    session.keep(f"{key}.who", who)
    session.keep(f"{key}.fresh", {f: _in_widget(v, getattr(base, f)) for f, v in theirs.items() if f not in mine})
    return False


def choose(form: Form) -> None:
    """Above the fields, after a conflict: theirs or mine, for every field that both changed."""
    asked = session.get(f"{form.key}.asked")
    if not asked:
        return
    who = session.get(f"{form.key}.who") or _("Somebody")
    with form.tell(), st.container(border=True):
        st.markdown(_("**{who} changed this meanwhile.** Choose what counts; nothing you typed is lost.").format(who=plain(who)))
        for field, (theirs, mine) in asked.items():
            names = {MINE: _("Mine: {value}").format(value=_shown(mine)), THEIRS: _("Theirs: {value}").format(value=_shown(theirs))}
            st.segmented_control(plain(_(field_label(field))), [THEIRS, MINE], default=MINE, required=True,
                                 format_func=names.get, key=f"{form.key}.choice.{field}")


def _in_widget(value: Any, before: Any) -> Any:
    """A value as its widget holds it: nothing is an empty text only where there was a text."""
    if value is None:
        return "" if isinstance(before, str) else None
    return list(value) if isinstance(value, tuple) else value


def _shown(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if value in (None, "", ()):
        return _("empty")
    return plain(", ".join(value) if isinstance(value, tuple) else value)[:80]
