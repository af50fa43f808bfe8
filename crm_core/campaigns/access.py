"""Which campaigns may be changed by whom."""
from sqlalchemy import Select, and_, select

from crm_core.access import scope
from crm_core.access.rights import Scope
from crm_core.campaigns import rules
from crm_core.errors import N_, Invalid
from crm_core.work import Work
from db.models import Campaign, Segment, User

EDIT, SEND, VIEW = "campaigns:edit", "campaigns:send", "campaigns:view"


def changeable(work: Work, *rights: str) -> Select[tuple[Campaign]]:
    """Campaigns that this person sees and that any of `rights` (to edit when left out) reaches."""
    return select(Campaign).where(and_(scope.campaigns(work), scope.campaigns(work, *(rights or (EDIT,)))))


def fetch(work: Work, campaign_id: int, action: str, *rights: str, version: int | None = None) -> Campaign:
    """A campaign, locked, in which `action` can be done now. Raises NotFound, Conflict."""
    row = work.one(changeable(work, *rights).where(Campaign.id == campaign_id).with_for_update(), version=version)
    rules.check(action, row.state)
    return row


def open_for_change(work: Work, campaign_id: int, *rights: str) -> Campaign:
    """A campaign, locked, that is not over yet. Raises NotFound, Conflict."""
    row = work.one(changeable(work, *rights).where(Campaign.id == campaign_id).with_for_update())
    if row.state in ("finished", "cancelled"):
        rules.check("edit", row.state)
    return row


def touch(work: Work, row: Campaign) -> None:
    """The campaign has another version from now on."""
    row.version += 1
    row.updated_at = work.now


def team_of_owner(work: Work, owner_id: int | None) -> int | None:
    """The team of a new owner. Raises Invalid when the campaign cannot be given to this person."""
    if owner_id is None:
        return None
    statement = select(User.id, User.team_id).where(User.id == owner_id, User.active)
    reach = work.scope(EDIT)
    if reach is Scope.TEAM and work.actor.team_id is not None:
        statement = statement.where(User.team_id == work.actor.team_id)
    elif reach is not Scope.ALL:
        statement = statement.where(User.id == work.actor.user_id)
    found = work.session.execute(statement).one_or_none()
    if found is None:
        raise Invalid(N_("You cannot give a campaign to this person."), field="owner_id")
    return found.team_id


def check_segment(work: Work, segment_id: int | None) -> None:
    """Raises Invalid when there is no such segment."""
    seen = select(Segment.id).where(Segment.id == segment_id, Segment.deleted_at.is_(None))
    if segment_id is not None and work.session.scalar(seen) is None:
        raise Invalid(N_("This segment does not exist any more."), field="segment_id")
