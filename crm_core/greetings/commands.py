"""Greeting: a next step for the owner, or a mail; once for each occasion and year."""
from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from crm_core import settings
from crm_core.campaigns import rendering
from crm_core.campaigns.fields import Recipient
from crm_core.campaigns.links import check_address
from crm_core.campaigns.rendering import Context
from crm_core.consents import links
from crm_core.greetings import candidates, texts
from crm_core.greetings.rules import BIRTHDAY, OCCASIONS, REMIND, REMIND_DAYS, SEND
from crm_core.i18n import N_, words
from crm_core.mail.outbox import Letter, post_all
from crm_core.occasions import festivals_between, next_birthday
from crm_core.tasks.commands import add_tasks
from crm_core.tasks.rules import whole_day
from crm_core.tasks.schemas import TaskNew
from crm_core.work import Work, command
from db.bulk import insert_rows
from db.models import Greeting, MailTemplate, Setting, User

BIRTHDAY_STEP, FESTIVAL_STEP = N_("Birthday of {name}: congratulate"), N_("{festival}: greet {name}")


@command("settings:manage")
def remind(work: Work) -> int:
    """Plans some next steps for owners, for the occasions of the next days; returns how many. Zero: all are planned."""
    _alone(work)
    today = _today(work)
    found = _tell(work, candidates.birthdays(work, today, REMIND_DAYS, REMIND), BIRTHDAY, lambda row: next_birthday(row.birthday, today))
    for one, day in festivals_between(today, today + timedelta(days=REMIND_DAYS)):
        found += _tell(work, candidates.festival(work, one, day, REMIND), one.key, lambda _row, day=day: day)
    return found


@command("settings:manage")
def send(work: Work) -> int:
    """Posts some greetings of today; returns how many. Zero: all are posted.

    Only to addresses that agreed to news and do not bounce. Raises Invalid when there are some and nobody has entered
    where the program is reached from outside: a mail from which one cannot unsubscribe does not go out.
    """
    _alone(work)
    today = _today(work)
    found = _post(work, candidates.birthdays(work, today, 0, SEND), BIRTHDAY, today)
    for one, day in festivals_between(today, today):
        found += _post(work, candidates.festival(work, one, day, SEND), one.key, day)
    return found


def versions_of(work: Work, occasion: str) -> dict[str, dict[str, str]]:
    """What a greeting says in each language: the company's own text, else the built-in one."""
    chosen = (work.settings.greetings.get("templates") or {}).get(occasion)
    own = work.session.get(MailTemplate, chosen) if chosen else None
    return texts.with_html(own.versions if own is not None and own.deleted_at is None and own.versions else texts.built_in(occasion))


def _tell(work: Work, wanted: Select, occasion: str, day_of: Callable) -> int:
    rows = work.session.execute(wanted).all()
    owners = {row.owner_id for row in rows}
    spoken = dict(work.session.execute(select(User.id, User.locale).where(User.id.in_(owners))).all()) if owners else {}
    steps = [_step(work, row, occasion, day_of(row), spoken.get(row.owner_id)) for row in rows]
    ids = add_tasks(work, steps) if steps else []
    _note(work, occasion, "task", [(row, day_of(row), {"task_id": key}) for row, key in zip(rows, ids, strict=True)])
    return len(rows)


def _step(work: Work, row, occasion: str, day: date, locale: str | None) -> TaskNew:
    say = words(locale or work.settings.locale).gettext
    title = say(BIRTHDAY_STEP) if occasion == BIRTHDAY else say(FESTIVAL_STEP)
    return TaskNew(
        title=title.format(name=row.person, festival=say(OCCASIONS[occasion]))[:200], kind="call", owner_id=row.owner_id,
        due_at=whole_day(day, work.settings.time_zone), customer_id=row.customer_id, contact_id=row.contact_id,
    )


def _post(work: Work, wanted: Select, occasion: str, day: date) -> int:
    rows = work.session.execute(wanted).all()
    if not rows:
        return 0
    check_address(work)
    versions = versions_of(work, occasion)
    ids = post_all(work, [_letter(work, row, versions, occasion) for row in rows])
    _note(work, occasion, "mail", [(row, day, {"mail_id": key}) for row, key in zip(rows, ids, strict=True)])
    return len(rows)


def _letter(work: Work, row, versions: dict, occasion: str) -> Letter:
    company = work.settings
    leave = links.unsubscribe(work, row.email, locale=row.locale) or ""
    to = Recipient(row.locale, row.customer, contact=row.person, owner=row.owner, owner_email=row.owner_email)
    made = rendering.make(versions, to, Context(company.company, words(row.locale).gettext(OCCASIONS[occasion]), company.locale), leave)
    return Letter(
        to_email=row.email, to_name=row.person, subject=made.subject, text=made.text, html=made.html, purpose="greeting",
        headers=links.headers(leave), customer_id=row.customer_id, contact_id=row.contact_id,
    )


def _note(work: Work, occasion: str, how: str, made: list[tuple]) -> None:
    insert_rows(work.session, Greeting, [
        {"occasion": occasion, "day": day, "customer_id": row.customer_id, "contact_id": row.contact_id, "how": how,
         "task_id": None, "mail_id": None, "at": work.now} | key
        for row, day, key in made
    ])


def _alone(work: Work) -> None:
    """Two processes that greet at once take turns, so that nobody is greeted twice."""
    settings.store(work.session, greetings_at=work.now.isoformat())
    work.session.flush()
    work.session.execute(select(Setting).where(Setting.key == "greetings_at").with_for_update())


def _today(work: Work) -> date:
    return work.now.astimezone(ZoneInfo(work.settings.time_zone)).date()
