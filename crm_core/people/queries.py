"""Reading users, teams and roles."""
from sqlalchemy import Select, and_, case, func, or_, select

from crm_core.access.holders import holders
from crm_core.access.rights import BY_KEY, Scope
from crm_core.errors import NotFound
from crm_core.normalise import name_key
from crm_core.people.schemas import Belongings, Colleague, RoleRow, TeamRow, UserPage, UserRow
from crm_core.work import ANYBODY, Work, query
from db.models import Customer, Deal, Event, OneTimeToken, Role, RoleRight, SignInSession, Team, User

STATES = ("active", "invited", "not_invited", "deactivated")


@query(ANYBODY)
def colleagues(work: Work) -> tuple[Colleague, ...]:
    """Every user by name, inactive ones too: old records still show them."""
    rows = work.session.execute(
        select(User.id, User.name, User.team_id, Team.name, User.active)
        .outerjoin(Team, Team.id == User.team_id)
        .order_by(User.active.desc(), User.name_key, User.id)
    )
    return tuple(Colleague(*row) for row in rows)


@query(ANYBODY)
def ticket_agents(work: Work) -> tuple[Colleague, ...]:
    """Who may answer tickets, by name: one of them can be a customer's named agent."""
    found = holders("tickets:edit", User.id, User.name, User.team_id, Team.name, User.active)
    rows = work.session.execute(found.outerjoin(Team, Team.id == User.team_id).order_by(User.name_key, User.id))
    return tuple(Colleague(*row) for row in rows)


@query(ANYBODY)
def teams(work: Work) -> tuple[TeamRow, ...]:
    """Every team by name."""
    rows = work.session.execute(
        select(Team.id, Team.name, Team.region, func.count(User.id), Team.version)
        .outerjoin(User, User.team_id == Team.id)
        .group_by(Team.id)
        .order_by(Team.name)
    )
    return tuple(TeamRow(*row) for row in rows)


@query("users:manage")
def users(
    work: Work, *, search: str = "", role_id: int | None = None, team_id: int | None = None,
    state: str | None = None, page: int = 1, per_page: int = 50,
) -> UserPage:
    """A page of users by name. `team_id` 0 means those without a team; `search` looks at name and e-mail."""
    standing = _state(work)
    wanted = []
    if search.strip():
        pattern = f"%{_escaped(search.strip().lower())}%"
        key = name_key(search)
        by_key = User.name_key.contains(key, autoescape=True) if key else User.id.is_(None)
        wanted.append(or_(by_key, User.email.like(pattern, escape="\\")))
    if role_id is not None:
        wanted.append(User.role_id == role_id)
    if team_id is not None:
        wanted.append(User.team_id.is_(None) if team_id == 0 else User.team_id == team_id)
    if state in STATES:
        wanted.append(standing == state)
    rows = work.session.execute(
        _listed(standing).where(*wanted).order_by(User.name_key, User.id).limit(per_page).offset((page - 1) * per_page)
    )
    total = work.session.scalar(select(func.count()).select_from(User).where(*wanted))
    return UserPage(tuple(_user_row(row) for row in rows), total or 0)


@query("users:manage")
def user(work: Work, user_id: int) -> UserRow:
    """One user. Raises NotFound."""
    row = work.session.execute(_listed(_state(work)).where(User.id == user_id)).first()
    if row is None:
        raise NotFound()
    return _user_row(row)


@query("users:manage")
def belongings(work: Work, user_id: int) -> Belongings:
    """How many customers and open deals somebody owns."""
    customers = select(func.count()).where(Customer.owner_id == user_id, Customer.deleted_at.is_(None))
    deals = select(func.count()).where(Deal.owner_id == user_id, Deal.status == "open", Deal.deleted_at.is_(None))
    row = work.session.execute(select(customers.scalar_subquery(), deals.scalar_subquery())).one()
    return Belongings(*row)


@query("roles:manage", "users:manage")
def roles(work: Work) -> tuple[RoleRow, ...]:
    """Every role with its active users and its rights, in order."""
    held: dict[int, dict[str, Scope]] = {}
    for role_id, right, scope in work.session.execute(select(RoleRight.role_id, RoleRight.right, RoleRight.scope)):
        if right in BY_KEY:
            held.setdefault(role_id, {})[right] = Scope[scope.upper()]
    rows = work.session.execute(
        select(Role.id, Role.key, Role.name, Role.built_in, func.count(User.id))
        .outerjoin(User, and_(User.role_id == Role.id, User.active))
        .group_by(Role.id)
        .order_by(Role.position, Role.id)
    )
    return tuple(RoleRow(*row, held.get(row.id, {})) for row in rows)


def _state(work: Work):
    invited = (
        select(OneTimeToken.token_hash)
        .where(
            OneTimeToken.user_id == User.id, OneTimeToken.purpose == "invite", OneTimeToken.used_at.is_(None),
            OneTimeToken.expires_at > work.now,
        )
        .exists()
    )
    return case(
        (User.active.is_(False), "deactivated"),
        (User.password_hash.is_not(None), "active"),
        (invited, "invited"),
        else_="not_invited",
    )


def _listed(standing) -> Select:
    browsing = select(func.max(SignInSession.last_seen_at)).where(SignInSession.user_id == User.id)
    acting = select(Event.at).where(Event.user_id == User.id).order_by(Event.id.desc()).limit(1)
    return (
        select(
            User.id, User.name, User.email, User.role_id, Role.name, Role.built_in, User.team_id, Team.name, User.locale,
            standing.label("state"), browsing.scalar_subquery(), acting.scalar_subquery(), User.version,
        )
        .join(Role, Role.id == User.role_id)
        .outerjoin(Team, Team.id == User.team_id)
    )


def _user_row(row) -> UserRow:
    *facts, browsing, acting, version = row
    seen = max((moment for moment in (browsing, acting) if moment), default=None)
    return UserRow(*facts, seen, version)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
