"""Who holds a right."""
from sqlalchemy import Select, and_, select

from db.models import RoleRight, User


def holders(right: str, *columns) -> Select:
    """Selects `columns` (else whole users) of the active users whose role holds `right`, however far it reaches."""
    held = and_(RoleRight.role_id == User.role_id, RoleRight.right == right)
    return select(*columns or (User,)).join(RoleRight, held).where(User.active)
