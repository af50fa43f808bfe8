"""Service tickets of half a year: conversations, states, feedback; some open now. Their clocks are measured afterwards."""
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from db.demo import tickets_en, tickets_zh
from db.demo.world import World

TICKETS, DAYS = 420, 182
_WEEK = (1.2, 1.1, 1.0, 1.0, 0.95, 0.12, 0.08)
_CHANNELS = (("phone", 38), ("email", 27), ("web", 20), ("social", 12), ("visit", 3))
_PRIORITIES = {
    "complaint": (("urgent", 22), ("high", 43), ("normal", 35)), "after_sales": (("urgent", 8), ("high", 27), ("normal", 55), ("low", 10)),
    "inquiry": (("high", 8), ("normal", 62), ("low", 30)),
}
_HOURS = {"urgent": (0.25, 4), "high": (0.6, 9), "normal": (1.6, 20), "low": (3, 30)}  # median until answered and until resolved
_OPEN = ("processing", "waiting", "processing", "assigned", "processing", "new", "waiting", "processing", "new", "assigned", "processing",
         "new", "processing", "waiting", "new", "assigned", "processing", "new", "processing", "new", "assigned", "new")  # the newest ones
_SCORES = ((5, 46), (4, 30), (3, 12), (2, 7), (1, 5))


def tickets(world: World) -> None:
    """Tickets, the rule that assigns some, and templates to answer with."""
    words = tickets_zh if world.setting.locale.startswith("zh") else tickets_en
    agents = [user["id"] for user in world.rows["app_user"] if user["role_id"] == world.roles["service_agent"]]
    for name, text in words.TEMPLATES:
        world.add("reply_template", name=name, text=text, locale=world.setting.locale, owner_id=None, version=1)
    rule = world.add("assign_rule", name=words.RULE, position=0, kind="complaint", channel=None, product_id=None, grade=None, hours=None,
                     user_id=agents[0], team_id=None, active=True, version=1)
    contacts: dict[int, dict] = {row["customer_id"]: row for row in reversed(world.rows["contact"])}
    customers = [(c, w) for c, w in zip(world.rows["customer"], world.weights, strict=True) if c["id"] in contacts]
    chosen = world.rng.choices([c for c, _w in customers], [w for _c, w in customers], k=TICKETS)
    states = [None] * (TICKETS - len(_OPEN)) + list(_OPEN)
    for day, customer, state in zip(_days(world), chosen, states, strict=True):
        _ticket(world, words, day, customer, contacts[customer["id"]], agents, rule["id"], state)


def _days(world: World) -> list[date]:
    days = [world.today - timedelta(days=back) for back in range(DAYS, -1, -1)]
    weights = [_WEEK[d.weekday()] * (1 + 0.5 * place / DAYS) for place, d in enumerate(days)]
    old = world.rng.choices(days[:-3], weights[:-3], k=TICKETS - len(_OPEN))
    return sorted(old) + sorted(world.rng.choices(days[-4:], (1, 2, 3, 4), k=len(_OPEN)))


def _ticket(world: World, words, day: date, customer: dict, contact: dict, agents: list[int], rule_id: int, state: str | None) -> None:
    rng = world.rng
    topic = rng.choice(words.TOPICS)
    place = rng.randrange(11)
    fill = {"line": world.words.PRODUCTS[place][1], "contact": contact["name"]}
    kind, opened = topic[0], world.at(day, 8, 17) - timedelta(minutes=rng.randint(0, 20))
    by_rule = kind == "complaint" and rng.random() < 0.6
    agent = agents[0] if by_rule else rng.choice(agents)
    priority, channel = world.one_of(_PRIORITIES[kind]), world.one_of(_CHANNELS)
    answered, resolved = _times(world, opened, priority)
    if state in ("processing", "waiting"):
        answered = min(answered, opened + (world.now - opened) * 0.7)
    fields = _state(world, opened, answered, resolved, state)
    nobody = fields["state"] == "new"
    row = world.add(
        "ticket", **dict.fromkeys(_EMPTY), subject=_filled(topic[1], fill), kind=kind, priority=priority, channel=channel,
        customer_id=customer["id"], contact_id=contact["id"], product_id=world.rows["product"][place]["id"] if "{line}" in topic[1] else None,
        requester_name=contact["name"], requester_email=contact["email"], requester_phone=contact["mobile"] or contact["phone"],
        locale=world.setting.locale, owner_id=None if nobody else agent, grade=customer["grade"], rule_id=rule_id if by_rule and not nobody else None,
        opened_at=opened, created_by=agent if channel in ("phone", "visit") else None, updated_at=fields["state_since"], rank=0,
        reopened=0, version=1, **fields,
    )  # fmt: skip
    _visits(world, row, agent)
    _talk(world, words, row, topic, fill, agent)
    if row["resolved_at"] and rng.random() < 0.55:
        _survey(world, words, row)


_EMPTY = ("team_id", "policy_id", "response_due_at", "resolve_due_at", "resolve_left", "due_at", "warn_at", "warned_at", "escalated_at",
          "response_met", "resolve_met", "response_minutes", "resolve_minutes", "merged_into_id", "split_from_id", "question_id",
          "satisfaction", "external_id", "import_id", "deleted_at")


def _times(world: World, opened: datetime, priority: str) -> tuple[datetime, datetime]:
    respond, resolve = (world.rng.lognormvariate(0, spread) * hours for hours, spread in zip(_HOURS[priority], (0.8, 0.85), strict=True))
    return opened + timedelta(hours=respond), opened + timedelta(hours=respond + resolve)


def _state(world: World, opened: datetime, answered: datetime, resolved: datetime, state: str | None) -> dict[str, Any]:
    """Where it stands now: in `state`, or where its times bring it."""
    now = world.now
    if state in ("new", "assigned"):
        answered = resolved = now
        since = opened
    elif state:
        resolved, since = now, answered
    elif resolved < now - timedelta(days=14):
        state, since = "archived", resolved + timedelta(days=14)
    elif resolved < now:
        state, since = "resolved", resolved
    else:
        state, since, resolved = "processing", min(answered, now - timedelta(hours=2)), now
        answered = since
    return {
        "state": state, "state_since": since, "first_response_at": answered if answered < now else None,
        "resolved_at": resolved if resolved < now else None, "archived_at": since if state == "archived" else None,
        "last_message_at": max(opened, min(answered, now) if answered < now else opened),
        "last_message_from": "agent" if answered < now else "customer",
    }  # fmt: skip


def _visits(world: World, row: dict, agent: int) -> None:
    steps = [("new", None, row["opened_at"])]
    if row["state"] != "new":
        steps.append(("assigned", agent, row["opened_at"] + timedelta(minutes=2)))
    if row["first_response_at"]:
        steps.append(("processing", agent, row["first_response_at"]))
    if row["state"] == "waiting":
        steps.append(("waiting", agent, row["first_response_at"] + timedelta(seconds=1)))
    if row["resolved_at"]:
        steps.append(("resolved", agent, row["resolved_at"]))
    if row["state"] == "archived":
        steps.append(("archived", agent, row["archived_at"]))
    for (state, owner, at), left in zip(steps, [at for _s, _o, at in steps[1:]] + [None], strict=True):
        world.add("ticket_stage", ticket_id=row["id"], state=state, owner_id=owner, entered_at=at, left_at=left, user_id=owner)


def _talk(world: World, words, row: dict, topic: tuple, fill: dict, agent: int) -> None:
    def say(direction: str, text: str, at: datetime) -> None:
        inside = direction == "in"
        world.add("ticket_message", ticket_id=row["id"], direction=direction, channel=row["channel"], text=_filled(text, fill),
                  user_id=None if inside else agent, name=row["requester_name"] if inside else None,
                  email=row["requester_email"] if inside and row["channel"] == "email" else None, message_id=None, mail_id=None, at=at)

    say("in", topic[2], row["opened_at"])
    answered = row["first_response_at"]
    if not answered:
        return
    end = row["resolved_at"] or world.now
    for number, text in enumerate(topic[3]):
        at = answered + (end - answered) * number / max(1, len(topic[3]))
        say("out", text, at)
        if row["resolved_at"] or number + 1 < len(topic[3]):
            say("in", world.rng.choice(words.THANKS), at + (end - answered) / (2 * len(topic[3]) + 1))
    if row["priority"] == "urgent" and world.rng.random() < 0.5:
        say("note", world.rng.choice(words.NOTES), answered)
    if row["resolved_at"]:
        say("note", topic[4], row["resolved_at"])


def _survey(world: World, words, row: dict) -> None:
    score = world.one_of(_SCORES)
    answered = row["resolved_at"] + timedelta(hours=world.rng.randint(1, 30))
    if answered >= world.now:
        return
    row["satisfaction"] = score
    world.add("survey", ticket_id=row["id"], user_id=row["owner_id"], customer_id=row["customer_id"], mail_id=None, locale=row["locale"],
              sent_at=row["resolved_at"], expires_at=row["resolved_at"] + timedelta(days=14), reminded_at=None, answered_at=answered,
              score=score, comment=world.rng.choice(words.COMMENTS[score]))


def _filled(text: str, fill: dict[str, str]) -> str:
    return text.replace("{line}", fill["line"]).replace("{contact}", fill["contact"])


def happened(world: World) -> Iterator[dict]:
    """The events of tickets that timelines show."""
    for row in world.rows["ticket"]:
        base = {"subject_type": "ticket", "subject_id": row["id"], "customer_id": row["customer_id"], "deal_id": None, "before": None, "batch": None}
        told = {name: row[name] for name in ("subject", "kind", "priority", "channel")}
        yield base | {"at": row["opened_at"], "user_id": row["created_by"], "kind": "ticket.created", "after": told}
        for column, kind in (("first_response_at", "ticket.replied"), ("resolved_at", "ticket.resolved"), ("archived_at", "ticket.archived")):
            if row[column]:
                user = None if kind == "ticket.archived" else row["owner_id"]
                yield base | {"at": row[column], "user_id": user, "kind": kind, "after": None}
