"""The browser tabs that are connected now, and ending them when their sign-in ends."""
import asyncio
import logging
from collections import OrderedDict, defaultdict

from anyio import to_thread

from crm_core.access import sessions

EVERY = 0.75  # seconds between two looks at the database, which another process may have changed
REMEMBERED = 20_000

log = logging.getLogger(__name__)


class Live:
    """Open sockets by hashed sign-in token, and whose each session id of the page server is."""

    def __init__(self) -> None:
        self._ends: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._owners: OrderedDict[str, str] = OrderedDict()
        self._doubted: set[str] = set()

    def opened(self, token_hash: str) -> asyncio.Event:
        """Notes a socket of this sign-in; the event is set when it has to end."""
        end = asyncio.Event()
        self._ends[token_hash].add(end)
        return end

    def closed(self, token_hash: str, end: asyncio.Event) -> None:
        self._ends[token_hash].discard(end)
        if not self._ends[token_hash]:
            del self._ends[token_hash]

    def own(self, session_id: str, owner: str) -> None:
        """Ties a session id to the browser that got it."""
        self._owners[session_id] = owner
        self._owners.move_to_end(session_id)
        while len(self._owners) > REMEMBERED:
            self._owners.popitem(last=False)

    def owns(self, session_id: str, owner: str) -> bool:
        return self._owners.get(session_id) == owner

    async def check(self, at_once: bool = True) -> None:
        """Ends the sockets whose sign-in is over; if not `at_once`, those of which the last check said so too.

        That leaves a tab that changes its sign-in for a new one the time to do so.
        """
        tokens = set(self._ends)
        over = tokens - await to_thread.run_sync(sessions.valid, tokens) if tokens else set()
        for token_hash in over if at_once else over & self._doubted:
            for end in tuple(self._ends.get(token_hash, ())):
                end.set()
        self._doubted = over

    async def watch(self) -> None:
        """Checks for ever."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.check(at_once=False)
            except Exception:
                log.exception("looking for ended sign-ins failed")
