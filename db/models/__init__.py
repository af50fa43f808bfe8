"""Every table. Reports join across features, so tables are global; the rules live in crm_core."""
from db.models.customers import Activity, Attachment, Contact, Customer, CustomerTag, DictionaryEntry, Task
from db.models.history import Event, ImportMemory, ImportRow, ImportRun
from db.models.people import (
    OneTimeToken,
    Role,
    RoleRight,
    SavedView,
    Setting,
    SignInAttempt,
    SignInSession,
    Team,
    User,
)
from db.models.pipeline import Deal, DealContact, DealLine, Pipeline, Product, Stage, StageHistory

__all__ = [
    "Activity", "Attachment", "Contact", "Customer", "CustomerTag", "Deal", "DealContact", "DealLine",
    "DictionaryEntry", "Event", "ImportMemory", "ImportRow", "ImportRun", "OneTimeToken", "Pipeline",
    "Product", "Role", "RoleRight", "SavedView", "Setting", "SignInAttempt", "SignInSession", "Stage",
    "StageHistory", "Task", "Team", "User",
]
