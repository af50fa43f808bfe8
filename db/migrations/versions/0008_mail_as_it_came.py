"""Mail as it came"""
import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('incoming_mail', schema=None) as batch_op:
        batch_op.add_column(sa.Column('stored_as', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('cut', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index('ix_incoming_mail_state', ['state', 'id'], unique=False)
        batch_op.create_index('ix_incoming_mail_from', ['from_email', 'at'], unique=False)


def downgrade() -> None:
    raise RuntimeError("take the copy that was made before the upgrade")
