"""The mails that ask for an opinion."""
from crm_core.access.signing import signed
from crm_core.errors import N_
from crm_core.i18n import words
from crm_core.mail.links import absolute
from crm_core.mail.outbox import Letter
from crm_core.surveys.rules import PURPOSE
from crm_core.work import Work
from db.models import Survey, Ticket

SUBJECT = N_("How did we do? Your request #{number}")
REMINDER = N_("A reminder: how did we do? Your request #{number}")
TEXT = N_("""Hello {name},

your request “{subject}” (#{number}) is resolved. How satisfied are you with our help? Two clicks are enough:

{link}

The link works until {day}. Thank you!

{company}""")
NAMELESS = N_("""Hello,

your request “{subject}” (#{number}) is resolved. How satisfied are you with our help? Two clicks are enough:

{link}

The link works until {day}. Thank you!

{company}""")


def path(survey_id: int) -> str:
    """The address of a survey's page, below the program's own."""
    return f"/p/survey/{signed(PURPOSE, survey_id)}"


def letter(work: Work, survey: Survey, ticket: Ticket, *, reminder: bool = False) -> Letter:
    """The mail that asks, in the language of the ticket."""
    say = words(survey.locale).gettext
    fill = {
        "name": ticket.requester_name, "subject": ticket.subject, "number": ticket.id, "company": work.settings.company,
        "link": absolute(work, path(survey.id)), "day": survey.expires_at.date().isoformat(),
    }
    return Letter(
        to_email=ticket.requester_email, to_name=ticket.requester_name, purpose="survey",
        subject=say(REMINDER if reminder else SUBJECT).format(**fill),
        text=say(TEXT if ticket.requester_name else NAMELESS).format(**fill),
        customer_id=ticket.customer_id, contact_id=ticket.contact_id, ticket_id=ticket.id,
    )
