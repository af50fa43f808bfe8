"""Looks into the mailbox and handles what came: kept first, then understood, each mail in a transaction of its own."""
import logging
from collections import Counter

from sqlalchemy import select

from crm_core.access.actor import SYSTEM
from crm_core.delivery.imap import opened
from crm_core.delivery.smtp import Trouble
from crm_core.errors import CrmError
from crm_core.mailbox import handling, storing
from crm_core.mailbox.parsing import glance
from crm_core.run import act
from db.engine import database
from db.models import IncomingMail, MailAccount

_log = logging.getLogger("hutong.mailbox")


def look() -> dict[str, int] | None:
    """Fetches and handles; counts mails by what they were. None when there was nothing to do. For the timer."""
    if not _wanted():
        return None
    fetched = fetch()
    handled = handle()
    return {"fetched": fetched, **handled} if fetched or handled else None


def fetch() -> int:
    """Keeps what is new in the mailbox; returns how many mails that were."""
    wanted = act(SYSTEM, storing.mailbox)
    if wanted is None:
        return 0
    access, validity, last_uid = wanted
    kept, problem, first = 0, None, None
    try:
        with opened(access) as mailbox:
            known = last_uid is not None and validity == mailbox.validity
            for uid in mailbox.after(last_uid) if known else mailbox.unread():
                mail = mailbox.fetch(uid)
                if mail is not None:
                    kept += act(SYSTEM, storing.keep, glance(mail.raw, mail.cut), mail.raw, uid if known else None)
                    mailbox.mark_read(uid)
            first = None if known else (mailbox.validity, mailbox.newest)
    except Trouble as trouble:
        problem = trouble.problem
    act(SYSTEM, storing.note_look, problem, first)
    return kept


def handle() -> dict[str, int]:
    """Handles what is kept; a mail that cannot be handled stays as failed and stops no other."""
    counts: Counter[str] = Counter()
    for key in act(SYSTEM, handling.waiting):
        try:
            outcome = act(SYSTEM, handling.handle, key)
        except CrmError as error:
            act(SYSTEM, handling.fail, key, str(error))
            outcome = "failed"
        except Exception as error:
            _log.exception("incoming mail %s", key)
            act(SYSTEM, handling.fail, key, f"{type(error).__name__}: {error}")
            outcome = "failed"
        counts[outcome or "handled"] += 1
    return dict(counts)


def _wanted() -> bool:
    """Cheap, and without a lock."""
    with database().reading() as session:
        active = select(MailAccount.kind).where(MailAccount.kind == "imap", MailAccount.active)
        left = select(IncomingMail.id).where(IncomingMail.state == "waiting").limit(1)
        return session.scalar(active) is not None or session.scalar(left) is not None
