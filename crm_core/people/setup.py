"""The first run: a company and its administrator."""
from sqlalchemy import select

from crm_core import settings
from crm_core.access.passwords import hash_password
from crm_core.errors import Conflict, N_
from crm_core.normalise import name_key
from crm_core.people import bootstrap
from crm_core.work import Work, command
from db.models import Role, User


@command("settings:manage")
def set_up(work: Work, *, company: str, locale: str, time_zone: str, currency: str, country: str,
           admin_name: str, admin_email: str, admin_password: str) -> int:
    """Makes the company with its first administrator and returns the administrator's id.

    Raises Conflict when there is a company already.
    """
    if work.session.scalar(select(User.id).limit(1)) is not None:
        raise Conflict(N_("This company is set up already."))
    settings.store(
        work.session, company=company, locale=locale, time_zone=time_zone, currency=currency, country=country
    )
    if not bootstrap.is_filled(work):
        bootstrap.fill(work)
    role = work.session.scalars(select(Role).where(Role.key == "administrator")).one()
    admin = User(
        email=admin_email.strip().lower(),
        name=admin_name,
        name_key=name_key(admin_name),
        role_id=role.id,
        password_hash=hash_password(admin_password),
        locale=locale,
        created_at=work.now,
    )
    work.session.add(admin)
    work.session.flush()
    work.record("company.set_up", "app_user", admin.id, after={"company": company})
    return admin.id
