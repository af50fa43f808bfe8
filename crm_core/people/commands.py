"""Changing users and teams."""
from sqlalchemy import exists, select, update

from crm_core.access import sessions
from crm_core.errors import N_, Conflict, Invalid, NotFound
from crm_core.i18n import locales
from crm_core.normalise import email as written_email
from crm_core.normalise import name_key
from crm_core.people import guard
from crm_core.people.schemas import TeamForm, UserForm
from crm_core.work import Work, command
from db.models import Customer, Deal, Role, Team, User

FIELDS = ("name", "email", "role_id", "team_id", "locale")


@command("users:manage")
def create_user(work: Work, form: UserForm) -> int:
    """A user who cannot sign in until invited; returns the id."""
    guard.one_at_a_time(work)
    values = _checked(work, form, None)
    user = User(**values, created_at=work.now)
    work.session.add(user)
    work.session.flush()
    work.record("user.created", "app_user", user.id, after=_shown(values))
    return user.id


@command("users:manage")
def change_user(work: Work, user_id: int, version: int, form: UserForm) -> int:
    """Changes a user; another team takes along the customers and deals the user owns. Returns the id.

    Raises Conflict when the user was changed meanwhile or nobody could manage the company any more.
    """
    guard.one_at_a_time(work)
    user = work.one(select(User).where(User.id == user_id), version=version)
    guard.may_hand_out(work, user.role_id)
    values = _checked(work, form, user)
    before = {name: getattr(user, name) for name in FIELDS if getattr(user, name) != values[name]}
    if not before:
        return user_id
    for name, value in values.items():
        setattr(user, name, value)
    user.version += 1
    after = {name: values[name] for name in before}
    if "team_id" in before:
        after |= _take_along(work, user)
    guard.somebody_keeps_the_keys(work)
    work.record("user.changed", "app_user", user_id, before=before, after=after)
    return user_id


@command("users:manage")
def deactivate_user(work: Work, user_id: int) -> int:
    """Ends somebody's access at once; what they own stays in their name. Returns the id."""
    guard.one_at_a_time(work)
    user = _user(work, user_id)
    if user_id == work.actor.user_id:
        raise Conflict(N_("You cannot deactivate yourself."))
    if not user.active:
        return user_id
    guard.may_hand_out(work, user.role_id)
    user.active = False
    user.version += 1
    guard.somebody_keeps_the_keys(work)
    sessions.end_all(work.session, user_id)
    work.record("user.deactivated", "app_user", user_id, before={"active": True}, after={"active": False})
    return user_id


@command("users:manage")
def reactivate_user(work: Work, user_id: int) -> int:
    """Lets somebody in again, with the password they had. Returns the id."""
    user = _user(work, user_id)
    guard.may_hand_out(work, user.role_id)
    if not user.active:
        user.active = True
        user.version += 1
        work.record("user.reactivated", "app_user", user_id, before={"active": False}, after={"active": True})
    return user_id


@command("users:manage")
def create_team(work: Work, form: TeamForm) -> int:
    """A new team; returns its id."""
    guard.one_at_a_time(work)
    _free_team_name(work, form.name, None)
    team = Team(name=form.name, region=form.region)
    work.session.add(team)
    work.session.flush()
    work.record("team.created", "team", team.id, after={"name": team.name, "region": team.region})
    return team.id


@command("users:manage")
def change_team(work: Work, team_id: int, version: int, form: TeamForm) -> int:
    """Another name or region; returns the id."""
    guard.one_at_a_time(work)
    team = work.one(select(Team).where(Team.id == team_id), version=version)
    _free_team_name(work, form.name, team_id)
    values = {"name": form.name, "region": form.region}
    before = {name: getattr(team, name) for name, value in values.items() if getattr(team, name) != value}
    if before:
        for name in before:
            setattr(team, name, values[name])
        team.version += 1
        work.record("team.changed", "team", team_id, before=before, after={name: values[name] for name in before})
    return team_id


@command("users:manage")
def delete_team(work: Work, team_id: int) -> int:
    """Removes a team without users, customers and deals; returns its id."""
    guard.one_at_a_time(work)
    team = work.one(select(Team).where(Team.id == team_id))
    if work.session.scalar(select(exists().where(User.team_id == team_id))):
        raise Conflict(N_("This team still has people. Move them to another team first."))
    if any(work.session.scalar(select(exists().where(table.team_id == team_id))) for table in (Customer, Deal)):
        raise Conflict(N_("Customers or deals still belong to this team. Give them to another owner first."))
    work.session.delete(team)
    work.record("team.deleted", "team", team_id, before={"name": team.name, "region": team.region})
    return team_id


def _user(work: Work, user_id: int) -> User:
    return work.one(select(User).where(User.id == user_id).with_for_update())


def _shown(values: dict) -> dict:
    return {name: values[name] for name in FIELDS if values[name] is not None}


def _checked(work: Work, form: UserForm, user: User | None) -> dict:
    """The columns of the form, or Invalid naming the field."""
    email = written_email(form.email) if form.email else None
    if email is None and user is not None and user.password_hash:
        raise Invalid(N_("Somebody who signs in needs an e-mail address."), field="email")
    holder = work.session.scalar(select(User.name).where(User.email == email, User.id != (user.id if user else 0)))
    if email and holder:
        raise Invalid(N_("{name} already has this e-mail address."), field="email", name=holder)
    if work.session.get(Role, form.role_id) is None:
        raise NotFound()
    if form.team_id is not None and work.session.get(Team, form.team_id) is None:
        raise NotFound()
    if form.locale is not None and form.locale not in locales():
        raise Invalid(N_("This language is not there."), field="locale")
    guard.may_hand_out(work, form.role_id)
    return {
        "name": form.name, "name_key": name_key(form.name), "email": email, "role_id": form.role_id,
        "team_id": form.team_id, "locale": form.locale,
    }


def _take_along(work: Work, user: User) -> dict[str, int]:
    moved = {}
    for name, table in (("customers", Customer), ("deals", Deal)):
        changed = work.session.execute(
            update(table)
            .where(table.owner_id == user.id)
            .values(team_id=user.team_id, updated_at=work.now)
            .execution_options(synchronize_session=False)
        )
        moved[name] = changed.rowcount
    return moved


def _free_team_name(work: Work, name: str, team_id: int | None) -> None:
    taken = select(Team.id).where(Team.name == name, Team.id != (team_id or 0))
    if work.session.scalar(taken) is not None:
        raise Invalid(N_("There is a team with this name already."), field="name")
