"""Every table. Reports join across features, so tables are global; the rules live in crm_core."""
from db.models.campaigns import (
    Campaign,
    CampaignCost,
    CampaignMember,
    CampaignSend,
    CampaignStep,
    CampaignTrack,
    MailTemplate,
    Segment,
    SegmentMember,
)
from db.models.customers import Activity, Attachment, Contact, Customer, CustomerTag, DictionaryEntry, Task
from db.models.history import Event, ImportMemory, ImportRow, ImportRun
from db.models.mail import (
    Consent,
    Greeting,
    IncomingMail,
    JobRun,
    Mail,
    MailAccount,
    MailAddress,
    Notification,
    PublicVisit,
)
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
from db.models.service import (
    Article,
    ArticleUse,
    AssignRule,
    RepeatedQuestion,
    ReplyTemplate,
    SlaPolicy,
    Survey,
    Ticket,
    TicketLook,
    TicketMessage,
    TicketStage,
    WorkCalendar,
)

__all__ = [
    "Activity", "Article", "ArticleUse", "AssignRule", "Attachment", "Campaign", "CampaignCost", "CampaignMember",
    "CampaignSend", "CampaignStep", "CampaignTrack", "Consent", "Contact", "Customer", "CustomerTag", "Deal",
    "DealContact", "DealLine", "DictionaryEntry", "Event", "Greeting", "ImportMemory", "ImportRow", "ImportRun",
    "IncomingMail", "JobRun", "Mail", "MailAccount", "MailAddress", "MailTemplate", "Notification", "OneTimeToken",
    "Pipeline", "Product", "PublicVisit", "RepeatedQuestion", "ReplyTemplate", "Role", "RoleRight", "SavedView",
    "Segment", "SegmentMember", "Setting", "SignInAttempt", "SignInSession", "SlaPolicy", "Stage", "StageHistory",
    "Survey", "Task", "Team", "Ticket", "TicketLook", "TicketMessage", "TicketStage", "User", "WorkCalendar",
]
