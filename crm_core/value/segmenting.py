"""The rule that names customers by their scores: what it would do, and deciding it."""
from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, and_, case, func, select

from crm_core import settings, timed
from crm_core.errors import N_, Conflict
from crm_core.value.rules import DEFAULT_SEGMENTS, SegmentRule, from_setting, to_setting
from crm_core.work import Work, command, query
from db.models import CustomerValue, Setting

MANAGE = "value:manage"
Rules = tuple[SegmentRule, ...]


@query(MANAGE)
def segment_rules(work: Work) -> Rules:
    """What was decided, or what the program begins with."""
    return from_setting(settings.load(work.session).value_segments)


@query(MANAGE)
def segments_by(work: Work, rules: Rules) -> Mapping[str, tuple[int, int]]:
    """Segment → customers in it now, and by `rules`, with last night's scores. Raises Invalid."""
    to_setting(rules)
    then = segment_of(rules).label("then")
    rows = work.session.execute(select(CustomerValue.segment, then, func.count()).group_by(CustomerValue.segment, then)).all()
    names = {name for now, then, _n in rows for name in (now, then)}
    return {name: (sum(n for now, _then, n in rows if now == name), sum(n for _now, then, n in rows if then == name)) for name in names}


@command(MANAGE)
def change_segment_rules(work: Work, rules: Rules, seen: Rules) -> bool:
    """Stores other rules and has everybody named anew; whether anything differs.

    Raises Invalid, Conflict when somebody was faster.
    """
    work.session.scalars(select(Setting.key).with_for_update()).all()
    now = from_setting(settings.load(work.session).value_segments)
    if now != seen:
        raise Conflict(N_("Somebody changed the settings meanwhile. Look at them again."))
    stored = to_setting(rules)
    if rules == now:
        return False
    settings.store(work.session, value_segments=[] if rules == DEFAULT_SEGMENTS else stored)
    work.record("setting.changed", "setting", None, before={"value_segments": _told(now)}, after={"value_segments": _told(rules)})
    if not timed.is_asked(work, "value", timed.WAITING):
        timed.ask_for(work, "value")
    return True


def segment_of(rules: Iterable[SegmentRule]) -> ColumnElement[str]:
    """The same as rules.segments, over CustomerValue."""
    v = CustomerValue
    value = (v.frequency + v.monetary) / 2.0
    fits = [(and_(v.recency.between(rule.recency_from, rule.recency_to), value.between(rule.value_from, rule.value_to)), rule.segment) for rule in rules]
    return case(*fits, else_="asleep")


def _told(rules: Iterable[SegmentRule]) -> list[str]:
    """For the audit trail: "champions: 4–5 / 4.5–5"."""
    return [f"{rule.segment}: {rule.recency_from}–{rule.recency_to} / {rule.value_from:g}–{rule.value_to:g}" for rule in rules]
