"""What a new company starts with: roles with their rights, the dictionary and one pipeline."""
from sqlalchemy import insert, select

from crm_core.access.rights import ROLES, Scope
from crm_core.errors import N_
from crm_core.i18n import words
from crm_core.work import Work
from db.models import DictionaryEntry, Pipeline, Role, RoleRight, Stage

DICTIONARIES: dict[str, tuple[tuple[str, str, str | None], ...]] = {
    "grade": (("vip", N_("VIP"), "violet"), ("a", "A", "green"), ("b", "B", "blue"), ("c", "C", "gray")),
    "industry": (
        ("machinery", N_("Machinery"), None),
        ("electronics", N_("Electronics"), None),
        ("software", N_("Software"), None),
        ("food", N_("Food"), None),
        ("textiles", N_("Textiles"), None),
        ("chemicals", N_("Chemicals"), None),
        ("energy", N_("Energy"), None),
        ("logistics", N_("Logistics"), None),
        ("construction", N_("Construction"), None),
        ("health", N_("Health"), None),
        ("education", N_("Education"), None),
        ("finance", N_("Finance"), None),
        ("retail", N_("Retail"), None),
        ("government", N_("Government"), None),
        ("other", N_("Other industry"), None),
    ),
    "source": (
        ("web_form", N_("Web form"), None),
        ("survey", N_("Survey"), None),
        ("social", N_("Social media"), None),
        ("hotline", N_("Hotline"), None),
        ("exhibition", N_("Exhibition or seminar"), None),
        ("referral", N_("Referral"), None),
        ("cold_call", N_("Cold call"), None),
        ("other", N_("Other source"), None),
    ),
    "buying_role": (
        ("decides", N_("Decides"), "violet"),
        ("influences", N_("Influences"), "blue"),
        ("uses", N_("Uses"), "gray"),
        ("buys", N_("Buys"), "green"),
        ("blocks", N_("Blocks"), "red"),
    ),
    "won_reason": (
        ("price", N_("Price"), None),
        ("product", N_("Product fits best"), None),
        ("relationship", N_("Relationship"), None),
        ("service", N_("Service"), None),
        ("other", N_("Other reason"), None),
    ),
    "lost_reason": (
        ("price", N_("Price"), None),
        ("competitor", N_("Competitor"), None),
        ("no_budget", N_("No budget"), None),
        ("no_need", N_("No need any more"), None),
        ("timing", N_("Bad timing"), None),
        ("no_answer", N_("No answer any more"), None),
        ("other", N_("Other reason"), None),
    ),
    "ticket_kind": (
        ("inquiry", N_("Inquiry"), "blue"),
        ("complaint", N_("Complaint"), "red"),
        ("after_sales", N_("After-sales"), "green"),
    ),
    "churn_measure": (
        ("call", N_("Call and listen"), None),
        ("visit", N_("Visit"), None),
        ("offer", N_("Special offer"), None),
        ("service", N_("Put the service right"), None),
        ("training", N_("Training or advice"), None),
        ("other", N_("Other measure"), None),
    ),
    "churn_reason": (
        ("price", N_("Price"), None),
        ("competitor", N_("Went to a competitor"), None),
        ("product", N_("Product does not fit"), None),
        ("service", N_("Service was poor"), None),
        ("no_need", N_("No longer needs it"), None),
        ("closed_down", N_("Gave up business"), None),
        ("other", N_("Other reason"), None),
    ),
}

STAGES = (
    (N_("Lead"), 10, 7, []),
    (N_("Needs analysis"), 25, 14, ["customer"]),
    (N_("Proposal"), 50, 21, ["customer", "value"]),
    (N_("Negotiation"), 75, 14, ["customer", "value", "expected_close"]),
    (N_("Order"), 95, 7, ["customer", "value", "expected_close"]),
)


def fill(work: Work) -> None:
    """Fills an empty database; names of data are kept in English and Chinese."""
    chinese = words("zh_Hans").gettext

    def names(english: str) -> dict[str, str]:
        return {"zh_Hans": chinese(english)} if chinese(english) != english else {}

    for position, (key, (name, rights)) in enumerate(ROLES.items()):
        role = Role(key=key, name=name, built_in=True, position=position)
        work.session.add(role)
        work.session.flush()
        rows = [{"role_id": role.id, "right": right, "scope": Scope(scope).key} for right, scope in rights.items()]
        work.session.execute(insert(RoleRight), rows)
    work.session.execute(
        insert(DictionaryEntry),
        [
            {"dictionary": d, "code": code, "name": name, "names": names(name), "tone": tone, "position": i, "active": True}
            for d, entries in DICTIONARIES.items()
            for i, (code, name, tone) in enumerate(entries)
        ],
    )
    pipeline = Pipeline(name="Sales", names=names(N_("Sales")))
    work.session.add(pipeline)
    work.session.flush()
    work.session.add_all(
        Stage(pipeline_id=pipeline.id, name=name, names=names(name), position=i, probability=p, limit_days=d, required=r)
        for i, (name, p, d, r) in enumerate(STAGES)
    )
    work.session.flush()


def is_filled(work: Work) -> bool:
    """Whether the roles are there already."""
    return work.session.scalar(select(Role.id).limit(1)) is not None
