"""A company that is at work already gets the segments that a new one begins with"""
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from db.types import Json, UtcDateTime

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def _when(field: str, op: str, value: object) -> dict:
    return {"field": field, "op": op, "value": value}


def _all(*parts: dict) -> dict:
    return {"match": "all", "parts": list(parts)}


BEST, BOUGHT = _when("won_value", "top", 20), _when("won_deals", "at_least", 1)
READY = {
    "high_value": ("High value", _all(BEST)),
    "potential": ("Potential", _all(_when("open_deals", "at_least", 1), {"match": "none", "parts": [BEST]})),
    "churn_risk": ("Churn risk: silent", _all(BOUGHT, _when("last_activity", "older", 90), _when("last_won", "older", 90))),
    "frequent": ("Frequent buyers", _all(_when("deal.won", "times", [3, 365]))),
    "infrequent": ("Infrequent buyers", _all(BOUGHT, _when("deal.won", "fewer", [2, 365]))),
}


def upgrade() -> None:
    role = sa.table("role", sa.column("id"))
    if op.get_bind().execute(sa.select(role.c.id).limit(1)).first() is None:
        return
    if op.get_bind().execute(sa.text("SELECT 1 FROM segment WHERE key IS NOT NULL")).first() is not None:
        return
    names = ("key", "name", "live", "shared", "version")
    segment = sa.table("segment", *map(sa.column, names), sa.column("rule", Json),
                       *(sa.column(name, UtcDateTime()) for name in ("created_at", "updated_at")))
    now = datetime.now(UTC)
    op.bulk_insert(segment, [
        {"key": key, "name": name, "rule": rule, "live": True, "shared": True, "version": 1, "created_at": now, "updated_at": now}
        for key, (name, rule) in READY.items()
    ])


def downgrade() -> None:
    raise RuntimeError("take the copy that was made before the upgrade")
