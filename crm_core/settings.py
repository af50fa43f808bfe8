"""What a company may set, with the defaults."""
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, select
from sqlalchemy.orm import Session

from db.json import rows_of
from db.models import Setting


@dataclass(frozen=True)
class Settings:
    """The company's settings; names are the keys of the table `setting`."""

    company: str = ""
    locale: str = "en"
    time_zone: str = "Asia/Shanghai"
    currency: str = "CNY"
    country: str = "CN"  # of phone numbers typed without a country
    dormant_days: int = 180  # without contact or won deal
    at_risk_days: int = 90
    attachment_megabytes: int = 20
    idle_minutes: int = 720  # a signed-in browser that is not used
    session_days: int = 30  # at the longest, used or not
    ticket_reopen_days: int = 7  # an answer so long after a ticket was resolved opens it again, later ones make a new one
    ticket_archive_days: int = 14  # a resolved ticket is put away
    survey_active: bool = True  # whoever asked is asked how it was when a ticket is resolved
    survey_days: int = 14  # the link of a survey works
    survey_reminder_days: int = 4  # one reminder after so many days
    survey_low: int = 2  # a score up to this is followed up
    digest_hour: int = 7  # from when, on each person's clock, the daily mail goes out
    contract_days: int = 30  # so long before its end a contract is brought to mind
    greetings: dict = field(default_factory=dict, hash=False)  # see crm_core/greetings/rules.py
    churn: dict = field(default_factory=dict, hash=False)  # see crm_core/churn/rules.py
    loyalty_active: bool = True  # points are booked and shown, see crm_core/loyalty
    loyalty_unit: int = 100  # so much money brings a point
    loyalty_since: str = "paid"  # the state of orders from which their points count
    loyalty_months: int = 24  # points not spent by then are gone; 0: they stay
    loyalty_survey: int = 20  # points for an answered survey
    loyalty_event: int = 50  # points for coming to an event
    grade_rule: dict = field(default_factory=dict, hash=False)  # see crm_core/value/grades.py
    value_segments: list = field(default_factory=list, hash=False)  # see crm_core/value/rules.py; empty: the rules to begin with
    public_url: str = ""  # where people outside reach the program, for links in mails: https://crm.example.com


def load(session: Session) -> Settings:
    """The settings as they are now."""
    return _settings(session.execute(select(Setting.key, Setting.value)))


def column(session: Session) -> ColumnElement[Any]:
    """All settings in one column, for a statement that asks for more; `from_column` makes Settings of it."""
    return rows_of(session, select(Setting.key), Setting.key, cast(Setting.value, Text))


def from_column(pairs: list[list[str | None]]) -> Settings:
    """The settings that `column` read."""
    return _settings((key, json.loads(value) if value else None) for key, value in pairs)


def store(session: Session, **values: object) -> None:
    """Writes settings by name."""
    for key, value in values.items():
        session.merge(Setting(key=key, value=value))


def _settings(pairs: Iterable[tuple[str, Any]]) -> Settings:
    known = {one.name for one in fields(Settings)}
    return Settings(**{key: value for key, value in pairs if key in known})
