"""Who is greeted how, as the company's setting says. Pure."""
from collections.abc import Mapping
from typing import Any

from crm_core.errors import N_, Invalid
from crm_core.occasions import FESTIVALS

OFF, REMIND, SEND = "off", "remind", "send"
HOW = (OFF, REMIND, SEND)
BIRTHDAY, FESTIVAL = "birthday", "festival"
KINDS = (BIRTHDAY, FESTIVAL)
EVERY_OTHER = ""  # the grades that are not named, and customers without one
USUAL = {BIRTHDAY: REMIND, FESTIVAL: OFF}
OCCASIONS: dict[str, str] = {BIRTHDAY: N_("Birthday"), **{one.key: one.name for one in FESTIVALS}}
REMIND_DAYS = 3  # so long before the day the owner gets a next step


def how(setting: Mapping[str, Any], kind: str) -> dict[str, str]:
    """Grade → how its customers are greeted on occasions of `kind`; EVERY_OTHER is always there."""
    said = setting.get(kind) or {}
    return {EVERY_OTHER: USUAL[kind]} | {grade: value for grade, value in said.items() if value in HOW}


def grades(setting: Mapping[str, Any], kind: str, wanted: str) -> tuple[frozenset[str], bool, frozenset[str]]:
    """The grades that are greeted `wanted`; whether all others are too; and the grades that are named with something else."""
    found = how(setting, kind)
    named = frozenset(grade for grade, value in found.items() if grade and value == wanted)
    others = frozenset(grade for grade, value in found.items() if grade and value != wanted)
    return named, found[EVERY_OTHER] == wanted, others


def check(chosen: Mapping[str, Mapping[str, str]]) -> None:
    """Raises Invalid for an occasion or a way to greet that there is not."""
    if not set(chosen) <= set(KINDS) or any(value not in HOW for ways in chosen.values() for value in ways.values()):
        raise Invalid(N_("Choose one from the list."))
