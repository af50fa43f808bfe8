"""SQL that the two databases spell differently."""
from db.functions import days_between, month_number

__all__ = ["days_between", "month_number"]
