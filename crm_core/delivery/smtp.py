"""Handing mail to a server: one connection for many mails, every answer understood."""
import re
import smtplib
import socket
import ssl
from functools import cache

from crm_core.access import signing
from crm_core.delivery import message
from crm_core.mail import problems, rules
from crm_core.mail.schemas import Access, Outcome, Outgoing

PATIENCE = 30  # seconds for one answer
_DOT = re.compile(rb"(?m)^\.")


class Trouble(Exception):
    """No working connection. `problem` is kept as crm_core.mail.problems says."""

    def __init__(self, code: str, detail: object = "") -> None:
        self.problem = problems.written(code, detail)
        super().__init__(self.problem)


class Line:
    """A connection to the server that is opened when it is needed and kept until `close`."""

    def __init__(self, access: Access, patience: float = PATIENCE) -> None:
        self.access, self._patience = access, patience
        self._server: smtplib.SMTP | None = None

    def deliver(self, mail: Outgoing) -> Outcome:
        """Hands over one mail and tells how that ended; never raises for what the other side does."""
        try:
            content = message.built(self.access, mail)
            recipient = message.ascii_address(mail.to_email)
        except message.Unwritable as error:
            return Outcome(mail, "bounced", problems.written("broken", error))
        try:
            refusal = self._begin(mail, recipient)
        except Trouble as trouble:
            self.close()
            return Outcome(mail, "waiting", trouble.problem, server=True)
        return refusal or self._hand_over(mail, content)

    def check(self) -> None:
        """Connects and signs in. Raises Trouble."""
        self.close()
        self._server = connected(self.access, self._patience)

    def close(self) -> None:
        """Ends the connection, politely if that is quick."""
        server, self._server = self._server, None
        if server is None:
            return
        try:
            if server.sock is not None:
                server.sock.settimeout(2)
            server.quit()
        except (smtplib.SMTPException, OSError):
            server.close()

    def _begin(self, mail: Outgoing, recipient: str) -> Outcome | None:
        """Everything before the contents; an Outcome when it ended there. Raises Trouble."""
        kept = self._server is not None
        try:
            return self._envelope(mail, recipient)
        except (smtplib.SMTPServerDisconnected, OSError):
            self.close()
            if kept:  # the server had enough of the old connection
                return self._begin(mail, recipient)
            return Outcome(mail, "waiting", problems.written("lost"))

    def _envelope(self, mail: Outgoing, recipient: str) -> Outcome | None:
        if self._server is None:
            self._server = connected(self.access, self._patience)
        code, said = self._server.mail(message.ascii_address(self.access.from_email or ""))
        if code != 250:
            self._reset(code)
            raise Trouble("later" if code < 500 else "sender", _answer(code, said))
        code, said = self._server.rcpt(recipient)
        if code not in (250, 251):
            return self._refused(mail, code, said, after_data=False)
        code, said = self._server.docmd("DATA")
        return None if code == 354 else self._refused(mail, code, said, after_data=True)

    def _hand_over(self, mail: Outgoing, content: bytes) -> Outcome:
        content = _DOT.sub(b"..", content)
        try:
            self._server.send(content + (b"" if content.endswith(b"\r\n") else b"\r\n") + b".\r\n")
            code, said = self._server.getreply()
        except (smtplib.SMTPException, OSError):
            code, said = -1, b""
        if 200 <= code < 300:
            return Outcome(mail, "sent")
        if 400 <= code < 600:
            return self._refused(mail, code, said, after_data=True)
        self.close()
        return Outcome(mail, "unknown", problems.written("unsure", said.decode("utf-8", "replace")))

    def _refused(self, mail: Outgoing, code: int, said: bytes, after_data: bool) -> Outcome:
        self._reset(code)
        answer = _answer(code, said)
        if code < 500:
            return Outcome(mail, "waiting", problems.written("later", answer))
        condemned = rules.condemns_address(answer, after_data)
        return Outcome(mail, "bounced", problems.written("rejected", answer), condemned=condemned)

    def _reset(self, code: int) -> None:
        """Makes the connection ready for the next mail, or gives it up (421, nonsense)."""
        try:
            if code == 421 or not 400 <= code < 600 or self._server.rset()[0] != 250:
                self.close()
        except (smtplib.SMTPException, OSError):
            self.close()


def connected(access: Access, patience: float) -> smtplib.SMTP:
    """A signed-in connection. Raises Trouble, which says what is wrong with the account."""
    password = signing.unseal(access.secret) if access.secret else ""
    if password is None:
        raise Trouble("sealed")
    server = None
    try:
        server = _opened(access, patience)
        server.ehlo_or_helo_if_needed()
        if access.username:
            server.login(access.username, password)
        return server
    except Exception as error:
        if server is not None:
            server.close()
        raise trouble_of(error) from error


def _opened(access: Access, patience: float) -> smtplib.SMTP:
    name = _own_name()
    if access.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(access.host, access.port, local_hostname=name, timeout=patience, context=context)
    server = smtplib.SMTP(access.host, access.port, local_hostname=name, timeout=patience)
    if access.security == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except smtplib.SMTPNotSupportedError:
            server.close()
            raise Trouble("no_starttls") from None
        except BaseException:
            server.close()
            raise
    return server


_CODES: tuple[tuple[type[BaseException], str], ...] = (
    (smtplib.SMTPAuthenticationError, "password"),
    (smtplib.SMTPNotSupportedError, "no_login"),
    (smtplib.SMTPServerDisconnected, "hung_up"),
    (smtplib.SMTPException, "protocol"),
    (ssl.SSLCertVerificationError, "certificate"),
    (ssl.SSLError, "no_tls"),
    (socket.gaierror, "unknown_host"),
    (UnicodeError, "unknown_host"),
    (ConnectionRefusedError, "refused"),
    (TimeoutError, "timeout"),
    (ConnectionError, "hung_up"),
    (OSError, "unreachable"),
)


def trouble_of(error: BaseException) -> Trouble:
    """The trouble an exception of a connection means. Raises the exception itself when it means none."""
    if isinstance(error, Trouble):
        return error
    code = next((code for kind, code in _CODES if isinstance(error, kind)), None)
    if code is None:
        raise error
    if isinstance(error, smtplib.SMTPResponseException):
        if code == "password" and error.smtp_code < 500:
            code = "later"
        return Trouble(code, _answer(error.smtp_code, error.smtp_error))
    return Trouble(code, getattr(error, "verify_message", "") if code == "certificate" else "")


def _answer(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"


@cache
def _own_name() -> str:
    """How we introduce ourselves; looked up once, as that can take a while."""
    name = socket.getfqdn()
    return name if "." in name and name.isascii() else "[127.0.0.1]"
