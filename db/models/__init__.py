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
from db.models.loyalty import LoyaltyEntry, LoyaltyReward, LoyaltyTier
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
from db.models.orders import ExchangeRate, NumberSeries, Order, OrderLine, PriceList, PriceListItem
from db.models.people import (
    ApiToken,
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
from db.models.reports import ForecastSnapshot, Goal, ReportSubscription, SubmittedReport
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
from db.models.value import ChurnCase, CustomerValue, LifecycleMove, ModelRun

__all__ = [
    "Activity", "ApiToken", "Article", "ArticleUse", "AssignRule", "Attachment", "Campaign", "CampaignCost", "CampaignMember",
    "CampaignSend", "CampaignStep", "CampaignTrack", "ChurnCase", "Consent", "Contact", "Customer", "CustomerTag",
    "CustomerValue", "Deal", "DealContact", "DealLine", "DictionaryEntry", "Event", "ExchangeRate",
    "ForecastSnapshot", "Goal", "Greeting", "ImportMemory", "ImportRow", "ImportRun", "IncomingMail", "JobRun",
    "LifecycleMove", "LoyaltyEntry", "LoyaltyReward", "LoyaltyTier", "Mail", "MailAccount", "MailAddress",
    "MailTemplate", "ModelRun", "Notification", "NumberSeries", "OneTimeToken", "Order", "OrderLine", "Pipeline", "PriceList",
    "PriceListItem", "Product", "PublicVisit", "RepeatedQuestion", "ReplyTemplate", "ReportSubscription", "Role",
    "RoleRight", "SavedView", "Segment", "SegmentMember", "Setting", "SignInAttempt", "SignInSession", "SlaPolicy",
    "Stage", "StageHistory", "SubmittedReport", "Survey", "Task", "Team", "Ticket", "TicketLook", "TicketMessage",
    "TicketStage", "User", "WorkCalendar",
]
