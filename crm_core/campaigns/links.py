"""The addresses in the mails of campaigns: each carries a signature, so that nobody makes one up."""
from collections.abc import Callable
from dataclasses import dataclass, field

from crm_core.access import signing
from crm_core.campaigns.html import is_web
from crm_core.campaigns.recipients import Addressed
from crm_core.consents import links as consents
from crm_core.errors import N_, Invalid
from crm_core.mail.links import absolute
from crm_core.work import Work

OPEN, CLICK = "campaign-open", "campaign-click"
LONGEST = 2000


@dataclass(frozen=True)
class Links:
    """What a mail carries: where one unsubscribes, how addresses are counted, the image that tells of opening."""

    unsubscribe: str
    counted: Callable[[str], str]
    pixel: str
    headers: dict[str, str] = field(default_factory=dict)


def of_mail(work: Work, person: Addressed, send_id: int) -> Links:
    """The links of one mail. Raises Invalid while nobody has entered where the program is reached from outside."""
    check_address(work)

    def counted(address: str) -> str:
        if len(address) > LONGEST:
            return address
        return absolute(work, f"/p/c/{signing.signed(CLICK, send_id, address)}") or address

    leave = consents.unsubscribe(work, person.email or "", send_id, person.to.locale) or ""
    pixel = absolute(work, f"/p/o/{signing.signed(OPEN, send_id)}.gif") or ""
    return Links(leave, counted, pixel, consents.headers(leave))


def check_address(work: Work) -> None:
    """Raises Invalid while the address of the program is unknown: no mail goes out that nobody can unsubscribe from."""
    if not work.settings.public_url:
        raise Invalid(N_("Links in mails need the address of this program. An administrator enters it in the company settings."),
                      field="public_url")


def opened(token: str) -> int | None:
    """The mail whose image this is; None for a forged token."""
    read = signing.read(OPEN, token.removesuffix(".gif"))
    return read[0] if read and isinstance(read[0], int) else None


def clicked(token: str) -> tuple[int, str] | None:
    """The mail and the address this link leads to; None for a forged token. Only what was in that mail is signed."""
    read = signing.read(CLICK, token)
    if not read or len(read) != 2 or not isinstance(read[0], int) or not is_web(str(read[1])):
        return None
    return read[0], read[1]
