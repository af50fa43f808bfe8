"""A run of timed work in words."""
from crm_core.i18n import words
from crm_core.jobs.plan import Daily, Every, Hourly
from crm_core.jobs.queries import Run, job
from pages.ui import session
from pages.ui.format import Style, moment, moment_full
from pages.ui.text import _, ngettext


def rhythm(when: Daily | Hourly | Every, look: Style) -> str:
    """How often: "every day at 03:10"."""
    if isinstance(when, Daily):
        return _("every day at {time}").format(time=f"{when.hour:02}:{when.minute:02}")
    if isinstance(when, Hourly):
        return _("every hour, minute {minute}").format(minute=f"{when.minute:02}")
    return look.count("every {n} second", "every {n} seconds", when.seconds) if when.seconds > 1 else _("every second")


def took(run: Run, look: Style) -> str:
    """How long it took."""
    if run.seconds is None:
        return ""
    if run.seconds < 1:
        return _("under a second")
    if run.seconds < 120:
        return look.count("{n} second", "{n} seconds", round(run.seconds))
    return look.count("{n} minute", "{n} minutes", round(run.seconds / 60))


def outcome(run: Run, look: Style) -> dict:
    """What it did, or why it failed, as a cell."""
    if run.state == "waiting":
        return {"text": _("about to begin"), "tone": "blue"}
    if run.state == "running":
        return {"text": _("at work"), "tone": "blue"}
    done = _(", ").join(_counted(run, look)) or _("nothing to do")
    if run.state == "failed":
        tries = ngettext("{n} try", "{n} tries", run.tries).format(n=run.tries)
        return {"text": problem(run), "sub": _("failed, {tries}").format(tries=tries), "tone": "red", "title": problem(run)}
    if run.problem:  # an hour in which it failed and then went well again
        return {"text": done, "sub": _("once failed: {problem}").format(problem=problem(run)), "sub_tone": "orange"}
    return {"text": done}


def problem(run: Run) -> str:
    """Why it failed."""
    params = {name: words(session.locale()).gettext(value) for name, value in run.params.items()}
    return _(run.problem).format(**params) if params else _(run.problem)


def _counted(run: Run, look: Style) -> list[str]:
    known = job(run.key)
    forms = known.counts if known else {}
    return [look.count(*forms[name], count) for name, count in run.counts.items() if name in forms and count]


def columns() -> list[dict]:
    """The columns of the history."""
    return [
        {"id": "job", "label": _("Job"), "width": "26%"},
        {"id": "when", "label": _("Time"), "width": "18%", "card": "note"},
        {"id": "did", "label": _("What it did"), "card": "badge"},
        {"id": "who", "label": _("Why it ran"), "width": "22%", "wide": True},
    ]


def row(run: Run, title: str, look: Style) -> dict:
    """One run of the history."""
    reference = _("reference {reference}").format(reference=run.reference) if run.reference else ""
    did = outcome(run, look)
    return {
        "id": run.id,
        "cells": {
            "job": {"text": title, "sub": took(run, look)},
            "when": {"text": moment(run.started_at, look), "title": moment_full(run.started_at, look)},
            "did": did | {"sub": " · ".join(filter(None, [did.get("sub"), reference]))},
            "who": {"text": _("asked for by {name}").format(name=run.asked_by) if run.asked_by else _("by the timer"),
                    "sub": run.process or ""},
        },
    }
