"""The ticket queue with 200,000 tickets, each query beside the raw SQL it needs.

    CRM_DATA_DIR=/an/empty/folder python -m benchmarks.tickets [--tickets 200000]

Makes a company of its own first (CRM_DATABASE_URL: an empty Postgres database instead). One in ten tickets is open.
Aim: within three times the SQL plus 15 ms, and no page above 12 statements.
"""
import argparse
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select

from benchmarks.core import actor, floor, recorded, timed
from crm_core.access.actor import SYSTEM
from crm_core.access.passwords import hash_password
from crm_core.people.setup import set_up
from crm_core.reports.service import service
from crm_core.reports.service_filters import ServiceFilter
from crm_core.run import act, ask
from crm_core.tickets import indexing, measuring
from crm_core.tickets.filtering import TicketFilter
from crm_core.tickets.listing import count_boxes, count_tickets, list_tickets, next_ticket, tickets_of_customer
from crm_core.tickets.page import ticket_page
from crm_core.tickets.watching import watch_limits
from crm_core.work import Work
from db.engine import database, update_statistics
from db.migrate import migrate
from db.models import Customer, Role, Team, Ticket, TicketMessage, User

NOW = datetime.now(UTC).replace(microsecond=0)
CHUNK, CUSTOMERS, AGENTS = 10_000, 5_000, 20
WORDS = "spindle noise invoice delivery alarm sensor belt training password 主轴 异响 发票 送货 报警 传感器 皮带 培训 密码".split()
SPREAD = (("closed", 0.9), ("new", 0.02), ("assigned", 0.02), ("processing", 0.045), ("waiting", 0.015))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tickets", type=int, default=200_000)
    count = parser.parse_args().tickets
    migrate(database())
    began = time.perf_counter()
    _fill(count)
    print(f"{count:,} tickets made in {time.perf_counter() - began:.0f} s on {database().reader.dialect.name}")
    print(f"{'':34}{'core ms':>10}{'SQL ms':>10}{'ratio':>8}{'statements':>12}")
    for name, call in _cases():
        call()
        with recorded() as statements:
            call()
        raw, took = floor(statements), timed(call)
        verdict = "" if took <= 3 * raw + 15 and len(statements) <= 12 else "  over the aim"
        print(f"{name:34}{took:10.1f}{raw:10.1f}{took / raw:8.2f}{len(statements):12}{verdict}", flush=True)
    watched = timed(lambda: act(SYSTEM, watch_limits))
    print(f"limits, nothing due{watched:25.1f}")


def _cases() -> list[tuple[str, Callable]]:
    yan, gu = actor("agent0@example.com"), actor("manager@example.com")
    some = ask(yan, list_tickets, TicketFilter(box="mine"), size=5)[-1]
    return [
        ("queue: counts of the boxes", lambda: ask(yan, count_boxes)),
        ("queue: counts, a manager's", lambda: ask(gu, count_boxes)),
        ("queue: mine", lambda: ask(yan, list_tickets, TicketFilter(box="mine"))),
        ("queue: team's, a manager's", lambda: ask(gu, list_tickets, TicketFilter(box="team"))),
        ("queue: unassigned", lambda: ask(yan, list_tickets, TicketFilter(box="unassigned"))),
        ("queue: breaching", lambda: ask(yan, list_tickets, TicketFilter(box="breaching"))),
        ("queue: all open", lambda: ask(yan, list_tickets, TicketFilter(states=("open",)))),
        ("queue: all, newest", lambda: ask(yan, list_tickets, TicketFilter(), ("opened", "desc"))),
        ("queue: count of all", lambda: ask(yan, count_tickets, TicketFilter())),
        ("queue: next in mine", lambda: ask(yan, next_ticket, some.id)),
        ("search: Latin", lambda: ask(yan, list_tickets, TicketFilter(text="spindle alarm"))),
        ("search: two Chinese characters", lambda: ask(yan, list_tickets, TicketFilter(text="异响", states=("open",)))),
        ("ticket: page", lambda: ask(yan, ticket_page, some.id)),
        ("customer: tickets", lambda: ask(yan, tickets_of_customer, some.customer_id)),
        ("report: this quarter", lambda: ask(yan, service, ServiceFilter())),
    ]


def _fill(count: int) -> None:
    act(SYSTEM, set_up, company="Big", locale="en", time_zone="Asia/Shanghai", currency="CNY", country="CN", admin_name="Ada",
        admin_email="ada@example.com", admin_password="lantern-bridge-2041")
    chance = random.Random(3)
    with database().writing() as session:
        team = Team(name="Service")
        session.add(team)
        session.flush()
        roles = {role.key: role.id for role in session.scalars(select(Role))}
        marker = hash_password("lantern-bridge-2041")
        people = [(f"agent{n}", "service_agent") for n in range(AGENTS)] + [("manager", "sales_manager")]
        session.execute(insert(User), [
            {"email": f"{name}@example.com", "name": name, "name_key": name, "role_id": roles[role], "team_id": team.id, "password_hash": marker,
             "created_at": NOW} for name, role in people])
        session.execute(insert(Customer), [
            {"kind": "company", "name": f"Customer {n}", "name_key": f"customer{n}", "grade": chance.choice(("vip", "a", "b", "c", None)),
             "lifecycle": "active", "created_at": NOW, "updated_at": NOW} for n in range(CUSTOMERS)])
        agents = session.scalars(select(User.id).where(User.role_id == roles["service_agent"])).all()
        customers = [(key, grade) for key, grade in session.execute(select(Customer.id, Customer.grade))]
        for start in range(0, count, CHUNK):
            rows = [_ticket(chance, n, team.id, agents, customers) for n in range(start + 1, min(start + CHUNK, count) + 1)]
            session.execute(insert(Ticket), rows)
            session.execute(insert(TicketMessage), [
                {"ticket_id": row["id"], "direction": "in", "channel": "phone", "text": " ".join(chance.choices(WORDS, k=20)), "at": row["opened_at"]}
                for row in rows])
            work, ids = Work(session, SYSTEM, NOW), [row["id"] for row in rows]
            measuring.measure(work, ids)
            indexing.reindex(work, ids)
        session.commit()
    update_statistics(database())


def _ticket(chance: random.Random, number: int, team_id: int, agents: list[int], customers: list[tuple[int, str | None]]) -> dict:
    state = chance.choices([name for name, _share in SPREAD], [share for _name, share in SPREAD])[0]
    closed = state == "closed"
    opened = NOW - timedelta(minutes=chance.randint(1, 2 * 365 * 1440 if closed else 10 * 1440))
    customer, grade = chance.choice(customers)
    spent = timedelta(minutes=chance.randint(5, 6000))
    answered = opened + spent / 5
    return {
        "id": number, "subject": " ".join(chance.choices(WORDS, k=3)), "kind": chance.choice(("inquiry", "complaint", "after_sales")),
        "priority": chance.choice(("low", "normal", "high", "urgent")), "channel": chance.choice(("phone", "email", "web")),
        "state": "archived" if closed else state, "state_since": opened, "customer_id": customer, "grade": grade,
        "owner_id": None if state == "new" else chance.choice(agents), "team_id": team_id, "opened_at": opened, "updated_at": opened,
        "first_response_at": answered if state not in ("new", "assigned") else None, "resolved_at": opened + spent if closed else None,
        "archived_at": opened + spent if closed else None, "satisfaction": chance.choice((None, None, 3, 4, 5)) if closed else None,
    }


if __name__ == "__main__":
    main()
