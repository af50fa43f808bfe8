"""Nobody may lock the company out of its own administration."""
from sqlalchemy import select

from crm_core.access.rights import Scope
from crm_core.errors import N_, Conflict, Invalid
from crm_core.work import Work
from db.models import Role, RoleRight, User

KEYS = ("users:manage", "roles:manage")


def one_at_a_time(work: Work) -> None:
    """Lets only one change of users, teams or roles happen at a time, so that checks hold until the commit."""
    work.session.scalars(select(Role.id).order_by(Role.id).with_for_update()).all()


def somebody_keeps_the_keys(work: Work) -> None:
    """Raises Conflict when nobody is left who can sign in and manage users and roles."""
    work.session.flush()
    holders = [select(RoleRight.role_id).where(RoleRight.right == key, RoleRight.scope == "all") for key in KEYS]
    keeper = select(User.id).where(
        User.active, User.password_hash.is_not(None), *(User.role_id.in_(roles) for roles in holders)
    )
    if work.session.scalar(keeper.limit(1)) is None:
        raise Conflict(N_("Somebody who can sign in must keep the rights to manage users and roles."))


def may_hand_out(work: Work, role_id: int) -> None:
    """Raises Invalid when the role can change rights and the actor cannot: nobody lifts themself up."""
    if work.scope("roles:manage"):
        return
    powerful = select(RoleRight.role_id).where(RoleRight.role_id == role_id, RoleRight.right == "roles:manage")
    if work.session.scalar(powerful) is not None:
        raise Invalid(N_("Only somebody who manages roles may change people with this role."), field="role_id")


def keeps_own_keys(work: Work, role_id: int, right: str, scope: Scope) -> None:
    """Raises Conflict when the actor would take the keys from their own role."""
    own = work.session.scalar(select(User.role_id).where(User.id == work.actor.user_id))
    if own == role_id and right in KEYS and not scope:
        raise Conflict(N_("You cannot take this right from your own role."))
