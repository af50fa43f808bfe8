"""When a campaign began, and whom its callers have on the phone"""
import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaign", sa.Column("started_at", UtcDateTime(), nullable=True))
    op.add_column("campaign_member", sa.Column("call_after", UtcDateTime(), nullable=True))
    op.add_column("campaign_member", sa.Column("leased_until", UtcDateTime(), nullable=True))
    op.add_column("campaign_member", sa.Column("by_hand", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    raise RuntimeError("take the copy that was made before the upgrade")
