"""Create the tables of citations, verifications and failed publications; count the citations of former drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DRAFTS_AT_ONCE = 200
SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "draft_citations",
        sa.Column("draft_id", sa.String(length=64), nullable=False),
        sa.Column("snippet_id", sa.String(length=64), nullable=False),
        sa.Column("policy_id", sa.String(length=64), nullable=False),
        sa.Column("revision_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_draft_citations_draft_id_drafts")),
        sa.PrimaryKeyConstraint("draft_id", "snippet_id", name=op.f("pk_draft_citations")),
    )
    op.create_index(op.f("ix_draft_citations_policy_id_draft_id"), "draft_citations", ["policy_id", "draft_id"])
    op.create_table(
        "verifications",
        sa.Column("seq", SEQ, autoincrement=True, nullable=False),
        sa.Column("policy_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("actor_role", sa.String(length=255), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("review_by", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("fk_verifications_policy_id_policies")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_verifications")),
    )
    op.create_index(op.f("ix_verifications_policy_id_seq"), "verifications", ["policy_id", "seq"])
    op.create_table(
        "publish_failures",
        sa.Column("seq", SEQ, autoincrement=True, nullable=False),
        sa.Column("policy_id", sa.String(length=64), nullable=False),
        sa.Column("revision_id", sa.String(length=64), nullable=False),
        sa.Column("after_seq", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=255), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("fk_publish_failures_policy_id_policies")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_publish_failures_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_publish_failures")),
    )
    op.create_index(op.f("ix_publish_failures_policy_id_seq"), "publish_failures", ["policy_id", "seq"])
    _count_former_drafts()


def downgrade() -> None:
    op.drop_table("publish_failures")
    op.drop_table("verifications")
    op.drop_table("draft_citations")


def _count_former_drafts() -> None:
    texts = sa.table("draft_texts", sa.column("draft_id", sa.String), sa.column("content", sa.JSON))
    citations = sa.table("draft_citations", *map(sa.column, ("draft_id", "snippet_id", "policy_id", "revision_id")))
    connection = op.get_bind()
    last = ""
    while True:
        query = sa.select(texts).where(texts.c.draft_id > last).order_by(texts.c.draft_id).limit(DRAFTS_AT_ONCE)
        rows = connection.execute(query).all()
        if not rows:
            return
        last = rows[-1].draft_id
        cited = {
            (row.draft_id, one["snippet_id"]): one
            for row in rows
            for sentence in row.content.get("sentences", ())
            for one in sentence.get("citations", ())
        }
        if cited:
            connection.execute(
                citations.insert(),
                [
                    {
                        "draft_id": draft_id,
                        "snippet_id": snippet_id,
                        "policy_id": one["policy_id"],
                        "revision_id": one["revision_id"],
                    }
                    for (draft_id, snippet_id), one in cited.items()
                ],
            )
