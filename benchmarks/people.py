"""Ten people at once: real websocket sessions that click every one to three seconds, one process on SQLite.

    CRM_DATA_DIR=/somewhere python -m benchmarks.people [--people 10] [--seconds 120]

Starts the app by itself (on 127.0.0.1, ended at the end), signs in the sellers of benchmarks.generate, lets
them look at lists, search, open records and boards and log calls. Prints the times of the clicks; afterwards
every logged call must be in the database. Aim: no error, no lost write, p95 under a second.
"""
import argparse
import random
import statistics
import threading
import time
from pathlib import Path

from sqlalchemy import func, select

from db.engine import data_dir, database, use_database
from db.models import Activity, Customer, User
from tests.live import Browser, Server, Tab

WORDS = ("恒信", "harbour", "北京", "cedar", "info47", "summit log")


class Person(threading.Thread):
    """A seller who clicks and waits."""

    def __init__(self, browser: Browser, number: int, customers: list[int], until: float) -> None:
        super().__init__()
        self.browser, self.customers, self.until = browser, customers, until
        self.chance = random.Random(number)
        self.times: list[float] = []
        self.logged: list[str] = []
        self.errors: list[str] = []

    def run(self) -> None:
        self.tab = self.browser.tab("customers")
        self.record()
        self.board()
        while time.monotonic() < self.until:
            time.sleep(self.chance.uniform(1, 3))
            started = time.monotonic()
            try:
                self.chance.choice((self.list, self.search, self.record, self.record, self.board, self.log_call))()
            except Exception as error:
                self.errors.append(repr(error))
                return
            self.times.append(time.monotonic() - started)
            if "reference" in self.tab.shown and "went wrong" in self.tab.shown:
                self.errors.append("an error was shown")

    def list(self) -> None:
        self.tab.run("customers")

    def search(self) -> None:
        self.tab.run("customers", f"q={self.chance.choice(WORDS)}")

    def record(self) -> None:
        self.tab.run("customer", f"id={self.chance.choice(self.customers)}")

    def board(self) -> None:
        self.tab.run("pipeline")

    def log_call(self) -> None:
        query = f"id={self.chance.choice(self.customers)}"
        self.tab.run("customer", query)
        text = f"Spoke about delivery, {time.time_ns()}"
        self.tab.run("customer", query, widgets=filled(self.tab, text))
        self.logged.append(text)


def filled(tab: Tab, text: str) -> list[dict]:
    """What a browser sends when somebody types into the log line and presses Enter."""
    shown = [m.delta.new_element for m in tab.messages if m.HasField("delta")]
    field = next(e.text_input for e in shown if e.HasField("text_input") and ".text" in e.text_input.id)
    button = next(e.button for e in shown if e.HasField("button") and e.button.form_id == field.form_id)
    return [{"id": field.id, "string_value": text}, {"id": button.id, "trigger_value": True}]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--seconds", type=int, default=120)
    arguments = parser.parse_args()
    server = Server(Path(data_dir()))
    started = server.start()
    print(f"the app answered after {started:.1f} s")
    try:
        _measure(server, arguments)
    finally:
        server.stop()


def _measure(server: Server, arguments: argparse.Namespace) -> None:
    until = time.monotonic() + arguments.seconds
    people = [
        Person(server.browser(f"seller{i}@example.com"), i, _customers(server, i), until)
        for i in range(1, arguments.people + 1)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    times = sorted(t for person in people for t in person.times)
    logged = [text for person in people for text in person.logged]
    errors = [error for person in people for error in person.errors]
    print(f"{len(times)} clicks, median {statistics.median(times):.2f} s, p95 {times[int(len(times) * 0.95)]:.2f} s, longest {times[-1]:.2f} s")
    print(f"{len(errors)} errors {errors[:3]}")
    print(f"{len(logged)} calls logged, {len(logged) - _stored(logged)} lost")


def _customers(server: Server, number: int) -> list[int]:
    use_database(server.database)
    with database().reading() as session:
        owner = session.scalar(select(User.id).where(User.email == f"seller{number}@example.com"))
        return list(session.scalars(select(Customer.id).where(Customer.owner_id == owner).limit(50)))


def _stored(logged: list[str]) -> int:
    with database().reading() as session:
        return session.scalar(select(func.count()).where(Activity.text.in_(logged)))


if __name__ == "__main__":
    main()
