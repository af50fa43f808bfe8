"""Every page of the program: where it stands in the menu and which right shows it."""
from dataclasses import dataclass
from importlib import import_module

from crm_core.access.actor import Actor
from crm_core.i18n import N_
from crm_core.submissions.catalogue import RIGHTS


@dataclass(frozen=True)
class Entry:
    """A page. `page` is `module:function` below `pages`; `rights` are alternatives, none means everybody."""

    section: str
    title: str
    icon: str
    url: str
    page: str
    rights: tuple[str, ...] = ()
    listed: bool = True

    def run(self) -> None:
        """Draws the page."""
        module, _, function = self.page.partition(":")
        getattr(import_module(f"pages.{module}"), function)()

    def shown_to(self, actor: Actor) -> bool:
        return not self.rights or actor.may(*self.rights)


SALES, SERVICE, MARKETING = N_("Sales"), N_("Customer service"), N_("Marketing")
REPORTS, ADMIN = N_("Reports"), N_("Administration")

MENU: tuple[Entry, ...] = (
    Entry("", N_("My day"), "sunny", "home", "home:page"),
    Entry(SALES, N_("Worth your time"), "bolt", "priorities", "home.priorities:page", ("customers:edit", "deals:view", "reports:value")),
    Entry(SALES, N_("Customers"), "domain", "customers", "customers.list:page", ("customers:view",)),
    Entry(SALES, N_("Pipeline"), "view_kanban", "pipeline", "pipeline.list:page", ("deals:view",)),
    Entry(SALES, N_("Orders"), "receipt_long", "orders", "orders.list:page", ("orders:view",)),
    Entry(SALES, N_("Products"), "inventory_2", "products", "products.list:page", ("products:view",)),
    Entry(SALES, N_("Price lists"), "sell", "price-lists", "products.price_lists:page", ("products:edit",)),
    Entry(SALES, N_("Phone lists"), "call", "calls", "campaigns.calls:page", ("activities:log", "campaigns:edit")),
    Entry(SERVICE, N_("Tickets"), "support_agent", "tickets", "tickets.list:page", ("tickets:view",)),
    Entry(SERVICE, N_("Knowledge base"), "menu_book", "knowledge", "knowledge.list:page", ("knowledge:view", "knowledge:edit")),
    Entry(MARKETING, N_("Campaigns"), "campaign", "campaigns", "campaigns.list:page", ("campaigns:view",)),
    Entry(MARKETING, N_("Segments"), "donut_small", "segments", "segments.list:page", ("segments:edit", "campaigns:view")),
    Entry(MARKETING, N_("Loyalty"), "loyalty", "loyalty", "loyalty.overview:page", ("loyalty:edit", "reports:value")),
    Entry(MARKETING, N_("Mail templates"), "draft", "mail-templates", "campaigns.templates:page", ("campaigns:edit",)),
    Entry(REPORTS, N_("Executive dashboard"), "dashboard", "executive", "reports.executive:page", RIGHTS),
    Entry(REPORTS, N_("Forecast"), "query_stats", "forecast", "forecast.page:page", ("reports:forecast",)),
    Entry(REPORTS, N_("Performance"), "leaderboard", "performance", "forecast.performance:page", ("reports:forecast",)),
    Entry(REPORTS, N_("Goals"), "flag", "goals", "goals.page:page", ("reports:forecast", "goals:edit")),
    Entry(REPORTS, N_("Pipeline report"), "filter_alt", "pipeline-report", "reports.pipeline:page", ("reports:pipeline",)),
    Entry(REPORTS, N_("Sales by everything"), "bar_chart", "sales", "reports.sales:page", ("reports:value",)),
    Entry(REPORTS, N_("Customer contribution"), "leaderboard", "contribution", "reports.contribution:page", ("reports:value",)),
    Entry(REPORTS, N_("Customer composition"), "groups", "composition", "reports.composition:page", ("reports:value",)),
    Entry(REPORTS, N_("Product demand"), "grid_on", "demand", "reports.demand:page", ("reports:value",)),
    Entry(REPORTS, N_("Cross-sell"), "join", "cross-sell", "value.together:page", ("reports:value",)),
    Entry(REPORTS, N_("Service report"), "support_agent", "service-report", "reports.service:page", ("reports:service",)),
    Entry(REPORTS, N_("Customer value"), "diamond", "customer-value", "value.report:page", ("reports:value",)),
    Entry(REPORTS, N_("Churn"), "trending_down", "churn", "churn.page:page", ("reports:churn",)),
    Entry(REPORTS, N_("Customer feedback"), "reviews", "feedback", "reports.feedback:page", ("reports:service",)),
    Entry(REPORTS, N_("Submitted reports"), "task", "submitted-reports", "reports.submitted:page", RIGHTS),
    Entry(REPORTS, N_("Can the figures be trusted?"), "rule", "model-quality", "value.trust:page", ("reports:value", "reports:churn")),
    Entry(ADMIN, N_("Import"), "upload_file", "import", "importing.wizard:page", ("imports:run",)),
    Entry(ADMIN, N_("Users and teams"), "group", "users", "admin.users:page", ("users:manage",)),
    Entry(ADMIN, N_("Roles and rights"), "shield_person", "roles", "admin.roles:page", ("roles:manage",)),
    Entry(ADMIN, N_("Pipelines and stages"), "account_tree", "stages", "admin.stages:page", ("pipelines:manage",)),
    Entry(ADMIN, N_("Dictionary"), "menu_book", "dictionary", "admin.dictionary:page", ("dictionary:manage",)),
    Entry(ADMIN, N_("Web form and surveys"), "contact_support", "web-form", "admin.web_form:page", ("tickets:manage",)),
    Entry(ADMIN, N_("Company settings"), "tune", "settings", "admin.settings:page", ("settings:manage",)),
    Entry(ADMIN, N_("Other programs"), "key", "tokens", "admin.tokens:page", ("users:manage",)),
    Entry(ADMIN, N_("Exchange rates"), "currency_exchange", "rates", "admin.rates:page", ("settings:manage",)),
    Entry(ADMIN, N_("Mail"), "mail", "mail", "admin.mail:page", ("mail:manage",)),
    Entry(ADMIN, N_("Greetings"), "cake", "greetings", "admin.greetings:page", ("settings:manage",)),
    Entry(ADMIN, N_("Churn settings"), "trending_down", "churn-settings", "churn.settings:page", ("value:manage",)),
    Entry(ADMIN, N_("Timed work"), "schedule", "jobs", "admin.jobs:page", ("jobs:manage",)),
    Entry(ADMIN, N_("Service settings"), "room_preferences", "service", "admin.service:page", ("tickets:manage",)),
    Entry(ADMIN, N_("Loyalty settings"), "redeem", "loyalty-settings", "loyalty.settings:page", ("value:manage",)),
    Entry(ADMIN, N_("Grades and segments"), "military_tech", "grade-rule", "value.grades:page", ("value:manage",)),
    Entry(ADMIN, N_("Audit trail"), "history", "audit", "admin.audit:page", ("audit:view",)),
    Entry("", N_("Article"), "menu_book", "article", "knowledge.article:page", ("knowledge:view", "knowledge:edit"), listed=False),
    Entry("", N_("Edit article"), "edit_note", "article-edit", "knowledge.editor:page", ("knowledge:edit",), listed=False),
    Entry("", N_("Repeated questions"), "forum", "repeated-questions", "knowledge.questions:page", ("knowledge:edit",), listed=False),
    Entry("", N_("Customer"), "domain", "customer", "customers.detail:page", ("customers:view",), listed=False),
    Entry("", N_("Deal"), "view_kanban", "deal", "pipeline.detail:page", ("deals:view",), listed=False),
    Entry("", N_("Sales order"), "receipt_long", "order", "orders.detail:page", ("orders:view",), listed=False),
    Entry("", N_("Edit order"), "receipt_long", "order-edit", "orders.edit:page", ("orders:edit",), listed=False),
    Entry("", N_("Campaign"), "campaign", "campaign", "campaigns.detail:page", ("campaigns:view",), listed=False),
    Entry("", N_("Segment"), "donut_small", "segment", "segments.detail:page", ("segments:edit", "campaigns:view"), listed=False),
    Entry("", N_("Ticket"), "support_agent", "ticket", "tickets.detail:page", ("tickets:view",), listed=False),
    Entry("", N_("Submitted report"), "task", "submitted-report", "reports.submitted:one", RIGHTS, listed=False),
    Entry("", N_("Notices"), "notifications", "notices", "notices.list:page", listed=False),
    Entry("", N_("My account"), "account_circle", "account", "account:page", listed=False),
    Entry("", N_("Choose a password"), "key", "set-password", "one_time_link:draw", listed=False),
)


def visible(actor: Actor) -> list[Entry]:
    """The pages this person may open."""
    return [entry for entry in MENU if entry.shown_to(actor)]
