"""What people type, on its way in: the base of every schema that a command takes."""
import re
import unicodedata
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator

from crm_core.errors import N_, Invalid

LINE_LIMIT = 200
PROSE_LIMIT = 10_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def line(text: str) -> str:
    """One line: no control characters, no space at the ends, single spaces within."""
    if not (text.isprintable() and unicodedata.is_normalized("NFC", text)):
        text = _CONTROL.sub("", unicodedata.normalize("NFC", text))
    return " ".join(text.split())


def prose(text: str) -> str:
    """Several lines, without control characters and blank ends."""
    text = _CONTROL.sub("", unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n"))
    return text.strip()


class Input(BaseModel):
    """Trims every text, makes empty ones None and refuses what is too long, naming the field.

    `required` must not be empty; `proses` may have several lines; `limits` are characters where
    the usual 200 (10,000 for proses) do not fit. Raises Invalid.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    required: ClassVar[tuple[str, ...]] = ()
    proses: ClassVar[tuple[str, ...]] = ()
    limits: ClassVar[dict[str, int]] = {}

    @field_validator("*", mode="before")
    @classmethod
    def _tidy(cls, value: Any, info: ValidationInfo) -> Any:
        name = info.field_name or ""
        if isinstance(value, str):
            value = cls._text(name, value)
        if value in (None, "", ()) and name in cls.required:
            raise Invalid(N_("Please fill this in."), field=name)
        return value

    @classmethod
    def _text(cls, name: str, value: str) -> str | None:
        is_prose = name in cls.proses
        value = prose(value) if is_prose else line(value)
        limit = cls.limits.get(name, PROSE_LIMIT if is_prose else LINE_LIMIT)
        if len(value) > limit:
            raise Invalid(N_("At most {limit} characters fit here."), field=name, limit=limit)
        return value or None

    def given(self) -> dict[str, Any]:
        """The fields that were set, by name."""
        return {name: getattr(self, name) for name in self.model_fields_set}
