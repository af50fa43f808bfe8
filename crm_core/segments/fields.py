"""The fields a rule may name, and nothing else: label, kind, choices, and what it is in SQL."""
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, extract, func, or_, select

from crm_core.access import scope
from crm_core.customers.filtering import LIFECYCLES
from crm_core.customers.language import locale_of
from crm_core.errors import N_
from crm_core.i18n import locales
from crm_core.loyalty import standing as loyalty
from crm_core.segments import mailable
from crm_core.segments.kinds import KINDS, Operator
from crm_core.wording import WORDS
from crm_core.work import Work
from db.models import (
    Activity,
    CampaignMember,
    ChurnCase,
    Contact,
    Customer,
    CustomerTag,
    Deal,
    DealLine,
    Order,
    OrderLine,
    SegmentMember,
    Ticket,
)
from db.sales import bought

MONTHS = (*(str(month) for month in range(1, 13)), "this", "next")
FINISHED = ("resolved", "archived")
CHURN_STATES = ("warned", "deferred", "confirmed", "recovered", "dropped")

CUSTOMER, CONTACTS, DEALS = N_("Customer"), N_("Contacts"), N_("Deals")
ORDERS, LOYALTY = N_("Orders"), N_("Loyalty")
CHURN = N_("Churn")
ACTIVITIES, SERVICE, MAIL, CAMPAIGNS = N_("Activities"), N_("Customer service"), N_("Mail"), N_("Campaigns and segments")


@dataclass(frozen=True)
class Rows:
    """Rows of other tables that belong to the customer; `value` and `at` are what is compared of them."""

    conditions: tuple[ColumnElement[bool], ...]
    value: Any = None
    at: Any = None


@dataclass(frozen=True)
class RuleField:
    """A field of rules: a `column` of the customer, or `rows` of which one must (not) be there.

    `choices` names where the values to choose from come from (crm_core/segments/choices.py), `ids` says that they are
    ids, `fixed` that there are no others. `since` stands for the column where nothing ever happened.
    """

    key: str
    label: str
    group: str
    kind: str
    column: Callable[[Work], Any] | None = None
    rows: Rows | None = None
    choices: str = ""
    ids: bool = False
    fixed: tuple[str, ...] = ()
    values: Callable[[Work, tuple], Iterable[Any]] = lambda work, values: values
    since: Any = None

    @property
    def operators(self) -> dict[str, Operator]:
        return KINDS[self.kind]


def _own(key: str, label: str, kind: str, column: Any, **more: Any) -> RuleField:
    return RuleField(key, label, CUSTOMER, kind, lambda work: column, **more)


def _months(work: Work, values: tuple[str, ...]) -> list[int]:
    now = work.now.astimezone(ZoneInfo(work.actor.time_zone)).month
    return [now if value == "this" else now % 12 + 1 if value == "next" else int(value) for value in values]


def _rows(*conditions: Any, value: Any = None, at: Any = None) -> Rows:
    return Rows(conditions, value, at)


_CONTACT = (Contact.customer_id == Customer.id, Contact.deleted_at.is_(None))
_DEAL = (Deal.customer_id == Customer.id, Deal.deleted_at.is_(None))
_OPEN, _WON, _LOST = ((*_DEAL, Deal.status == status) for status in ("open", "won", "lost"))
_BOUGHT = (*_WON, DealLine.deal_id == Deal.id)
_ORDERED = (Order.customer_id == Customer.id, bought())
_ACTIVITY = (Activity.customer_id == Customer.id, Activity.deleted_at.is_(None))
_TICKET = (Ticket.customer_id == Customer.id, Ticket.deleted_at.is_(None), Ticket.merged_into_id.is_(None))
_OPEN_TICKET = (*_TICKET, Ticket.state.not_in(FINISHED))
_COMPLAINT = Ticket.kind == "complaint"
_CASE = (ChurnCase.customer_id == Customer.id,)
_MEMBER = (CampaignMember.customer_id == Customer.id, CampaignMember.held_out.is_(False))
_REACHED = (*_MEMBER, CampaignMember.reached_at.is_not(None))
_ANSWERS = (CampaignMember.clicked_at, CampaignMember.replied_at, CampaignMember.registered_at, CampaignMember.attended_at,
            CampaignMember.converted_at)
_CALLED_WELL = func.coalesce(CampaignMember.outcome, "").in_(("yes", "later"))
RESPONDED = or_(_CALLED_WELL, *(answer.is_not(None) for answer in _ANSWERS))
SILENT = and_(
    CampaignMember.held_out.is_(False), CampaignMember.reached_at.is_not(None), ~_CALLED_WELL,
    *(fact.is_(None) for fact in (*_ANSWERS, CampaignMember.unsubscribed_at, CampaignMember.bounced_at)),
)


def _at_risk():
    """Of the open case; nothing at risk is 0."""
    open_case = select(ChurnCase.at_risk).where(*_CASE, ChurnCase.state.in_(("warned", "deferred"))).limit(1)
    return func.coalesce(open_case.correlate(Customer).scalar_subquery(), 0)


def _last_satisfaction(_work: Work):
    rated = (*_TICKET, Ticket.satisfaction.is_not(None))
    newest = select(Ticket.satisfaction).where(*rated).order_by(Ticket.opened_at.desc(), Ticket.id.desc())
    return newest.limit(1).correlate(Customer).scalar_subquery()


_FIELDS = (
    _own("name", N_("Name"), "text", Customer.name),
    _own("kind", N_("Kind"), "fixed", Customer.kind, choices="kind", fixed=("company", "person")),
    _own("grade", N_("Grade"), "choice", Customer.grade, choices="grade"),
    _own("lifecycle", N_("Lifecycle"), "fixed", Customer.lifecycle, choices="lifecycle", fixed=LIFECYCLES),
    _own("industry", N_("Industry"), "choice", Customer.industry, choices="industry"),
    _own("country", N_("Country"), "choice", Customer.country, choices="country"),
    _own("region", N_("Region"), "choice", Customer.region, choices="region"),
    _own("city", N_("City"), "text", Customer.city),
    _own("source", N_("Source"), "choice", Customer.source, choices="source"),
    _own("owner", N_("Owner"), "choice", Customer.owner_id, choices="owner", ids=True),
    _own("team", N_("Team"), "choice", Customer.team_id, choices="team", ids=True),
    _own("pool", N_("in the public pool"), "flag", scope.pool()),
    RuleField("tag", N_("Tag"), CUSTOMER, "among", choices="tag",
              rows=_rows(CustomerTag.customer_id == Customer.id, value=CustomerTag.tag)),
    _own("employees", N_("Employees"), "optional", Customer.employees),
    _own("annual_revenue", N_("Annual revenue"), "money", Customer.annual_revenue),
    RuleField("language", N_("Language"), CUSTOMER, "fixed",
              lambda work: locale_of(work.settings), choices="language", fixed=tuple(locales())),
    _own("created", N_("Created"), "past", Customer.created_at),
    _own("last_activity", N_("Last activity"), "past", Customer.last_activity_at,
         since=func.coalesce(Customer.last_activity_at, Customer.created_at)),
    _own("next_step", N_("Next step"), "date", Customer.next_step_at),
    _own("contract_ends", N_("Contract ends"), "date", Customer.contract_ends_on),
    _own("birthday", N_("Birthday in"), "fixed", extract("month", Customer.birthday), choices="month", fixed=MONTHS, values=_months),
    RuleField("contact.email", N_("contact with e-mail"), CONTACTS, "presence", rows=_rows(*_CONTACT, Contact.email.is_not(None))),
    RuleField("contact.role", N_("Role of a contact"), CONTACTS, "among", choices="buying_role",
              rows=_rows(*_CONTACT, value=Contact.buying_role)),
    RuleField("contact.title", N_("Job title of a contact"), CONTACTS, "text", rows=_rows(*_CONTACT, value=Contact.title)),
    RuleField("contact.birthday", N_("Birthday of a contact in"), CONTACTS, "among", choices="month", fixed=MONTHS, values=_months,
              rows=_rows(*_CONTACT, value=extract("month", Contact.birthday))),
    RuleField("won_value", N_("Won value"), DEALS, "ranked", lambda work: Customer.won_value),
    RuleField("won_deals", N_("Number of won deals"), DEALS, "number", lambda work: Customer.won_deals),
    RuleField("last_won", N_("Last won deal"), DEALS, "past", lambda work: Customer.last_won_on),
    RuleField("open_value", N_("Open value"), DEALS, "ranked", lambda work: Customer.open_value),
    RuleField("open_deals", N_("Number of open deals"), DEALS, "number", lambda work: Customer.open_deals),
    RuleField("deal.stage", N_("Stage of an open deal"), DEALS, "among", choices="stage", ids=True, rows=_rows(*_OPEN, value=Deal.stage_id)),
    RuleField("deal.pipeline", N_("Pipeline of an open deal"), DEALS, "among", choices="pipeline", ids=True,
              rows=_rows(*_OPEN, value=Deal.pipeline_id)),
    RuleField("deal.won", N_("won deal"), DEALS, "times", rows=_rows(*_WON, at=Deal.closed_on)),
    RuleField("deal.lost", N_("lost deal"), DEALS, "times", rows=_rows(*_LOST, at=Deal.closed_on)),
    RuleField("product", N_("Product bought"), DEALS, "among", choices="product", ids=True, rows=_rows(*_BOUGHT, value=DealLine.product_id)),
    RuleField("lost_reason", N_("Reason of a lost deal"), DEALS, "among", choices="lost_reason", rows=_rows(*_LOST, value=Deal.close_reason)),
    RuleField("order.revenue", N_("Revenue of orders"), ORDERS, "ranked", lambda work: Customer.revenue),
    RuleField("order.count", N_("Number of orders"), ORDERS, "number", lambda work: Customer.order_count),
    RuleField("order.last", N_("Last order"), ORDERS, "past", lambda work: Customer.last_order_on),
    RuleField("order.first", N_("First order"), ORDERS, "past", lambda work: Customer.first_order_on),
    RuleField("order.product", N_("Product ordered"), ORDERS, "among", choices="product", ids=True,
              rows=_rows(*_ORDERED, OrderLine.order_id == Order.id, value=OrderLine.product_id)),
    RuleField("order", N_("order placed"), ORDERS, "times", rows=_rows(*_ORDERED, at=Order.ordered_on)),
    RuleField("activity", N_("activity of any kind"), ACTIVITIES, "times", rows=_rows(*_ACTIVITY, at=Activity.at)),
    *(RuleField(f"activity.{kind}", WORDS["kind"][kind], ACTIVITIES, "times", rows=_rows(*_ACTIVITY, Activity.kind == kind, at=Activity.at))
      for kind in ("call", "email", "meeting", "visit", "social", "sms", "fax", "note")),
    RuleField("ticket.open_complaint", N_("open complaint"), SERVICE, "presence", rows=_rows(*_OPEN_TICKET, _COMPLAINT)),
    RuleField("ticket.open", N_("open ticket"), SERVICE, "presence", rows=_rows(*_OPEN_TICKET)),
    RuleField("ticket", N_("ticket"), SERVICE, "times", rows=_rows(*_TICKET, at=Ticket.opened_at)),
    RuleField("ticket.complaint", N_("complaint"), SERVICE, "times", rows=_rows(*_TICKET, _COMPLAINT, at=Ticket.opened_at)),
    RuleField("ticket.satisfaction", N_("Last satisfaction (1 to 5)"), SERVICE, "optional", _last_satisfaction),
    RuleField("loyalty.points", N_("Points"), LOYALTY, "number", lambda work: loyalty.balance()),
    RuleField("loyalty.tier", N_("Tier"), LOYALTY, "choice", loyalty.tier_id, choices="tier", ids=True),
    RuleField("churn.state", N_("State of the churn case"), CHURN, "among", choices="churn_state", fixed=CHURN_STATES,
              rows=_rows(*_CASE, value=ChurnCase.state)),
    RuleField("churn.at_risk", N_("Value at risk"), CHURN, "money", lambda work: _at_risk()),
    RuleField("churn.warned", N_("warning of churn"), CHURN, "times", rows=_rows(*_CASE, at=ChurnCase.warned_on)),
    RuleField("churn.reason", N_("Churn reason"), CHURN, "among", choices="churn_reason",
              rows=_rows(*_CASE, ChurnCase.state == "confirmed", value=ChurnCase.reason)),
    RuleField("mail.allowed", N_("may get marketing mail"), MAIL, "flag", lambda work: mailable.allowed()),
    RuleField("mail.unsubscribed", N_("unsubscribed"), MAIL, "flag", lambda work: mailable.unsubscribed()),
    RuleField("mail.bounced", N_("mail came back"), MAIL, "flag", lambda work: mailable.bounced()),
    RuleField("campaign.in", N_("Member of the campaign"), CAMPAIGNS, "among", choices="campaign", ids=True,
              rows=_rows(*_MEMBER, value=CampaignMember.campaign_id)),
    RuleField("campaign.clicked", N_("Clicked in the campaign"), CAMPAIGNS, "among", choices="campaign", ids=True,
              rows=_rows(*_MEMBER, CampaignMember.clicked_at.is_not(None), value=CampaignMember.campaign_id)),
    RuleField("campaign.responded", N_("Responded to the campaign"), CAMPAIGNS, "among", choices="campaign", ids=True,
              rows=_rows(*_REACHED, RESPONDED, value=CampaignMember.campaign_id)),
    RuleField("campaign.silent", N_("Did not respond to the campaign"), CAMPAIGNS, "among", choices="campaign", ids=True,
              rows=_rows(*_MEMBER, SILENT, value=CampaignMember.campaign_id)),
    RuleField("segment", N_("Member of the frozen segment"), CAMPAIGNS, "among", choices="segment", ids=True,
              rows=_rows(SegmentMember.customer_id == Customer.id, value=SegmentMember.segment_id)),
)  # fmt: skip

FIELDS: dict[str, RuleField] = {field.key: field for field in _FIELDS}
