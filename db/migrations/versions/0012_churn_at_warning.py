"""Cases of churn keep the risk and the value they were warned with"""
import sqlalchemy as sa
from alembic import op

from db.types import Money

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("churn_case") as batch_op:
        batch_op.add_column(sa.Column("first_risk", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("first_value", Money(), nullable=True))


def downgrade() -> None:
    raise RuntimeError("take the copy that was made before the upgrade")
