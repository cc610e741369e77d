"""Decisions about the linter's warnings: rows to values and back."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.lint_decisions import LintDecision, LintVerdict
from knowledge_base.store.tables import LintDecisionRow


def insert_lint_decision(session: Session, brand_id: str, decision: LintDecision) -> None:
    """Record a decision; it takes the place of a former one about the same warning."""
    session.add(
        LintDecisionRow(
            brand_id=brand_id,
            key=decision.key,
            decision=decision.verdict.value,
            winner=decision.winner,
            note=decision.note,
            actor_id=decision.actor_id,
            actor_role=decision.actor_role,
            created_at=decision.created_at,
        )
    )
    session.flush()


def lint_decisions_of(session: Session, brand_id: str) -> dict[str, LintDecision]:
    """Return the last decision about each warning of a brand, by key."""
    rows = session.scalars(
        select(LintDecisionRow).where(LintDecisionRow.brand_id == brand_id).order_by(LintDecisionRow.seq)
    )
    return {
        row.key: LintDecision(
            row.key, LintVerdict(row.decision), row.winner, row.note, row.actor_id, row.actor_role, row.created_at
        )
        for row in rows
    }
