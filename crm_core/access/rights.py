"""The rights there are, and what the six built-in roles may do at first.

The matrix lives in the database (table `role_right`); this is only its vocabulary and its start.
"""
from dataclasses import dataclass
from enum import IntEnum

from crm_core.errors import N_


class Scope(IntEnum):
    """Whose rows a right covers."""

    NONE = 0
    OWN = 1
    TEAM = 2
    ALL = 3

    @property
    def key(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class Right:
    key: str
    module: str
    label: str
    scopes: tuple[Scope, ...] = (Scope.NONE, Scope.OWN, Scope.TEAM, Scope.ALL)


_SWITCH = (Scope.NONE, Scope.ALL)

CUSTOMERS, DEALS, REPORTS, ADMIN = N_("Customers"), N_("Deals"), N_("Reports"), N_("Administration")
ORDERS = N_("Orders and value")
SERVICE, MARKETING = N_("Customer service"), N_("Marketing")

RIGHTS: tuple[Right, ...] = (
    Right("customers:view", CUSTOMERS, N_("View")),
    Right("customers:edit", CUSTOMERS, N_("Create and change")),
    Right("customers:assign", CUSTOMERS, N_("Assign owner")),
    Right("customers:export", CUSTOMERS, N_("Export")),
    Right("customers:delete", CUSTOMERS, N_("Delete")),
    Right("activities:log", CUSTOMERS, N_("Log activities and next steps")),
    Right("deals:view", DEALS, N_("View")),
    Right("deals:edit", DEALS, N_("Create, move and close")),
    Right("deals:assign", DEALS, N_("Assign owner")),
    Right("deals:export", DEALS, N_("Export")),
    Right("deals:delete", DEALS, N_("Delete")),
    Right("products:view", DEALS, N_("View products"), _SWITCH),
    Right("products:edit", DEALS, N_("Change products"), _SWITCH),
    Right("orders:view", ORDERS, N_("View orders")),
    Right("orders:edit", ORDERS, N_("Enter and change orders")),
    Right("orders:export", ORDERS, N_("Export orders")),
    Right("loyalty:edit", ORDERS, N_("Book and redeem points")),
    Right("churn:edit", ORDERS, N_("Decide about customers at risk")),
    Right("tickets:view", SERVICE, N_("View tickets")),
    Right("tickets:edit", SERVICE, N_("Create, answer and resolve tickets")),
    Right("tickets:assign", SERVICE, N_("Assign tickets")),
    Right("tickets:export", SERVICE, N_("Export tickets")),
    Right("knowledge:view", SERVICE, N_("Read the knowledge base"), _SWITCH),
    Right("knowledge:edit", SERVICE, N_("Write the knowledge base"), _SWITCH),
    Right("segments:edit", MARKETING, N_("Segments"), _SWITCH),
    Right("campaigns:view", MARKETING, N_("View campaigns")),
    Right("campaigns:edit", MARKETING, N_("Plan campaigns")),
    Right("campaigns:send", MARKETING, N_("Start and stop campaigns")),
    Right("campaigns:export", MARKETING, N_("Export campaigns")),
    Right("reports:pipeline", REPORTS, N_("Pipeline report")),
    Right("reports:service", REPORTS, N_("Service report")),
    Right("reports:value", REPORTS, N_("Sales and customer value")),
    Right("reports:churn", REPORTS, N_("Churn")),
    Right("reports:forecast", REPORTS, N_("Forecast and performance")),
    Right("reports:submit", REPORTS, N_("Submit reports")),
    Right("goals:edit", REPORTS, N_("Set goals")),
    Right("views:share", REPORTS, N_("Share saved views"), _SWITCH),
    Right("imports:run", ADMIN, N_("Import files")),
    Right("users:manage", ADMIN, N_("Users and teams"), _SWITCH),
    Right("roles:manage", ADMIN, N_("Roles and rights"), _SWITCH),
    Right("pipelines:manage", ADMIN, N_("Pipelines and stages"), _SWITCH),
    Right("dictionary:manage", ADMIN, N_("Dictionary"), _SWITCH),
    Right("settings:manage", ADMIN, N_("Company settings"), _SWITCH),
    Right("tickets:manage", ADMIN, N_("Service settings"), _SWITCH),
    Right("value:manage", ADMIN, N_("Rules of grades, churn and points"), _SWITCH),
    Right("mail:manage", ADMIN, N_("Mail settings"), _SWITCH),
    Right("jobs:manage", ADMIN, N_("Timed work"), _SWITCH),
    Right("audit:view", ADMIN, N_("Audit trail"), _SWITCH),
)

BY_KEY = {right.key: right for right in RIGHTS}

_O, _T, _A = Scope.OWN, Scope.TEAM, Scope.ALL

ROLES: dict[str, tuple[str, dict[str, Scope]]] = {
    "administrator": (
        N_("System administrator"),
        {
            "imports:run": _A, "users:manage": _A, "roles:manage": _A, "pipelines:manage": _A,
            "dictionary:manage": _A, "settings:manage": _A, "audit:view": _A, "products:view": _A, "products:edit": _A,
            "tickets:manage": _A, "mail:manage": _A, "jobs:manage": _A, "value:manage": _A,
        },
    ),
    "sales_manager": (
        N_("Sales manager"),
        {
            "customers:view": _T, "customers:edit": _T, "customers:assign": _T, "customers:export": _T,
            "customers:delete": _T, "activities:log": _T, "deals:view": _T, "deals:edit": _T, "deals:assign": _T,
            "deals:export": _T, "deals:delete": _T, "products:view": _A, "reports:pipeline": _T, "views:share": _A,
            "imports:run": _T, "tickets:view": _T, "tickets:edit": _T, "tickets:assign": _T, "tickets:export": _T,
            "knowledge:view": _A, "reports:service": _T, "campaigns:view": _T, "orders:view": _T, "orders:edit": _T,
            "orders:export": _T, "loyalty:edit": _T, "churn:edit": _T, "reports:value": _T, "reports:churn": _T,
            "reports:forecast": _T, "reports:submit": _T, "goals:edit": _T, "value:manage": _A,
        },
    ),
    "account_manager": (
        N_("Account manager"),
        {
            "customers:view": _O, "customers:edit": _O, "activities:log": _O, "deals:view": _O, "deals:edit": _O,
            "products:view": _A, "imports:run": _O, "tickets:view": _O, "tickets:edit": _O, "knowledge:view": _A,
            "orders:view": _O, "orders:edit": _O, "loyalty:edit": _O, "churn:edit": _O, "reports:churn": _O, "reports:forecast": _O,
        },
    ),
    "service_agent": (
        N_("Service agent"),
        {
            "customers:view": _A, "products:view": _A, "tickets:view": _A, "tickets:edit": _A, "tickets:assign": _A,
            "knowledge:view": _A, "knowledge:edit": _A, "reports:service": _A, "orders:view": _A,
        },
    ),
    "marketer": (
        N_("Marketer"),
        {
            "customers:view": _A, "customers:export": _T, "products:view": _A, "views:share": _A, "knowledge:view": _A,
            "segments:edit": _A, "campaigns:view": _A, "campaigns:edit": _A, "campaigns:send": _A, "campaigns:export": _A,
            "orders:view": _A, "loyalty:edit": _A, "reports:value": _A,
        },
    ),
    "executive": (
        N_("Executive"),
        {
            "customers:view": _A, "customers:export": _A, "deals:view": _A, "deals:export": _A, "products:view": _A,
            "reports:pipeline": _A, "tickets:view": _A, "tickets:export": _A, "knowledge:view": _A, "reports:service": _A,
            "campaigns:view": _A, "campaigns:export": _A, "orders:view": _A, "orders:export": _A, "reports:value": _A,
            "reports:churn": _A, "reports:forecast": _A,
        },
    ),
}
