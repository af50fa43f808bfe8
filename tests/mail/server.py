"""A real mail server on this machine that does what a test tells it to."""
import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from crm_core.mail.accounts import account, save_account
from crm_core.mail.schemas import AccountForm
from crm_core.run import act, ask

Answer = str | Callable[[SMTP, str], str]


class Post:
    """What arrived, and how it answers: `rcpt`, `data` and `sender` by recipient or "*"; `before` and `after` the contents."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.rcpt: dict[str, Answer] = {}
        self.data: dict[str, Answer] = {}
        self.mail: str | None = None
        self.seconds = 0.0
        self.connections = 0

    @property
    def times(self) -> Counter[str]:
        """How often each recipient got a mail."""
        return Counter(to for to, _content in self.taken)

    def letters(self) -> list[EmailMessage]:
        return [message_from_bytes(content, policy=policy.default) for _to, content in self.taken]

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.mail:
            return self.mail
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = _said(self.rcpt, server, address)
        if answer is None or answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server, session, envelope):
        time.sleep(self.seconds)
        (to,) = envelope.rcpt_tos
        answer = _said(self.data, server, to)
        if answer is None or answer.startswith("250") or answer == HANGS_UP_TAKEN:
            self.taken.append((to, envelope.content))
        return answer or "250 OK"

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses


HANGS_UP, HANGS_UP_TAKEN = "hangs up", "hangs up, but took it"


def _said(answers: dict[str, Answer], server: SMTP, to: str) -> str | None:
    answer = answers.get(to, answers.get("*"))
    answer = answer(server, to) if callable(answer) else answer
    if answer in (HANGS_UP, HANGS_UP_TAKEN):
        server.transport.abort()
    return answer


def _login(server, session, envelope, mechanism, data) -> AuthResult:
    return AuthResult(success=data.login == b"crm" and data.password == b"let-me-in", handled=False)


class _Quiet(SMTP):
    """Does not complain about connections that a test breaks."""

    async def push(self, status):
        if self.transport is None or self.transport.is_closing():
            return
        await super().push(status)


class _Controller(Controller):
    def factory(self):
        return _Quiet(self.handler, **self.SMTP_kwargs)


@contextmanager
def running(post: Post, *, login: bool = False, context: ssl.SSLContext | None = None, starttls: bool = False) -> Iterator[int]:
    """Runs the server and gives its port."""
    more = {"authenticator": _login, "auth_required": True, "auth_require_tls": False} if login else {}
    if starttls:
        more["tls_context"] = context
    controller = _Controller(
        post, hostname="127.0.0.1", port=_free_port(), ssl_context=None if starttls else context, decode_data=False,
        data_size_limit=50_000_000, **more,
    )
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def set_account(cast, port: int, password: str | None = None, **fields) -> None:
    """Enters the account that sends through a server on this machine."""
    values = {"host": "127.0.0.1", "port": port, "security": "none", "from_email": "crm@example.com", "per_minute": 100_000}
    known = ask(cast.ada, account, "smtp")
    act(cast.ada, save_account, "smtp", AccountForm(**values | fields), password, known.version if known else None)
