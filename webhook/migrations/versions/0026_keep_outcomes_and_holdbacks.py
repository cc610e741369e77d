"""Keep what became of tickets, and which tickets chance held back."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "holdbacks",
        sa.Column("ticket_id", sa.String(length=64), nullable=False),
        sa.Column("brand_id", sa.String(length=64), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("is_held_back", sa.Boolean(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_holdbacks_brand_id_brands")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_holdbacks_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_holdbacks")),
    )
    with op.batch_alter_table("holdbacks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_holdbacks_brand_id_assigned_at"), ["brand_id", "assigned_at"], unique=False
        )
    op.create_table(
        "outcome_events",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("brand_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ticket_id", sa.String(length=64), nullable=True),
        sa.Column("order_number", sa.String(length=255), nullable=True),
        sa.Column("requester_key", sa.String(length=255), nullable=True),
        sa.Column("amount", sa.String(length=64), nullable=True),
        sa.Column("currency", sa.String(length=64), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_outcome_events_brand_id_brands")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_outcome_events_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_events")),
    )
    with op.batch_alter_table("outcome_events", schema=None) as batch_op:
        for columns in (("brand_id", "order_number"), ("brand_id", "requester_key"), ("brand_id", "source", "at")):
            name = f"ix_outcome_events_{'_'.join(columns)}"
            batch_op.create_index(batch_op.f(name), list(columns), unique=False)
        batch_op.create_index(batch_op.f("ix_outcome_events_ticket_id"), ["ticket_id"], unique=False)


def downgrade() -> None:
    op.drop_table("outcome_events")
    op.drop_table("holdbacks")
