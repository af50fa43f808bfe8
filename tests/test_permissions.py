"""Role × page × command: what each of the six roles may open and do at the start."""
from importlib import import_module
from pkgutil import walk_packages

import pytest

import crm_core
from crm_core.access.rights import BY_KEY, ROLES, Scope
from crm_core.errors import Forbidden
from crm_core.run import act, ask
from crm_core.work import ANYBODY, OPERATIONS
from pages import menu

NONE, OWN, TEAM, ALL = Scope.NONE, Scope.OWN, Scope.TEAM, Scope.ALL
ROLE_OF = {
    "ada": "administrator", "gu": "sales_manager", "wei": "account_manager", "yan": "service_agent", "mia": "marketer",
    "eva": "executive",
}  # fmt: skip

#                       ada   gu    wei   yan   mia   eva
MATRIX = {
    "customers:view":    (NONE, TEAM, OWN, ALL, ALL, ALL),
    "customers:edit":    (NONE, TEAM, OWN, NONE, NONE, NONE),
    "customers:assign":  (NONE, TEAM, NONE, NONE, NONE, NONE),
    "customers:export":  (NONE, TEAM, NONE, NONE, TEAM, ALL),
    "customers:delete":  (NONE, TEAM, NONE, NONE, NONE, NONE),
    "activities:log":    (NONE, TEAM, OWN, NONE, NONE, NONE),
    "deals:view":        (NONE, TEAM, OWN, NONE, NONE, ALL),
    "deals:edit":        (NONE, TEAM, OWN, NONE, NONE, NONE),
    "deals:assign":      (NONE, TEAM, NONE, NONE, NONE, NONE),
    "deals:export":      (NONE, TEAM, NONE, NONE, NONE, ALL),
    "deals:delete":      (NONE, TEAM, NONE, NONE, NONE, NONE),
    "products:view":     (ALL, ALL, ALL, ALL, ALL, ALL),
    "products:edit":     (ALL, NONE, NONE, NONE, NONE, NONE),
    "orders:view":       (NONE, TEAM, OWN, ALL, ALL, ALL),
    "orders:edit":       (NONE, TEAM, OWN, NONE, NONE, NONE),
    "orders:export":     (NONE, TEAM, NONE, NONE, NONE, ALL),
    "loyalty:edit":      (NONE, TEAM, OWN, NONE, ALL, NONE),
    "churn:edit":        (NONE, TEAM, OWN, NONE, NONE, NONE),
    "value:manage":      (ALL, ALL, NONE, NONE, NONE, NONE),
    "reports:value":     (NONE, TEAM, NONE, NONE, ALL, ALL),
    "reports:churn":     (NONE, TEAM, OWN, NONE, NONE, ALL),
    "reports:forecast":  (NONE, TEAM, OWN, NONE, NONE, ALL),
    "reports:submit":    (NONE, TEAM, NONE, NONE, NONE, NONE),
    "goals:edit":        (NONE, TEAM, NONE, NONE, NONE, NONE),
    "tickets:view":      (NONE, TEAM, OWN, ALL, NONE, ALL),
    "tickets:edit":      (NONE, TEAM, OWN, ALL, NONE, NONE),
    "tickets:assign":    (NONE, TEAM, NONE, ALL, NONE, NONE),
    "tickets:export":    (NONE, TEAM, NONE, NONE, NONE, ALL),
    "tickets:manage":    (ALL, NONE, NONE, NONE, NONE, NONE),
    "knowledge:view":    (NONE, ALL, ALL, ALL, ALL, ALL),
    "knowledge:edit":    (NONE, NONE, NONE, ALL, NONE, NONE),
    "segments:edit":     (NONE, NONE, NONE, NONE, ALL, NONE),
    "campaigns:view":    (NONE, TEAM, NONE, NONE, ALL, ALL),
    "campaigns:edit":    (NONE, NONE, NONE, NONE, ALL, NONE),
    "campaigns:send":    (NONE, NONE, NONE, NONE, ALL, NONE),
    "campaigns:export":  (NONE, NONE, NONE, NONE, ALL, ALL),
    "mail:manage":       (ALL, NONE, NONE, NONE, NONE, NONE),
    "jobs:manage":       (ALL, NONE, NONE, NONE, NONE, NONE),
    "reports:service":   (NONE, TEAM, NONE, ALL, NONE, ALL),
    "reports:pipeline":  (NONE, TEAM, NONE, NONE, NONE, ALL),
    "views:share":       (NONE, ALL, NONE, NONE, ALL, NONE),
    "imports:run":       (ALL, TEAM, OWN, NONE, NONE, NONE),
    "users:manage":      (ALL, NONE, NONE, NONE, NONE, NONE),
    "roles:manage":      (ALL, NONE, NONE, NONE, NONE, NONE),
    "pipelines:manage":  (ALL, NONE, NONE, NONE, NONE, NONE),
    "dictionary:manage": (ALL, NONE, NONE, NONE, NONE, NONE),
    "settings:manage":   (ALL, NONE, NONE, NONE, NONE, NONE),
    "audit:view":        (ALL, NONE, NONE, NONE, NONE, NONE),
}  # fmt: skip

EVERYBODY = {"home", "account", "products", "set-password", "notices"}
SALES = {"customers", "customer", "pipeline", "deal"}
ORDERS = {"orders", "order"}
READS = {"knowledge", "article"}
TICKETS = {"tickets", "ticket"}
SERVICE_REPORTS = {"feedback", "service-report"}
REPORTS = {"executive", "submitted-reports", "submitted-report"}
VALUE_REPORTS = {"sales", "contribution", "composition", "cross-sell", "demand", "customer-value", "model-quality"}
CHURN = {"churn", "model-quality"}
MARKETING = {"segments", "segment", "campaigns", "campaign"}
POINTS, RULES = {"loyalty", "priorities"}, {"loyalty-settings", "churn-settings", "grade-rule"}
PAGES = {
    "ada": (
        EVERYBODY
        | {"import", "users", "roles", "stages", "dictionary", "web-form", "settings", "service", "mail", "greetings", "jobs", "audit", "tokens", "price-lists", "rates"}
        | RULES
    ),
    "gu": (
        EVERYBODY
        | CHURN
        | REPORTS
        | SALES
        | {"calls", "pipeline-report", "import"}
        | READS
        | MARKETING
        | TICKETS
        | SERVICE_REPORTS
        | POINTS
        | RULES
        | ORDERS
        | {"order-edit"}
        | VALUE_REPORTS
    ),
    "wei": (
        EVERYBODY
        | CHURN
        | REPORTS
        | SALES
        | {"calls", "import"}
        | READS
        | TICKETS
        | POINTS
        | ORDERS
        | {"order-edit"}
    ),
    "yan": (
        EVERYBODY
        | REPORTS
        | {"customers", "customer"}
        | READS
        | {"article-edit", "repeated-questions"}
        | TICKETS
        | SERVICE_REPORTS
        | ORDERS
    ),
    "mia": (
        EVERYBODY
        | REPORTS
        | VALUE_REPORTS
        | {"calls", "mail-templates", "customers", "customer"}
        | READS
        | MARKETING
        | POINTS
        | ORDERS
    ),
    "eva": (
        EVERYBODY
        | CHURN
        | REPORTS
        | SALES
        | {"pipeline-report"}
        | READS
        | MARKETING
        | TICKETS
        | SERVICE_REPORTS
        | POINTS
        | ORDERS
        | VALUE_REPORTS
    ),
}
for _reader in ("gu", "wei", "eva"):
    PAGES[_reader] |= {"forecast", "goals", "performance"}


def all_operations() -> dict:
    for module in walk_packages(crm_core.__path__, "crm_core."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    return OPERATIONS


OPERATION_NAMES = sorted(name for name in all_operations() if not name.startswith("tests."))  # some tests declare their own


@pytest.mark.parametrize("right", MATRIX)
def test_a_right_reaches_as_far_as_the_matrix_says(sqlite_db, cast, right):
    assert tuple(getattr(cast, person).scope(right) for person in ROLE_OF) == MATRIX[right]


def test_the_matrix_names_every_right_and_role():
    assert set(MATRIX) == set(BY_KEY)
    assert set(ROLE_OF.values()) == set(ROLES)


@pytest.mark.parametrize("person", ROLE_OF)
def test_the_menu_shows_only_what_may_be_opened(sqlite_db, cast, person):
    assert {entry.url for entry in menu.visible(getattr(cast, person))} == PAGES[person]


@pytest.mark.parametrize("name", OPERATION_NAMES)
def test_an_operation_without_its_right_is_refused_before_anything_else(sqlite_db, cast, name):
    operation = OPERATIONS[name]
    module, _, function = name.rpartition(".")
    call = getattr(import_module(f"crm_core.{module}"), function)
    door = act if operation.kind == "command" else ask
    for position, person in enumerate(ROLE_OF):
        allowed = ANYBODY in operation.rights or any(MATRIX[right][position] for right in operation.rights)
        assert refused(door, getattr(cast, person), call) != allowed, person


def refused(door, actor, call) -> bool:
    """Whether the right is missing. Called without arguments: who holds the right gets a TypeError, or an answer."""
    try:
        door(actor, call)
    except Forbidden:
        return True
    except Exception:
        return False
    return False


def test_executives_can_only_read_set_goals_and_take_files_along(sqlite_db, cast):
    writing = [o for o in OPERATIONS.values() if o.kind == "command" and ANYBODY not in o.rights and cast.eva.may(*o.rights)]
    assert [o.name for o in writing if ".export_" not in o.name and not o.name.startswith("goals.")] == []
