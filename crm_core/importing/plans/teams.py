"""Sales people, their teams and managers."""
from sqlalchemy import func, select

from crm_core import normalise
from crm_core.i18n import N_
from crm_core.importing.cells import Problem, Row
from crm_core.importing.newcomers import SELLER, role_id
from crm_core.importing.plans.context import DUPLICATE, UPDATED, Context, Planned, full_name, schema
from crm_core.people.commands import change_user, create_team, create_user
from crm_core.people.schemas import TeamForm, UserForm
from db.models import Role, Team, User

MANAGER = "sales_manager"
TWO = N_("There are several people called “{name}”.")
HERE = N_("“{name}” is here already.")


def plan(context: Context, rows: list[Row]) -> list[Planned]:
    """A verdict for every row."""
    planned = [Planned(row) for row in rows]
    people = _people(context)
    for item in planned:
        _judge(context, item, people)
    return planned


def _people(context: Context) -> dict[str, list[User]]:
    """Active users by e-mail and by normalised name."""
    found: dict[str, list[User]] = {}
    for user in context.work.session.scalars(select(User).where(User.active).order_by(User.id)):
        for key in {user.email, user.name_key} - {None, ""}:
            found.setdefault(key, []).append(user)
    return found


def _judge(context: Context, item: Planned, people: dict[str, list[User]]) -> None:
    row = item.row
    name = full_name(row)
    if not name:
        row.fail("name", N_("This row names nobody."))
    email = row.values.get("email")
    same = people.get(email or "") or people.get(normalise.name_key(name or ""), [])
    if email and same and not people.get(email):
        same = [user for user in same if user.email in (None, email)]
    managers = people.get(normalise.name_key(row.values.get("manager", "")), [])
    if len(same) > 1:
        row.fail("name", TWO, name=name)
    if len(managers) > 1:
        row.fail("manager", TWO, name=row.values["manager"])
    item.data |= {"name": name, "email": email, "team": team_name(row)}
    if row.problems:
        item.reject()
    elif context.seen.first("person", email or normalise.name_key(name), row.number):
        item.verdict = DUPLICATE
        row.problems.append(Problem("name", HERE, {"name": name}))
    elif same:
        leave = context.mapping.options.existing == "leave"
        item.verdict, item.subject_id = DUPLICATE if leave else UPDATED, same[0].id
        if leave:
            row.problems.append(Problem("name", HERE, {"name": name}))


def team_name(row: Row) -> str | None:
    """The team's name; without one, the region and who leads it."""
    if row.values.get("team"):
        return row.values["team"]
    return " · ".join(row.values[field] for field in ("region", "manager") if field in row.values) or None


def store(context: Context, planned: list[Planned]) -> None:
    """Writes the accepted and updated rows of a plan: first the teams, then who leads them, then who is in them."""
    for item in planned:
        if not item.good:
            continue
        team_id = _team(context, item)
        manager = item.row.values.get("manager")
        done = not manager or _person(context, item, manager, None, team_id, MANAGER, keep_team=True)
        subject = done and _person(context, item, item.data["name"], item.data["email"], team_id, SELLER)
        if subject:
            item.subject_id = subject
        else:
            item.reject()


def _team(context: Context, item: Planned) -> int | None:
    name = item.data["team"]
    if not name:
        return None
    found = context.work.session.scalar(select(Team.id).where(func.lower(Team.name) == name.lower()).order_by(Team.id).limit(1))
    form = None if found else schema(item.row, TeamForm, name=name[:80], region=item.row.values.get("region"))
    return found or (create_team(context.work, form) if form else None)


def _person(
    context: Context, item: Planned, name: str, email: str | None, team_id: int | None, role: str, *, keep_team: bool = False
) -> int | None:
    """Makes a user, or moves one into the team; None when the row cannot be stored.

    A manager of several teams stays in the first. Somebody who was only named by an import so far
    becomes a manager when a file says so; the role of anybody else is not touched.
    """
    session = context.work.session
    found = session.scalars(select(User).where(
        User.active, (User.email == email) if email else (User.name_key == normalise.name_key(name))).limit(1)).first()
    if found is None and email:
        found = session.scalars(select(User).where(
            User.active, User.name_key == normalise.name_key(name), User.email.is_(None)).limit(1)).first()
    if found is None:
        form = schema(item.row, UserForm, name=name, email=email, role_id=role_id(context.work, role), team_id=team_id)
        return create_user(context.work, form) if form else None
    named_only = found.password_hash is None and found.email is None
    raised = named_only and role == MANAGER and _role(context, found.role_id) == SELLER
    form = UserForm(
        name=found.name, email=found.email or email, locale=found.locale,
        role_id=role_id(context.work, role) if raised else found.role_id,
        team_id=found.team_id if keep_team and found.team_id or team_id is None else team_id,
    )
    return change_user(context.work, found.id, found.version, form)


def _role(context: Context, key: int) -> str:
    return context.work.session.scalar(select(Role.key).where(Role.id == key))
