"""Rules that say who gets a new ticket."""
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from crm_core import settled
from crm_core.errors import N_, Invalid
from crm_core.inputs import Input
from crm_core.tickets import agents
from crm_core.tickets.creating import check_choices
from crm_core.tickets.rules import Channel
from crm_core.tickets.settings_policies import check_grade
from crm_core.work import ANYBODY, Work, command, query
from db.models import AssignRule, Product, Team, User


@dataclass(frozen=True)
class RuleRow:
    """A rule; empty fields fit everything, the first that fits counts. It names an agent, or a team's least busy one."""

    id: int
    name: str
    position: int
    kind: str | None
    channel: str | None
    product_id: int | None
    product: str | None
    grade: str | None
    hours: str | None
    user_id: int | None
    user: str | None
    team_id: int | None
    team: str | None
    active: bool
    version: int


class RuleForm(Input):
    """A rule as it is typed: either an agent or a team. `hours` is inside or outside the working hours; None: always."""

    required = ("name",)
    limits = {"name": 80}

    name: str
    kind: str | None = None
    channel: Channel | None = None
    product_id: int | None = None
    grade: str | None = None
    hours: Literal["inside", "outside"] | None = None
    user_id: int | None = None
    team_id: int | None = None


@dataclass(frozen=True)
class Agent:
    """Somebody who answers tickets."""

    id: int
    name: str
    team_id: int | None
    team: str | None


@query(ANYBODY)
def ticket_agents(work: Work) -> tuple[Agent, ...]:
    """Everybody who may be given tickets, by name."""
    rows = agents.agents(User.id, User.name, User.team_id, Team.name).outerjoin(Team, Team.id == User.team_id)
    return tuple(Agent(*row) for row in work.session.execute(rows.order_by(User.name_key, User.name, User.id)))


@query("tickets:manage")
def assign_rules(work: Work) -> tuple[RuleRow, ...]:
    """All rules in their order."""
    r = AssignRule
    rows = work.session.execute(
        select(r.id, r.name, r.position, r.kind, r.channel, r.product_id, Product.name, r.grade, r.hours, r.user_id, User.name,
               r.team_id, Team.name, r.active, r.version)
        .outerjoin(Product, Product.id == r.product_id)
        .outerjoin(User, User.id == r.user_id)
        .outerjoin(Team, Team.id == r.team_id)
        .order_by(r.position, r.id)
    )
    return tuple(RuleRow(*row) for row in rows)


@command("tickets:manage")
def add_rule(work: Work, form: RuleForm) -> int:
    """A new rule, the last in order; returns its id. Raises Invalid."""
    return settled.add(work, AssignRule, _checked(work, form), "rule.created")


@command("tickets:manage")
def change_rule(work: Work, rule_id: int, form: RuleForm, version: int) -> None:
    """Changes a rule; tickets keep their agents. Raises NotFound, Invalid, Conflict."""
    settled.change(work, settled.fetch(work, AssignRule, rule_id, version), _checked(work, form), "rule.changed")


@command("tickets:manage")
def use_rule(work: Work, rule_id: int, active: bool) -> None:
    """Switches a rule on or off. Raises NotFound."""
    settled.change(work, settled.fetch(work, AssignRule, rule_id), {"active": active}, "rule.changed")


@command("tickets:manage")
def move_rule(work: Work, rule_id: int, up: bool) -> None:
    """A place further up or down. Raises NotFound."""
    settled.move(work, AssignRule, rule_id, up, "rule.moved")


@command("tickets:manage")
def delete_rule(work: Work, rule_id: int) -> None:
    """Deletes a rule. Raises NotFound."""
    settled.remove(work, settled.fetch(work, AssignRule, rule_id), "rule.deleted")


def _checked(work: Work, form: RuleForm) -> dict:
    if (form.user_id is None) == (form.team_id is None):
        raise Invalid(N_("Choose an agent or a team."), field="user_id")
    if form.user_id is not None and work.session.scalar(agents.agents(User.id).where(User.id == form.user_id)) is None:
        raise Invalid(N_("This person does not answer tickets."), field="user_id")
    if form.team_id is not None and work.session.get(Team, form.team_id) is None:
        raise Invalid(N_("Choose one from the list."), field="team_id")
    check_choices(work, form.given())
    check_grade(work, form.grade)
    return form.model_dump()
