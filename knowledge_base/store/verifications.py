"""Verifications and failed publications of policies: rows to values and back."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge_base.foundation.actors import Actor
from knowledge_base.policies import PublishFailure, Revision, Stage, Verification
from knowledge_base.store.tables import PublishFailureRow, RevisionRow, StageEventRow, VerificationRow


def insert_verification(
    session: Session, revision: Revision, *, review_by: date | None, note: str | None, actor: Actor, now: datetime
) -> Verification:
    """Record that somebody stands behind a published wording."""
    row = VerificationRow(
        policy_id=revision.policy_id,
        number=revision.number,
        actor_id=actor.id,
        actor_role=actor.role,
        note=note,
        review_by=review_by,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return _verification(row)


def verifications_of(session: Session, policy_id: str) -> tuple[Verification, ...]:
    """Return a policy's verifications, oldest first."""
    query = select(VerificationRow).where(VerificationRow.policy_id == policy_id).order_by(VerificationRow.seq)
    return tuple(_verification(row) for row in session.scalars(query))


def newest_verifications(session: Session, policy_ids: Collection[str]) -> Mapping[str, Verification]:
    """Return the last verification of each policy that has one, by policy id."""
    newest = (
        select(func.max(VerificationRow.seq))
        .where(VerificationRow.policy_id.in_(policy_ids))
        .group_by(VerificationRow.policy_id)
    )
    rows = session.scalars(select(VerificationRow).where(VerificationRow.seq.in_(newest)))
    return {row.policy_id: _verification(row) for row in rows}


def insert_failure(
    session: Session, revision: Revision, *, code: str, message: str, actor: Actor, now: datetime
) -> None:
    """Record that a wording could not be published or retired."""
    session.add(
        PublishFailureRow(
            policy_id=revision.policy_id,
            revision_id=revision.id,
            after_seq=_last_seq(session, revision.policy_id) or 0,
            actor_id=actor.id,
            code=code,
            message=message,
            created_at=now,
        )
    )
    session.flush()


def standing_failure(session: Session, policy_id: str) -> PublishFailure | None:
    """Return a policy's last failed publication, None once a later one went well."""
    query = select(PublishFailureRow).where(PublishFailureRow.policy_id == policy_id)
    row = session.scalars(query.order_by(PublishFailureRow.seq.desc()).limit(1)).first()
    if row is None or (_last_seq(session, policy_id, Stage.PUBLISHED, Stage.RETIRED) or 0) > row.after_seq:
        return None
    return PublishFailure(row.policy_id, row.revision_id, row.actor_id, row.code, row.message, row.created_at)


def _last_seq(session: Session, policy_id: str, *stages: Stage) -> int | None:
    query = select(func.max(StageEventRow.seq)).join(RevisionRow, RevisionRow.id == StageEventRow.revision_id)
    query = query.where(RevisionRow.policy_id == policy_id)
    return session.scalar(query.where(StageEventRow.stage.in_(stages)) if stages else query)


def _verification(row: VerificationRow) -> Verification:
    return Verification(
        row.policy_id, row.number, row.actor_id, row.actor_role, row.note, row.review_by, row.created_at
    )
