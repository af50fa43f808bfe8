"""Activities: what was done, when and by whom, linked to customer, contact and deal. They are added, never changed."""
from datetime import datetime
from typing import Any

from sqlalchemy import select

from crm_core import normalise
from crm_core.access import scope
from crm_core.activities.commands import TOLERANCE, import_activities
from crm_core.i18n import N_
from crm_core.importing import newcomers
from crm_core.importing.cells import Problem, Row
from crm_core.importing.mapping import NEW
from crm_core.importing.plans.campaigns import words
from crm_core.importing.plans.contacts import NO_CUSTOMER, add_customers, link
from crm_core.importing.plans.context import DUPLICATE, Context, Planned, in_bulk, pieces
from crm_core.importing.words import loose
from db.models import Activity, Contact, Deal

HERE = N_("This activity is here already.")
KIND_WORDS = words({
    "call": "call|calls|phone|phone call|telephone|outbound call|inbound call|logged call|voicemail|电话|通话|打电话|电话沟通|电话跟进|电联|去电|来电",
    "email": "email|e-mail|mail|sent email|emails|邮件|电子邮件|发邮件|邮件沟通",
    "fax": "fax|传真",
    "sms": "sms|text|text message|短信|短信沟通",
    "social": "social|wechat|whatsapp|linkedin|linkedin message|chat|im|qq|微信|社交|社交消息|企业微信|在线沟通|微信沟通",
    "meeting": "meeting|event|appointment|demo|lunch|online meeting|web conference|conference|会议|会面|约见|线上会议|演示|面谈",
    "visit": "visit|site visit|on-site visit|customer visit|拜访|上门|上门拜访|实地拜访|走访|到访",
    "note": "note|task|to do|todo|to-do|deadline|other|comment|备注|记录|任务|其他|笔记|快速记录",
})


def plan(context: Context, rows: list[Row]) -> list[Planned]:
    """A verdict for every row."""
    planned = [Planned(row) for row in rows]
    link(context, planned)
    for item in planned:
        _prepare(context, item)
    _find_deals(context, planned)
    _find_contacts(context, planned)
    known = _known(context, planned)
    for item in planned:
        _judge(context, item, known)
    return planned


def _prepare(context: Context, item: Planned) -> None:
    row, said = item.row, item.row.values.get("kind")
    kind = "note" if said is None else KIND_WORDS.get(loose(said))
    if kind is None:
        row.fail("kind", N_("“{value}” is no kind of activity: call, mail, meeting, visit, message, note."), value=said)
    at: datetime = row.values.get("at") or context.work.now
    if at > context.work.now + TOLERANCE:
        row.fail("at", N_("This is still to come. Plan it as a next step."))
    text = "\n".join(row.values[name] for name in ("subject", "text") if name in row.values) or said
    if not text:
        row.fail("text", N_("The row says nothing of what was done."))
    owner = context.owner(row)
    item.data["values"] = {
        "kind": kind, "text": text, "at": at, "contact_id": None, "deal_id": None,
        "user_id": owner if owner in (None, NEW) else int(owner),
    }


def _find_deals(context: Context, planned: list[Planned]) -> None:
    """Links rows that name a deal within reach; a row without a customer takes the deal's."""
    wanted = [item for item in planned if item.row.values.get("deal") or item.row.values.get("deal_external_id")]
    found: dict[tuple, list[tuple[int, int | None]]] = {}
    for column, name in ((Deal.external_id, "deal_external_id"), (Deal.name, "deal")):
        for piece in pieces({item.row.values.get(name) for item in wanted}):
            rows = select(column, Deal.id, Deal.customer_id).where(column.in_(piece), scope.deals(context.work, "imports:run"))
            for text, key, customer_id in context.work.session.execute(rows):
                found.setdefault((name, text), []).append((key, customer_id))
    for item in wanted:
        _link_deal(item, found)


def _link_deal(item: Planned, found: dict[tuple, list[tuple[int, int | None]]]) -> None:
    values, customer = item.row.values, item.data["customer_id"]
    deals = found.get(("deal_external_id", values.get("deal_external_id"))) or found.get(("deal", values.get("deal")), [])
    if isinstance(customer, int):
        deals = [pair for pair in deals if pair[1] == customer]
    if len(deals) == 1:
        item.data["values"]["deal_id"] = deals[0][0]
        item.data["customer_id"] = customer if customer is not None else deals[0][1]
    elif customer is None and not item.row.problems:
        name = values.get("deal") or values.get("deal_external_id")
        message = N_("There are several deals “{name}”.") if deals else N_("There is no deal “{name}”.")
        item.row.fail("deal", message, name=name)


def _find_contacts(context: Context, planned: list[Planned]) -> None:
    """Links rows whose contact is known at their customer; an unknown one is no reason to leave the row out."""
    wanted = [item for item in planned if item.row.values.get("contact") and isinstance(item.data["customer_id"], int)]
    found: dict[tuple[int, str], int] = {}
    for piece in pieces({item.data["customer_id"] for item in wanted}):
        rows = select(Contact.customer_id, Contact.name_key, Contact.id).where(Contact.customer_id.in_(piece), Contact.deleted_at.is_(None))
        for customer_id, name, key in context.work.session.execute(rows.order_by(Contact.id.desc())):
            found[customer_id, name] = key
    for item in wanted:
        item.data["values"]["contact_id"] = found.get((item.data["customer_id"], normalise.name_key(item.row.values["contact"])))


def _known(context: Context, planned: list[Planned]) -> set[tuple]:
    """Activities of these customers that are here already."""
    found = set()
    for piece in pieces({item.data["customer_id"] for item in planned if isinstance(item.data["customer_id"], int)}):
        rows = select(Activity.customer_id, Activity.kind, Activity.at, Activity.text).where(
            Activity.customer_id.in_(piece), Activity.deleted_at.is_(None),
            Activity.import_id.is_distinct_from(context.run_id))
        for customer_id, kind, at, text in context.work.session.execute(rows):
            found.add((customer_id, kind, at, loose(text)))
    return found


def _judge(context: Context, item: Planned, known: set[tuple]) -> None:
    row, values = item.row, item.data["values"]
    if item.data["customer_id"] is None and values["deal_id"] is None and not row.problems:
        row.fail("customer", NO_CUSTOMER, name=row.values.get("customer") or "")
    if row.problems:
        item.reject()
        return
    customer = item.data["customer_id"] if item.data["customer_id"] != NEW else row.values.get("customer")
    key = (customer, values["kind"], values["at"], loose(values["text"]))
    dated = "at" in row.values
    if (dated and key in known) or context.seen.first("activity", repr((*key, values["deal_id"])), row.number):
        item.verdict = DUPLICATE
        row.problems.append(Problem("text", HERE))


def store(context: Context, planned: list[Planned]) -> None:
    """Writes the accepted rows of a plan."""
    good = [item for item in planned if item.good]
    newcomers.people(context, good, "owner")
    add_customers(context, good)
    for item in good:
        item.data["new"] = _values(context, item)
    in_bulk(good, lambda rows: import_activities(context.work, rows, context.run_id), "new")


def _values(context: Context, item: Planned) -> dict[str, Any]:
    values = item.data["values"]
    if values["user_id"] == NEW:
        values["user_id"] = int(context.resolve(item.row, "owner"))
    return values | {"customer_id": item.data["customer_id"]}
