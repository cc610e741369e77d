"""Keep samples, scorecards, disputes, comments and verdicts; review replies without a draft."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_ID = sa.String(length=64)
_NAME = sa.String(length=255)
_NEW: tuple[tuple[str, sa.types.TypeEngine[Any]], ...] = (
    ("reply_id", _ID),
    ("ticket_id", _ID),
    ("sample_id", _ID),
    ("probability", sa.Double()),
    ("is_wrong", sa.Boolean()),
)


def upgrade() -> None:
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.alter_column("edit_id", existing_type=_ID, nullable=True)
        batch_op.alter_column("draft_id", existing_type=_ID, nullable=True)
        for name, kind in _NEW:
            batch_op.add_column(sa.Column(name, kind, nullable=True))
        batch_op.create_index(batch_op.f("ix_reviews_reply_id"), ["reply_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reviews_sample_id"), ["sample_id"], unique=False)
    _create_samples()
    _create_cards()
    _create_words()


def _create_samples() -> None:
    op.create_table(
        "draws",
        sa.Column("id", _ID, nullable=False),
        sa.Column("brand_id", _ID, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("seed", _NAME, nullable=False),
        sa.Column("actor_id", _NAME, nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_draws_brand_id_brands")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draws")),
        sa.UniqueConstraint("brand_id", "since", name=op.f("uq_draws_brand_id_since")),
    )
    op.create_table(
        "samples",
        sa.Column("id", _ID, nullable=False),
        sa.Column("draw_id", _ID, nullable=True),
        sa.Column("brand_id", _ID, nullable=False),
        sa.Column("ticket_id", _ID, nullable=False),
        sa.Column("draft_id", _ID, nullable=True),
        sa.Column("reply_id", _ID, nullable=True),
        sa.Column("stratum", _NAME, nullable=False),
        sa.Column("probability", sa.Double(), nullable=True),
        sa.Column("seed", _NAME, nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("outcome", _NAME, nullable=False),
        sa.Column("agent_id", _NAME, nullable=True),
        sa.Column("tenure_days", sa.Integer(), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_to", _NAME, nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_samples_brand_id_brands")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_samples_draft_id_drafts")),
        sa.ForeignKeyConstraint(["draw_id"], ["draws.id"], name=op.f("fk_samples_draw_id_draws")),
        sa.ForeignKeyConstraint(["reply_id"], ["replies.id"], name=op.f("fk_samples_reply_id_replies")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_samples_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_samples")),
    )
    with op.batch_alter_table("samples", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_samples_brand_id_drawn_at"), ["brand_id", "drawn_at"], unique=False)
        for name in ("draft_id", "draw_id", "reply_id"):
            batch_op.create_index(batch_op.f(f"ix_samples_{name}"), [name], unique=False)


def _create_cards() -> None:
    op.create_table(
        "scorecards",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("brand_id", _ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", _NAME, nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("actor_id", _NAME, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_scorecards_brand_id_brands")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_scorecards")),
        sa.UniqueConstraint("brand_id", "version", name=op.f("uq_scorecards_brand_id_version")),
    )
    op.create_table(
        "disputes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("review_id", _ID, nullable=False),
        sa.Column("brand_id", _ID, nullable=False),
        sa.Column("ticket_id", _ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("raised_by", _NAME, nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ratings", sa.JSON(), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("is_wrong", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by", _NAME, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_disputes_brand_id_brands")),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name=op.f("fk_disputes_review_id_reviews")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_disputes_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
        sa.UniqueConstraint("review_id", name=op.f("uq_disputes_review_id")),
    )
    with op.batch_alter_table("disputes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disputes_brand_id_raised_at"), ["brand_id", "raised_at"], unique=False)


def _create_words() -> None:
    op.create_table(
        "review_comments",
        sa.Column("id", _ID, nullable=False),
        sa.Column("brand_id", _ID, nullable=False),
        sa.Column("ticket_id", _ID, nullable=False),
        sa.Column("subject_id", _ID, nullable=False),
        sa.Column("parent_id", _ID, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("actor_id", _NAME, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_review_comments_brand_id_brands")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_review_comments_ticket_id_tickets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_comments")),
    )
    with op.batch_alter_table("review_comments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_review_comments_ticket_id_subject_id"), ["ticket_id", "subject_id"], unique=False
        )
    op.create_table(
        "edit_verdicts",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("brand_id", _ID, nullable=False),
        sa.Column("draft_id", _ID, nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("severity", _NAME, nullable=False),
        sa.Column("actor_id", _NAME, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_edit_verdicts_brand_id_brands")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_edit_verdicts_draft_id_drafts")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_edit_verdicts")),
    )
    with op.batch_alter_table("edit_verdicts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_edit_verdicts_draft_id_seq"), ["draft_id", "seq"], unique=False)


def downgrade() -> None:
    for name in ("edit_verdicts", "review_comments", "disputes", "scorecards", "samples", "draws"):
        op.drop_table(name)
    op.execute("DELETE FROM reviews WHERE draft_id IS NULL")
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reviews_sample_id"))
        batch_op.drop_index(batch_op.f("ix_reviews_reply_id"))
        for name, _ in reversed(_NEW):
            batch_op.drop_column(name)
        batch_op.alter_column("draft_id", existing_type=_ID, nullable=False)
        batch_op.alter_column("edit_id", existing_type=_ID, nullable=False)
