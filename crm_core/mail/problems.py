"""What can go wrong with mail, in words. Kept as `code` or `code|what the other side said`."""
from crm_core.errors import N_

WORDS: dict[str, str] = {
    "unknown_host": N_("There is no server of this name. Check the spelling."),
    "refused": N_("The server refuses connections on this port. Check the port, or the firewall between."),
    "unreachable": N_("The server cannot be reached from here. Check the network, or the firewall between."),
    "timeout": N_("The server does not answer. Check host and port, or the firewall between."),
    "certificate": N_("The server's certificate is not valid for this name, so the connection would not be safe."),
    "no_tls": N_("The server does not speak TLS on this port. Usual are 465 and 993 with TLS, 587 with STARTTLS."),
    "no_starttls": N_("The server offers no STARTTLS. Choose TLS, or another port."),
    "no_login": N_("The server offers no sign-in here. Leave user and password empty, or choose a connection with TLS."),
    "password": N_("The server does not accept this user and password. Many providers want a password of its own for programs."),
    "sealed": N_("The stored password cannot be read any more: the program's secrets were exchanged. Enter it again."),
    "sender": N_("The server does not let this account send from this address."),
    "hung_up": N_("The server ended the connection. It may expect another kind of encryption."),
    "no_folder": N_("The mailbox has no folder of this name."),
    "protocol": N_("The server gives answers that make no sense here. Is it a mail server?"),
    "later": N_("The other side asks to try again later."),
    "given_up": N_("For five days the other side only asked to try again later."),
    "lost": N_("The connection broke before the mail was handed over."),
    "rejected": N_("The other side refuses this mail."),
    "unsure": N_("The connection broke while the mail was handed over. Perhaps it arrived, perhaps not."),
    "died": N_("The program ended while the mail was handed over. Perhaps it arrived, perhaps not."),
    "broken": N_("This mail cannot be put together."),
    "bounced": N_("It came back as undeliverable."),
}


def written(code: str, detail: object = "") -> str:
    """How a problem is kept."""
    said = " ".join(str(detail).split())[:400]
    return f"{code}|{said}" if said else code


def parts(problem: str) -> tuple[str, str]:
    """(message id, what the other side said) of a kept problem."""
    code, _bar, said = problem.partition("|")
    return WORDS.get(code, code), said
