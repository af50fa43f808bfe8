"""Makes a big company: by default 1,000,000 customers, 200,000 deals and 1,000,000 activities.

    CRM_DATA_DIR=/somewhere python -m benchmarks.generate [--customers 1000000] [--deals 200000]

Half of the customers have Chinese names. The seed is fixed. Everybody's password is printed at the end.
"""
import argparse
import random
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from sqlalchemy import insert, select, text
from sqlmodel import SQLModel

from crm_core.access.actor import SYSTEM
from crm_core.access.passwords import hash_password
from crm_core.normalise import company_key
from crm_core.people.setup import set_up
from crm_core.run import act
from db import search
from db.engine import database, update_statistics
from db.migrate import migrate
from db.models import (
    Activity,
    Customer,
    Deal,
    DealLine,
    Event,
    MailAddress,
    Pipeline,
    Product,
    Role,
    Stage,
    StageHistory,
    Task,
    Team,
    User,
)

PASSWORD = "lantern-bridge-2041"
NOW = datetime.now(UTC).replace(microsecond=0)
PLACES = "北京 上海 广州 深圳 苏州 杭州 南京 青岛 成都 武汉 西安 宁波 无锡 济南 厦门 天津".split()
BRANDS = "华岳 北辰 海瑞 明珠 恒信 东湖 嘉禾 德润 泰和 云帆 金桥 远大 蓝天 晨光 宏图 瑞丰 天元 中诚 启明 百川".split()
TRADES = "机械 食品 物流 纺织 电子 软件 医疗 能源 包装 化工 建材 印务 家具 电气 精密 环保".split()
HEADS = "Harbour Bright Great North Silver Oak Meridian Kiln River Cedar Summit Falcon Amber Delta Iron Maple".split()
TAILS = "Logistics Textiles Hydraulics Dental Packaging Foods Robotics Solar Marine Tools Foundry Optics Media".split()
REGIONS = ("East", "West", "North", "South")
INDUSTRIES = ("machinery", "electronics", "software", "food", "textiles", "energy", "logistics", "health")
SOURCES = ("web_form", "hotline", "exhibition", "referral", "cold_call")
KINDS = ("call", "email", "meeting", "visit", "note")
CHUNK = 20_000


def main() -> None:
    arguments = _arguments()
    chance = random.Random(20)
    migrate(database())
    people = company(arguments.sellers)
    started = time.perf_counter()
    facts = _Facts(chance, arguments.customers, people)
    deals = list(facts.deals(arguments.deals, _stages()))
    activities = list(facts.activities(arguments.activities))
    _insert(Customer, facts.customers(), documents=("customer", lambda row: search.document(row["name"], row["email"], phones=(row["phone"],))))
    _insert(MailAddress, facts.addresses())
    _insert(Deal, iter(deals), documents=("deal", lambda row: search.document(row["name"], facts.names[row["customer_id"] - 1])))
    _insert(StageHistory, (_history(deal) for deal in deals))
    _insert(DealLine, ({"deal_id": d["id"], "product_id": 1 + d["id"] % 20, "quantity": 1, "price": d["value"], "discount": 0, "position": 0} for d in deals))
    _insert(Activity, iter(activities))
    _insert(Task, facts.tasks())
    _insert(Event, (_event(deal) for deal in deals))
    _analyze()
    print(f"made in {time.perf_counter() - started:.0f} s; sign in as seller1@example.com, manager@example.com or eva@example.com with {PASSWORD}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--deals", type=int, default=200_000)
    parser.add_argument("--activities", type=int, default=1_000_000)
    parser.add_argument("--sellers", type=int, default=40)
    return parser.parse_args()


def company(sellers: int) -> list[tuple[int, int]]:
    """Sets up the company; returns (user id, team id) of the sellers."""
    act(
        SYSTEM, set_up, company="Big Company", locale="en", time_zone="Asia/Shanghai", currency="CNY", country="CN",
        admin_name="Ada King", admin_email="ada@example.com", admin_password=PASSWORD,
    )
    marker = hash_password(PASSWORD)
    with database().writing() as session:
        teams = [Team(name=region, region=region) for region in REGIONS]
        session.add_all(teams)
        session.flush()
        roles = {role.key: role.id for role in session.scalars(select(Role))}

        def user(email: str, name: str, role: str, team: int | None) -> User:
            return User(email=email, name=name, name_key=name.lower(), role_id=roles[role], team_id=team, password_hash=marker, created_at=NOW)

        people = [user(f"seller{i}@example.com", f"Seller {i}", "account_manager", teams[i % 4].id) for i in range(1, sellers + 1)]
        session.add_all(people)
        session.add(user("manager@example.com", "Gu Lan", "sales_manager", teams[0].id))
        session.add(user("eva@example.com", "Eva Stone", "executive", None))
        session.add_all(Product(name=f"Product {i}", name_key=f"product{i}", category=f"Series {i % 4}", price=100_000 * i, created_at=NOW) for i in range(1, 21))
        session.flush()
        found = [(person.id, person.team_id) for person in people]
        session.commit()
    return found


def _stages() -> tuple[int, list[int]]:
    with database().reading() as session:
        pipeline = session.scalar(select(Pipeline.id))
        return pipeline, list(session.scalars(select(Stage.id).order_by(Stage.position)))


class _Facts:
    """Rows that agree with each other."""

    def __init__(self, chance: random.Random, customers: int, people: list[tuple[int, int]]) -> None:
        self.chance = chance
        self.people = people
        self.owners = [chance.choice(people) for _ in range(customers)]
        self.names = [self._name(i) for i in range(customers)]
        self.open: dict[int, list[int]] = {}
        self.won: dict[int, list[tuple[int, object]]] = {}
        self.last: dict[int, tuple[datetime, str]] = {}

    def _name(self, i: int) -> str:
        chance = self.chance
        if i % 2:
            return f"{chance.choice(PLACES)}{chance.choice(BRANDS)}{chance.choice(BRANDS)}{chance.choice(TRADES)}有限公司"
        return f"{chance.choice(HEADS)} {chance.choice(HEADS)} {chance.choice(TAILS)} {i}"

    def deals(self, count: int, pipeline: tuple[int, list[int]]) -> Iterator[dict]:
        for key in range(1, count + 1):
            customer = self.chance.randrange(len(self.names)) + 1
            owner, team = self.owners[customer - 1]
            opened = (NOW - timedelta(days=self.chance.randrange(10, 720))).date()
            status = self.chance.choices(("open", "won", "lost"), (25, 45, 30))[0]
            value = self.chance.randrange(1, 2000) * 100_000
            closed = min(opened + timedelta(days=self.chance.randrange(5, 120)), NOW.date())
            if status == "open":
                self.open.setdefault(customer, []).append(value)
            elif status == "won":
                self.won.setdefault(customer, []).append((value, closed))
            yield {
                "id": key, "name": f"Deal {key} {self.chance.choice(TAILS)}", "customer_id": customer,
                "pipeline_id": pipeline[0], "stage_id": self.chance.choice(pipeline[1]), "status": status,
                "stage_since": NOW - timedelta(days=self.chance.randrange(60), minutes=key % 1440), "value": value,
                "first_value": value, "owner_id": owner, "team_id": team, "opened_on": opened,
                "expected_close": (NOW + timedelta(days=self.chance.randrange(-20, 180))).date(),
                "closed_on": None if status == "open" else closed,
                "close_reason": {"open": None, "won": "product", "lost": "price"}[status],
                "created_at": NOW, "updated_at": NOW, "version": 1,
            }

    def activities(self, count: int) -> Iterator[dict]:
        for key in range(1, count + 1):
            customer = self.chance.randrange(len(self.names)) + 1
            at = NOW - timedelta(minutes=self.chance.randrange(60 * 24 * 400))
            kind = self.chance.choice(KINDS)
            if customer not in self.last or self.last[customer][0] < at:
                self.last[customer] = (at, kind)
            yield {"id": key, "kind": kind, "text": "Talked about delivery and price", "at": at, "customer_id": customer,
                   "user_id": self.owners[customer - 1][0], "created_at": at}

    def customers(self) -> Iterator[dict]:
        for index, name in enumerate(self.names):
            key = index + 1
            owner, team = self.owners[index]
            open_values, won = self.open.get(key, []), self.won.get(key, [])
            at, kind = self.last.get(key, (None, None))
            lifecycle = "active" if won and open_values else "dormant" if won else "lead" if open_values else "prospect"
            yield {
                "id": key, "kind": "company", "name": name, "name_key": company_key(name), "owner_id": owner, "team_id": team,
                "phone": f"+86-1{30 + index % 60}{10_000_000 + index}"[:15], "email": f"info{index}@example{index % 997}.com",
                "city": PLACES[index % 16], "region": REGIONS[index % 4], "country": "CN", "industry": INDUSTRIES[index % 8],
                "source": SOURCES[index % 5], "grade": ("vip", "a", "b", "c", None)[index % 5], "lifecycle": lifecycle,
                "last_activity_at": at, "last_activity_kind": kind, "open_deals": len(open_values),
                "open_value": sum(open_values), "won_deals": len(won), "won_value": sum(v for v, _ in won),
                "last_won_on": max((day for _, day in won), default=None),
                "next_step": "Call about the quotation" if index % 5 == 0 else None,
                "next_step_at": self._due(index) if index % 5 == 0 else None,
                "created_at": NOW - timedelta(minutes=index), "updated_at": NOW, "version": 1,
            }

    def addresses(self) -> Iterator[dict]:
        """Every second customer agreed to marketing mail; of a few it came back."""
        for index in range(0, len(self.names), 2):
            bounced = NOW if index % 50 == 0 else None
            yield {"email": f"info{index}@example{index % 997}.com", "marketing": True, "marketing_at": NOW, "bounced_at": bounced}

    def tasks(self) -> Iterator[dict]:
        for index in range(0, len(self.names), 5):
            yield {"kind": "call", "title": "Call about the quotation", "due_at": self._due(index), "all_day": True,
                   "customer_id": index + 1, "owner_id": self.owners[index][0], "created_at": NOW, "version": 1}

    def _due(self, index: int) -> datetime:
        return NOW + timedelta(days=index % 60 - 2, minutes=index % 600)


def _history(deal: dict) -> dict:
    return {"deal_id": deal["id"], "pipeline_id": deal["pipeline_id"], "stage_id": deal["stage_id"], "status": "open",
            "entered_at": deal["stage_since"]}


def _event(deal: dict) -> dict:
    return {"at": NOW, "user_id": deal["owner_id"], "kind": "deal.created", "subject_type": "deal", "subject_id": deal["id"],
            "customer_id": deal["customer_id"], "deal_id": deal["id"], "after": {"name": deal["name"]}}


def _insert(model: type[SQLModel], rows: Iterable[dict], documents: tuple[str, Callable[[dict], str]] | None = None) -> None:
    """Inserts rows by the chunk, with the text to search."""
    rows, done, started = iter(rows), 0, time.perf_counter()
    while chunk := list(islice(rows, CHUNK)):
        with database().writing() as session:
            session.execute(insert(model.__table__), chunk)
            if documents:
                table, document = documents
                search.store(session, table, {row["id"]: document(row) for row in chunk})
            session.commit()
        done += len(chunk)
    print(f"{model.__tablename__}: {done} rows in {time.perf_counter() - started:.0f} s", flush=True)


def _analyze() -> None:
    update_statistics(database())
    if database().is_sqlite:
        return
    with database().writing() as session:
        for table in ("customer", "deal", "activity", "task"):
            session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"))
        session.commit()


if __name__ == "__main__":
    main()
