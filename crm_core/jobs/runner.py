"""Does what is due, once among all processes."""
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from crm_core import clock, settings
from crm_core.access.actor import SYSTEM
from crm_core.jobs import ledger
from crm_core.jobs.commands import tell_failure
from crm_core.jobs.ledger import Claim
from crm_core.jobs.plan import TRIES, Every, Job, latest
from crm_core.run import act
from db.engine import database

LONGEST_PAUSE = 300.0  # seconds, between two tries of an every-few-seconds job that fails

_log = logging.getLogger("hutong.jobs")
_held: set[Claim] = set()
_lock = threading.Lock()


def due(schedule: tuple[Job, ...], now: datetime) -> list[tuple[Job, str]]:
    """The runs that are to be done now. Nothing before the company is set up."""
    with database().reading() as session:
        company = settings.load(session)
    if not company.company:
        return []
    timed = {job.key: job for job in schedule if not isinstance(job.when, Every)}
    periods = [(job.key, latest(job.when, now, company.time_zone).key) for job in timed.values()]
    return [(timed[key], period) for key, period in ledger.ripe(periods, now) if key in timed]


def keep_leases() -> None:
    """Says for the runs of this process that it is still at them."""
    with _lock:
        mine = frozenset(_held)
    ledger.prolong(mine, clock.now())


def run(job: Job, period: str) -> None:
    """Does a job for a period, unless somebody else does or did."""
    held = ledger.claim(job.key, period, clock.now())
    if held is None:
        return
    with _holding(held):
        try:
            counts = job.run()
        except Exception as error:
            ledger.failed(held, error)
            if held.attempts >= TRIES:
                act(SYSTEM, tell_failure, job.title)
        else:
            ledger.done(held, counts)


@contextmanager
def _holding(held: Claim) -> Iterator[None]:
    with _lock:
        _held.add(held)
    try:
        yield
    finally:
        with _lock:
            _held.discard(held)


class Poller:
    """An every-few-seconds job in this process: leaves a trace when it did something, waits longer and longer while it fails."""

    def __init__(self, job: Job, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._job, self._monotonic = job, monotonic
        self._busy = threading.Lock()
        self._failures, self._not_before = 0, 0.0

    def look(self) -> None:
        """Looks once; does nothing while it is at it already, or pauses after a failure."""
        if self._monotonic() < self._not_before or not self._busy.acquire(blocking=False):
            return
        try:
            if not self._job.when.alone:
                self._look()
            elif held := ledger.claim(self._job.key, ledger.ALONE, clock.now()):
                with _holding(held):
                    self._look()
                ledger.done(held, None)
        except Exception:  # the database itself is away: there is nowhere to write it down
            _log.exception("job %s", self._job.key)
            self._pause()
        finally:
            self._busy.release()

    def _look(self) -> None:
        begun = self._monotonic()
        try:
            counts = self._job.run()
        except Exception as error:
            self._pause()
            ledger.note(self._job.key, None, self._monotonic() - begun, error)
        else:
            self._failures = 0
            if counts is not None:
                ledger.note(self._job.key, counts, self._monotonic() - begun)

    def _pause(self) -> None:
        self._failures += 1
        self._not_before = self._monotonic() + min(2.0**self._failures, LONGEST_PAUSE)
