"""When a survey may still be answered, and who is told of a low score. Pure."""
from datetime import datetime

PURPOSE = "survey"  # of the signed link


def state(answered_at: datetime | None, expires_at: datetime, now: datetime) -> str:
    """open, answered or expired."""
    if answered_at is not None:
        return "answered"
    return "open" if now < expires_at else "expired"
