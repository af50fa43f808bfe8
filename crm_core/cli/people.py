"""On whose behalf a command runs."""
from dataclasses import replace

from crm_core import settings
from crm_core.access.actor import SYSTEM, Actor, load_actor
from crm_core.access.sign_in import user_named
from crm_core.errors import N_, NotFound
from db.engine import database


def user(email: str) -> Actor:
    """The active user with this e-mail. Raises NotFound."""
    found = user_named(email)
    with database().reading() as session:
        actor = load_actor(session, found.id) if found else None
    if actor is None:
        raise NotFound(N_("There is no active user {email}."), email=email)
    return actor


def whoever_has_the_machine() -> Actor:
    """Who can read the data folder may see everything; in the company's language and time."""
    with database().reading() as session:
        company = settings.load(session)
    return replace(SYSTEM, locale=company.locale, time_zone=company.time_zone)
