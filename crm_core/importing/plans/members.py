"""Members of campaigns with what came of it: of their campaign by its id or name, else of one that is called like the file.

A column called "campaign" that only holds small numbers counts calls (so the bank marketing data set of UCI has it).
"""
from datetime import datetime
from typing import Any

from crm_core import normalise
from crm_core.campaigns.importing import CampaignIn, import_campaigns, import_members
from crm_core.i18n import N_
from crm_core.importing.cells import Problem, Row
from crm_core.importing.plans.campaigns import find, words
from crm_core.importing.plans.context import DUPLICATE, Context, Planned, full_name, in_bulk
from crm_core.importing.plans.customers import TWO
from crm_core.importing.plans.references import find_customers, pick_customer
from crm_core.importing.words import loose

HERE = N_("“{name}” is here already.")
MOST_CALLS = 999
# what was said → outcome of a call, or a state
OUTCOMES = words({
    "yes": "yes|y|true|1|success|successful|interested|sold|accepted|responded|positive|won|是|同意|成功|有意向|感兴趣|成交|已回复|已响应",
    "no": "no|n|false|0|failure|not interested|refused|declined|rejected|negative|lost|否|不同意|拒绝|失败|无意向|不感兴趣",
    "later": "later|call back|callback|call again|follow up|再联系|稍后联系|回访|待跟进",
    "no_answer": "no answer|not reached|unanswered|busy|voicemail|无人接听|未接|未接通|占线|无应答",
    "wrong_number": "wrong number|invalid number|号码错误|空号|错号|号码有误",
    "sent": "sent|contacted|reached|delivered|已发送|已触达|已联系", "registered": "registered|signed up|已报名|报名",
    "invited": "invited|已邀请|邀请", "attended": "attended|came|present|participated|已参加|参加|已到场|到场|出席",
    "absent": "absent|no show|no-show|did not attend|未参加|缺席|未到场", "waiting": "waiting|planned|not contacted|等待中|待联系|未联系",
})
CALLS = ("yes", "no", "later", "no_answer", "wrong_number")
EVENT_STATES = ("invited", "registered", "attended", "absent")


def plan(context: Context, rows: list[Row]) -> list[Planned]:
    """A verdict for every row."""
    planned = [Planned(row) for row in rows]
    for item in planned:
        _prepare(context, item)
    _link(context, planned)
    for item in planned:
        _judge(context, item)
    return planned


def _prepare(context: Context, item: Planned) -> None:
    row = item.row
    said, count = row.values.get("outcome"), row.values.get("campaign", "")
    meaning = OUTCOMES.get(loose(said)) if said is not None else None
    if said is not None and meaning is None:
        row.fail("outcome", N_("“{value}” is no outcome: yes, no, call again, no answer, wrong number."), value=said)
    counts = count.isdigit() and int(count) <= MOST_CALLS
    facts = _facts(context, row, meaning)
    if counts:
        facts["calls"] = int(count)
    name = None if counts else row.values.get("campaign")
    item.data |= {"facts": facts, "campaign": (name or context.facts.file_name)[:200], "meaning": meaning}


def _facts(context: Context, row: Row, meaning: str | None) -> dict[str, Any]:
    values = row.values
    at: datetime = values.get("reached_at") or context.work.now
    outcome = meaning if meaning in CALLS else None
    state = "reached" if outcome or meaning == "sent" else meaning or "waiting"
    reached = state != "waiting"
    return {
        "name": full_name(row) or values.get("customer"), "email": values.get("email"), "phone": values.get("phone"), "outcome": outcome,
        "state": state, "reached_at": at if reached else None,
        "registered_at": at if state in ("registered", "attended", "absent") else None, "attended_at": at if state == "attended" else None,
        "replied_at": None, "note": values.get("note"), "calls": values.get("calls") or (1 if outcome else 0),
        "external_id": values.get("external_id"), "customer_id": None,
    }


def _link(context: Context, planned: list[Planned]) -> None:
    """Finds each row's customer; one that is not here is no reason to leave the row out."""
    wanted = [(item.row.values.get("customer"), item.row.values.get("customer_external_id")) for item in planned]
    found = find_customers(context, [one for one in wanted if any(one)])
    for item, (name, external_id) in zip(planned, wanted, strict=True):
        ids = pick_customer(found, name, external_id) if name or external_id else []
        if len(ids) > 1:
            item.row.fail("customer", TWO, name=name or external_id)
        item.data["facts"]["customer_id"] = ids[0] if len(ids) == 1 else None


def _judge(context: Context, item: Planned) -> None:
    row, facts = item.row, item.data["facts"]
    if row.problems:
        item.reject()
        return
    keys = [facts["external_id"], facts["customer_id"], facts["email"], facts["phone"]]
    key = next((key for key in keys if key), None)
    name = normalise.name_key(facts["name"] or "")
    if key and context.seen.first("member", repr((item.data["campaign"], row.values.get("campaign_external_id"), key, name)), row.number):
        item.verdict = DUPLICATE
        row.problems.append(Problem("name", HERE, {"name": facts["name"] or str(key)}))


def store(context: Context, planned: list[Planned]) -> None:
    """Writes the accepted rows of a plan; campaigns that are not here are made."""
    good = [item for item in planned if item.good]
    ids = _campaigns(context, good)
    for item in good:
        item.data["new"] = (ids[_key(item)], item.data["facts"])
    in_bulk(good, lambda rows: import_members(context.work, rows, context.run_id), "new")


def _key(item: Planned) -> tuple[str, str]:
    external_id = item.row.values.get("campaign_external_id")
    return ("id", external_id) if external_id else ("name", item.data["campaign"].lower())


def _campaigns(context: Context, good: list[Planned]) -> dict[tuple[str, str], int]:
    known = find(context, {item.data["campaign"] for item in good}, {item.row.values.get("campaign_external_id") for item in good})
    ids = {key: rows[0].id for key, rows in known.items()}
    missing = {_key(item): item for item in reversed(good) if _key(item) not in ids}
    owner = None if context.reach.name == "ALL" else context.work.actor.user_id
    new = [CampaignIn(item.data["campaign"], _new(context, item, good), owner) for item in missing.values()]
    if new:
        ids |= dict(zip(missing, import_campaigns(context.work, new, context.run_id), strict=True))
    return ids


def _new(context: Context, item: Planned, good: list[Planned]) -> dict[str, Any]:
    """A campaign that only its members tell of: over, and of the channel that their outcomes belong to."""
    meanings = {other.data["meaning"] for other in good if _key(other) == _key(item)}
    channel = "event" if meanings & set(EVENT_STATES) else "phone" if meanings & set(CALLS) else "email"
    goal = {"event": "attended", "phone": "replies"}.get(channel, "deals_won")
    return {"channel": channel, "state": "finished", "goal": goal, "external_id": item.row.values.get("campaign_external_id")}
