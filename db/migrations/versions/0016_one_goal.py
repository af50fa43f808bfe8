"""One goal of a measure for somebody in a period"""
import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

NOBODY = "coalesce(user_id, 0)", "coalesce(team_id, 0)"
SAME = ", ".join(("measure", *NOBODY, "period", "starts_on"))


def upgrade() -> None:
    # of several that were entered at the same moment the last one counts
    op.execute(f"DELETE FROM goal WHERE id NOT IN (SELECT max(id) FROM goal GROUP BY {SAME})")
    op.create_index("ux_goal", "goal", ["measure", *map(sa.text, NOBODY), "period", "starts_on"], unique=True)


def downgrade() -> None:
    raise RuntimeError("take the copy that was made before the upgrade")
