"""Sweeping away what signing in leaves behind."""
from datetime import timedelta

from sqlalchemy import delete

from crm_core import clock
from crm_core.access import throttle, visits
from db.engine import database
from db.models import OneTimeToken, PublicVisit, SignInAttempt, SignInSession

LINKS_KEPT = timedelta(days=30)  # so that a late click is told that the link is over


def sweep() -> int:
    """Removes sessions, tickets, links, counted failures and visits that nothing asks for any more; returns how many."""
    now = clock.now()
    over = (
        delete(SignInSession).where(SignInSession.expires_at <= now),
        delete(OneTimeToken).where(OneTimeToken.purpose == "sign_in", OneTimeToken.expires_at <= now),
        delete(OneTimeToken).where(OneTimeToken.expires_at <= now - LINKS_KEPT),
        delete(SignInAttempt).where(SignInAttempt.at <= now - throttle.MEMORY),
        delete(PublicVisit).where(PublicVisit.at <= now - visits.MEMORY),
    )
    with database().writing() as session:
        removed = sum(session.execute(one).rowcount for one in over)
        session.commit()
    return removed
