"""Writing the daily mails."""
from crm_core.digest.gathering import gather, readers
from crm_core.digest.letters import letter
from crm_core.mail.outbox import post_all
from crm_core.work import Work, command


@command("settings:manage")
def write_digests(work: Work) -> int:
    """Puts the mail of everybody whose hour it is into the outbox, in one transaction; returns how many there were.

    Who has nothing to hear of gets none.
    """
    found = gather(work, readers(work))
    return len(post_all(work, [letter(digest, work.settings) for digest in found]))
