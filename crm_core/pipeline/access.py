"""Which deals may be changed by whom."""
from sqlalchemy import Select

from crm_core.access import scope
from crm_core.access.rights import Scope
from crm_core.work import Work
from db.models import Deal


def changeable(work: Work, right: str = "deals:edit") -> Select[tuple[Deal]]:
    """Deals that this person sees and that `right` reaches."""
    return scope.visible_deals(work).where(scope.deals(work, right))


def may(work: Work, right: str, owner_id: int | None, team_id: int | None) -> bool:
    """Whether `right` reaches a visible deal of this owner and team."""
    reach, actor = work.scope(right), work.actor
    if reach is Scope.ALL:
        return True
    if reach is Scope.TEAM and actor.team_id is not None and team_id == actor.team_id:
        return True
    return reach is not Scope.NONE and owner_id == actor.user_id
