"""Service tickets, campaigns, mail and timed work"""
import sqlalchemy as sa
from alembic import op

from db import search
from db.types import Json, UtcDateTime

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

# What the built-in roles may do with the new rooms, where a company is at work already.
RIGHTS = {
    "administrator": {"tickets:manage": "all", "mail:manage": "all", "jobs:manage": "all"},
    "sales_manager": {
        "tickets:view": "team", "tickets:edit": "team", "tickets:assign": "team", "tickets:export": "team",
        "knowledge:view": "all", "reports:service": "team", "campaigns:view": "team",
    },
    "account_manager": {"tickets:view": "own", "tickets:edit": "own", "knowledge:view": "all"},
    "service_agent": {
        "tickets:view": "all", "tickets:edit": "all", "tickets:assign": "all", "knowledge:view": "all", "knowledge:edit": "all",
        "reports:service": "all",
    },
    "marketer": {
        "knowledge:view": "all", "segments:edit": "all", "campaigns:view": "all", "campaigns:edit": "all",
        "campaigns:send": "all", "campaigns:export": "all",
    },
    "executive": {
        "tickets:view": "all", "tickets:export": "all", "knowledge:view": "all", "reports:service": "all", "campaigns:view": "all",
        "campaigns:export": "all",
    },
}
TICKET_KINDS = (
    ("inquiry", "Inquiry", "咨询", "blue"), ("complaint", "Complaint", "投诉", "red"), ("after_sales", "After-sales", "售后", "green"),
)


def upgrade() -> None:
    op.create_table('consent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('given', sa.Boolean(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=True),
    sa.Column('customer_id', sa.Integer(), nullable=True),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('campaign_id', sa.Integer(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('address', sa.String(), nullable=True),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index('ix_consent_customer_id', ['customer_id'], unique=False)
        batch_op.create_index('ix_consent_email', ['email', 'purpose', 'id'], unique=False)

    op.create_table('incoming_mail',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('from_email', sa.String(), nullable=True),
    sa.Column('from_name', sa.String(), nullable=True),
    sa.Column('subject', sa.String(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.Column('ticket_id', sa.Integer(), nullable=True),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('message_id')
    )
    with op.batch_alter_table('incoming_mail', schema=None) as batch_op:
        batch_op.create_index('ix_incoming_mail_at', ['at'], unique=False)
        batch_op.create_index('ix_incoming_mail_ticket_id', ['ticket_id'], unique=False)

    op.create_table('job_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('period', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('started_at', UtcDateTime(), nullable=False),
    sa.Column('finished_at', UtcDateTime(), nullable=True),
    sa.Column('leased_until', UtcDateTime(), nullable=True),
    sa.Column('process', sa.String(), nullable=True),
    sa.Column('result', Json, nullable=True),
    sa.Column('problem', sa.String(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('job_run', schema=None) as batch_op:
        batch_op.create_index('ix_job_run_name', ['name', 'id'], unique=False)
        batch_op.create_index('ix_job_run_started_at', ['started_at'], unique=False)
        batch_op.create_index('ux_job_run', ['name', 'period'], unique=True)

    op.create_table('mail',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('to_email', sa.String(), nullable=False),
    sa.Column('to_name', sa.String(), nullable=True),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('html', sa.String(), nullable=True),
    sa.Column('headers', Json, nullable=True),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('in_reply_to', sa.String(), nullable=True),
    sa.Column('attachments', Json, nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('customer_id', sa.Integer(), nullable=True),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('ticket_id', sa.Integer(), nullable=True),
    sa.Column('send_id', sa.Integer(), nullable=True),
    sa.Column('created_by', sa.Integer(), nullable=True),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('next_at', UtcDateTime(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('problem', sa.String(), nullable=True),
    sa.Column('sent_at', UtcDateTime(), nullable=True),
    sa.Column('lease', sa.String(), nullable=True),
    sa.Column('leased_until', UtcDateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('message_id')
    )
    with op.batch_alter_table('mail', schema=None) as batch_op:
        batch_op.create_index('ix_mail_customer', ['customer_id', 'id'], unique=False)
        batch_op.create_index('ix_mail_send', ['send_id'], unique=False)
        batch_op.create_index('ix_mail_sent', ['sent_at'], unique=False)
        batch_op.create_index('ix_mail_ticket', ['ticket_id', 'id'], unique=False)
        batch_op.create_index('ix_mail_waiting', ['state', 'next_at', 'id'], unique=False)

    op.create_table('mail_account',
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('host', sa.String(), nullable=False),
    sa.Column('port', sa.Integer(), nullable=False),
    sa.Column('security', sa.String(), nullable=False),
    sa.Column('username', sa.String(), nullable=True),
    sa.Column('secret', sa.String(), nullable=True),
    sa.Column('from_email', sa.String(), nullable=True),
    sa.Column('from_name', sa.String(), nullable=True),
    sa.Column('per_minute', sa.Integer(), nullable=False),
    sa.Column('folder', sa.String(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('uid_validity', sa.Integer(), nullable=True),
    sa.Column('last_uid', sa.Integer(), nullable=True),
    sa.Column('checked_at', UtcDateTime(), nullable=True),
    sa.Column('problem', sa.String(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('kind')
    )
    op.create_table('mail_address',
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('marketing', sa.Boolean(), nullable=True),
    sa.Column('marketing_at', UtcDateTime(), nullable=True),
    sa.Column('bounced_at', UtcDateTime(), nullable=True),
    sa.Column('bounce', sa.String(), nullable=True),
    sa.PrimaryKeyConstraint('email')
    )
    with op.batch_alter_table('mail_address', schema=None) as batch_op:
        batch_op.create_index('ix_mail_address_marketing', ['marketing'], unique=False)

    op.create_table('public_visit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('public_visit', schema=None) as batch_op:
        batch_op.create_index('ix_public_visit', ['kind', 'address', 'at'], unique=False)

    op.create_table('work_calendar',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('time_zone', sa.String(), nullable=False),
    sa.Column('country', sa.String(), nullable=True),
    sa.Column('subdivision', sa.String(), nullable=True),
    sa.Column('hours', Json, nullable=True),
    sa.Column('extra', Json, nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('sla_policy',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('priority', sa.String(), nullable=True),
    sa.Column('grade', sa.String(), nullable=True),
    sa.Column('calendar_id', sa.Integer(), nullable=False),
    sa.Column('response_minutes', sa.Integer(), nullable=False),
    sa.Column('resolve_minutes', sa.Integer(), nullable=False),
    sa.Column('warn_percent', sa.Integer(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['calendar_id'], ['work_calendar.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('article',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('public', sa.Boolean(), nullable=False),
    sa.Column('locale', sa.String(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=True),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('views', sa.Integer(), nullable=False),
    sa.Column('helpful', sa.Integer(), nullable=False),
    sa.Column('unhelpful', sa.Integer(), nullable=False),
    sa.Column('used', sa.Integer(), nullable=False),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('updated_at', UtcDateTime(), nullable=False),
    sa.Column('deleted_at', UtcDateTime(), nullable=True),
    sa.Column('import_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['app_user.id'], ),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('article', schema=None) as batch_op:
        batch_op.create_index('ix_article_product_id', ['product_id'], unique=False)
        batch_op.create_index('ix_article_state', ['state', 'locale', 'updated_at'], unique=False)
        batch_op.create_index('ix_article_updated', ['updated_at'], unique=False)

    op.create_table('assign_rule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=True),
    sa.Column('channel', sa.String(), nullable=True),
    sa.Column('product_id', sa.Integer(), nullable=True),
    sa.Column('grade', sa.String(), nullable=True),
    sa.Column('hours', sa.String(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], ),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], ),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('mail_template',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('versions', Json, nullable=True),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('updated_at', UtcDateTime(), nullable=False),
    sa.Column('deleted_at', UtcDateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['app_user.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('notification',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('subject_type', sa.String(), nullable=True),
    sa.Column('subject_id', sa.Integer(), nullable=True),
    sa.Column('customer_id', sa.Integer(), nullable=True),
    sa.Column('params', Json, nullable=True),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('read_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('notification', schema=None) as batch_op:
        batch_op.create_index('ix_notification_user', ['user_id', 'read_at', 'id'], unique=False)

    op.create_table('reply_template',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('locale', sa.String(), nullable=True),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['app_user.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('segment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=True),
    sa.Column('rule', Json, nullable=True),
    sa.Column('live', sa.Boolean(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('frozen_at', UtcDateTime(), nullable=True),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('updated_at', UtcDateTime(), nullable=False),
    sa.Column('deleted_at', UtcDateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['app_user.id'], ),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('key')
    )
    op.create_table('article_use',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('article_id', sa.Integer(), nullable=False),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('ticket_id', sa.Integer(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('article_use', schema=None) as batch_op:
        batch_op.create_index('ix_article_use_article_id', ['article_id'], unique=False)

    op.create_table('campaign',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('goal', sa.String(), nullable=False),
    sa.Column('goal_target', sa.Integer(), nullable=True),
    sa.Column('segment_id', sa.Integer(), nullable=True),
    sa.Column('rule', Json, nullable=True),
    sa.Column('holdout_percent', sa.Integer(), nullable=False),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('window_days', sa.Integer(), nullable=False),
    sa.Column('budget', sa.BigInteger(), nullable=False),
    sa.Column('script', sa.String(), nullable=True),
    sa.Column('notes', sa.String(), nullable=True),
    sa.Column('drawn_at', UtcDateTime(), nullable=True),
    sa.Column('external_id', sa.String(), nullable=True),
    sa.Column('import_id', sa.Integer(), nullable=True),
    sa.Column('created_at', UtcDateTime(), nullable=False),
    sa.Column('updated_at', UtcDateTime(), nullable=False),
    sa.Column('deleted_at', UtcDateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['app_user.id'], ),
    sa.ForeignKeyConstraint(['segment_id'], ['segment.id'], ),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('campaign', schema=None) as batch_op:
        batch_op.create_index('ix_campaign_external_id', ['external_id'], unique=False)
        batch_op.create_index('ix_campaign_import_id', ['import_id'], unique=False)
        batch_op.create_index('ix_campaign_owner_id', ['owner_id'], unique=False)
        batch_op.create_index('ix_campaign_state', ['state', 'updated_at'], unique=False)
        batch_op.create_index('ix_campaign_team_id', ['team_id'], unique=False)

    op.create_table('repeated_question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('locale', sa.String(), nullable=True),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('article_id', sa.Integer(), nullable=True),
    sa.Column('first_at', UtcDateTime(), nullable=False),
    sa.Column('last_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('repeated_question', schema=None) as batch_op:
        batch_op.create_index('ix_repeated_question', ['state', 'count'], unique=False)

    op.create_table('segment_member',
    sa.Column('segment_id', sa.Integer(), nullable=False),
    sa.Column('customer_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], ),
    sa.ForeignKeyConstraint(['segment_id'], ['segment.id'], ),
    sa.PrimaryKeyConstraint('segment_id', 'customer_id')
    )
    with op.batch_alter_table('segment_member', schema=None) as batch_op:
        batch_op.create_index('ix_segment_member_customer_id', ['customer_id'], unique=False)

    op.create_table('campaign_cost',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('planned', sa.BigInteger(), nullable=False),
    sa.Column('spent', sa.BigInteger(), nullable=False),
    sa.Column('spent_on', sa.Date(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('campaign_cost', schema=None) as batch_op:
        batch_op.create_index('ix_campaign_cost_campaign_id', ['campaign_id'], unique=False)

    op.create_table('campaign_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('customer_id', sa.Integer(), nullable=True),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(), nullable=True),
    sa.Column('email', sa.String(), nullable=True),
    sa.Column('phone', sa.String(), nullable=True),
    sa.Column('locale', sa.String(), nullable=True),
    sa.Column('held_out', sa.Boolean(), nullable=False),
    sa.Column('variant', sa.String(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('skipped', sa.String(), nullable=True),
    sa.Column('outcome', sa.String(), nullable=True),
    sa.Column('note', sa.String(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('reached_at', UtcDateTime(), nullable=True),
    sa.Column('opened_at', UtcDateTime(), nullable=True),
    sa.Column('clicked_at', UtcDateTime(), nullable=True),
    sa.Column('replied_at', UtcDateTime(), nullable=True),
    sa.Column('bounced_at', UtcDateTime(), nullable=True),
    sa.Column('unsubscribed_at', UtcDateTime(), nullable=True),
    sa.Column('registered_at', UtcDateTime(), nullable=True),
    sa.Column('attended_at', UtcDateTime(), nullable=True),
    sa.Column('feedback', sa.Integer(), nullable=True),
    sa.Column('converted_at', UtcDateTime(), nullable=True),
    sa.Column('converted_value', sa.BigInteger(), nullable=False),
    sa.Column('calls', sa.Integer(), nullable=False),
    sa.Column('external_id', sa.String(), nullable=True),
    sa.Column('import_id', sa.Integer(), nullable=True),
    sa.Column('updated_at', UtcDateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], ),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], ),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('campaign_member', schema=None) as batch_op:
        batch_op.create_index('ix_campaign_member_customer', ['customer_id'], unique=False)
        batch_op.create_index('ix_campaign_member_email', ['email'], unique=False)
        batch_op.create_index('ix_campaign_member_import_id', ['import_id'], unique=False)
        batch_op.create_index('ix_campaign_member_state', ['campaign_id', 'held_out', 'state', 'id'], unique=False)
        batch_op.create_index('ux_campaign_member', ['campaign_id', 'customer_id', 'contact_id', 'external_id'], unique=True)

    op.create_table('campaign_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('only', sa.String(), nullable=True),
    sa.Column('split', sa.String(), nullable=True),
    sa.Column('variants', Json, nullable=True),
    sa.Column('done_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('campaign_step', schema=None) as batch_op:
        batch_op.create_index('ix_campaign_step_at', ['at'], unique=False)
        batch_op.create_index('ix_campaign_step_campaign_id', ['campaign_id'], unique=False)

    op.create_table('greeting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('occasion', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('customer_id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('how', sa.String(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=True),
    sa.Column('mail_id', sa.Integer(), nullable=True),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], ),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('greeting', schema=None) as batch_op:
        batch_op.create_index('ux_greeting', ['occasion', 'day', 'customer_id', 'contact_id'], unique=True)

    op.create_table('ticket',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('priority', sa.String(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('state_since', UtcDateTime(), nullable=False),
    sa.Column('customer_id', sa.Integer(), nullable=True),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('product_id', sa.Integer(), nullable=True),
    sa.Column('requester_name', sa.String(), nullable=True),
    sa.Column('requester_email', sa.String(), nullable=True),
    sa.Column('requester_phone', sa.String(), nullable=True),
    sa.Column('locale', sa.String(), nullable=True),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('grade', sa.String(), nullable=True),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('rule_id', sa.Integer(), nullable=True),
    sa.Column('policy_id', sa.Integer(), nullable=True),
    sa.Column('opened_at', UtcDateTime(), nullable=False),
    sa.Column('first_response_at', UtcDateTime(), nullable=True),
    sa.Column('resolved_at', UtcDateTime(), nullable=True),
    sa.Column('archived_at', UtcDateTime(), nullable=True),
    sa.Column('response_due_at', UtcDateTime(), nullable=True),
    sa.Column('resolve_due_at', UtcDateTime(), nullable=True),
    sa.Column('resolve_left', sa.Integer(), nullable=True),
    sa.Column('due_at', UtcDateTime(), nullable=True),
    sa.Column('response_met', sa.Boolean(), nullable=True),
    sa.Column('resolve_met', sa.Boolean(), nullable=True),
    sa.Column('response_minutes', sa.Integer(), nullable=True),
    sa.Column('resolve_minutes', sa.Integer(), nullable=True),
    sa.Column('warned_at', UtcDateTime(), nullable=True),
    sa.Column('escalated_at', UtcDateTime(), nullable=True),
    sa.Column('reopened', sa.Integer(), nullable=False),
    sa.Column('merged_into_id', sa.Integer(), nullable=True),
    sa.Column('split_from_id', sa.Integer(), nullable=True),
    sa.Column('question_id', sa.Integer(), nullable=True),
    sa.Column('satisfaction', sa.Integer(), nullable=True),
    sa.Column('last_message_at', UtcDateTime(), nullable=True),
    sa.Column('last_message_from', sa.String(), nullable=True),
    sa.Column('external_id', sa.String(), nullable=True),
    sa.Column('import_id', sa.Integer(), nullable=True),
    sa.Column('created_by', sa.Integer(), nullable=True),
    sa.Column('updated_at', UtcDateTime(), nullable=False),
    sa.Column('deleted_at', UtcDateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], ),
    sa.ForeignKeyConstraint(['created_by'], ['app_user.id'], ),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], ),
    sa.ForeignKeyConstraint(['owner_id'], ['app_user.id'], ),
    sa.ForeignKeyConstraint(['policy_id'], ['sla_policy.id'], ),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], ),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_contact', ['contact_id'], unique=False)
        batch_op.create_index('ix_ticket_customer', ['customer_id', 'opened_at'], unique=False)
        batch_op.create_index('ix_ticket_due', ['due_at', 'state'], unique=False)
        batch_op.create_index('ix_ticket_email', ['requester_email'], unique=False)
        batch_op.create_index('ix_ticket_external_id', ['external_id'], unique=False)
        batch_op.create_index('ix_ticket_import_id', ['import_id'], unique=False)
        batch_op.create_index('ix_ticket_merged_into_id', ['merged_into_id'], unique=False)
        batch_op.create_index('ix_ticket_opened', ['opened_at', 'kind', 'product_id', 'channel', 'team_id', 'owner_id'], unique=False)
        batch_op.create_index('ix_ticket_owner', ['owner_id', 'state', 'rank', 'due_at'], unique=False)
        batch_op.create_index('ix_ticket_question_id', ['question_id'], unique=False)
        batch_op.create_index('ix_ticket_resolved', ['resolved_at', 'team_id', 'owner_id'], unique=False)
        batch_op.create_index('ix_ticket_split_from_id', ['split_from_id'], unique=False)
        batch_op.create_index('ix_ticket_state', ['state', 'rank', 'due_at'], unique=False)
        batch_op.create_index('ix_ticket_team', ['team_id', 'state', 'rank', 'due_at'], unique=False)

    op.create_table('campaign_send',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('step_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('variant', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('sent_at', UtcDateTime(), nullable=True),
    sa.Column('opened_at', UtcDateTime(), nullable=True),
    sa.Column('clicked_at', UtcDateTime(), nullable=True),
    sa.Column('replied_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], ),
    sa.ForeignKeyConstraint(['member_id'], ['campaign_member.id'], ),
    sa.ForeignKeyConstraint(['step_id'], ['campaign_step.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('campaign_send', schema=None) as batch_op:
        batch_op.create_index('ix_campaign_send_member', ['member_id'], unique=False)
        batch_op.create_index('ix_campaign_send_state', ['campaign_id', 'step_id', 'state'], unique=False)
        batch_op.create_index('ux_campaign_send', ['step_id', 'member_id'], unique=True)

    op.create_table('survey',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ticket_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('customer_id', sa.Integer(), nullable=True),
    sa.Column('mail_id', sa.Integer(), nullable=True),
    sa.Column('locale', sa.String(), nullable=False),
    sa.Column('sent_at', UtcDateTime(), nullable=False),
    sa.Column('expires_at', UtcDateTime(), nullable=False),
    sa.Column('reminded_at', UtcDateTime(), nullable=True),
    sa.Column('answered_at', UtcDateTime(), nullable=True),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('comment', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('survey', schema=None) as batch_op:
        batch_op.create_index('ix_survey_answered_at', ['answered_at'], unique=False)
        batch_op.create_index('ix_survey_customer_id', ['customer_id'], unique=False)
        batch_op.create_index('ix_survey_ticket_id', ['ticket_id'], unique=False)
        batch_op.create_index('ix_survey_user_id', ['user_id'], unique=False)

    op.create_table('ticket_message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ticket_id', sa.Integer(), nullable=False),
    sa.Column('direction', sa.String(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(), nullable=True),
    sa.Column('email', sa.String(), nullable=True),
    sa.Column('message_id', sa.String(), nullable=True),
    sa.Column('mail_id', sa.Integer(), nullable=True),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], ),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('ticket_message', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_message', ['ticket_id', 'at', 'id'], unique=False)
        batch_op.create_index('ix_ticket_message_message_id', ['message_id'], unique=False)

    op.create_table('ticket_stage',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ticket_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('entered_at', UtcDateTime(), nullable=False),
    sa.Column('left_at', UtcDateTime(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('ticket_stage', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_stage', ['ticket_id', 'entered_at'], unique=False)

    op.create_table('campaign_track',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('send_id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('url', sa.String(), nullable=True),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('agent', sa.String(), nullable=True),
    sa.Column('automatic', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['send_id'], ['campaign_send.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('campaign_track', schema=None) as batch_op:
        batch_op.create_index('ix_campaign_track', ['campaign_id', 'kind', 'at'], unique=False)
        batch_op.create_index('ix_campaign_track_send_id', ['send_id'], unique=False)

    with op.batch_alter_table('app_user', schema=None) as batch_op:
        batch_op.add_column(sa.Column('digest', sa.String(), nullable=False, server_default='off'))

    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ticket_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('message_id', sa.Integer(), nullable=True))
        batch_op.alter_column('uploaded_by',
               existing_type=sa.INTEGER(),
               nullable=True)
        batch_op.create_index('ix_attachment_ticket_id', ['ticket_id'], unique=False)

    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.add_column(sa.Column('birthday', sa.Date(), nullable=True))
        batch_op.create_index('ix_contact_birthday', ['birthday'], unique=False)

    with op.batch_alter_table('customer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('birthday', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('locale', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('contract_ends_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('agent_id', sa.Integer(), nullable=True))
        batch_op.create_index('ix_customer_agent_id', ['agent_id'], unique=False)
        batch_op.create_index('ix_customer_birthday', ['birthday'], unique=False)
        batch_op.create_index('ix_customer_contract_ends_on', ['contract_ends_on'], unique=False)

    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ticket_id', sa.Integer(), nullable=True))
        batch_op.create_index('ix_task_ticket_id', ['ticket_id'], unique=False)

    for table in ("ticket", "article"):
        search.create_tables(op.get_bind(), table)
    _extend_companies()


def _extend_companies() -> None:
    """A company that is set up already gets what a new one starts with."""
    role, right, entry = (sa.table(name, *map(sa.column, columns)) for name, columns in (
        ("role", ("id", "key")), ("role_right", ("role_id", "right", "scope")),
        ("dictionary_entry", ("dictionary", "code", "name", "tone", "position", "active")),
    ))
    names = sa.column("names", Json)
    entry.append_column(names)
    roles = op.get_bind().execute(sa.select(role.c.id, role.c.key)).all()
    if not roles:
        return
    op.bulk_insert(right, [
        {"role_id": role_id, "right": key, "scope": scope} for role_id, role_key in roles for key, scope in RIGHTS.get(role_key, {}).items()
    ])
    op.bulk_insert(entry, [
        {"dictionary": "ticket_kind", "code": code, "name": name, "names": {"zh_Hans": chinese}, "tone": tone, "position": place, "active": True}
        for place, (code, name, chinese, tone) in enumerate(TICKET_KINDS)
    ])


def downgrade() -> None:
    raise RuntimeError("take the copy that was made before the upgrade")
