"""Remember where policies were imported from, and what each import did."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_origins",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("brand_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=255), nullable=False),
        sa.Column("location", sa.String(length=1024), nullable=False),
        sa.Column("locale", sa.String(length=255), nullable=False),
        sa.Column("every_hours", sa.Integer(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_operator_given", sa.Boolean(), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_origins")),
        sa.UniqueConstraint(
            "brand_id", "kind", "location", "locale", name=op.f("uq_import_origins_brand_id_kind_location_locale")
        ),
    )
    with op.batch_alter_table("import_origins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_origins_next_at"), ["next_at"], unique=False)

    op.create_table(
        "import_runs",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("origin_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=255), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("actor_role", sa.String(length=255), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["origin_id"], ["import_origins.id"], name=op.f("fk_import_runs_origin_id_import_origins")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_runs")),
    )
    with op.batch_alter_table("import_runs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_import_runs_origin_id_started_at"), ["origin_id", "started_at"], unique=False
        )

    op.create_table(
        "policy_origins",
        sa.Column("policy_id", sa.String(length=64), nullable=False),
        sa.Column("origin_id", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vanished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["origin_id"], ["import_origins.id"], name=op.f("fk_policy_origins_origin_id_import_origins")
        ),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("fk_policy_origins_policy_id_policies")),
        sa.PrimaryKeyConstraint("policy_id", name=op.f("pk_policy_origins")),
    )
    with op.batch_alter_table("policy_origins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_origins_origin_id"), ["origin_id"], unique=False)


def downgrade() -> None:
    op.drop_table("policy_origins")
    op.drop_table("import_runs")
    op.drop_table("import_origins")
