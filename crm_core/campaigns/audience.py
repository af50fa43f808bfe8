"""The customers a campaign's audience is made of."""
from sqlalchemy import ColumnElement

from crm_core.errors import N_, Invalid
from crm_core.segments.compiling import condition_of
from crm_core.segments.reaching import members_of
from crm_core.work import Work
from db.models import Campaign, Segment


def condition(work: Work, campaign: Campaign) -> ColumnElement[bool]:
    """Which customers the campaign's segment or own rule means. Raises Invalid when it has neither."""
    if campaign.rule:
        return condition_of(work, campaign.rule)
    segment = work.session.get(Segment, campaign.segment_id) if campaign.segment_id else None
    if segment is None or segment.deleted_at is not None:
        raise Invalid(N_("Choose whom the campaign is for first."), field="segment_id")
    return members_of(work, segment)
