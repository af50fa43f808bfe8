"""What a new company's customer service starts with: office hours of its country and what is promised by priority and grade."""
from sqlalchemy import insert

from crm_core.errors import N_
from crm_core.i18n import words
from crm_core.tickets.rules import VIP
from crm_core.work import Work
from db.models import SlaPolicy, WorkCalendar

HOURS = {str(day): [["09:00", "18:00"]] for day in range(5)}
POLICIES = (  # name, priority, grade, working minutes to respond and to resolve; a day has 540
    (N_("VIP, urgent"), "urgent", VIP, 15, 240),
    (N_("VIP"), None, VIP, 30, 540),
    (N_("Urgent"), "urgent", None, 30, 540),
    (N_("High"), "high", None, 60, 1080),
    (N_("Low"), "low", None, 540, 2700),
    (N_("All others"), None, None, 240, 1620),
)


def fill(work: Work) -> None:
    """A calendar and policies in the company's language."""
    text, settings = words(work.settings.locale).gettext, work.settings
    calendar = WorkCalendar(
        name=text(N_("Office hours")), time_zone=settings.time_zone, country=settings.country, hours=HOURS, extra={})
    work.session.add(calendar)
    work.session.flush()
    work.session.execute(insert(SlaPolicy), [
        {"name": text(name), "position": place, "priority": priority, "grade": grade, "calendar_id": calendar.id,
         "response_minutes": respond, "resolve_minutes": resolve, "warn_percent": 80, "active": True, "version": 1}
        for place, (name, priority, grade, respond, resolve) in enumerate(POLICIES)
    ])
