"""Points know the rate they were earned at; balances are summed from an index; tiers and rewards to begin with"""
import sqlalchemy as sa
from alembic import op
from babel.numbers import get_currency_precision

from db.types import Json

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

TIERS = (("Basic member", "普通会员", 0, 1.0, "gray"), ("Silver", "银卡会员", 100_000, 1.2, "blue"),
         ("Gold", "金卡会员", 500_000, 1.5, "orange"), ("Platinum", "铂金会员", 2_000_000, 2.0, "violet"))
REWARDS = (("Gift box", "精美礼盒", 500), ("Free delivery", "免运费一次", 1_000), ("Training for one person", "单人培训名额", 3_000),
           ("Maintenance on site", "上门保养一次", 8_000))


def upgrade() -> None:
    op.add_column("loyalty_entry", sa.Column("rate", sa.Float(), nullable=True))
    op.create_index("ix_loyalty_entry_balance", "loyalty_entry", ["customer_id", "points"])
    op.create_index("ix_loyalty_entry_at", "loyalty_entry", ["at"])
    _extend_companies()


def _extend_companies() -> None:
    """A company that is set up already gets what a new one starts with."""
    role, setting = sa.table("role", sa.column("id")), sa.table("setting", sa.column("key"), sa.column("value", Json))
    if op.get_bind().execute(sa.select(role.c.id).limit(1)).first() is None:
        return
    currency = op.get_bind().scalar(sa.select(setting.c.value).where(setting.c.key == "currency")) or "CNY"
    minor = 10 ** get_currency_precision(currency)
    tier = sa.table("loyalty_tier", *map(sa.column, ("name", "revenue_from", "factor", "tone", "version")), sa.column("names", Json))
    reward = sa.table("loyalty_reward", *map(sa.column, ("name", "points", "active", "position", "version")), sa.column("names", Json))
    op.bulk_insert(tier, [
        {"name": name, "names": {"zh_Hans": chinese}, "revenue_from": least * minor, "factor": factor, "tone": tone, "version": 1}
        for name, chinese, least, factor, tone in TIERS
    ])
    op.bulk_insert(reward, [
        {"name": name, "names": {"zh_Hans": chinese}, "points": points, "active": True, "position": place, "version": 1}
        for place, (name, chinese, points) in enumerate(REWARDS)
    ])


def downgrade() -> None:
    raise RuntimeError("take the copy that was made before the upgrade")
