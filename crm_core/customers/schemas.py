"""What goes into the customers' commands and what comes out of their queries."""
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from crm_core.inputs import Input

PROSES = ("notes", "address", "grade_reason")


class CustomerEdit(Input):
    """Changes to a customer; only the fields that are set count. Money in minor units."""

    required = ("name", "kind")
    proses = PROSES
    limits = {"address": 500, "grade_reason": 500, "website": 500, "postal_code": 20}

    name: str | None = None
    kind: Literal["company", "person"] | None = None
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    address: str | None = None
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None
    industry: str | None = None
    source: str | None = None
    grade: str | None = None
    grade_reason: str | None = None
    owner_id: int | None = None
    parent_id: int | None = None
    employees: int | None = None
    annual_revenue: int | None = None
    founded_year: int | None = None
    notes: str | None = None
    birthday: date | None = None
    locale: str | None = None
    contract_ends_on: date | None = None
    agent_id: int | None = None
    external_id: str | None = None
    tags: tuple[str, ...] | None = None


class CustomerNew(CustomerEdit):
    """A new customer. Without `owner_id` it belongs to whoever makes it; None puts it into the public pool."""

    name: str
    kind: Literal["company", "person"] = "company"


class ContactEdit(Input):
    """Changes to a contact; only the fields that are set count."""

    required = ("name",)
    proses = ("notes",)

    name: str | None = None
    title: str | None = None
    department: str | None = None
    phone: str | None = None
    mobile: str | None = None
    email: str | None = None
    social: str | None = None
    buying_role: str | None = None
    is_primary: bool = False
    birthday: date | None = None
    notes: str | None = None
    external_id: str | None = None


class ContactNew(ContactEdit):
    """A new contact of a customer; the first one is the primary contact."""

    customer_id: int
    name: str


@dataclass(frozen=True)
class Duplicate:
    """A customer that may be the same. `customer_id` and `name` are None where the reader may not see it."""

    reason: str  # phone, email or name
    customer_id: int | None
    name: str | None
    owner: str | None
    team: str | None


@dataclass(frozen=True)
class ContactRow:
    """A person at a customer."""

    id: int
    name: str
    title: str | None
    department: str | None
    phone: str | None
    mobile: str | None
    email: str | None
    social: str | None
    buying_role: str | None
    is_primary: bool
    birthday: date | None
    notes: str | None
    version: int
    role_name: str | None = None
    role_tone: str | None = None


@dataclass(frozen=True)
class OpenDeal:
    """A deal that is still open. Value in minor units."""

    id: int
    name: str
    value: int
    stage: str
    stage_since: datetime
    limit_days: int | None
    expected_close: object
    owner: str | None
