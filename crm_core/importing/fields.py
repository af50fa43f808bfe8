"""A field that a column of a file can go to."""
from dataclasses import dataclass
from enum import StrEnum

from crm_core.i18n import N_


class Type(StrEnum):
    """How the text of a cell becomes a value."""

    TEXT = "text"
    LONG = "long"
    PHONE = "phone"
    EMAIL = "email"
    WEBSITE = "website"
    COUNTRY = "country"
    DATE = "date"
    MOMENT = "moment"
    MONEY = "money"
    AMOUNT = "amount"  # in the currency of its row, with sign; a Decimal
    CODE = "code"  # any currency
    SHARE = "share"  # percent with decimals
    CURRENCY = "currency"
    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"
    BOOLEAN = "boolean"
    TAGS = "tags"
    KIND = "kind"
    OUTCOME = "outcome"
    DICTIONARY = "dictionary"
    PERSON = "person"
    CUSTOMER = "customer"
    CONTACT = "contact"
    PRODUCT = "product"
    PIPELINE = "pipeline"
    STAGE = "stage"


# Types whose values are matched against what the CRM has, in the wizard's second step.
MATCHED = frozenset({Type.DICTIONARY, Type.PERSON, Type.PRODUCT, Type.PIPELINE, Type.STAGE, Type.OUTCOME, Type.KIND})


@dataclass(frozen=True)
class Field:
    """`synonyms` are headings separated by `|`, the most usual first; case, spaces and punctuation do not matter.

    `dictionary` names the list its values come from; `joins` fields may take several columns.
    """

    name: str
    label: str
    type: Type = Type.TEXT
    synonyms: str = ""
    dictionary: str | None = None
    joins: bool = False
    length: int = 300
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Kind:
    """One thing to import. `needs` lists sets of fields of which one must have a column.

    `keys` are the fields by which an existing row can be found and updated, the surest first.
    `together`: rows with the same value of this field are one thing, wherever they stand in the file.
    """

    name: str
    label: str
    fields: tuple[Field, ...]
    needs: tuple[frozenset[str], ...]
    keys: tuple[str, ...]
    right: str
    signs: frozenset[str] = frozenset()
    together: str | None = None

    def field(self, name: str) -> Field:
        """Raises KeyError for a name that is no field of this kind."""
        return _by_name(self)[name]

    def has(self, name: str) -> bool:
        return name in _by_name(self)


def _by_name(kind: Kind) -> dict[str, Field]:
    cache = _NAMES.get(kind.name)
    if cache is None:
        cache = _NAMES[kind.name] = {field.name: field for field in kind.fields}
    return cache


_NAMES: dict[str, dict[str, Field]] = {}

EXTERNAL_ID = N_("ID in the other program")
