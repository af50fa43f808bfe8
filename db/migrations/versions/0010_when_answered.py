"""The service report finds what was answered in some days along an index"""
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_ticket_answered", "ticket", ["first_response_at", "team_id", "owner_id"])


def downgrade() -> None:
    raise RuntimeError("take the copy that was made before the upgrade")
