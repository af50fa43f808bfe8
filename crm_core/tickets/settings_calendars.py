"""Calendars of working hours."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from crm_core import regions, settled
from crm_core.errors import N_, Conflict, Invalid
from crm_core.inputs import Input
from crm_core.tickets import recounting, working
from crm_core.tickets.calendars import clock_minutes, hours_of
from crm_core.work import Work, command, query
from db.models import SlaPolicy, WorkCalendar

MOST_EXTRA = 400


@dataclass(frozen=True)
class CalendarRow:
    """A calendar. `hours`: weekday "0" (Monday) to "6" → pairs like ("09:00", "18:00"); `extra`: ISO day → worked or off."""

    id: int
    name: str
    time_zone: str
    country: str | None
    subdivision: str | None
    hours: Mapping[str, tuple[tuple[str, str], ...]]
    extra: Mapping[str, bool]
    version: int
    policies: int


class CalendarForm(Input):
    """A calendar as it is typed; see `CalendarRow`. Without a country no holidays count."""

    required = ("name", "time_zone")
    limits = {"name": 80}

    name: str
    time_zone: str
    country: str | None = None
    subdivision: str | None = None
    hours: dict[str, tuple[tuple[str, str], ...]] = {}
    extra: dict[str, bool] = {}


@query("tickets:manage")
def calendars(work: Work) -> tuple[CalendarRow, ...]:
    """All calendars, with how many policies use each."""
    used = select(func.count(SlaPolicy.id)).where(SlaPolicy.calendar_id == WorkCalendar.id).scalar_subquery()
    rows = work.session.execute(select(WorkCalendar, used).order_by(WorkCalendar.id))
    return tuple(
        CalendarRow(c.id, c.name, c.time_zone, c.country, c.subdivision,
                    {day: tuple(map(tuple, shifts)) for day, shifts in (c.hours or {}).items()}, dict(c.extra or {}), c.version, n)
        for c, n in rows
    )


@query("tickets:manage")
def days_off(work: Work, calendar_id: int, year: int) -> tuple[tuple[date, bool], ...]:
    """The days of a year on which a calendar differs from its week, with whether they are worked. Raises NotFound."""
    hours = hours_of(settled.fetch(work, WorkCalendar, calendar_id))
    first = date(year, 1, 1).toordinal()
    days = [date.fromordinal(first + n) for n in range(365)]
    return tuple(
        (day, bool(working.shifts(hours, day))) for day in days
        if bool(working.shifts(hours, day)) != bool(hours.weekly[day.weekday()])
    )


@command("tickets:manage")
def add_calendar(work: Work, form: CalendarForm) -> int:
    """A new calendar; returns its id. Raises Invalid."""
    return settled.add(work, WorkCalendar, _checked(form), "calendar.created")


@command("tickets:manage")
def change_calendar(work: Work, calendar_id: int, form: CalendarForm, version: int) -> None:
    """Changes a calendar; open tickets are counted anew. Raises NotFound, Invalid, Conflict."""
    row = settled.fetch(work, WorkCalendar, calendar_id, version)
    before = hours_of(row)
    if settled.change(work, row, _checked(form), "calendar.changed"):
        policies = work.session.scalars(select(SlaPolicy.id).where(SlaPolicy.calendar_id == calendar_id)).all()
        recounting.recount(work, policies, before)


@command("tickets:manage")
def delete_calendar(work: Work, calendar_id: int) -> None:
    """Deletes a calendar. Raises NotFound, Conflict while a policy uses it."""
    row = settled.fetch(work, WorkCalendar, calendar_id)
    if work.session.scalar(select(SlaPolicy.id).where(SlaPolicy.calendar_id == calendar_id).limit(1)) is not None:
        raise Conflict(N_("Service levels are counted in this calendar. Give them another one first."))
    settled.remove(work, row, "calendar.deleted")


def _checked(form: CalendarForm) -> dict[str, Any]:
    if not regions.is_time_zone(form.time_zone):
        raise Invalid(N_("We do not know this time zone."), field="time_zone")
    if form.country and not working.has_calendar(form.country):
        raise Invalid(N_("We do not know the holidays of this country."), field="country")
    if form.subdivision and not (form.country and working.has_calendar(form.country, form.subdivision)):
        raise Invalid(N_("We do not know the holidays of this region."), field="subdivision")
    return form.model_dump(include={"name", "time_zone", "country", "subdivision"}) | {
        "hours": _hours(form.hours), "extra": _extra(form.extra)}


def _hours(given: Mapping[str, tuple[tuple[str, str], ...]]) -> dict[str, list[list[str]]]:
    found = {}
    for day in map(str, range(7)):
        try:
            shifts = sorted((clock_minutes(begins), clock_minutes(ends), begins, ends) for begins, ends in given.get(day, ()))
        except ValueError:
            raise Invalid(N_("Write times as 09:00, up to 24:00."), field="hours") from None
        until = 0
        for begins, ends, *_texts in shifts:
            if begins < until or ends <= begins:
                raise Invalid(N_("Working hours must end after they begin and may not overlap."), field="hours")
            until = ends
        if shifts:
            found[day] = [[begins, ends] for _from, _to, begins, ends in shifts]
    if not found:
        raise Invalid(N_("Enter the hours of at least one weekday."), field="hours")
    return found


def _extra(given: Mapping[str, bool]) -> dict[str, bool]:
    if len(given) > MOST_EXTRA:
        raise Invalid(N_("At most {limit} days fit here."), field="extra", limit=MOST_EXTRA)
    try:
        return {date.fromisoformat(day).isoformat(): worked for day, worked in sorted(given.items())}
    except ValueError:
        raise Invalid(N_("Write days as 2026-10-01."), field="extra") from None
