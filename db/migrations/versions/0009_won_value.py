"""Customers are listed by won value, and the best of them found, along an index"""
import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    rows = sa.text("deleted_at IS NULL")
    op.create_index("ix_customer_won_value", "customer", ["won_value", "deleted_at"], sqlite_where=rows, postgresql_where=rows)


def downgrade() -> None:
    raise RuntimeError("take the copy that was made before the upgrade")
