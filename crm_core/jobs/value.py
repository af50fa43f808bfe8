"""What customers are worth, every night."""
from crm_core import clock, timed
from crm_core.access.actor import SYSTEM
from crm_core.jobs import apart
from crm_core.jobs.columns import any_orders
from crm_core.jobs.plan import Counts
from crm_core.run import act
from crm_core.value.grading import give_grades
from crm_core.work import Work, command


def nightly() -> Counts:
    """What everybody who ordered is worth. Out of turn it also brings the warnings that follow from it."""
    if not any_orders():
        return {}
    scored = apart.done("scoring:score_everybody")
    graded = act(SYSTEM, give_grades)
    act(SYSTEM, renew_warnings)
    return {"customers": scored, "graded": graded} if graded else {"customers": scored}


@command("value:manage")
def renew_warnings(work: Work) -> None:
    """Where today's warnings of churn were made already, they rest on older figures: has them made again."""
    today = clock.today(work.settings.time_zone).isoformat()
    if timed.is_done(work, "churn", today) and not timed.is_asked(work, "churn", timed.WAITING):
        timed.ask_for(work, "churn")
