"""What else happens when something happened: every side effect stands in this table.

A reaction gets all happenings of its kinds at once, so that a thousand imported rows cost it a few
statements. Kinds are matched by prefix.
"""
from collections.abc import Callable

from crm_core import timed
from crm_core.campaigns import conversions, leaving, sending
from crm_core.churn import recovering
from crm_core.customers import facts as customer_facts
from crm_core.customers import filtering as customer_filtering
from crm_core.customers import indexing as customer_indexing
from crm_core.knowledge import indexing as article_indexing
from crm_core.loyalty import defaults as loyalty_defaults
from crm_core.loyalty import earning
from crm_core.notices import ringing
from crm_core.orders import facts as order_facts
from crm_core.orders import prices
from crm_core.pipeline import facts as deal_facts
from crm_core.pipeline import indexing as deal_indexing
from crm_core.segments import ready as ready_segments
from crm_core.segments.reaching import in_segment
from crm_core.surveys import asking as surveys
from crm_core.tickets import defaults as service_defaults
from crm_core.tickets import history as ticket_history
from crm_core.tickets import indexing as ticket_indexing
from crm_core.work import Happening, Work

Reaction = Callable[[Work, list[Happening]], None]

customer_filtering.know_segments(in_segment)
prices.know_segments(in_segment)


def _customers_of(happenings: list[Happening]) -> set[int]:
    return {h.customer_id for h in happenings if h.customer_id is not None}


def _deals_of(happenings: list[Happening]) -> set[int]:
    return {h.deal_id for h in happenings if h.deal_id is not None}


def index_customers(work: Work, happenings: list[Happening]) -> None:
    customer_indexing.reindex(work, _customers_of(happenings))


def index_deals(work: Work, happenings: list[Happening]) -> None:
    deal_indexing.reindex(work, _deals_of(happenings))


def index_deals_of_customers(work: Work, happenings: list[Happening]) -> None:
    """A deal is found by its customer's name too."""
    renamed = [h for h in happenings if h.before and "name" in h.before]
    deal_indexing.reindex_customers(work, _customers_of(renamed))


def index_articles(work: Work, happenings: list[Happening]) -> None:
    article_indexing.reindex(work, {h.subject_id for h in happenings})


def index_tickets(work: Work, happenings: list[Happening]) -> None:
    numbers = {h.subject_id for h in happenings} | {(h.after or {}).get("ticket_id") for h in happenings}
    ticket_indexing.reindex(work, {number for number in numbers if number is not None})


def index_tickets_of_customers(work: Work, happenings: list[Happening]) -> None:
    """A ticket is found by its customer's name too."""
    renamed = [h for h in happenings if h.before and "name" in h.before]
    ticket_indexing.reindex_customers(work, _customers_of(renamed))


def ask_how_it_was(work: Work, happenings: list[Happening]) -> None:
    surveys.ask_how_it_was(work, {h.subject_id for h in happenings})


def set_up_service(work: Work, happenings: list[Happening]) -> None:
    service_defaults.fill(work)


def refresh_deals(work: Work, happenings: list[Happening]) -> None:
    deal_facts.refresh(work, _deals_of(happenings))


def refresh_customers(work: Work, happenings: list[Happening]) -> None:
    customer_facts.refresh(work, _customers_of(happenings))


def refresh_buyers(work: Work, happenings: list[Happening]) -> None:
    order_facts.refresh(work, _customers_of(happenings))


def sweep_customers(work: Work, happenings: list[Happening]) -> None:
    """Other limits of silence make other lifecycles."""
    if any({"at_risk_days", "dormant_days"} & (h.after or {}).keys() for h in happenings):
        customer_facts.sweep(work)


def offer_segments(work: Work, happenings: list[Happening]) -> None:
    """A new company has some segments to begin with."""
    ready_segments.fill(work)


def score_after_import(work: Work, happenings: list[Happening]) -> None:
    """Imported orders say more about their customers at once, not only tomorrow."""
    if any((h.after or {}).get("what") == "orders" for h in happenings) and not timed.is_asked(work, "value", timed.WAITING):
        timed.ask_for(work, "value")


def count_conversions(work: Work, happenings: list[Happening]) -> None:
    """A deal or ticket of a campaign's member is a result of it, within its window; an answer can be one too."""
    conversions.refresh_customers(work, _customers_of(happenings))


def follow_campaign_mails(work: Work, happenings: list[Happening]) -> None:
    """A mail that came back, or of which nobody knows, is a campaign's."""
    told = [(h.after or {}, h.kind == "mail.bounced") for h in happenings]
    sending.follow(work, [after["send_id"] for after, _back in told if after.get("send_id")],
                   [after["email"] for after, back in told if back and after.get("email")])


def follow_consent(work: Work, happenings: list[Happening]) -> None:
    """Who unsubscribed gets no more of what waits, and the campaign counts it."""
    words = [(h.after or {}, h.kind == "consent.given") for h in happenings]
    leaving.follow(
        work, {after["email"]: given for after, given in words},
        {after["send_id"]: given for after, given in words if after.get("send_id")})


def set_up_loyalty(work: Work, happenings: list[Happening]) -> None:
    loyalty_defaults.fill(work)


def earn_by_orders(work: Work, happenings: list[Happening]) -> None:
    """Points follow what an order is worth now."""
    earning.follow_orders(work, {h.subject_id for h in happenings if h.subject_id is not None})


def earn_by_answering(work: Work, happenings: list[Happening]) -> None:
    earning.follow_surveys(work, {h.subject_id for h in happenings})


def earn_by_coming(work: Work, happenings: list[Happening]) -> None:
    """Who came to an event has taken part."""
    campaigns = {h.subject_id if h.subject_type == "campaign" else (h.after or {}).get("campaign_id") for h in happenings}
    earning.follow_events(work, campaigns - {None}, _customers_of(happenings))


INDEXED_TICKETS = tuple(f"ticket.{what}" for what in ("created", "changed", "replied", "noted", "answered", "resolved", "split"))



GIVEN_UP_OR_NOT = ("churn.confirmed", "churn.recovered", "churn.reopened", "churn.undone")

REACTIONS: tuple[tuple[tuple[str, ...], Reaction], ...] = (
    (("order.",), recovering.follow_orders),
    (("customer.", "contact."), index_customers),
    (("customer.changed",), index_deals_of_customers),
    (("deal.created", "deal.changed", "deal.restored"), index_deals),
    (("article.created", "article.changed"), index_articles),
    (("deal.", "activity.", "task."), refresh_deals),
    (("customer.created", "customer.restored", "deal.", "activity.", "task.", *GIVEN_UP_OR_NOT), refresh_customers),
    (("order.",), refresh_buyers),
    (("setting.changed",), sweep_customers),
    (("deal.", "ticket.", "campaign.called", "campaign.call_undone", "campaign.member_marked", "campaign.replied"), count_conversions),
    (("mail.bounced", "mail.unknown"), follow_campaign_mails),
    (("consent.",), follow_consent),
    (("mail.bounced", "mail.unknown"), ringing.returned),
    (("customer.assigned", "customer.created", "deal.assigned", "deal.created"), ringing.given),
    (("task.created",), ringing.planned),
    (("import.finished", "import.failed"), ringing.imported),
    (("import.finished", "import.undone"), score_after_import),
    (("ticket.",), ticket_history.follow),
    (INDEXED_TICKETS, index_tickets),
    (("ticket.resolved",), ask_how_it_was),
    (("customer.changed",), index_tickets_of_customers),
    (("order.",), earn_by_orders),
    (("survey.answered",), earn_by_answering),
    (("campaign.member_marked", "campaign_member.created"), earn_by_coming),
    (("company.set_up",), set_up_service),
    (("company.set_up",), set_up_loyalty),
    (("company.set_up",), offer_segments),
)


def react(work: Work) -> None:
    """Lets every reaction see what happened in `work`."""
    work.session.flush()
    for kinds, reaction in REACTIONS:
        found = [h for h in work.happenings if h.kind.startswith(kinds)]
        if found:
            reaction(work, found)
