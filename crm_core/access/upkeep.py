"""Sweeping away what signing in leaves behind."""
from datetime import timedelta

from sqlalchemy import delete

from crm_core import clock
from crm_core.access import throttle
from db.engine import database
from db.models import OneTimeToken, SignInAttempt, SignInSession

LINKS_KEPT = timedelta(days=30)  # so that a late click is told that the link is over


def sweep() -> None:
    """Removes sessions, tickets, links and counted failures that nothing asks for any more."""
    now = clock.now()
    with database().writing() as session:
        session.execute(delete(SignInSession).where(SignInSession.expires_at <= now))
        session.execute(delete(OneTimeToken).where(OneTimeToken.purpose == "sign_in", OneTimeToken.expires_at <= now))
        session.execute(delete(OneTimeToken).where(OneTimeToken.expires_at <= now - LINKS_KEPT))
        session.execute(delete(SignInAttempt).where(SignInAttempt.at <= now - throttle.MEMORY))
        session.commit()
