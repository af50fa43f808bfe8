"""Everybody's value anew: read and computed at leisure, then stored in short transactions that keep nobody waiting."""
from crm_core import clock
from crm_core.access.actor import SYSTEM
from crm_core.run import act, ask
from crm_core.value import storing
from crm_core.value.computing import compute


def score_everybody() -> int:
    """Fits the models, fills `customer_value` and `model_run`; returns how many customers were scored."""
    from crm_core.columnar.keeping import this_process  # only when needed: what it reads with is heavy

    at = clock.now()
    this_process().kept_warm()  # the first time it takes a while, and nobody waits for it here
    scores = ask(SYSTEM, compute)
    for part in storing.rows(scores.figures, at):
        act(SYSTEM, storing.store, part)
    scored = len(scores.figures["customer_id"])
    act(SYSTEM, storing.finish, at, scores.runs, scored)
    return scored
