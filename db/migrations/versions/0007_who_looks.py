"""Who has a ticket open"""
import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'ticket_look',
        sa.Column('ticket_id', sa.Integer(), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('at', UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id']),
        sa.ForeignKeyConstraint(['user_id'], ['app_user.id']),
        sa.PrimaryKeyConstraint('ticket_id', 'user_id'),
    )
    with op.batch_alter_table('ticket_look', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_look_at', ['at'], unique=False)


def downgrade() -> None:
    raise RuntimeError("take the copy that was made before the upgrade")
