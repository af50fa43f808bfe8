"""kill -9 in the middle of a thousand mails, three times: every recipient once, and what nobody knows is shown."""
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from crm_core.delivery import sender
from tests.mail.server import Post, running, set_account
from tests.mail.steps import Shifted, letter, mails, posted, states

MAILS = 1000
WORKER = """
import sys
from db.engine import use_database
from crm_core.delivery import sender
use_database(sys.argv[1])
sender.run_waiting()
"""
ROOT = Path(__file__).parents[2]


def started(db) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", WORKER, db.url], env=os.environ | {"PYTHONPATH": str(ROOT)}, cwd=ROOT)


def killed_after(post: Post, count: int, *processes: subprocess.Popen) -> None:
    """Waits until so many mails arrived and kills the senders in the middle of the next."""
    deadline = time.monotonic() + 90
    while len(post.taken) < count and time.monotonic() < deadline:
        time.sleep(0.002)
    for process in processes:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert len(post.taken) >= count


@pytest.mark.skipif(os.name == "nt", reason="there is no kill -9")
def test_every_recipient_gets_it_once_and_unknowns_are_shown(db, cast, monkeypatch):
    post = Post()
    with running(post) as port:
        set_account(cast, port)
        posted(*(letter(f"a{n}@customer.example", purpose="campaign") for n in range(MAILS)))
        for count in (150, 400, 700):
            killed_after(post, count, started(db))
        later = Shifted(monkeypatch)
        later(11)  # the leases of the dead have run out
        sender.run_waiting()
    left = Counter(states())
    assert left["unknown"] <= 3 and left["sent"] == MAILS - left["unknown"] and set(left) <= {"sent", "unknown"}
    assert set(post.times.values()) == {1}
    assert {mail.to_email for mail in mails() if mail.state == "sent"} <= post.times.keys()


@pytest.mark.skipif(os.name == "nt", reason="there is no kill -9")
def test_two_senders_at_once_send_nothing_twice(db, cast):
    post = Post()
    with running(post) as port:
        set_account(cast, port)
        posted(*(letter(f"a{n}@customer.example") for n in range(200)))
        workers = [started(db), started(db)]
        assert [worker.wait(90) for worker in workers] == [0, 0]
    assert states() == ["sent"] * 200 and len(post.times) == 200 and set(post.times.values()) == {1}

