"""What campaigns do by themselves."""
from crm_core.access.actor import SYSTEM
from crm_core.campaigns import conversions, sending
from crm_core.jobs.plan import Counts
from crm_core.run import act, ask


def send() -> Counts | None:
    """Starts what is due, posts the next mails, takes over how the last ones ended, ends what is over."""
    if not ask(SYSTEM, sending.busy):
        return None
    begun, posted = act(SYSTEM, sending.begin_due), 0
    act(SYSTEM, sending.follow_mails)
    for step_id in ask(SYSTEM, sending.due_steps):
        while dealt := act(SYSTEM, sending.post_chunk, step_id):
            posted += dealt
    ended = act(SYSTEM, sending.finish_due)
    return {"mails": posted, "begun": begun, "ended": ended} if begun or posted or ended else None


def conversions_hourly() -> Counts:
    """Deals and tickets of members are counted anew, should something have escaped."""
    return {"campaigns": act(SYSTEM, conversions.refresh_conversions)}
