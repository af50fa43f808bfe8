"""Where a notice leads, and how it looks."""
from crm_core.notices.queries import NoticeRow
from pages import menu
from pages.ui import session

# what it is about → (page of one, page of many)
PAGES = {
    "customer": ("customer", "customers"),
    "deal": ("deal", "pipeline"),
    "task": ("home", "home"),
    "ticket": ("ticket", "tickets"),
    "churn_case": ("churn", "churn"),
    "submitted_report": ("submitted-report", "submitted-reports"),
}
ICONS = {
    "customer": "domain", "deal": "view_kanban", "task": "event", "ticket": "support_agent", "import_run": "upload_file",
    "job_run": "schedule", "churn_case": "trending_down", "submitted_report": "task", "report_subscription": "mail",
}  # fmt: skip


def place(row: NoticeRow) -> tuple[str, dict] | None:
    """The page and its query that a notice leads to; None when there is none, or the reader may not open it."""
    found = _place(row)
    return found if found and found[0] in {entry.url for entry in menu.visible(session.actor())} else None


def _place(row: NoticeRow) -> tuple[str, dict] | None:
    if row.subject_type == "import_run":
        return "import", {"run": row.subject_id, "step": "result"}
    if row.subject_type == "job_run":
        return "jobs", {}
    one, many = PAGES.get(row.subject_type, (None, None))
    if one and row.subject_id is not None and one != many:
        return one, {"id": row.subject_id}
    if many in ("customers", "pipeline"):
        return many, {"owner": "me"}
    if row.customer_id is not None:
        return "customer", {"id": row.customer_id}
    return (many, {}) if many else None
