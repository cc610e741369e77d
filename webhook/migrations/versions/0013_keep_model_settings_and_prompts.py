"""Keep each brand's model settings, what its model spent, and its own prompt."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "model_settings",
        sa.Column("brand_id", sa.String(length=64), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("model", sa.String(length=255), nullable=True),
        sa.Column("temperature", sa.Float(), nullable=True),
        sa.Column("max_completion_tokens", sa.Integer(), nullable=True),
        sa.Column("prompt_price_usd_per_million", sa.Float(), nullable=True),
        sa.Column("completion_price_usd_per_million", sa.Float(), nullable=True),
        sa.Column("spend_cap_usd_micros", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_model_settings_brand_id_brands")),
        sa.PrimaryKeyConstraint("brand_id", name=op.f("pk_model_settings")),
    )
    op.create_table(
        "model_spend",
        sa.Column("brand_id", sa.String(length=64), nullable=False),
        sa.Column("month", sa.String(length=255), nullable=False),
        sa.Column("usd_micros", sa.BigInteger(), nullable=False),
        sa.Column("completions", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_model_spend_brand_id_brands")),
        sa.PrimaryKeyConstraint("brand_id", "month", name=op.f("pk_model_spend")),
    )
    op.create_table(
        "prompt_templates",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("brand_id", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("actor_role", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_prompt_templates_brand_id_brands")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_prompt_templates")),
    )
    with op.batch_alter_table("prompt_templates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_prompt_templates_brand_id_seq"), ["brand_id", "seq"], unique=False)


def downgrade() -> None:
    op.drop_table("prompt_templates")
    op.drop_table("model_spend")
    op.drop_table("model_settings")
