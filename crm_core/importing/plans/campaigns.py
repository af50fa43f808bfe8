"""Campaigns: found again by the other program's id or their name."""
from datetime import UTC, datetime, time

from sqlalchemy import func, select

from crm_core.campaigns.importing import CampaignIn, import_campaigns, update_campaigns, within
from crm_core.i18n import N_
from crm_core.importing import newcomers
from crm_core.importing.cells import Problem, Row
from crm_core.importing.mapping import NEW
from crm_core.importing.plans.context import ACCEPTED, DUPLICATE, UPDATED, Context, Planned, in_bulk, pieces
from crm_core.importing.words import loose
from db.models import Campaign

PLAIN = ("starts_on", "ends_on", "budget", "goal_target", "notes", "external_id")
HERE = N_("“{name}” is here already.")
CHANNELS = {
    "email": "email|e-mail|mail|newsletter|mailing|email campaign|电子邮件|邮件|邮件营销|edm",
    "phone": "phone|phone list|telemarketing|telephone|call|calls|cold call|outbound call|电话|电话名单|电话营销|电销|外呼",
    "event": "event|conference|webinar|trade show|tradeshow|exhibition|seminar|roadshow|workshop|public relations|线下活动|活动|会议|展会|研讨会|沙龙|直播",
    "social": "social|social media|advertisement|ads|banner ads|advertising|partners|referral program|direct mail|other|社交媒体|社交|广告|微信|公众号|其他",
}
STATES = {
    "draft": "draft|planned|planning|proposed|new|草稿|计划|计划中|未开始|规划中", "running": "running|in progress|active|started|进行中|执行中|已开始",
    "paused": "paused|on hold|inactive|已暂停|暂停", "finished": "finished|completed|complete|done|closed|ended|已结束|已完成|完成|结束",
    "cancelled": "cancelled|canceled|aborted|已取消|取消|终止|已终止", "scheduled": "scheduled|已排期",
}


def words(table: dict[str, str]) -> dict[str, str]:
    """Every way to write a value, loosely → the value."""
    return {loose(word): code for code, said in table.items() for word in (code, *said.split("|"))}


CHANNEL_WORDS, STATE_WORDS = words(CHANNELS), words(STATES)


def plan(context: Context, rows: list[Row]) -> list[Planned]:
    """A verdict for every row."""
    planned = [Planned(row) for row in rows]
    for item in planned:
        _prepare(context, item)
    known = find(context, {item.data["name"] for item in planned}, {item.data["values"].get("external_id") for item in planned})
    for item in planned:
        _judge(context, item, known)
    return planned


def find(context: Context, names: set[str | None], external_ids: set[str | None]) -> dict[tuple[str, str], list[Campaign]]:
    """Campaigns within reach by ("id", external id) and ("name", name in lower case)."""
    found: dict[tuple[str, str], list[Campaign]] = {}
    for name_piece in pieces({name.lower() for name in names if name}):
        rows = select(Campaign).where(func.lower(Campaign.name).in_(name_piece), within(context.work))
        for row in context.work.session.scalars(rows.order_by(Campaign.id)):
            found.setdefault(("name", row.name.lower()), []).append(row)
    for piece in pieces(external_ids):
        for row in context.work.session.scalars(select(Campaign).where(Campaign.external_id.in_(piece), within(context.work))):
            found.setdefault(("id", row.external_id), []).append(row)
    return found


def _prepare(context: Context, item: Planned) -> None:
    row = item.row
    name = row.values.get("name")
    if not name:
        row.fail("name", N_("The campaign has no name."))
    values = {field: row.values[field] for field in PLAIN if field in row.values}
    for field, table, what in (("channel", CHANNEL_WORDS, N_("“{value}” is no channel: e-mail, phone list, event or social.")),
                               ("state", STATE_WORDS, N_("“{value}” is no state of a campaign."))):
        said = row.values.get(field)
        if said is not None:
            if loose(said) in table:
                values[field] = table[loose(said)]
            else:
                row.fail(field, what, value=said)
    starts, ends = values.get("starts_on"), values.get("ends_on")
    if starts and ends and ends < starts:
        row.fail("ends_on", N_("It cannot end before it starts."))
    if values.get("state") == "scheduled":  # nothing goes out because of a file
        values["state"] = "draft"
    item.data |= {"name": (name or "")[:200], "values": values, "owner": context.owner(row)}


def _judge(context: Context, item: Planned, known: dict) -> None:
    row, name, external_id = item.row, item.data["name"], item.data["values"].get("external_id")
    if row.problems:
        item.reject()
        return
    same = known.get(("id", external_id or "")) or ([] if external_id else known.get(("name", name.lower()), []))
    if len(same) > 1:
        row.fail("name", N_("There are several campaigns called “{name}”."), name=name)
        item.reject()
    elif context.seen.first("campaign", external_id or name.lower(), row.number) or (
            same and (same[0].import_id == context.run_id or context.mapping.options.existing == "leave")):
        item.verdict = DUPLICATE
        row.problems.append(Problem("name", HERE, {"name": name}))
    elif same:
        item.verdict, item.subject_id = UPDATED, same[0].id


def store(context: Context, planned: list[Planned]) -> None:
    """Writes the accepted and updated rows of a plan."""
    good = [item for item in planned if item.good]
    newcomers.people(context, good, "owner")
    for item in good:
        if item.verdict == ACCEPTED:
            item.data["new"] = _new(context, item)
        else:
            values = {name: value for name, value in item.data["values"].items() if name not in ("state", "channel")}
            item.data["edit"] = (item.subject_id, values)
    in_bulk(good, lambda rows: import_campaigns(context.work, rows, context.run_id), "new")

    def change(edits: list) -> list[int]:
        update_campaigns(context.work, edits)
        return [key for key, _values in edits]

    in_bulk(good, change, "edit")


def _new(context: Context, item: Planned) -> CampaignIn:
    owner = item.data["owner"]
    if owner == NEW:
        owner = context.resolve(item.row, "owner")
    values = dict(item.data["values"])
    if values.get("state") in ("running", "paused", "finished") and values.get("starts_on"):
        values["started_at"] = datetime.combine(values["starts_on"], time(), UTC)
    return CampaignIn(item.data["name"], values, int(owner) if owner else None, item.row.values.get("spent") or 0)
