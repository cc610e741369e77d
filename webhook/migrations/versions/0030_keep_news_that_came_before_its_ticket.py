"""Keep news of a ticket or an order that came before the ticket."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "waiting_events",
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("brand_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("order_number", sa.String(length=255), nullable=True),
        sa.Column("amount", sa.String(length=64), nullable=True),
        sa.Column("currency", sa.String(length=64), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_waiting_events_brand_id_brands")),
        sa.PrimaryKeyConstraint("event_id", "about", name=op.f("pk_waiting_events")),
    )
    with op.batch_alter_table("waiting_events", schema=None) as batch_op:
        for column in ("place", "until"):
            batch_op.create_index(batch_op.f(f"ix_waiting_events_{column}"), [column], unique=False)


def downgrade() -> None:
    op.drop_table("waiting_events")
