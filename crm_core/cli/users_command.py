"""`users`: who there is, and one-time links for them."""
import argparse
import json
import os

from sqlalchemy import select

from crm_core.cli import people
from crm_core.cli.terminal import _
from crm_core.errors import N_, NotFound
from crm_core.people.links import invite, reset_link
from crm_core.run import act, ask
from crm_core.work import Work, query
from db.models import Role, Team, User


def run(options: argparse.Namespace) -> None:
    """Prints the users, or a link for one."""
    actor = people.whoever_has_the_machine()
    if options.link:
        user_id, has_password = ask(actor, user_by_email, options.link)
        path = act(actor, reset_link if has_password else invite, user_id)
        print(os.environ.get("CRM_URL", "http://localhost:8501") + path)
        return
    users = ask(actor, all_users)
    if options.format == "json":
        print(json.dumps(users, ensure_ascii=False, indent=2))
        return
    for user in users:
        role, state = user["role"], _("active") if user["can_sign_in"] else _("cannot sign in")
        print("\t".join((user["email"] or "—", user["name"], _(role), user["team"] or "—", state)))


@query("users:manage")
def all_users(work: Work) -> list[dict]:
    """Everybody, as plain values."""
    rows = work.session.execute(
        select(User.email, User.name, Role.name, Team.name, User.active, User.password_hash.is_not(None))
        .join(Role, Role.id == User.role_id)
        .outerjoin(Team, Team.id == User.team_id)
        .order_by(User.id)
    )
    return [
        {"email": email, "name": name, "role": role, "team": team, "can_sign_in": bool(active and has_password)}
        for email, name, role, team, active, has_password in rows
    ]


@query("users:manage")
def user_by_email(work: Work, email: str) -> tuple[int, bool]:
    """The user's id, and whether they have a password. Raises NotFound."""
    user = work.session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None:
        raise NotFound(N_("There is no active user {email}."), email=email)
    return user.id, user.password_hash is not None
