"""Sends the mails that wait. Many processes may do so: each mail is claimed, and the pace is counted in the database."""
import logging
import threading
import time
from collections import Counter

from crm_core import clock
from crm_core.access.actor import SYSTEM
from crm_core.delivery.smtp import Line
from crm_core.mail import sending
from crm_core.mail.schemas import Outcome, Turn
from crm_core.run import act
from db.engine import database

LONGEST_WAIT = 2.0  # seconds; longer ones are left to the timer
TRIES = 5

_log = logging.getLogger(__name__)
_busy = threading.Lock()
_ending = threading.Event()


def run_due() -> dict[str, int] | None:
    """Sends what is due and counts how it went; None, and cheap, when nothing is. For the timer."""
    with database().reading() as session:
        if _busy.locked() or not sending.due(session, clock.now()):
            return None
    return run_waiting()


def run_waiting() -> dict[str, int] | None:
    """Sends until nothing is due; returns how many mails were sent, wait for another try, bounced, are unknown."""
    if not _busy.acquire(blocking=False):
        return None
    line: Line | None = None
    outcome: Outcome | None = None
    try:
        counts = Counter(unknown=act(SYSTEM, sending.write_off))
        while True:
            turn = _turn(outcome)
            outcome = None
            if turn.mail is None:
                if turn.wait is None or turn.wait > LONGEST_WAIT or _ending.wait(turn.wait):
                    return dict(counts)
                continue
            if line is None or line.access != turn.access:
                if line is not None:
                    line.close()
                line = Line(turn.access)
            outcome = line.deliver(turn.mail)
            counts[outcome.state] += 1
    finally:
        if line is not None:
            line.close()
        _busy.release()


def _turn(outcome: Outcome | None) -> Turn:
    """One step in the database. What became of a mail is told until it is stored."""
    for attempt in range(1, TRIES + 1):
        try:
            return act(SYSTEM, sending.turn, outcome, more=not _ending.is_set())
        except Exception:
            if outcome is None or attempt == TRIES:
                raise
            _log.exception("noting what became of a mail failed, trying again")
            time.sleep(attempt)
    raise AssertionError


def stop(patience: float = 10) -> None:
    """Ends after the mail that is being handed over; waits for that a little."""
    _ending.set()
    if _busy.acquire(timeout=patience):
        _ending.clear()
        _busy.release()
