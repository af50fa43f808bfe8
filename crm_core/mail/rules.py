"""How long to wait, and what an answer of a mail server means. Pure."""
import re
from datetime import timedelta

LEASE = timedelta(minutes=10)  # longer than any one hand-over can take
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=4)
MOST_TRIES = 38  # with these pauses five days, as long as RFC 5321 (4.5.4.1) wants a sender to go on
FIRST_REST, LONGEST_REST = timedelta(seconds=15), timedelta(minutes=15)
_ENHANCED = re.compile(r"\b[245]\.(\d{1,3})\.\d{1,3}\b")


def pause(attempts: int) -> timedelta:
    """How long a mail waits after its `attempts`-th try: 1, 2, 4 … minutes, at most four hours."""
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)


def rest(failures: int) -> timedelta:
    """How long nothing is sent at all after the server failed `failures` times in a row."""
    return min(FIRST_REST * 2 ** min(failures - 1, 20), LONGEST_REST)


def spacing(per_minute: int) -> timedelta:
    """The time between two mails, so that never more than `per_minute` go in a minute."""
    return timedelta(minutes=1) / max(per_minute, 1)


def condemns_address(answer: str, after_data: bool) -> bool:
    """Whether a final refusal means the address, not the mail, our account or a policy.

    By the enhanced status of RFC 3463: x.1.x is the address, x.2.x the mailbox. Without one, a refusal of
    the recipient counts and a refusal of the contents does not.
    """
    found = _ENHANCED.search(answer)
    return found.group(1) in ("1", "2") if found else not after_data
