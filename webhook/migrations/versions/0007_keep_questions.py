"""Create the tables of kept questions, from which search learns."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_versions",
        sa.Column("brand_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("brand_id", name=op.f("pk_kept_versions")),
    )
    op.create_table(
        "kept_questions",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("brand_id", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=255), nullable=False),
        sa.Column("source", sa.String(length=255), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=True),
        sa.Column("embedder_id", sa.String(length=255), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_kept_questions")),
        sa.UniqueConstraint("id", name=op.f("uq_kept_questions_id")),
        sa.UniqueConstraint("brand_id", "source", name=op.f("uq_kept_questions_brand_id_source")),
    )
    with op.batch_alter_table("kept_questions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_questions_brand_id_seq"), ["brand_id", "seq"], unique=False)
        batch_op.create_index(batch_op.f("ix_kept_questions_origin"), ["origin"], unique=False)
        batch_op.create_index(batch_op.f("ix_kept_questions_source"), ["source"], unique=False)


def downgrade() -> None:
    op.drop_table("kept_questions")
    op.drop_table("kept_versions")
