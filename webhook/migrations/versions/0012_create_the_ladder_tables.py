"""Create the tables of ladders, steps, handovers and order sources; remember the rung an agent chose."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ladders",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("brand_id", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_ladders_brand_id_brands")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ladders")),
    )
    with op.batch_alter_table("ladders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ladders_brand_id"), ["brand_id"], unique=False)

    op.create_table(
        "ladder_versions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("ladder_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.String(length=255), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ladder_id"], ["ladders.id"], name=op.f("fk_ladder_versions_ladder_id_ladders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ladder_versions")),
        sa.UniqueConstraint("ladder_id", "number", name=op.f("uq_ladder_versions_ladder_id_number")),
    )
    op.create_table(
        "handovers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("brand_id", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.String(length=64), nullable=False),
        sa.Column("draft_id", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_handovers_brand_id_brands")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_handovers_draft_id_drafts")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_handovers_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handovers_brand_id"), ["brand_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handovers_draft_id"), ["draft_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handovers_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "ladder_events",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version_id", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=255), nullable=False),
        sa.Column("actor_id", sa.String(length=255), nullable=False),
        sa.Column("actor_role", sa.String(length=255), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("approved_by", sa.String(length=255), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["ladder_versions.id"], name=op.f("fk_ladder_events_version_id_ladder_versions")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ladder_events")),
    )
    with op.batch_alter_table("ladder_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ladder_events_version_id_seq"), ["version_id", "seq"], unique=False)

    op.create_table(
        "step_ticks",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("draft_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("actor_id", sa.String(length=255), nullable=False),
        sa.Column("actor_role", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_step_ticks_draft_id_drafts")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_step_ticks")),
    )
    with op.batch_alter_table("step_ticks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_step_ticks_draft_id_number_seq"), ["draft_id", "number", "seq"], unique=False
        )

    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rung", sa.String(length=255), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_column("rung")

    with op.batch_alter_table("step_ticks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_step_ticks_draft_id_number_seq"))

    op.drop_table("step_ticks")
    with op.batch_alter_table("ladder_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ladder_events_version_id_seq"))

    op.drop_table("ladder_events")
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handovers_ticket_id"))
        batch_op.drop_index(batch_op.f("ix_handovers_draft_id"))
        batch_op.drop_index(batch_op.f("ix_handovers_brand_id"))

    op.drop_table("handovers")
    op.drop_table("ladder_versions")
    with op.batch_alter_table("ladders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ladders_brand_id"))

    op.drop_table("ladders")
