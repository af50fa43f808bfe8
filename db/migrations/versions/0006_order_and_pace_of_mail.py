"""Order and pace of mail"""
import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('mail', schema=None) as batch_op:
        batch_op.add_column(sa.Column('rank', sa.Integer(), nullable=False, server_default='0'))
        batch_op.drop_index('ix_mail_waiting')
        batch_op.create_index('ix_mail_waiting', ['state', 'rank', 'next_at', 'id'], unique=False)
        batch_op.create_index('ix_mail_state', ['state', 'id'], unique=False)
        batch_op.create_index('ix_mail_to', ['to_email', 'id'], unique=False)

    with op.batch_alter_table('mail_account', schema=None) as batch_op:
        batch_op.add_column(sa.Column('failures', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('rate_at', UtcDateTime(), nullable=True))


def downgrade() -> None:
    raise RuntimeError("take the copy that was made before the upgrade")
