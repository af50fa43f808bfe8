"""Shortcut of the tests about submitted reports."""
from crm_core.run import act, ask
from crm_core.submissions.commands import submit_report
from crm_core.submissions.reading import report_to_submit


def submit(actor, key: str, address: dict | None = None, comment: str | None = None) -> int:
    """Hands the report in as its page does; returns its id."""
    return act(actor, submit_report, ask(actor, report_to_submit, key, address or {}), comment)
