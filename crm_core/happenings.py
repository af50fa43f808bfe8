"""Events as people read them: names instead of numbers, every change with its label and kind of value."""
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, Text, cast, literal, null, select, union_all

from crm_core.access.rights import BY_KEY
from crm_core.dictionary import DICTIONARIES, label
from crm_core.wording import FIELDS, WORDS, field_label, sentence
from crm_core.work import Work
from db.models import (
    Article,
    AssignRule,
    Attachment,
    Campaign,
    Contact,
    Customer,
    Deal,
    DictionaryEntry,
    Event,
    ImportRun,
    MailTemplate,
    Order,
    Pipeline,
    PriceList,
    Product,
    RepeatedQuestion,
    ReplyTemplate,
    Role,
    Segment,
    SlaPolicy,
    Stage,
    SubmittedReport,
    Task,
    Team,
    Ticket,
    User,
    WorkCalendar,
)

MONEY = {"value", "first_value", "annual_revenue", "price", "cost", "budget", "planned", "spent", "order.total", "order.discount", "tax",
         "revenue_from"}
DAYS = {"opened_on", "expected_close", "closed_on", "starts_on", "ends_on", "spent_on", "birthday", "contract_ends_on", "day",
        "review_on", "deferred_on", "confirmed_on", "ordered_on", "delivered_on", "paid_on"}
MOMENTS = {"at", "due_at", "done_at", "expires_at", "step_at"}
CODES = {
    "grade": ("grade",),
    "industry": ("industry",),
    "source": ("source",),
    "buying_role": ("buying_role",),
    "close_reason": ("won_reason", "lost_reason"),
    "ticket.kind": ("ticket_kind",),
    "churn_case.measure": ("churn_measure",),
    "churn_case.reason": ("churn_reason",),
    "assign_rule.kind": ("ticket_kind",),
}
REFERENCES = {
    "owner_id": "app_user",
    "user_id": "app_user",
    "agent_id": "app_user",
    "person_id": "app_user",
    "team_id": "team",
    "role_id": "role",
    "customer_id": "customer",
    "parent_id": "customer",
    "contact_id": "contact",
    "deal_id": "deal",
    "pipeline_id": "pipeline",
    "stage_id": "stage",
    "product_id": "product",
    "segment_id": "segment",
    "campaign_id": "campaign",
    "calendar_id": "work_calendar",
    "ticket_id": "ticket",
    "returns_id": "order",
    "merged_into_id": "ticket",
    "split_from_id": "ticket",
}
SILENT = {"version", "order.row", "name_key", "updated_at", "created_at", "import_id", "stage_since", "session_version", "send_id", "rule",
          *(f"ticket.{field}" for field in (
              "state_since", "rank", "due_at", "warn_at", "warned_at", "escalated_at", "response_due_at", "resolve_due_at",
              "resolve_left", "policy_id", "rule_id", "resolved_at", "archived_at", "first_response_at", "locale"))}

_NAMED = {
    "app_user": (User, User.name),
    "team": (Team, Team.name),
    "role": (Role, Role.name),
    "customer": (Customer, Customer.name),
    "contact": (Contact, Contact.name),
    "deal": (Deal, Deal.name),
    "task": (Task, Task.title),
    "attachment": (Attachment, Attachment.name),
    "price_list": (PriceList, PriceList.name),
    "product": (Product, Product.name),
    "article": (Article, Article.title),
    "repeated_question": (RepeatedQuestion, RepeatedQuestion.title),
    "pipeline": (Pipeline, Pipeline.name),
    "stage": (Stage, Stage.name),
    "dictionary_entry": (DictionaryEntry, DictionaryEntry.name),
    "import_run": (ImportRun, ImportRun.file_name),
    "submitted_report": (SubmittedReport, SubmittedReport.title),
    "campaign": (Campaign, Campaign.name),
    "mail_template": (MailTemplate, MailTemplate.name),
    "segment": (Segment, Segment.name),
    "order": (Order, Order.number),
    "ticket": (Ticket, Ticket.subject),
    "work_calendar": (WorkCalendar, WorkCalendar.name),
    "sla_policy": (SlaPolicy, SlaPolicy.name),
    "assign_rule": (AssignRule, AssignRule.name),
    "reply_template": (ReplyTemplate, ReplyTemplate.name),
}


@dataclass(frozen=True)
class Value:
    """A value and how to write it: text, word and words (message ids), money, day, moment, flag or number."""

    kind: str
    value: Any


@dataclass(frozen=True)
class Change:
    """One field that changed. `label` and `group` are message ids; a missing side is None."""

    field: str
    label: str
    before: Value | None
    after: Value | None
    group: str | None = None


@dataclass(frozen=True)
class Happened:
    """An event as people read it. `what` is a message id, `who` is None for the program itself."""

    id: int
    at: datetime
    kind: str
    what: str
    user_id: int | None
    who: str | None
    subject_type: str
    subject_id: int | None
    subject: Value | None
    customer_id: int | None
    deal_id: int | None
    batch: str | None
    changes: tuple[Change, ...]


def told(work: Work, events: Sequence[Event]) -> list[Happened]:
    """The events in words; one statement, however many there are."""
    reader = _Reader(work, events)
    return [reader.tell(event) for event in events]


class _Reader:
    """Knows the names that a page of events mentions."""

    def __init__(self, work: Work, events: Iterable[Event]) -> None:
        mentioned: dict[str, set[int]] = defaultdict(set)
        codes: set[tuple[str, str]] = set()
        for event in events:
            mentioned["app_user"].add(event.user_id)
            mentioned[event.subject_type].add(event.subject_id)
            for field, value in [*(event.before or {}).items(), *(event.after or {}).items()]:
                if field in REFERENCES and isinstance(value, int):
                    mentioned[REFERENCES[field]].add(value)
                own = f"{event.subject_type}.{field}"
                codes |= {(dictionary, str(value)) for dictionary in CODES.get(own) or CODES.get(field, ())}
        self.names = _names(work, mentioned, codes)

    def tell(self, event: Event) -> Happened:
        who = self.names.get(("app_user", event.user_id))
        return Happened(
            event.id, event.at, event.kind, sentence(event.kind), event.user_id, who.value if who else None,
            event.subject_type, event.subject_id, self._subject(event), event.customer_id, event.deal_id, event.batch,
            tuple(self._changes(event)),
        )

    def _subject(self, event: Event) -> Value | None:
        known = self.names.get((event.subject_type, event.subject_id))
        if known:
            return known
        gone = (event.before or {}).get("name") or (event.after or {}).get("name")
        return Value("word" if event.subject_type == "job_run" else "text", gone) if gone else None

    def _changes(self, event: Event) -> Iterable[Change]:
        before, after = event.before or {}, event.after or {}
        for field in [*before, *(field for field in after if field not in before)]:
            only_names_it = field in ("name", "title") and before and field not in before
            own = f"{event.subject_type}.{field}"
            if field in SILENT or own in SILENT or only_names_it or before.get(field) == after.get(field):
                continue
            named = own if own in CODES or own in WORDS or own in MONEY else field
            sides = self._value(named, before.get(field)), self._value(named, after.get(field))
            if field in BY_KEY:
                yield Change(field, BY_KEY[field].label, *sides, group=BY_KEY[field].module)
            else:
                yield Change(field, field_label(field, event.subject_type), *sides)

    def _value(self, field: str, value: Any) -> Value | None:
        if value is None or value == "" or value == []:
            return None
        if field in REFERENCES:
            return self.names.get((REFERENCES[field], value)) or Value("text", f"#{value}")
        if field in CODES:
            return Value("text", self._choice(field, value))
        if isinstance(value, bool):
            return Value("flag", value)
        if field in MONEY and isinstance(value, int):
            return Value("money", value)
        if field in DAYS or field in MOMENTS:
            return Value("day" if field in DAYS else "moment", value)
        return _plain_value(field, value)

    def _choice(self, field: str, code: str) -> str:
        found = (self.names.get((dictionary, code)) for dictionary in CODES[field])
        return next((name.value for name in found if name), str(code))


def _plain_value(field: str, value: Any) -> Value:
    word = WORDS["scope" if field in BY_KEY else field].get(value) if field in WORDS or field in BY_KEY else None
    if word:
        return Value("word", word)
    if isinstance(value, (int, float)):
        return Value("number", value)
    if isinstance(value, dict):
        return Value("text", ", ".join(str(part) for part in value.values()))
    if isinstance(value, list) and field == "required":
        return Value("words", tuple(FIELDS.get(part) or field_label(f"{part}_id") for part in value))
    if isinstance(value, list):
        return Value("text", ", ".join(str(part) for part in value))
    return Value("text", str(value))


def _names(work: Work, mentioned: dict[str, set[int]], codes: set[tuple[str, str]]) -> dict[tuple[str, int | str], Value]:
    """What rows are called by table and id, and what codes are called by dictionary and code."""
    parts = []
    for table, ids in mentioned.items():
        wanted = sorted(key for key in ids if key is not None)
        if table in _NAMED and wanted:
            model, name = _NAMED[table]
            names = cast(model.names, Text) if hasattr(model, "names") else cast(null(), Text)
            kind = cast(model.built_in, String) if model is Role else cast(null(), String)
            parts.append(
                select(literal(table).label("t"), model.id, cast(name, Text), names, kind).where(model.id.in_(wanted))
            )
    if codes:
        e, (dictionaries, values) = DictionaryEntry, zip(*codes, strict=True)
        wanted = e.dictionary.in_(sorted(set(dictionaries))), e.code.in_(sorted(set(values)))
        parts.append(select(e.dictionary, e.id, cast(e.name, Text), cast(e.names, Text), e.code).where(*wanted))
    if not parts:
        return {}
    found = {}
    for table, key, name, names, more in work.session.execute(union_all(*parts)):
        shown = label(name, json.loads(names) if names else None, work.actor.locale)
        if table in DICTIONARIES:
            found[table, more] = Value("text", shown)
        else:
            found[table, key] = Value("word" if more in ("1", "true") else "text", shown)
    return found
