"""Keep judgements of pairs of unlike replies."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pair_judgements",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("brand_id", sa.String(length=64), nullable=False),
        sa.Column("first_id", sa.String(length=64), nullable=False),
        sa.Column("second_id", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=255), nullable=False),
        sa.Column("actor_id", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_pair_judgements_brand_id_brands")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_pair_judgements")),
    )
    with op.batch_alter_table("pair_judgements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pair_judgements_brand_id"), ["brand_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_pair_judgements_first_id_second_id"), ["first_id", "second_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("pair_judgements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pair_judgements_first_id_second_id"))
        batch_op.drop_index(batch_op.f("ix_pair_judgements_brand_id"))
    op.drop_table("pair_judgements")
