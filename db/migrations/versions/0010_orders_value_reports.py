"""Orders, customer value, churn, goals and loyalty"""
import sqlalchemy as sa
from alembic import op

from db.types import Json, Money, UtcDateTime

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

# What the built-in roles may do with the new rooms, where a company is at work already.
RIGHTS = {
    "administrator": {"value:manage": "all"},
    "sales_manager": {
        "orders:view": "team", "orders:edit": "team", "orders:export": "team", "loyalty:edit": "team", "churn:edit": "team",
        "reports:value": "team", "reports:churn": "team", "reports:forecast": "team", "reports:submit": "team", "goals:edit": "team",
        "value:manage": "all",
    },
    "account_manager": {
        "orders:view": "own", "orders:edit": "own", "loyalty:edit": "own", "churn:edit": "own", "reports:churn": "own",
        "reports:forecast": "own",
    },
    "service_agent": {"orders:view": "all"},
    "marketer": {"orders:view": "all", "loyalty:edit": "all", "reports:value": "all"},
    "executive": {
        "orders:view": "all", "orders:export": "all", "reports:value": "all", "reports:churn": "all", "reports:forecast": "all",
    },
}
CHURN = {
    "churn_measure": (
        ("call", "Call and listen", "电话沟通"), ("visit", "Visit", "上门拜访"), ("offer", "Special offer", "专属优惠"),
        ("service", "Put the service right", "改进服务"), ("training", "Training or advice", "培训与辅导"), ("other", "Other measure", "其他措施"),
    ),
    "churn_reason": (
        ("price", "Price", "价格"), ("competitor", "Went to a competitor", "转投竞争对手"), ("product", "Product does not fit", "产品不合需要"),
        ("service", "Service was poor", "服务不到位"), ("no_need", "No longer needs it", "不再需要"), ("closed_down", "Gave up business", "停业"),
        ("other", "Other reason", "其他原因"),
    ),
}


def upgrade() -> None:
    op.create_table('exchange_rate',
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('rate', sa.Float(), nullable=False),
    sa.PrimaryKeyConstraint('currency', 'day')
    )
    op.create_table('loyalty_reward',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('names', Json, nullable=True),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('loyalty_tier',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('names', Json, nullable=True),
    sa.Column('revenue_from', Money(), nullable=False),
    sa.Column('factor', sa.Float(), nullable=False),
    sa.Column('tone', sa.String(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('model_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('enough', sa.Boolean(), nullable=False),
    sa.Column('signal', sa.Boolean(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('parameters', Json, nullable=True),
    sa.Column('check', Json, nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('model_run', schema=None) as batch_op:
        batch_op.create_index('ix_model_run_kind', ['kind', 'at'], unique=False)

    op.create_table('forecast_snapshot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('taken_on', sa.Date(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('low', Money(), nullable=False),
    sa.Column('middle', Money(), nullable=False),
    sa.Column('high', Money(), nullable=False),
    sa.Column('target', Money(), nullable=True),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('forecast_snapshot', schema=None) as batch_op:
        batch_op.create_index('ix_forecast_snapshot_month', ['month', 'taken_on'], unique=False)
        batch_op.create_index('ux_forecast_snapshot', ['taken_on', 'team_id', 'month'], unique=True)

    op.create_table('goal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('measure', sa.String(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('period', sa.String(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('target', sa.Float(), nullable=False),
    sa.Column('created_by', sa.Integer(), nullable=True),
    sa.Column('updated_at', UtcDateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['created_by'], ['app_user.id'], ),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], ),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('goal', schema=None) as batch_op:
        batch_op.create_index('ix_goal_period', ['measure', 'starts_on', 'ends_on'], unique=False)
        batch_op.create_index('ix_goal_team', ['team_id', 'starts_on'], unique=False)
        batch_op.create_index('ix_goal_user', ['user_id', 'starts_on'], unique=False)

    op.create_table('report_subscription',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('report', sa.String(), nullable=False),
    sa.Column('filters', Json, nullable=True),
    sa.Column('every', sa.String(), nullable=False),
    sa.Column('next_on', sa.Date(), nullable=False),
    sa.Column('last_at', UtcDateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('report_subscription', schema=None) as batch_op:
        batch_op.create_index('ix_report_subscription_next_on', ['next_on'], unique=False)
        batch_op.create_index('ix_report_subscription_user_id', ['user_id'], unique=False)

    op.create_table('submitted_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('report', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('filters', Json, nullable=True),
    sa.Column('comment', sa.String(), nullable=True),
    sa.Column('content', Json, nullable=True),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('withdrawn_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['app_user.id'], ),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('submitted_report', schema=None) as batch_op:
        batch_op.create_index('ix_submitted_report_at', ['at'], unique=False)
        batch_op.create_index('ix_submitted_report_author', ['author_id', 'at'], unique=False)
        batch_op.create_index('ix_submitted_report_report', ['report', 'at'], unique=False)

    op.create_table('customer_value',
    sa.Column('customer_id', sa.Integer(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('orders', sa.Integer(), nullable=False),
    sa.Column('revenue', Money(), nullable=False),
    sa.Column('revenue_year', Money(), nullable=False),
    sa.Column('margin', Money(), nullable=False),
    sa.Column('first_on', sa.Date(), nullable=False),
    sa.Column('last_on', sa.Date(), nullable=False),
    sa.Column('recency', sa.Integer(), nullable=False),
    sa.Column('frequency', sa.Integer(), nullable=False),
    sa.Column('monetary', sa.Integer(), nullable=False),
    sa.Column('segment', sa.String(), nullable=False),
    sa.Column('cycle_days', sa.Float(), nullable=True),
    sa.Column('silent_ratio', sa.Float(), nullable=True),
    sa.Column('alive', sa.Float(), nullable=True),
    sa.Column('orders_next', sa.Float(), nullable=True),
    sa.Column('value_next', Money(), nullable=True),
    sa.Column('value_low', Money(), nullable=True),
    sa.Column('value_high', Money(), nullable=True),
    sa.Column('risk', sa.Float(), nullable=True),
    sa.Column('risk_by', sa.String(), nullable=True),
    sa.Column('at_risk', Money(), nullable=False),
    sa.Column('reasons', Json, nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], ),
    sa.PrimaryKeyConstraint('customer_id')
    )
    with op.batch_alter_table('customer_value', schema=None) as batch_op:
        batch_op.create_index('ix_customer_value_at_risk', ['at_risk'], unique=False)
        batch_op.create_index('ix_customer_value_segment', ['segment'], unique=False)

    op.create_table('lifecycle_move',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('customer_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('before', sa.String(), nullable=True),
    sa.Column('after', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('lifecycle_move', schema=None) as batch_op:
        batch_op.create_index('ix_lifecycle_move_customer_id', ['customer_id'], unique=False)
        batch_op.create_index('ix_lifecycle_move_day', ['day', 'after'], unique=False)

    op.create_table('price_list',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('grade', sa.String(), nullable=True),
    sa.Column('segment_id', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['segment_id'], ['segment.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('price_list_item',
    sa.Column('price_list_id', sa.Integer(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=False),
    sa.Column('price', Money(), nullable=False),
    sa.ForeignKeyConstraint(['price_list_id'], ['price_list.id'], ),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], ),
    sa.PrimaryKeyConstraint('price_list_id', 'product_id')
    )
    with op.batch_alter_table('price_list_item', schema=None) as batch_op:
        batch_op.create_index('ix_price_list_item_product_id', ['product_id'], unique=False)

    op.create_table('sales_order',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('customer_id', sa.Integer(), nullable=True),
    sa.Column('deal_id', sa.Integer(), nullable=True),
    sa.Column('returns_id', sa.Integer(), nullable=True),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('ordered_on', sa.Date(), nullable=False),
    sa.Column('delivered_on', sa.Date(), nullable=True),
    sa.Column('paid_on', sa.Date(), nullable=True),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('rate', sa.Float(), nullable=False),
    sa.Column('discount', Money(), nullable=False),
    sa.Column('tax', Money(), nullable=False),
    sa.Column('total', Money(), nullable=False),
    sa.Column('revenue', Money(), nullable=False),
    sa.Column('margin', Money(), nullable=False),
    sa.Column('notes', sa.String(), nullable=True),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('external_id', sa.String(), nullable=True),
    sa.Column('import_id', sa.Integer(), nullable=True),
    sa.Column('created_by', sa.Integer(), nullable=True),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('updated_at', UtcDateTime(), nullable=False),
    sa.Column('deleted_at', UtcDateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['created_by'], ['app_user.id'], ),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], ),
    sa.ForeignKeyConstraint(['deal_id'], ['deal.id'], ),
    sa.ForeignKeyConstraint(['owner_id'], ['app_user.id'], ),
    sa.ForeignKeyConstraint(['returns_id'], ['sales_order.id'], ),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('sales_order', schema=None) as batch_op:
        batch_op.create_index('ix_sales_order_customer', ['customer_id', 'ordered_on'], unique=False)
        batch_op.create_index('ix_sales_order_day', ['ordered_on', 'id'], unique=False)
        batch_op.create_index('ix_sales_order_deal_id', ['deal_id'], unique=False)
        batch_op.create_index('ix_sales_order_external_id', ['external_id'], unique=False)
        batch_op.create_index('ix_sales_order_import_id', ['import_id'], unique=False)
        batch_op.create_index('ix_sales_order_owner', ['owner_id', 'ordered_on'], unique=False)
        batch_op.create_index('ix_sales_order_returns_id', ['returns_id'], unique=False)
        batch_op.create_index('ix_sales_order_state', ['state', 'ordered_on'], unique=False)
        batch_op.create_index('ix_sales_order_team', ['team_id', 'ordered_on'], unique=False)
        batch_op.create_index('ix_sales_order_updated_at', ['updated_at'], unique=False)
        batch_op.create_index(
            'ux_sales_order_number', ['number'], unique=True, sqlite_where=sa.text('deleted_at IS NULL'),
            postgresql_where=sa.text('deleted_at IS NULL'))

    op.create_table('churn_case',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('customer_id', sa.Integer(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('warned_on', sa.Date(), nullable=False),
    sa.Column('risk', sa.Float(), nullable=False),
    sa.Column('risk_by', sa.String(), nullable=False),
    sa.Column('at_risk', Money(), nullable=False),
    sa.Column('reasons', Json, nullable=True),
    sa.Column('deferred_on', sa.Date(), nullable=True),
    sa.Column('measure', sa.String(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('review_on', sa.Date(), nullable=True),
    sa.Column('task_id', sa.Integer(), nullable=True),
    sa.Column('confirmed_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('note', sa.String(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('order_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', UtcDateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], ),
    sa.ForeignKeyConstraint(['order_id'], ['sales_order.id'], ),
    sa.ForeignKeyConstraint(['owner_id'], ['app_user.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['app_user.id'], ),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], ),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('churn_case', schema=None) as batch_op:
        batch_op.create_index('ix_churn_case_customer_id', ['customer_id'], unique=False)
        batch_op.create_index('ix_churn_case_owner', ['owner_id', 'state'], unique=False)
        batch_op.create_index('ix_churn_case_state', ['state', 'at_risk'], unique=False)
        batch_op.create_index('ix_churn_case_team', ['team_id', 'state'], unique=False)
        batch_op.create_index('ix_churn_case_warned', ['warned_on'], unique=False)
        batch_op.create_index('ux_churn_case_open', ['customer_id'], unique=True, sqlite_where=sa.text("state IN ('warned', 'deferred')"), postgresql_where=sa.text("state IN ('warned', 'deferred')"))

    op.create_table('loyalty_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('customer_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('order_id', sa.Integer(), nullable=True),
    sa.Column('reward_id', sa.Integer(), nullable=True),
    sa.Column('campaign_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('once', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], ),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], ),
    sa.ForeignKeyConstraint(['order_id'], ['sales_order.id'], ),
    sa.ForeignKeyConstraint(['reward_id'], ['loyalty_reward.id'], ),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('loyalty_entry', schema=None) as batch_op:
        batch_op.create_index('ix_loyalty_entry_customer', ['customer_id', 'at'], unique=False)
        batch_op.create_index('ix_loyalty_entry_expiry', ['expires_on'], unique=False)
        batch_op.create_index('ix_loyalty_entry_order_id', ['order_id'], unique=False)
        batch_op.create_index('ux_loyalty_entry_once', ['once'], unique=True)

    op.create_table('order_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.String(), nullable=True),
    sa.Column('quantity', sa.Float(), nullable=False),
    sa.Column('price', Money(), nullable=False),
    sa.Column('discount', sa.Float(), nullable=False),
    sa.Column('amount', Money(), nullable=False),
    sa.Column('cost', Money(), nullable=True),
    sa.Column('revenue', Money(), nullable=False),
    sa.Column('margin', Money(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['sales_order.id'], ),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('order_line', schema=None) as batch_op:
        batch_op.create_index('ix_order_line_order_id', ['order_id'], unique=False)
        batch_op.create_index('ix_order_line_product_id', ['product_id'], unique=False)

    with op.batch_alter_table('customer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('grade_by', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('order_count', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('revenue', Money(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('first_order_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('last_order_on', sa.Date(), nullable=True))
        batch_op.create_index('ix_customer_last_order', ['last_order_on', 'deleted_at'], unique=False, sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))
        batch_op.create_index('ix_customer_revenue', ['revenue', 'deleted_at'], unique=False, sqlite_where=sa.text('deleted_at IS NULL'), postgresql_where=sa.text('deleted_at IS NULL'))
        batch_op.create_index('ix_customer_updated_at', ['updated_at'], unique=False)

    with op.batch_alter_table('product', schema=None) as batch_op:
        batch_op.add_column(sa.Column('stock', sa.Float(), nullable=True))
        batch_op.add_column(sa.Column('stock_at', UtcDateTime(), nullable=True))
    _extend_companies()


def _extend_companies() -> None:
    """A company that is set up already gets what a new one starts with."""
    role, right, entry = (sa.table(name, *map(sa.column, columns)) for name, columns in (
        ("role", ("id", "key")), ("role_right", ("role_id", "right", "scope")),
        ("dictionary_entry", ("dictionary", "code", "name", "position", "active")),
    ))
    entry.append_column(sa.column("names", Json))
    roles = op.get_bind().execute(sa.select(role.c.id, role.c.key)).all()
    if not roles:
        return
    op.bulk_insert(right, [
        {"role_id": role_id, "right": key, "scope": scope} for role_id, role_key in roles for key, scope in RIGHTS.get(role_key, {}).items()
    ])
    op.bulk_insert(entry, [
        {"dictionary": dictionary, "code": code, "name": name, "names": {"zh_Hans": chinese}, "position": place, "active": True}
        for dictionary, entries in CHURN.items() for place, (code, name, chinese) in enumerate(entries)
    ])


def downgrade() -> None:
    raise RuntimeError("take the copy that was made before the upgrade")
