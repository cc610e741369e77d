"""The history of a policy, read off what was recorded: stage events, verifications, failures."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge_base.history import HistoryEntry, Step, step_of
from knowledge_base.policies import Stage
from knowledge_base.store.tables import PublishFailureRow, RevisionRow, StageEventRow
from knowledge_base.store.verifications import verifications_of


def history_of(session: Session, policy_id: str) -> tuple[HistoryEntry, ...]:
    """Return every step of a policy, newest first."""
    entries = [*_stages(session, policy_id), *_verified(session, policy_id), *_failed(session, policy_id)]
    return tuple(sorted(entries, key=lambda one: one.at))[::-1]


def _stages(session: Session, policy_id: str) -> Iterator[HistoryEntry]:
    query = select(RevisionRow.number, StageEventRow).join(RevisionRow, RevisionRow.id == StageEventRow.revision_id)
    former: dict[int, Stage] = {}
    for number, row in session.execute(query.where(RevisionRow.policy_id == policy_id).order_by(StageEventRow.seq)):
        stage = Stage(row.stage)
        is_approval = stage is Stage.IN_REVIEW and former.get(number) is Stage.IN_REVIEW
        step = step_of(stage, former.get(number), is_approval=is_approval)
        day = row.effective_from if step is Step.PUBLISHED else None
        former[number] = stage
        yield HistoryEntry(step, number, row.actor_id, row.actor_role, row.created_at, row.note, day)


def _verified(session: Session, policy_id: str) -> Iterator[HistoryEntry]:
    for one in verifications_of(session, policy_id):
        yield HistoryEntry(
            Step.VERIFIED, one.number, one.actor_id, one.actor_role, one.created_at, one.note, one.review_by
        )


def _failed(session: Session, policy_id: str) -> Iterator[HistoryEntry]:
    query = select(RevisionRow.number, PublishFailureRow).join(
        RevisionRow, RevisionRow.id == PublishFailureRow.revision_id
    )
    for number, row in session.execute(query.where(PublishFailureRow.policy_id == policy_id)):
        yield HistoryEntry(Step.FAILED, number, row.actor_id, "", row.created_at, row.message)
