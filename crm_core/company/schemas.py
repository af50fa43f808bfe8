"""What an administrator may set for the whole company."""
from typing import ClassVar

from crm_core.inputs import Input


class SettingsForm(Input):
    """The company's settings, all of them; the names are those of `crm_core.settings.Settings`."""

    required: ClassVar[tuple[str, ...]] = (
        "company", "locale", "time_zone", "currency", "country", "at_risk_days", "dormant_days", "attachment_megabytes",
        "idle_minutes", "session_days", "digest_hour", "contract_days",
    )
    limits: ClassVar[dict[str, int]] = {"company": 120}

    company: str
    locale: str
    time_zone: str
    currency: str
    country: str
    at_risk_days: int
    dormant_days: int
    attachment_megabytes: int
    idle_minutes: int
    session_days: int
    digest_hour: int
    contract_days: int
