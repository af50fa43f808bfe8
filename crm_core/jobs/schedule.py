"""The schedule: what runs by itself, and when. Jobs are shallow and call the features.

A new job is a function here (or in its feature) and a row in SCHEDULE.
"""
from collections.abc import Callable

from sqlalchemy import and_, or_, select

from crm_core import clock
from crm_core.access import upkeep
from crm_core.access.actor import SYSTEM
from crm_core.attachments.commands import forget_removed
from crm_core.customers import facts
from crm_core.delivery import fetcher, sender
from crm_core.digest.commands import write_digests
from crm_core.errors import N_, NN_
from crm_core.greetings import commands as greeting
from crm_core.jobs import apart, campaigns, columns, forecast, ledger, reports, value
from crm_core.jobs.plan import Counts, Daily, Every, Hourly, Job
from crm_core.knowledge.repeated import alike, put_together, texts
from crm_core.loyalty import expiring
from crm_core.notices import commands as notices
from crm_core.run import act, ask
from crm_core.surveys.asking import remind
from crm_core.tickets import moving, watching
from crm_core.work import Work, command
from db.engine import database, update_statistics
from db.models import ImportRun


def waiting_imports() -> Counts | None:
    """Imports the files that wait, and those whose import was cut off."""
    left = and_(ImportRun.state == "running", ImportRun.leased_until < clock.now())
    with database().reading() as session:
        if session.scalar(select(ImportRun.id).where(or_(ImportRun.state == "waiting", left)).limit(1)) is None:
            return None
    from crm_core.importing import worker  # only when needed: what reads spreadsheets is heavy

    handled = worker.run_waiting()
    statistics()
    return {"files": handled}


def waiting_mail() -> Counts | None:
    """Sends the mails that wait."""
    return sender.run_due()


def left_files() -> Counts:
    """Files that nothing needs any more: of imports, and attachments that were taken off."""
    from crm_core.importing import worker

    return {"files": worker.tidy() + act(SYSTEM, forget_removed)}


def lifecycles() -> Counts:
    """Customers grow silent by time alone."""
    return {"customers": act(SYSTEM, move_lifecycles)}


@command("settings:manage")
def move_lifecycles(work: Work) -> int:
    """Sets every customer's lifecycle stage to what it is today; returns how many moved."""
    return facts.sweep(work)


def old_entries() -> Counts:
    """Notices nobody looks at any more, and the book of timed work of long ago."""
    return {"rows": act(SYSTEM, notices.forget_old) + ledger.forget_old(clock.now())}


def digests() -> Counts:
    """The daily mails of those whose morning it is."""
    return {"mails": act(SYSTEM, write_digests)}


def greetings() -> Counts:
    """Birthdays and festivals, some at a time: reminders for owners first, then mails."""
    return {"steps": _until_none(greeting.remind), "mails": _until_none(greeting.send)}


def _until_none(some: Callable[[Work], int]) -> int:
    done = 0
    while made := act(SYSTEM, some):
        done += made
    return done


def old_points() -> Counts:
    """Points nobody spent in their time, some customers at a time."""
    return {"customers": _until_none(expiring.expire)}


def sweep_up() -> Counts:
    """What nothing asks for any more."""
    return {"rows": upkeep.sweep()}


def statistics() -> None:
    """The query planner learns how big the tables are by now."""
    update_statistics(database())


def customers_at_risk() -> Counts:
    """Who is in danger of leaving by last night's figures, and who is not any more."""
    return apart.done("warning:warn_of_churn")


def repeated_questions() -> Counts:
    """Questions that are asked again and again."""
    asked = ask(SYSTEM, texts)
    return act(SYSTEM, put_together, asked, alike(asked))


def survey_reminders() -> Counts:
    """Those who were asked how it was and did not answer."""
    return {"mails": act(SYSTEM, remind)}


def ticket_limits() -> Counts | None:
    """Tickets come near their limits, and pass them, by time alone."""
    near, late = act(SYSTEM, watching.watch_limits)
    return {"warned": near, "escalated": late} if near or late else None


def old_tickets() -> Counts:
    """Resolved tickets are put away, some at a time."""
    done = some = act(SYSTEM, moving.archive_old_tickets)
    while some:
        done += (some := act(SYSTEM, moving.archive_old_tickets))
    return {"tickets": done}


SCHEDULE: tuple[Job, ...] = (
    Job(
        "imports", N_("Import files"), N_("Reads the files that people gave to the import."),
        Every(1), waiting_imports, {"files": NN_("{n} file read", "{n} files read")},
    ),
    Job(
        "mail", N_("Send mail"), N_("Sends the mails that wait in the outbox."), Every(2), waiting_mail,
        {
            "sent": NN_("{n} mail sent", "{n} mails sent"), "waiting": NN_("{n} will be tried again", "{n} will be tried again"),
            "bounced": NN_("{n} refused", "{n} refused"), "unknown": NN_("{n} unknown", "{n} unknown"),
        },
    ),
    Job(
        "digests", N_("Daily mails"), N_("Writes the mail of what is due to everybody who wants it, in the morning of each person."),
        Hourly(1), digests, {"mails": NN_("{n} mail written", "{n} mails written")},
    ),
    Job(
        "reports", N_("Reports by mail"), N_("Writes the mails of those who subscribed to a report, in the morning of each person."),
        Hourly(5), reports.send, {"mails": NN_("{n} mail written", "{n} mails written"), "ended": NN_("{n} ended", "{n} ended")},
    ),
    Job(
        "greetings", N_("Greetings"), N_("Reminds owners of birthdays and festivals, or sends the greeting, as the settings say."),
        Daily(7, 5), greetings,
        {"steps": NN_("{n} next step planned", "{n} next steps planned"), "mails": NN_("{n} greeting posted", "{n} greetings posted")},
    ),
    Job(
        "mailbox", N_("Fetch mail"), N_("Looks into the mailbox and brings each mail to its ticket."), Every(20, alone=True), fetcher.look,
        {
            "fetched": NN_("{n} mail fetched", "{n} mails fetched"), "ticket": NN_("{n} new ticket", "{n} new tickets"),
            "reply": NN_("{n} answer to a ticket", "{n} answers to tickets"),
            "campaign_reply": NN_("{n} answer to a campaign", "{n} answers to campaigns"),
            "bounce": NN_("{n} came back", "{n} came back"), "failed": NN_("{n} not understood", "{n} not understood"),
        },
    ),
    Job(
        "lifecycles", N_("Lifecycle of customers"), N_("Moves customers of whom nothing was heard to at risk, then to dormant."),
        Daily(3, 10), lifecycles, {"customers": NN_("{n} customer moved", "{n} customers moved")},
    ),
    Job(
        "value", N_("Customer value"),
        N_("Computes what everybody who ordered is worth and how surely they are still there, and checks the models it uses."),
        Daily(4, 0), value.nightly,
        {"customers": NN_("{n} customer scored", "{n} customers scored"), "graded": NN_("{n} grade changed", "{n} grades changed")},
    ),
    Job(
        "churn", N_("Warnings of churn"),
        N_("Warns of customers who may leave, tells their owners why, and ends what is over. After the figures of customer value."),
        Daily(5, 0), customers_at_risk,
        {"warned": NN_("{n} customer warned of", "{n} customers warned of"), "recovered": NN_("{n} recovered", "{n} recovered"),
         "dropped": NN_("{n} out of danger", "{n} out of danger"), "gone": NN_("{n} gone for good", "{n} gone for good"),
         "reviews": NN_("{n} review due", "{n} reviews due")},
    ),
    Job(
        "campaigns", N_("Campaigns"), N_("Starts scheduled campaigns, posts their mails, and ends what is over."), Every(3), campaigns.send,
        {"mails": NN_("{n} mail posted", "{n} mails posted"), "begun": NN_("{n} campaign begun", "{n} campaigns begun"),
         "ended": NN_("{n} campaign ended", "{n} campaigns ended")},
    ),
    Job(
        "conversions", N_("Results of campaigns"), N_("Counts which deals and tickets followed campaigns."), Hourly(35),
        campaigns.conversions_hourly, {"campaigns": NN_("{n} campaign counted", "{n} campaigns counted")},
    ),
    Job(
        "left files", N_("Tidy up files"), N_("Removes files of imports that nobody can undo any more, and attachments removed over 30 days ago."),
        Daily(2, 40), left_files, {"files": NN_("{n} file removed", "{n} files removed")},
    ),
    Job(
        "old entries", N_("Clear out old entries"),
        N_("Removes notices that were read a month ago or are three months old, and timed work of two months ago."),
        Daily(2, 45), old_entries, {"rows": NN_("{n} row removed", "{n} rows removed")},
    ),
    Job(
        "statistics", N_("Look after the database"), N_("Lets the database measure its tables, so that lists stay fast."),
        Daily(2, 50), statistics,
    ),
    Job(
        "survey reminders", N_("Reminders of surveys"), N_("Asks customers once more how satisfied they were with a ticket."),
        Hourly(15), survey_reminders, {"mails": NN_("{n} mail written", "{n} mails written")},
    ),
    Job(
        "questions", N_("Repeated questions"), N_("Finds what customers ask again and again, for the knowledge base."),
        Daily(3, 30), repeated_questions,
        {"questions": NN_("{n} question found", "{n} questions found"), "tickets": NN_("{n} ticket joined", "{n} tickets joined")},
    ),
    Job(
        "ticket limits", N_("Limits of tickets"), N_("Warns agents before a limit of a ticket, and tells their managers after it."),
        Every(30), ticket_limits,
        {"warned": NN_("{n} warning", "{n} warnings"), "escalated": NN_("{n} ticket escalated", "{n} tickets escalated")},
    ),
    Job(
        "old tickets", N_("Archive tickets"), N_("Archives tickets that were resolved as many days ago as the service settings say."),
        Hourly(15), old_tickets, {"tickets": NN_("{n} ticket archived", "{n} tickets archived")},
    ),
    Job(
        "points", N_("Points that expire"), N_("Takes points that were not spent in their time, the oldest first."), Daily(3, 20), old_points,
        {"customers": NN_("points of {n} customer expired", "points of {n} customers expired")},
    ),
    Job(
        "forecast", N_("Forecast"), N_("Keeps the forecast once a week, looks back on earlier ones, and tries which deals are won."),
        Daily(4, 10), forecast.nightly,
        {"snapshots": NN_("{n} forecast kept", "{n} forecasts kept"), "deals": NN_("{n} closed deal learned from", "{n} closed deals learned from")},
    ),
    Job(
        "upkeep", N_("Sweep up"),
        N_("Removes what nothing asks for any more: ended sign-ins, old links, counted failures and visits."),
        Hourly(25), sweep_up, {"rows": NN_("{n} row removed", "{n} rows removed")},
    ),
    Job(
        "columns", N_("Figures of orders"), N_("Takes new orders over into the copy that reports are computed from."),
        Every(60), columns.keep_warm, {"rows": NN_("{n} order or customer taken over", "{n} orders and customers taken over")},
    ),
    Job(
        "columns check", N_("Check the figures of orders"), N_("Compares the copy that reports are computed from with the orders, month by month, and reads anew what differs."),
        Daily(4, 20), columns.check,
        {"months": NN_("{n} month compared", "{n} months compared"), "repaired": NN_("{n} month differed and was read anew", "{n} months differed and were read anew")},
    ),
)
