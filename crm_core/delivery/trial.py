"""Trying an account at once, so that an administrator learns in words what is wrong with it."""
from crm_core import run
from crm_core.access.actor import Actor
from crm_core.delivery.imap import opened
from crm_core.delivery.smtp import Line, Trouble
from crm_core.mail import accounts

PATIENCE = 15  # seconds


def send_test(actor: Actor, to_email: str) -> str | None:
    """Sends a test mail with the stored account, past the outbox.

    Returns what went wrong, as crm_core.mail.problems keeps it; None when the server took it.
    Raises NotFound without an account, Forbidden, Invalid for an address that cannot be.
    """
    access = run.ask(actor, accounts.access, "smtp")
    line = Line(access, PATIENCE)
    try:
        outcome = line.deliver(run.ask(actor, accounts.test_mail, to_email))
    finally:
        line.close()
    if outcome.state == "sent" or outcome.server:
        run.act(actor, accounts.note_check, "smtp", outcome.problem)
    return outcome.problem


def check_mailbox(actor: Actor) -> str | None:
    """Opens the mailbox with the stored account; returns what went wrong, None when it opened. Raises NotFound, Forbidden."""
    access = run.ask(actor, accounts.access, "imap")
    problem = None
    try:
        with opened(access, PATIENCE):
            pass
    except Trouble as trouble:
        problem = trouble.problem
    run.act(actor, accounts.note_check, "imap", problem)
    return problem
