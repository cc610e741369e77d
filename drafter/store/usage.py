"""Which drafts cite which policies, and what became of them: counted in the database."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from drafter.drafts import Draft, DraftStatus
from drafter.edits import Outcome
from drafter.store.tables import CitationRow, DraftEventRow, DraftTextRow, EditRow
from drafter.usage import PolicyUsage, StalePolicy, Usage, weigh
from knowledge_base.policies import Verification, standing_of
from knowledge_base.store.policies import list_policies
from knowledge_base.store.verifications import newest_verifications

MOST_POLICIES = 10_000
_IDS_AT_ONCE = 500  # SQLite takes 32,766 variables in one statement
CHANGED = (Outcome.EDITED.value, Outcome.SCRATCH.value)


def write_citations(session: Session, draft: Draft) -> None:
    """Note which snippets a written draft cites, each once."""
    cited = {one.snippet_id: one for sentence in draft.sentences for one in sentence.citations}
    session.add_all(
        CitationRow(draft_id=draft.id, snippet_id=one.snippet_id, policy_id=one.policy_id, revision_id=one.revision_id)
        for one in cited.values()
    )
    session.flush()


def usage_of(session: Session, policy_id: str, *, since: datetime | None = None) -> PolicyUsage:
    """Return how one policy was used, optionally by drafts written since a moment."""
    within = CitationRow.policy_id == policy_id
    whole = _counted(session, CitationRow.policy_id, within, since)
    return PolicyUsage(
        whole.get(policy_id, Usage()),
        _counted(session, CitationRow.revision_id, within, since),
        _counted(session, CitationRow.snippet_id, within, since),
    )


def usage_of_policies(
    session: Session, policy_ids: Sequence[str], *, since: datetime | None = None
) -> Mapping[str, Usage]:
    """Return how each of these policies was used; one that no draft cites has zeros."""
    counted = _counted(session, CitationRow.policy_id, CitationRow.policy_id.in_(policy_ids), since)
    return {policy_id: counted.get(policy_id, Usage()) for policy_id in policy_ids}


def staleness(session: Session, brand_ids: Sequence[str] | None, *, today: date) -> tuple[StalePolicy, ...]:
    """Return the published policies of these brands (None: of all), most damage first."""
    overviews = list_policies(session, brand_ids=brand_ids, limit=MOST_POLICIES, on=today)
    live = [one for one in overviews if one.published]
    ids = [one.policy.id for one in live]
    usages: dict[str, Usage] = {}
    seen: dict[str, Verification] = {}
    for at in range(0, len(ids), _IDS_AT_ONCE):
        usages |= usage_of_policies(session, ids[at : at + _IDS_AT_ONCE])
        seen |= newest_verifications(session, ids[at : at + _IDS_AT_ONCE])
    weighed = [
        weigh(
            one.policy, standing_of(one.published, seen.get(one.policy.id), today), usages[one.policy.id], today=today
        )
        for one in live
    ]
    return tuple(sorted(weighed, key=lambda one: (-one.damage, -one.overdue_days, -one.age_days, one.policy.id)))


def _counted(
    session: Session, key: ColumnElement[str] | Any, within: ColumnElement[bool], since: datetime | None
) -> dict[str, Usage]:
    """Count drafts by a column of their citations; a draft that cites it twice counts once."""
    cited = select(key.label("key"), CitationRow.draft_id).where(within).distinct().subquery()
    inner = DraftEventRow.__table__.alias("newest_event")
    event = select(func.max(inner.c.seq)).where(inner.c.draft_id == cited.c.draft_id).correlate(cited)
    later = EditRow.__table__.alias("newest_edit")
    edit = select(func.max(later.c.seq)).where(later.c.draft_id == cited.c.draft_id).correlate(cited)
    outcome = EditRow.outcome
    query = (
        select(
            cited.c.key,
            func.count(),
            func.sum(case((outcome == Outcome.AS_IS.value, 1), else_=0)),
            func.sum(case((outcome.in_(CHANGED), 1), else_=0)),
            func.sum(case((outcome == Outcome.REJECTED.value, 1), else_=0)),
        )
        .select_from(cited)
        .join(DraftEventRow, DraftEventRow.seq == event.scalar_subquery())
        .outerjoin(EditRow, EditRow.seq == edit.scalar_subquery())
        .where(DraftEventRow.status != DraftStatus.SUPERSEDED.value)
        .group_by(cited.c.key)
    )
    if since is not None:
        written = DraftTextRow.draft_id == cited.c.draft_id
        query = query.join(DraftTextRow, written).where(DraftTextRow.ready_at >= since)
    return {key: Usage(*(int(number) for number in numbers)) for key, *numbers in session.execute(query)}
