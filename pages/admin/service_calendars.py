"""Working hours: by weekday, less the holidays of a country, with days of one's own."""
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from itertools import groupby
from typing import Any

import streamlit as st

from crm_core import regions
from crm_core.company.queries import company
from crm_core.errors import N_, Invalid
from crm_core.tickets.settings_calendars import (
    CalendarForm,
    CalendarRow,
    add_calendar,
    calendars,
    change_calendar,
    days_off,
    delete_calendar,
)
from crm_core.tickets.working import has_calendar
from pages.admin import dialog, service_parts
from pages.ui import forms, layout, session
from pages.ui.format import Style, day
from pages.ui.forms import Form
from pages.ui.reader import style as reader
from pages.ui.run import ask, ask_now
from pages.ui.text import _, ngettext, plain

WEEKDAYS = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))
USUAL = {str(weekday): (("09:00", "18:00"),) for weekday in range(5)}
Shifts = tuple[tuple[str, str], ...]


def draw() -> None:
    """The calendars, each with its week and the days that differ."""
    found, style = ask_now(calendars), reader()
    for row in found:
        with st.container(border=True, width=860, key=f"calendar_{row.id}"):
            _shown(row, style)
    service_parts.opened(found, _("New calendar"), _draw, width="medium")


def _shown(row: CalendarRow, style: Style) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(gap=None, width="stretch"):
            st.markdown(f"**{plain(row.name)}**")
            country = _countries(session.locale()).get(row.country or "")
            used = ngettext("{n} service level", "{n} service levels", row.policies).format(n=row.policies)
            layout.quiet(" · ".join(filter(None, [_week(row.hours), row.time_zone, country, used])))
        st.button("", icon=":material/edit:", type="tertiary", key=f"change_{row.id}", on_click=dialog.show, args=(row.id,), help=_("Edit"))
    for year in (style.today.year, style.today.year + 1):
        with st.expander(_("Days that differ in {year}").format(year=year)):
            days = ask(days_off, row.id, year)
            for worked, title in ((False, _("off")), (True, _("worked, though the week says off"))):
                spans = _spans([one for one, is_worked in days if is_worked is worked], style)
                if spans:
                    st.markdown(f"**{plain(title)}** {layout.small(_(', ').join(spans))}")
            if not days:
                layout.quiet(_("None that we know of."))


def _week(hours: Mapping[str, Shifts]) -> str:
    """"Monday – Friday 09:00–18:00"."""
    parts = []
    for shifts, days in groupby(range(7), key=lambda weekday: tuple(hours.get(str(weekday), ()))):
        named = [_(WEEKDAYS[weekday]) for weekday in days]
        if shifts:
            which = named[0] if len(named) == 1 else f"{named[0]} – {named[-1]}"
            parts.append(f"{which} {_text(shifts)}")
    return _(", ").join(parts)


def _spans(days: list[date], style: Style) -> list[str]:
    """Days in a row as one: "1 Jan", "16 Feb – 22 Feb"."""
    rows: list[list[date]] = []
    for one in days:
        if rows and one - rows[-1][-1] == timedelta(days=1):
            rows[-1].append(one)
        else:
            rows.append([one])
    return [day(row[0], style) if len(row) == 1 else f"{day(row[0], style)} – {day(row[-1], style)}" for row in rows]


def _text(shifts: Shifts) -> str:
    return _(", ").join(f"{begins}–{ends}" for begins, ends in shifts)


def _draw(row: CalendarRow | None) -> None:
    with forms.form(f"calendar_{row.id if row else 'new'}_form") as form:
        values = _fields(form, row)
        pressed = form.buttons(_("Save"), cancel=False)
    if pressed.save:
        service_parts.save(form, row, values["name"], lambda: _made(row, values), add_calendar, change_calendar, calendars)
    if row:
        service_parts.foot(row, delete_calendar, _("Nothing is counted in it any more."))


def _fields(form: Form, row: CalendarRow | None) -> dict[str, Any]:
    settings, locale = ask(company), session.locale()
    values: dict[str, Any] = {"name": form.text("name", _("Name"), row.name if row else None, required=True, max_chars=80)}
    left, right = st.columns(2)
    with left:
        values["time_zone"] = form.choice(
            "time_zone", _("Time zone"), list(regions.time_zones(locale).items()), row.time_zone if row else settings.time_zone, required=True)
    with right:
        values["country"] = form.choice(
            "country", _("Public holidays of"), list(_countries(locale).items()), row.country if row else settings.country,
            help=_("Empty: no holidays. China's adjusted working days are known."))
    hours = row.hours if row else USUAL
    with form.field("hours"), st.grid(2, min_column_width=200):
        values["hours"] = {
            str(weekday): st.text_input(_(name), _text(hours.get(str(weekday), ())), key=form.name(f"day{weekday}"), placeholder=_("off"))
            for weekday, name in enumerate(WEEKDAYS)
        }
    layout.quiet(_("Write 09:00–18:00, or with a break 09:00–12:00, 13:00–18:00; 00:00–24:00 is all day; empty is off."))
    extra = row.extra if row else {}
    with form.field("extra"):
        values["worked"] = _days(form, "worked", _("Also worked on"), [d for d, is_worked in extra.items() if is_worked])
        values["off"] = _days(form, "off", _("Also off on"), [d for d, is_worked in extra.items() if not is_worked])
    return values


def _days(form: Form, field: str, label: str, known: list[str]) -> list[str]:
    return st.multiselect(label, known, known, accept_new_options=True, key=form.name(field), placeholder=_("Type a day: 2026-12-24"))


def _made(row: CalendarRow | None, values: dict[str, Any]) -> CalendarForm:
    plain_values = {name: values[name] for name in ("name", "time_zone", "country")}
    return CalendarForm(
        **plain_values, subdivision=row.subdivision if row and row.country == values["country"] else None,
        hours={weekday: _read(text) for weekday, text in values["hours"].items()},
        extra={d.strip(): True for d in values["worked"]} | {d.strip(): False for d in values["off"]},
    )


def _read(text: str) -> Shifts:
    """"9:00-12:00, 13:00–18:00" as pairs. Raises Invalid."""
    found = []
    for shift in text.replace("，", ",").replace("、", ",").replace(";", ",").split(","):
        ends = shift.replace("-", "–").replace("—", "–").replace("~", "–").split("–")
        if not shift.strip():
            continue
        if len(ends) != 2:
            raise Invalid(N_("Write times as 09:00–18:00."), field="hours")
        found.append(tuple(end.strip().replace("：", ":").zfill(5) for end in ends))
    return tuple(found)


@cache
def _countries(locale: str) -> dict[str, str]:
    """The countries whose holidays are known."""
    return {code: name for code, name in regions.countries(locale).items() if has_calendar(code)}
