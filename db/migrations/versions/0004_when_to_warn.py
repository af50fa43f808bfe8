"""Tickets know when to warn; a company at work already gets a calendar and policies"""
import sqlalchemy as sa
from alembic import op

from db.types import Json, UtcDateTime

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

HOURS = {str(day): [["09:00", "18:00"]] for day in range(5)}
POLICIES = (  # name in English and Chinese, priority, grade, working minutes to respond and to resolve
    ("VIP, urgent", "VIP 紧急", "urgent", "vip", 15, 240),
    ("VIP", "VIP", None, "vip", 30, 540),
    ("Urgent", "紧急", "urgent", None, 30, 540),
    ("High", "高优先级", "high", None, 60, 1080),
    ("Low", "低优先级", "low", None, 540, 2700),
    ("All others", "其他", None, None, 240, 1620),
)


def upgrade() -> None:
    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.add_column(sa.Column('warn_at', UtcDateTime(), nullable=True))
        batch_op.create_index('ix_ticket_warn_at', ['warn_at'], unique=False)
    _extend_companies()


def _extend_companies() -> None:
    setting = sa.table("setting", sa.column("key"), sa.column("value", Json))
    kept = {key: value for key, value in op.get_bind().execute(sa.select(setting.c.key, setting.c.value))}
    if "company" not in kept:
        return
    chinese = str(kept.get("locale", "en")).startswith("zh")
    calendar = sa.table("work_calendar", sa.column("id"), *map(sa.column, ("name", "time_zone", "country", "version")),
                        sa.column("hours", Json), sa.column("extra", Json))
    policy = sa.table("sla_policy", *map(sa.column, (
        "name", "position", "priority", "grade", "calendar_id", "response_minutes", "resolve_minutes", "warn_percent",
        "active", "version")))
    op.bulk_insert(calendar, [{
        "name": "工作时间" if chinese else "Office hours", "time_zone": kept.get("time_zone", "Asia/Shanghai"),
        "country": kept.get("country", "CN"), "version": 1, "hours": HOURS, "extra": {},
    }])
    calendar_id = op.get_bind().execute(sa.select(sa.func.max(calendar.c.id))).scalar()
    op.bulk_insert(policy, [
        {"name": name_zh if chinese else name, "position": place, "priority": priority, "grade": grade,
         "calendar_id": calendar_id, "response_minutes": respond, "resolve_minutes": resolve, "warn_percent": 80,
         "active": True, "version": 1}
        for place, (name, name_zh, priority, grade, respond, resolve) in enumerate(POLICIES)
    ])


def downgrade() -> None:
    raise RuntimeError("take the copy that was made before the upgrade")
