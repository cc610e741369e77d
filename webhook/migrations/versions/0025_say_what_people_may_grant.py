"""Say what a person may grant, and what whoever asked for a draft may."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("users", "drafts"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("authority", sa.Integer(), nullable=True))


def downgrade() -> None:
    for table in ("drafts", "users"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("authority")
