"""Campaigns to look at: a mail that is over, a phone list that runs, an event to come, a draft.

What the mail brought are the demo's own deals: who was held out is drawn so that there is something to see.
"""
import random
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from db.demo import campaigns_en, campaigns_zh
from db.demo.world import SEED, World

MAILED, HELD_OUT, WINDOW = 1000, 200, 45  # members, of them held out, days
CALLED, INVITED = 60, 80
NO_CONSENT = 0.06
# chances of a member by half: opens, clicks after that, replies after that
LIKELY = {"a": (0.36, 0.30, 0.30), "b": (0.45, 0.40, 0.30)}
OUTCOMES = (("yes", 16), ("no", 34), ("later", 14), ("no_answer", 30), ("wrong_number", 6))
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"
PROXY = "GoogleImageProxy"
PAGE = "https://www.example.com/service"
_TIMES = dict.fromkeys(("call_after", "leased_until", "reached_at", "opened_at", "clicked_at", "replied_at", "bounced_at", "unsubscribed_at",
                        "registered_at", "attended_at", "converted_at", "feedback", "outcome", "note", "user_id", "skipped", "external_id",
                        "import_id", "variant"))


def campaigns(world: World) -> None:
    """All four, with templates and what people agreed to."""
    rng, words = random.Random(SEED), campaigns_zh if world.setting.locale.startswith("zh") else campaigns_en
    people = _people(world)
    owner = next(row["id"] for row in world.rows["app_user"] if row["role_id"] == world.roles["marketer"])
    _templates(world, owner)
    _mail(world, rng, words, people, owner)
    _phone(world, rng, words, people, owner)
    _event(world, rng, words, people, owner)
    _draft(world, words, owner)


def _people(world: World) -> list[dict[str, Any]]:
    """Whom to reach at each customer that somebody looks after."""
    first: dict[int, dict] = {}
    for contact in world.rows["contact"]:
        first.setdefault(contact["customer_id"], contact)
    found = []
    for customer in world.rows["customer"]:
        if customer["owner_id"] is None:
            continue
        contact = first.get(customer["id"])
        found.append({
            "customer_id": customer["id"], "contact_id": contact["id"] if contact else None, "name": (contact or customer)["name"],
            "email": (contact or customer)["email"], "phone": (contact and (contact["mobile"] or contact["phone"])) or customer["phone"],
            "owner_id": customer["owner_id"],
        })
    return [person for person in found if person["email"]]


def _campaign(world: World, owner: int, made: datetime, **values: Any) -> dict[str, Any]:
    empty = {"channel": "email", "state": "draft", "goal": "deals_won", "goal_target": None, "segment_id": None, "rule": None, "holdout_percent": 0,
             "starts_on": None, "ends_on": None, "window_days": 30, "budget": 0, "script": None, "notes": None, "drawn_at": None,
             "started_at": None, "external_id": None, "import_id": None, "deleted_at": None}
    row = world.add("campaign", **empty | values | {"seed": SEED, "owner_id": owner, "team_id": None, "created_at": made,
                                                   "updated_at": values.get("started_at") or made, "version": 1})
    _told(world, owner, made, "campaign.created", row, {"name": row["name"], "channel": row["channel"]})
    for kind in {"running": ("started",), "finished": ("started", "finished")}.get(row["state"], ()):
        at = row["started_at"] if kind == "started" else world.whole_day(row["ends_on"] + timedelta(days=1))
        _told(world, owner, at, f"campaign.{kind}", row, {"campaign_state": "running" if kind == "started" else "finished"})
    return row


def _told(world: World, owner: int, at: datetime, kind: str, row: dict[str, Any], after: dict[str, Any]) -> None:
    world.add("event", at=at, user_id=owner, kind=kind, subject_type="campaign", subject_id=row["id"], customer_id=None, deal_id=None,
              before=None, after=after, batch=None)


def _step(world: World, campaign: dict[str, Any], position: int, name: str, kind: str, **values: Any) -> dict[str, Any]:
    empty = {"at": None, "state": "planned", "only": None, "split": None, "variants": {}, "done_at": None}
    return world.add("campaign_step", **empty | values | {"campaign_id": campaign["id"], "position": position, "name": name, "kind": kind})


def _costs(world: World, campaign: dict[str, Any], lines: tuple, day: date | None) -> None:
    for position, (name, planned, spent) in enumerate(lines):
        world.add("campaign_cost", campaign_id=campaign["id"], name=name, planned=world.money(planned), spent=world.money(spent),
                  spent_on=day if spent else None, position=position)


def _member(world: World, campaign: dict[str, Any], person: dict[str, Any], at: datetime, **values: Any) -> dict[str, Any]:
    facts = {name: person[name] for name in ("customer_id", "contact_id", "name", "email", "phone")}
    row = _TIMES | facts | {"campaign_id": campaign["id"], "locale": world.setting.locale, "held_out": False, "state": "waiting",
                            "converted_value": 0, "calls": 0, "by_hand": False, "updated_at": at, "version": 1}
    return world.add("campaign_member", **row | values)


# The mail that is over


def _mail(world: World, rng: random.Random, words, people: list[dict], owner: int) -> None:
    start = world.today - timedelta(days=60)
    sent, again = world.whole_day(start), world.whole_day(start + timedelta(days=10))
    row = _campaign(
        world, owner, sent - timedelta(days=12), name=words.MAIL, state="finished", goal_target=30, holdout_percent=100 * HELD_OUT // MAILED,
        starts_on=start, ends_on=start + timedelta(days=25), window_days=WINDOW, budget=world.money(sum(line[1] for line in words.COSTS)),
        drawn_at=sent - timedelta(days=2), started_at=sent, rule={"match": "all", "parts": [{"field": "won_deals", "op": "at_least", "value": 1}]},
    )
    first = _step(world, row, 0, words.MAIL_STEPS[0], "email", at=sent, state="done", done_at=sent, split="subject",
                  variants=_offer())
    second = _step(world, row, 1, words.MAIL_STEPS[1], "email", at=again, state="done", done_at=again, only="silent", variants=_reminder())
    _costs(world, row, words.COSTS, start)
    chosen = _chosen(world, rng, people, start)
    for place, (person, held_out) in enumerate(chosen):
        agreed = held_out or rng.random() >= NO_CONSENT
        _consent(world, words, person, sent - timedelta(days=rng.randint(30, 500)), agreed)
        variant = "ab"[place % 2]
        if not agreed or held_out:
            state = {"held_out": True} if held_out else {"state": "skipped", "skipped": "no_consent"}
            _member(world, row, person, sent, variant=variant, **state)
        else:
            _mailed(world, rng, row, person, variant, ((first, sent), (second, again)))


def _offer() -> dict[str, Any]:
    both = {"en": campaigns_en, "zh_Hans": campaigns_zh}
    return {
        "a": {locale: {"subject": words.SUBJECTS[0], "html": words.OFFER} for locale, words in both.items()},
        "b": {locale: {"subject": words.SUBJECTS[1]} for locale, words in both.items()},
    }


def _reminder() -> dict[str, Any]:
    both = {"en": campaigns_en, "zh_Hans": campaigns_zh}
    return {"a": {locale: {"subject": words.MAIL_STEPS[1], "html": words.REMINDER} for locale, words in both.items()}}


def _chosen(world: World, rng: random.Random, people: list[dict], start: date) -> list[tuple[dict, bool]]:
    """Members and whether they are held out; of those who bought within the window few are."""
    won = Counter(deal["customer_id"] for deal in world.rows["deal"]
                  if deal["status"] == "won" and start <= deal["closed_on"] <= start + timedelta(days=WINDOW))
    buyers = [person for person in people if person["customer_id"] in won][:60]
    others = [person for person in people if person["customer_id"] not in won]
    rng.shuffle(others)
    held = len(buyers) // 11
    chosen = [(person, place < held) for place, person in enumerate(buyers)]
    chosen += [(person, place < HELD_OUT - held) for place, person in enumerate(others[: MAILED - len(buyers)])]
    rng.shuffle(chosen)
    return chosen


def _mailed(world: World, rng: random.Random, row: dict, person: dict, variant: str, mails: tuple) -> None:
    opens, clicks, replies = LIKELY[variant]
    sent = mails[0][1]
    bounced = rng.random() < 0.02
    opened = None if bounced or rng.random() > opens else sent + timedelta(minutes=rng.randint(3, 4000))
    clicked = opened + timedelta(minutes=1) if opened and rng.random() < clicks else None
    replied = clicked + timedelta(hours=rng.randint(1, 40)) if clicked and rng.random() < replies else None
    left = sent + timedelta(hours=3) if not clicked and opened and rng.random() < 0.02 else None
    member = _member(world, row, person, sent, variant=variant, state="reached", reached_at=sent, opened_at=opened, clicked_at=clicked,
                     replied_at=replied, bounced_at=sent if bounced else None, unsubscribed_at=left)
    for place, (step, at) in enumerate(mails):
        if place and (clicked or replied or bounced or left):
            return
        mine = (opened, clicked, replied) if place == 0 else (None, None, None)
        send = world.add("campaign_send", campaign_id=row["id"], step_id=step["id"], member_id=member["id"],
                         variant=variant if step["split"] else "a", state="bounced" if bounced else "sent", sent_at=at, opened_at=mine[0],
                         clicked_at=mine[1], replied_at=mine[2])
        _tracks(world, rng, send, *mine[:2])


def _tracks(world: World, rng: random.Random, send: dict, opened: datetime | None, clicked: datetime | None) -> None:
    def track(kind: str, at: datetime, automatic: bool) -> None:
        world.add("campaign_track", send_id=send["id"], campaign_id=send["campaign_id"], kind=kind, at=at, automatic=automatic,
                  agent=PROXY if automatic else BROWSER, url=PAGE if kind == "click" else None)

    if send["state"] == "sent" and rng.random() < 0.3:
        track("open", send["sent_at"] + timedelta(seconds=4), True)
    if opened:
        track("open", opened, False)
    if clicked:
        track("click", clicked, False)


def _consent(world: World, words, person: dict, at: datetime, agreed: bool) -> None:
    if not agreed:
        return
    world.add("mail_address", email=person["email"], marketing=True, marketing_at=at, bounced_at=None, bounce=None)
    world.add("consent", email=person["email"], purpose="marketing", given=True, source="form", text=words.CONSENT,
              customer_id=person["customer_id"], contact_id=person["contact_id"], campaign_id=None, user_id=None, address=None, at=at)


# The others


def _phone(world: World, rng: random.Random, words, people: list[dict], owner: int) -> None:
    start = world.today - timedelta(days=4)
    began = world.whole_day(start)
    row = _campaign(world, owner, began - timedelta(days=3), name=words.PHONE, channel="phone", state="running", goal="deals_opened", goal_target=12,
                    starts_on=start, ends_on=world.today + timedelta(days=20), script=words.SCRIPT, drawn_at=began, started_at=began)
    _step(world, row, 0, words.PHONE_STEP, "phone", at=began, state="running")
    for place, person in enumerate(rng.sample(people, CALLED)):
        if place >= CALLED // 2:
            _member(world, row, person, began)
            continue
        outcome = rng.choices([code for code, _weight in OUTCOMES], [weight for _code, weight in OUTCOMES])[0]
        at = began + timedelta(hours=rng.randint(0, 60))
        again = {"later": world.now + timedelta(days=2), "no_answer": at + timedelta(hours=3)}.get(outcome)
        _member(world, row, person, at, state="reached", outcome=outcome, note=rng.choice(words.NOTES[outcome]), reached_at=at, calls=1,
                call_after=again, user_id=person["owner_id"])


def _event(world: World, rng: random.Random, words, people: list[dict], owner: int) -> None:
    day = world.today + timedelta(days=9)
    began = world.whole_day(world.today - timedelta(days=12))
    row = _campaign(world, owner, began - timedelta(days=8), name=words.EVENT, channel="event", state="running", goal="attended", goal_target=40,
                    starts_on=world.day_of(began), ends_on=day, budget=world.money(22000), drawn_at=began, started_at=began)
    _step(world, row, 0, words.EVENT_STEP, "event", at=began, state="done", done_at=began)
    _costs(world, row, words.EVENT_COSTS, world.today)
    for person in rng.sample(people, INVITED):
        registered = began + timedelta(days=rng.randint(1, 11)) if rng.random() < 0.45 else None
        _member(world, row, person, registered or began, state="registered" if registered else "invited", reached_at=began,
                registered_at=registered)


def _draft(world: World, words, owner: int) -> None:
    both = {"en": campaigns_en, "zh_Hans": campaigns_zh}
    row = _campaign(world, owner, world.now - timedelta(days=1), name=words.DRAFT, holdout_percent=10, goal="deals_opened", goal_target=20,
                    rule={"match": "all", "parts": [{"field": "won_deals", "op": "at_least", "value": 2}]})
    _step(world, row, 0, words.DRAFT_STEP, "email", variants={
        "a": {locale: {"subject": spoken.THANKS_SUBJECT, "html": spoken.THANKS} for locale, spoken in both.items()}})


def _templates(world: World, owner: int) -> None:
    both = {"en": campaigns_en, "zh_Hans": campaigns_zh}
    mine = both["zh_Hans" if world.setting.locale.startswith("zh") else "en"]
    texts = (lambda words: {"subject": words.SUBJECTS[0], "html": words.OFFER}, lambda words: {"subject": words.THANKS_SUBJECT, "html": words.THANKS})
    for name, text in zip(mine.TEMPLATES, texts, strict=True):
        world.add("mail_template", name=name, purpose="campaign", versions={locale: text(words) for locale, words in both.items()},
                  owner_id=owner, created_at=world.now, updated_at=world.now, deleted_at=None, version=1)
