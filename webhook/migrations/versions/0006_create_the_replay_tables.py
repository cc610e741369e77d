"""Create the tables of replays, their items, redrafts and signatures."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "replays",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("brand_id", sa.String(length=64), nullable=False),
        sa.Column("policy_id", sa.String(length=64), nullable=False),
        sa.Column("revision_id", sa.String(length=64), nullable=False),
        sa.Column("tickets", sa.Integer(), nullable=False),
        sa.Column("uses_model", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=255), nullable=False),
        sa.Column("actor_id", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("cost_usd_micros", sa.BigInteger(), nullable=False),
        sa.Column("active_snapshot_id", sa.String(length=64), nullable=True),
        sa.Column("last_ticket_id", sa.String(length=64), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_replays_brand_id_brands")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replays")),
    )
    op.create_index(op.f("ix_replays_policy_id"), "replays", ["policy_id"])
    op.create_index(op.f("ix_replays_revision_id"), "replays", ["revision_id"])
    op.create_table(
        "replay_items",
        sa.Column("replay_id", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.String(length=64), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("flips", sa.JSON(), nullable=False),
        sa.Column("is_changed", sa.Boolean(), nullable=False),
        sa.Column("had_cited", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["replay_id"], ["replays.id"], name=op.f("fk_replay_items_replay_id_replays")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_replay_items_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("replay_id", "ticket_id", name=op.f("pk_replay_items")),
    )
    op.create_table(
        "redrafts",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_redrafts_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_redrafts")),
    )
    op.create_index(op.f("ix_redrafts_ticket_id"), "redrafts", ["ticket_id"])
    op.create_table(
        "replay_signatures",
        sa.Column("replay_id", sa.String(length=64), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("actor_role", sa.String(length=255), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["replay_id"], ["replays.id"], name=op.f("fk_replay_signatures_replay_id_replays")),
        sa.PrimaryKeyConstraint("replay_id", "actor_id", name=op.f("pk_replay_signatures")),
    )


def downgrade() -> None:
    for table in ("replay_signatures", "redrafts", "replay_items", "replays"):
        op.drop_table(table)
