"""Orders are found by how their number begins along an index on Postgres too"""
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":  # SQLite takes the unique index
        op.execute("CREATE INDEX ix_sales_order_number_begins ON sales_order (number text_pattern_ops) WHERE deleted_at IS NULL")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_sales_order_number_begins")
