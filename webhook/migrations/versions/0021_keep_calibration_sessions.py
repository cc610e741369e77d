"""Keep calibration sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calibrations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("brand_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("edit_ids", sa.JSON(), nullable=False),
        sa.Column("rater_ids", sa.JSON(), nullable=False),
        sa.Column("scorecard", sa.JSON(), nullable=False),
        sa.Column("actor_id", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_calibrations_brand_id_brands")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibrations")),
    )
    op.create_table(
        "calibration_ratings",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("calibration_id", sa.String(length=64), nullable=False),
        sa.Column("edit_id", sa.String(length=64), nullable=False),
        sa.Column("rater_id", sa.String(length=255), nullable=False),
        sa.Column("ratings", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["calibration_id"], ["calibrations.id"], name=op.f("fk_calibration_ratings_calibration_id_calibrations")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_calibration_ratings")),
    )
    op.create_table(
        "agreed_ratings",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("calibration_id", sa.String(length=64), nullable=False),
        sa.Column("edit_id", sa.String(length=64), nullable=False),
        sa.Column("criterion", sa.String(length=255), nullable=False),
        sa.Column("rating", sa.Double(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("actor_id", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["calibration_id"], ["calibrations.id"], name=op.f("fk_agreed_ratings_calibration_id_calibrations")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_agreed_ratings")),
    )
    for table, column in INDEXES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def downgrade() -> None:
    for table, column in INDEXES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_index(batch_op.f(f"ix_{table}_{column}"))
    for table in ("agreed_ratings", "calibration_ratings", "calibrations"):
        op.drop_table(table)


INDEXES = (
    ("calibrations", "brand_id"),
    ("calibration_ratings", "calibration_id"),
    ("agreed_ratings", "calibration_id"),
)
