"""Keep fits of automatic scores, the scores, and what reviewers saw of them."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_ID = sa.String(length=64)
_NAME = sa.String(length=255)


def upgrade() -> None:
    op.create_table(
        "automatic_fits",
        sa.Column("id", _ID, nullable=False),
        sa.Column("brand_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("scorecard_id", _NAME, nullable=False),
        sa.Column("scorecard_version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_automatic_fits_brand_id_brands")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_automatic_fits")),
        sa.UniqueConstraint("brand_id", "number", name=op.f("uq_automatic_fits_brand_id_number")),
    )
    _create_scores()
    op.create_table(
        "review_sights",
        sa.Column("review_id", _ID, nullable=False),
        sa.Column("brand_id", _ID, nullable=False),
        sa.Column("score_id", _ID, nullable=True),
        sa.Column("seen", _NAME, nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_review_sights_brand_id_brands")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_review_sights_review_id_reviews")),
        sa.ForeignKeyConstraint(
            ["score_id"], ["automatic_scores.id"], name=op.f("fk_review_sights_score_id_automatic_scores")
        ),
        sa.PrimaryKeyConstraint("review_id", name=op.f("pk_review_sights")),
    )
    with op.batch_alter_table("review_sights", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_sights_brand_id"), ["brand_id"], unique=False)


def _create_scores() -> None:
    op.create_table(
        "automatic_scores",
        sa.Column("id", _ID, nullable=False),
        sa.Column("brand_id", _ID, nullable=False),
        sa.Column("fit_id", _ID, nullable=False),
        sa.Column("ticket_id", _ID, nullable=False),
        sa.Column("subject_id", _ID, nullable=False),
        sa.Column("measured_id", _ID, nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("total", sa.Double(), nullable=True),
        sa.Column("low", sa.Double(), nullable=True),
        sa.Column("high", sa.Double(), nullable=True),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_automatic_scores_brand_id_brands")),
        sa.ForeignKeyConstraint(
            ["fit_id"], ["automatic_fits.id"], name=op.f("fk_automatic_scores_fit_id_automatic_fits")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_automatic_scores_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_automatic_scores")),
        sa.UniqueConstraint(
            "subject_id", "measured_id", "fit_id", name=op.f("uq_automatic_scores_subject_id_measured_id_fit_id")
        ),
    )
    with op.batch_alter_table("automatic_scores", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_automatic_scores_fit_id"), ["fit_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_automatic_scores_brand_id_scored_at"), ["brand_id", "scored_at"], unique=False
        )


def downgrade() -> None:
    for table in ("review_sights", "automatic_scores", "automatic_fits"):
        op.drop_table(table)
