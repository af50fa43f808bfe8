"""Sends mails into a mail server on this machine and counts how many a second.

    CRM_DATA_DIR=/empty/folder python -m benchmarks.mail [--mails 100000]

Aim: 100 a second or more. The server (aiosmtpd, in a process of its own) takes every mail and forgets it. Prints the
mails a second, the time of the processor for each, and how many recipients got none or two.
"""
import argparse
import multiprocessing
import socket
import time
from collections import Counter

from sqlalchemy import func, select

from crm_core import clock
from crm_core.access.actor import SYSTEM, load_actor
from crm_core.delivery import sender
from crm_core.mail import outbox
from crm_core.mail.accounts import save_account
from crm_core.mail.outbox import Letter
from crm_core.mail.schemas import AccountForm
from crm_core.people.setup import set_up
from crm_core.run import act
from crm_core.work import Work
from db.engine import database
from db.migrate import migrate
from db.models import Mail

CHUNK = 5000
TEXT = "Dear customer,\n\nyour pump is ready. We look forward to your visit.\n\n" * 6
HTML = f"<html><body>{''.join(f'<p>{line}</p>' for line in TEXT.splitlines())}</body></html>"


def _serve(port: int, mails: int, answer) -> None:
    """The other side: counts recipients until all mails are there."""
    from aiosmtpd.controller import Controller

    class Sink:
        times: Counter[str] = Counter()

        async def handle_DATA(self, server, session, envelope):
            self.times.update(envelope.rcpt_tos)
            return "250 OK"

    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    answer.send("ready")
    answer.recv()
    answer.send((mails - len(sink.times), sum(1 for count in sink.times.values() if count > 1)))
    controller.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=100_000)
    mails = parser.parse_args().mails
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(port, mails, theirs), daemon=True)
    server.start()
    ours.recv()
    _prepare(port, mails)
    started, begun = time.perf_counter(), time.process_time()
    counts = sender.run_waiting()
    took, busy = time.perf_counter() - started, time.process_time() - begun
    ours.send("done")
    missing, twice = ours.recv()
    server.join(10)
    with database().reading() as session:
        left = session.scalar(select(func.count()).select_from(Mail).where(Mail.state != "sent"))
    print(f"{counts['sent']} mails in {took:.0f} s: {counts['sent'] / took:.0f} a second, {1000 * busy / counts['sent']:.1f} ms of processor each; {missing} recipients without, {twice} with two; {left} not sent")


def _prepare(port: int, mails: int) -> None:
    migrate(database())
    admin = act(
        SYSTEM, set_up, company="Mail", locale="en", time_zone="Asia/Shanghai", currency="CNY", country="CN",
        admin_name="Ada King", admin_email="ada@example.com", admin_password="lantern-bridge-2041",
    )  # fmt: skip
    with database().reading() as session:
        actor = load_actor(session, admin)
    form = AccountForm(host="127.0.0.1", port=port, security="none", from_email="crm@example.com", per_minute=100_000)
    act(actor, save_account, "smtp", form, None, None)
    for start in range(0, mails, CHUNK):
        with database().writing() as session:
            outbox.post_all(Work(session, SYSTEM, clock.now()), [
                Letter(f"c{n}@customer.example", "Your pump", TEXT, "campaign", html=HTML, to_name=f"Customer {n}", headers={
                    "List-Unsubscribe": f"<https://crm.example.com/p/unsubscribe/{n:0160}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"})
                for n in range(start, min(mails, start + CHUNK))
            ])  # fmt: skip
            session.commit()


if __name__ == "__main__":
    main()
