"""The audit trail as a file."""
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from crm_core.audit.queries import matching, rows_of
from crm_core.audit.schemas import AuditFilter, AuditRow
from crm_core.exporting import Column, File, Format, export
from crm_core.happenings import Change, Value
from crm_core.i18n import N_, Words, words
from crm_core.money import major_units
from crm_core.wording import SUBJECTS
from crm_core.work import Work, command
from db.models import Event

HEADINGS = (N_("Time"), N_("Person"), N_("What happened"), N_("Kind"), N_("Subject"), N_("Field"), N_("Before"), N_("After"))
MOST = 50_000
CHUNK = 1_000


@command("audit:view")
def export_audit(work: Work, wanted: AuditFilter, format: Format) -> File:
    """One line per changed field of at most the newest 50,000 events; the export is itself an event."""
    texts = words(work.actor.locale)
    kinds = ["moment"] + ["text"] * (len(HEADINGS) - 1)
    columns = [Column(texts.gettext(heading), kind) for heading, kind in zip(HEADINGS, kinds, strict=True)]
    return export(work, "audit", columns, _lines(work, wanted, texts), format)


def _lines(work: Work, wanted: AuditFilter, texts: Words) -> Iterator[list[Any]]:
    events = work.session.scalars(matching(wanted).order_by(Event.id.desc()).limit(MOST)).all()
    for start in range(0, len(events), CHUNK):
        for row in rows_of(work, events[start : start + CHUNK], one_by_one=False):
            for change in row.event.changes or (None,):
                yield _line(work, row, change, texts)


def _line(work: Work, row: AuditRow, change: Change | None, texts: Words) -> list[Any]:
    event = row.event
    what = texts.gettext(event.what) + (f" × {row.times}" if row.times > 1 else "")
    kind = texts.gettext(SUBJECTS.get(event.subject_type, event.subject_type))
    subject = _text(work, event.subject, texts) or (f"#{event.subject_id}" if event.subject_id else None)
    start = [event.at, event.who or texts.gettext(N_("The program")), what, kind, subject]
    if change is None:
        return [*start, None, None, None]
    label = texts.gettext(change.label)
    return [
        *start, f"{texts.gettext(change.group)} · {label}" if change.group else label,
        _text(work, change.before, texts), _text(work, change.after, texts),
    ]


def _text(work: Work, value: Value | None, texts: Words) -> str | None:
    if value is None:
        return None
    match value.kind:
        case "word":
            return texts.gettext(value.value)
        case "words":
            return ", ".join(texts.gettext(word) for word in value.value)
        case "flag":
            return texts.gettext(N_("yes") if value.value else N_("no"))
        case "money":
            return str(major_units(value.value, work.settings.currency))
        case "moment":
            local = datetime.fromisoformat(value.value).astimezone(ZoneInfo(work.actor.time_zone))
            return f"{local:%Y-%m-%d %H:%M}"
    return str(value.value)
