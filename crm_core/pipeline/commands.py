"""Creating deals, changing them, handing them over, deleting them."""
from crm_core import clock
from crm_core.access import scope
from crm_core.errors import Invalid
from crm_core.i18n import N_
from crm_core.pipeline import checks, history, parts, rules
from crm_core.pipeline.access import changeable
from crm_core.pipeline.schemas import DealEdit, DealNew
from crm_core.work import Work, command
from db.models import Deal

PLAIN = ("name", "value", "source", "opened_on", "expected_close", "competitor", "notes")


@command("deals:edit")
def create_deal(work: Work, data: DealNew) -> int:
    """Creates an open deal and returns its id; it belongs to its creator unless an owner is named.

    Raises NotFound for a customer, contact or owner out of reach, Missing when the stage asks for more,
    Invalid for anything else that cannot be.
    """
    checks.customer(work, data.customer_id)
    checks.choice(work, "source", data.source, "source")
    owner = checks.owner(work, data.owner_id or work.actor.user_id)
    stage = checks.stage(work, data.stage_id, data.pipeline_id)
    opened_on = data.opened_on or clock.today(work.actor.time_zone)
    if opened_on > clock.today(work.actor.time_zone):
        raise Invalid(N_("This day is still to come."), field="opened_on")
    deal = Deal(
        **data.model_dump(include={"name", "customer_id", "value", "source", "expected_close", "notes"}),
        opened_on=opened_on,
        owner_id=owner.id if owner else None,
        team_id=owner.team_id if owner else None,
        pipeline_id=stage.pipeline_id,
        stage_id=stage.id,
        stage_since=work.now,
        created_by=work.actor.user_id,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(deal)
    work.session.flush()
    parts.put_contacts(work, deal, data.contact_ids)
    parts.put_lines(work, deal, data.lines)
    if data.lines and not data.value:
        deal.value = parts.lines_value(work, deal.id)
    deal.first_value = deal.value or None
    rules.check_move(checks.facts(work, deal), stage.name, set(stage.required) - {rules.PLANNED_LATER})
    history.begin(work, deal)
    after = {name: getattr(deal, name) for name in ("name", "value", "stage_id", "owner_id", "customer_id")}
    work.record("deal.created", "deal", deal.id, customer_id=deal.customer_id, deal_id=deal.id, after=after)
    return deal.id


@command("deals:edit")
def update_deal(work: Work, deal_id: int, data: DealEdit, version: int) -> int:
    """Changes what `data` gives and returns the new version.

    Raises NotFound, Conflict when somebody changed the deal since `version`, Invalid.
    """
    deal = work.one(changeable(work).where(Deal.id == deal_id), version=version)
    change(work, deal, data)
    return deal.version


@command("deals:edit")
def set_lines(work: Work, deal_id: int, lines: tuple, version: int, *, value_follows: bool = True) -> int:
    """Replaces the products (LineNew) and returns the new version; with `value_follows` the value becomes their sum.

    Raises as `update_deal`.
    """
    deal = work.one(changeable(work).where(Deal.id == deal_id), version=version)
    change(work, deal, DealEdit(lines=lines), value_follows=value_follows)
    return deal.version


@command("deals:edit")
def set_contacts(work: Work, deal_id: int, contact_ids: tuple[int, ...], version: int) -> int:
    """Replaces the contacts and returns the new version. Raises as `update_deal`."""
    return update_deal(work, deal_id, DealEdit(contact_ids=contact_ids), version)


def change(work: Work, deal: Deal, data: DealEdit, *, value_follows: bool = False) -> None:
    """Applies `data` to a deal that was fetched for writing, and records what became different."""
    _check(work, deal, data)
    left_customer = deal.customer_id
    before, after = _put(deal, _fields(data))
    if "customer_id" in after:
        parts.drop_other_contacts(work, deal)
    for name, (old, new) in _put_parts(work, deal, data).items():
        before[name], after[name] = old, new
    if value_follows:
        old, new = _put(deal, {"value": parts.lines_value(work, deal.id)})
        before, after = before | old, after | new
    if deal.first_value is None and deal.value:
        deal.first_value = deal.value
    if after:
        touch(work, deal)
        work.record("deal.changed", "deal", deal.id, customer_id=deal.customer_id, deal_id=deal.id, before=before, after=after)
    if "customer_id" in after:
        parts.leave_customer(work, deal, left_customer)


def _fields(data: DealEdit) -> dict[str, object]:
    """What was given for the deal's own columns; a name and a value cannot be emptied."""
    given = {name: getattr(data, name) for name in (*PLAIN, "customer_id") if name in data.model_fields_set}
    return {name: value for name, value in given.items() if value is not None or name not in ("name", "value")}


def _put(deal: Deal, values: dict[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """Sets what differs; returns those values as they were and as they are."""
    before = {name: getattr(deal, name) for name, value in values.items() if getattr(deal, name) != value}
    after = {name: values[name] for name in before}
    for name, value in after.items():
        setattr(deal, name, value)
    return before, after


def _put_parts(work: Work, deal: Deal, data: DealEdit) -> dict[str, tuple[object, object]]:
    """Replaces contacts and products where they are given; what became different, as it was and as it is."""
    given = (("contacts", data.contact_ids, parts.put_contacts), ("products", data.lines, parts.put_lines))
    moved = {name: replace(work, deal, values) for name, values, replace in given if values is not None}
    return {name: (old, new) for name, (old, new) in moved.items() if old != new}


def _check(work: Work, deal: Deal, data: DealEdit) -> None:
    given = data.model_fields_set
    if "customer_id" in given and data.customer_id != deal.customer_id:
        checks.customer(work, data.customer_id)
    if "source" in given and data.source != deal.source:
        checks.choice(work, "source", data.source, "source")
    if data.opened_on and data.opened_on > clock.today(work.actor.time_zone):
        raise Invalid(N_("This day is still to come."), field="opened_on")


def touch(work: Work, deal: Deal) -> None:
    """The deal has another version from now on."""
    deal.version += 1
    deal.updated_at = work.now


@command("deals:assign")
def assign_deal(work: Work, deal_id: int, owner_id: int, version: int | None = None) -> int:
    """Gives the deal to somebody within reach and returns the new version; the team follows the owner.

    Raises NotFound for a deal or owner out of reach, Conflict.
    """
    deal = work.one(changeable(work, "deals:assign").where(Deal.id == deal_id), version=version)
    owner = checks.owner(work, owner_id)
    if owner.id != deal.owner_id:
        before = {"owner_id": deal.owner_id}
        deal.owner_id, deal.team_id = owner.id, owner.team_id
        touch(work, deal)
        work.record(
            "deal.assigned", "deal", deal.id, customer_id=deal.customer_id, deal_id=deal.id,
            before=before, after={"owner_id": owner.id},
        )
    return deal.version


@command("deals:delete")
def delete_deal(work: Work, deal_id: int) -> None:
    """Takes the deal out of every list; `restore_deal` brings it back. Raises NotFound."""
    deal = work.one(changeable(work, "deals:delete").where(Deal.id == deal_id))
    deal.deleted_at = work.now
    touch(work, deal)
    work.record("deal.deleted", "deal", deal.id, customer_id=deal.customer_id, deal_id=deal.id, before={"name": deal.name})


@command("deals:delete")
def restore_deal(work: Work, deal_id: int) -> None:
    """Brings a deleted deal back. Raises NotFound."""
    deal = work.one(scope.deleted_deals(work, "deals:delete").where(Deal.id == deal_id))
    deal.deleted_at = None
    touch(work, deal)
    work.record("deal.restored", "deal", deal.id, customer_id=deal.customer_id, deal_id=deal.id, after={"name": deal.name})
