"""What may become of a ticket, and which goes first. Pure."""
from typing import Literal, get_args

from crm_core.errors import N_, Conflict

State = Literal["new", "assigned", "processing", "waiting", "resolved", "archived"]
Priority = Literal["low", "normal", "high", "urgent"]
Channel = Literal["phone", "email", "web", "social", "visit", "api"]

STATES: tuple[str, ...] = get_args(State)
PRIORITIES: tuple[str, ...] = get_args(Priority)
CHANNELS: tuple[str, ...] = get_args(Channel)
OPEN: tuple[str, ...] = ("new", "assigned", "processing", "waiting")
RUNNING: tuple[str, ...] = ("new", "assigned", "processing")
VIP = "vip"

MOVES: dict[str, tuple[str, ...]] = {
    "new": ("assigned", "processing", "waiting", "resolved"),
    "assigned": ("new", "processing", "waiting", "resolved"),
    "processing": ("new", "assigned", "waiting", "resolved"),
    "waiting": ("new", "assigned", "processing", "resolved"),
    "resolved": ("processing", "archived"),
    "archived": ("processing",),
}
"""State → the states that may follow. A ticket goes back to `new` when it loses its agent."""


def may_move(state: str, to: str) -> bool:
    """Whether a ticket in `state` may become `to`."""
    return to in MOVES[state]


def check_move(state: str, to: str) -> None:
    """Raises Conflict when a ticket in `state` cannot become `to`."""
    if not may_move(state, to):
        raise Conflict(N_("The ticket is in another state meanwhile."), current=state)


def check_open(state: str) -> None:
    """Raises Conflict when the ticket is resolved or archived."""
    if state not in OPEN:
        raise Conflict(N_("This ticket is closed. Reopen it first."), current=state)


def check_closed(state: str) -> None:
    """Raises Conflict when the ticket is neither resolved nor archived."""
    if state in OPEN:
        raise Conflict(N_("This ticket is open already."), current=state)


def rank(priority: str, grade: str | None) -> int:
    """What goes first: VIP customers, then the priority; the greater the sooner."""
    return PRIORITIES.index(priority) + (len(PRIORITIES) if grade == VIP else 0)


def state_with(owner_id: int | None, state: str) -> str:
    """The state after a change of agent: given away it is `assigned`, without an agent `new`; waiting stays waiting."""
    if state == "waiting" and owner_id is not None:
        return state
    return "new" if owner_id is None else "assigned"


def mail_subject(ticket_id: int, subject: str) -> str:
    """The subject of a mail about a ticket; the number in it brings the answer back to the ticket."""
    return f"{subject} [#{ticket_id}]"
