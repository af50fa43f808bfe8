"""Column types that mean the same on SQLite and on Postgres."""
from datetime import UTC, datetime

from sqlalchemy import JSON, BigInteger, DateTime, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB


class UtcDateTime(TypeDecorator):
    """A moment. Python sees it aware, in UTC; SQLite keeps it naive, Postgres as timestamptz."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Money(TypeDecorator):
    """Minor units. 64 bits, as 32 end at 21 million; sums come back as int too (Postgres makes them numeric)."""

    impl = BigInteger
    cache_ok = True

    def process_result_value(self, value, dialect) -> int | None:
        return None if value is None else int(value)


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
