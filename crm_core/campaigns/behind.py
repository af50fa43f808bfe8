"""The members behind a bar of a campaign's report: looked at page by page, or taken along as a file."""
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from crm_core.access import scope
from crm_core.campaigns.access import VIEW
from crm_core.campaigns.members import check_seen, read_members
from crm_core.campaigns.report import GROUPS, half_of, step_conditions
from crm_core.campaigns.schemas import MemberRow
from crm_core.errors import N_
from crm_core.exporting import Column, File, Format, export
from crm_core.i18n import words
from crm_core.wording import WORDS
from crm_core.work import Work, command, query
from db.models import Campaign, CampaignMember, Customer

PAGE = 50


@dataclass(frozen=True)
class Behind:
    """Members behind a bar, a page of them, and how many there are."""

    rows: tuple[MemberRow, ...]
    total: int


@query(VIEW)
def members_behind(work: Work, campaign_id: int, part: str, key: str | None = None, page: int = 1) -> Behind:
    """The members behind a bar: `part` is funnel (`key`: its step), halves (a, b, held_out), outcome, or a group
    (grade … with its value; "" for none). Without `key` all of the part. Raises NotFound."""
    check_seen(work, campaign_id)
    conditions = _conditions(campaign_id, part, key)
    counted = select(func.count(CampaignMember.id)).outerjoin(Customer, Customer.id == CampaignMember.customer_id)
    total = work.session.scalar(counted.where(*conditions))
    rows = work.session.execute(read_members(conditions).limit(PAGE).offset((max(1, page) - 1) * PAGE))
    return Behind(tuple(MemberRow(*row) for row in rows), total)


@command("campaigns:export")
def export_behind(work: Work, campaign_id: int, part: str, key: str | None = None, format: Format = "xlsx") -> File:
    """The same as a file, all of them. Raises NotFound, Invalid when they are too many for the format."""
    check_seen(work, campaign_id)
    may = select(Campaign.id).where(Campaign.id == campaign_id, scope.campaigns(work, "campaigns:export"))
    rows = work.session.execute(read_members([*_conditions(campaign_id, part, key), CampaignMember.campaign_id.in_(may)]).execution_options(yield_per=1000))
    translate = words(work.actor.locale).gettext
    columns = [Column(translate(label), kind) for label, kind, _read in COLUMNS]
    values = ([_worded(read(MemberRow(*row)), translate) for _label, _kind, read in COLUMNS] for row in rows)
    return export(work, "campaign-members", columns, values, format, about={"campaign_id": campaign_id})


COLUMNS: tuple[tuple[str, str, Any], ...] = (
    (N_("Customer"), "text", lambda row: row.customer),
    (N_("Name"), "text", lambda row: row.name),
    (N_("E-mail"), "text", lambda row: row.email),
    (N_("Phone"), "text", lambda row: row.phone),
    (N_("Held out"), "text", lambda row: N_("yes") if row.held_out else N_("no")),
    (N_("Half"), "text", lambda row: (row.variant or "").upper()),
    (N_("Outcome"), "text", lambda row: WORDS["outcome"].get(row.outcome or "", "")),
    (N_("Reached"), "moment", lambda row: row.reached_at),
    (N_("Mail opened"), "moment", lambda row: row.opened_at),
    (N_("Clicked"), "moment", lambda row: row.clicked_at),
    (N_("Replied"), "moment", lambda row: row.replied_at),
    (N_("Registered"), "moment", lambda row: row.registered_at),
    (N_("Came"), "moment", lambda row: row.attended_at),
    (N_("Converted"), "moment", lambda row: row.converted_at),
    (N_("Value"), "money", lambda row: row.converted_value or None),
)


def _worded(value: Any, translate) -> Any:
    return translate(value) if isinstance(value, str) and value in SAID else value


SAID = {"yes", "no", *WORDS["outcome"].values()}


def _conditions(campaign_id: int, part: str, key: str | None) -> list[ColumnElement[bool]]:
    m = CampaignMember
    active = [m.held_out.is_(False), m.skipped.is_(None)]
    found = [m.campaign_id == campaign_id]
    if part == "halves":
        counted = or_(m.held_out.is_(True), m.skipped.is_(None) & m.reached_at.is_not(None))
        return [*found, counted, *([half_of(campaign_id) == key] if key else [])]
    if part == "outcome":
        return [*found, *active, *([m.outcome.is_(None) if key == "" else m.outcome == key] if key is not None else [])]
    if part in GROUPS:
        value = getattr(Customer, part)
        return [*found, *active, m.reached_at.is_not(None), *([value.is_(None) if key == "" else value == key] if key is not None else [])]
    step = step_conditions().get(key or "")
    return [*found, *active, *([step] if step is not None else [])]
