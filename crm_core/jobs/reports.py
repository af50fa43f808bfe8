"""Reports that go out by mail, each with the rights of its reader on that day."""
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from crm_core import clock
from crm_core.access.actor import SYSTEM, Actor, load_actor
from crm_core.errors import Forbidden, NotFound
from crm_core.jobs.plan import Counts
from crm_core.run import act, ask
from crm_core.submissions.reading import report_content
from crm_core.submissions.subscribing import due_subscriptions, end_subscription, next_day, reported, send_report
from db.engine import database

HOUR = 7  # of the reader's morning


def send() -> Counts:
    """Writes the mails of every reader whose day and hour it is."""
    done, failed = {"mails": 0, "ended": 0}, None
    for key, user_id, report, filters, every, due in ask(SYSTEM, due_subscriptions):
        reader = _reader(user_id)
        if reader is not None and not _morning(reader, due):
            continue
        try:
            if reader is None or not reader.email:
                raise NotFound()
            done["mails"] += _send(reader, key, report, reported(filters, due), every, due)
        except (Forbidden, NotFound):
            act(SYSTEM, end_subscription, key)
            done["ended"] += 1
        except Exception as error:  # the others get theirs; this one is tried again with the job
            failed = error
    if failed:
        raise failed
    return done


def _send(reader: Actor, key: int, report: str, filters: dict, every: str, due: date) -> bool:
    from crm_core.printing.pdf import pdf  # only when needed: what writes PDF is heavy

    content = ask(reader, report_content, report, filters)
    return act(reader, send_report, key, due, content, pdf(content), next_day(every, clock.today(reader.time_zone)))


def _reader(user_id: int) -> Actor | None:
    with database().reading() as session:
        return load_actor(session, user_id)


def _morning(reader: Actor, due: date) -> bool:
    return clock.now().astimezone(ZoneInfo(reader.time_zone)) >= datetime.combine(due, time(HOUR), ZoneInfo(reader.time_zone))
