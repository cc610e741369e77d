"""What an admin can do with policies: write, submit, review, publish, verify, retire; and search for everybody.

A policy of another brand is answered as unknown.  Publishing and retiring build a snapshot,
so they alternate short transactions and embedding; the rest is one transaction each.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from drafter.brands import Brand
from drafter.store.brands import find_brand
from drafter.store.usage import staleness, usage_of, usage_of_policies
from drafter.usage import PolicyUsage, StalePolicy, Usage
from knowledge_base import deleting, editing
from knowledge_base.deleting import Deletion
from knowledge_base.errors import PolicyNotFoundError
from knowledge_base.history import HistoryEntry
from knowledge_base.policies import (
    Policy,
    PolicyMeta,
    PolicyOverview,
    PublishFailure,
    Revision,
    Stage,
    StageEvent,
    Standing,
    Verdict,
    Verification,
    in_force,
    standing_of,
)
from knowledge_base.scopes import Scope
from knowledge_base.search.hits import Question, Retrieval
from knowledge_base.store import policies as policy_store
from knowledge_base.store.history import history_of
from knowledge_base.store.imports import vanished_since
from knowledge_base.store.verifications import newest_verifications, standing_failure
from webhook.accounts.permissions import Act, brand_in_sight, brands_in_sight, permit
from webhook.accounts.roles import Principal
from webhook.store.unsaved import drop_unsaved
from webhook.wiring import Services

HITS = 5


@dataclass(frozen=True)
class PolicyCase:
    """A policy with its brand and every revision, newest first.

    ``failure`` is a publication that did not succeed, until a later one does.
    """

    policy: Policy
    brand: Brand
    revisions: tuple[Revision, ...]
    standing: Standing
    failure: PublishFailure | None = None

    @property
    def newest(self) -> Revision:
        """The newest wording, whatever its stage."""
        return self.revisions[0]

    @property
    def published(self) -> Revision | None:
        """The newest wording that was published."""
        return next((one for one in self.revisions if one.stage is Stage.PUBLISHED), None)


@dataclass(frozen=True)
class Known:
    """What is known of policies in a list, by id; ``gone`` are those that their source no longer has."""

    usages: Mapping[str, Usage]
    standings: Mapping[str, Standing]
    gone: frozenset[str]


def list_policies(
    services: Services,
    who: Principal,
    *,
    brand: str | None = None,
    stage: Stage | None = None,
    query: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> tuple[PolicyOverview, ...]:
    """Return policies, newest first; ``before`` is a policy's id.  Raises BrandNotFoundError."""
    permit(who, Act.READ_POLICIES)
    with services.database.reading() as session:
        brand_ids = brands_in_sight(session, who, brand)
        return policy_store.list_policies(
            session, brand_ids=brand_ids, stage=stage, query=query, before=before, limit=limit
        )


def know_policies(services: Services, who: Principal, policies: Sequence[PolicyOverview]) -> Known:
    """Return what a list says of policies besides their wordings."""
    permit(who, Act.READ_POLICIES)
    ids, today = [one.policy.id for one in policies], services.clock().date()
    with services.database.reading() as session:
        verified = newest_verifications(session, ids)
        standings = {one.policy.id: standing_of(one.published, verified.get(one.policy.id), today) for one in policies}
        return Known(usage_of_policies(session, ids), standings, frozenset(vanished_since(session, ids)))


def get_policy(services: Services, who: Principal, policy_id: str) -> PolicyCase:
    """Return a policy with its revisions.  Raises PolicyNotFoundError."""
    permit(who, Act.READ_POLICIES)
    with services.database.reading() as session:
        policy = _policy_in_sight(session, who, policy_id)
        brand = find_brand(session, policy.brand_id)
        today = brand.day_of(services.clock())
        revisions = policy_store.revisions_of(session, policy.id)
        verification = newest_verifications(session, [policy.id]).get(policy.id)
        standing = standing_of(in_force(revisions, today), verification, today)
        return PolicyCase(policy, brand, revisions, standing, standing_failure(session, policy.id))


def get_revision(services: Services, who: Principal, policy_id: str, number: int) -> Revision:
    """Return one wording of a policy.  Raises PolicyNotFoundError."""
    permit(who, Act.READ_POLICIES)
    with services.database.reading() as session:
        return _revision_in_sight(session, who, policy_id, number)


def get_history(services: Services, who: Principal, policy_id: str, number: int) -> tuple[StageEvent, ...]:
    """Return the stage changes of one wording, oldest first.  Raises PolicyNotFoundError."""
    permit(who, Act.READ_POLICIES)
    with services.database.reading() as session:
        return policy_store.stage_events_of(session, _revision_in_sight(session, who, policy_id, number).id)


def get_policy_history(services: Services, who: Principal, policy_id: str) -> tuple[HistoryEntry, ...]:
    """Return every step of a policy, newest first: who, when and why.  Raises PolicyNotFoundError."""
    permit(who, Act.READ_POLICIES)
    with services.database.reading() as session:
        return history_of(session, _policy_in_sight(session, who, policy_id).id)


def compare_revisions(
    services: Services, who: Principal, policy_id: str, before: int, after: int
) -> tuple[Revision, Revision]:
    """Return two wordings of a policy, to be laid side by side.  Raises PolicyNotFoundError."""
    permit(who, Act.READ_POLICIES)
    with services.database.reading() as session:
        earlier = _revision_in_sight(session, who, policy_id, before)
        return earlier, policy_store.find_revision(session, policy_id, after)


def get_usage(services: Services, who: Principal, policy_id: str, *, days: int | None = None) -> PolicyUsage:
    """Return how a policy was used, by drafts of the last ``days`` or of all time.  Raises PolicyNotFoundError."""
    permit(who, Act.READ_POLICIES)
    since = services.clock() - timedelta(days=days) if days else None
    with services.database.reading() as session:
        return usage_of(session, _policy_in_sight(session, who, policy_id).id, since=since)


def list_stale(services: Services, who: Principal, *, brand: str | None = None) -> tuple[StalePolicy, ...]:
    """Return published policies, the one whose age does most damage first.  Raises BrandNotFoundError."""
    permit(who, Act.READ_POLICIES)
    with services.database.reading() as session:
        brand_ids = brands_in_sight(session, who, brand)
        only = find_brand(session, brand_ids[0]) if brand_ids and len(brand_ids) == 1 else None
        now = services.clock()
        return staleness(session, brand_ids, today=only.day_of(now) if only else now.date())


def create_policy(
    services: Services,
    who: Principal,
    brand_name: str | None,
    *,
    title: str,
    text: str,
    meta: PolicyMeta | None = None,
    note: str | None = None,
) -> Revision:
    """Write a new policy; its first revision is a draft.  Raises BrandNotFoundError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        brand = brand_in_sight(session, who, brand_name)
        return editing.create_policy(
            session,
            brand_id=brand.id,
            title=title,
            text=text,
            meta=meta,
            note=note,
            actor=who.actor,
            now=services.clock(),
            new_id=services.new_id,
        )


def save_revision(
    services: Services,
    who: Principal,
    policy_id: str,
    *,
    text: str | None = None,
    title: str | None = None,
    change_meta: Callable[[PolicyMeta], PolicyMeta] = lambda meta: meta,
    based_on: int | None = None,
    note: str | None = None,
) -> Revision:
    """Write the next wording of a policy; what is not given stays as in the newest one.

    ``based_on`` is the number of the revision that was edited.  Raises PolicyNotFoundError,
    RevisionConflictError when that is no longer the newest.
    """
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        policy = _policy_in_sight(session, who, policy_id)
        newest = policy_store.revisions_of(session, policy.id)[0]
        return editing.start_revision(
            session,
            policy.id,
            text=newest.text if text is None else text,
            title=title or newest.title,
            meta=change_meta(newest.meta),
            based_on=based_on,
            note=note,
            actor=who.actor,
            now=services.clock(),
            new_id=services.new_id,
        )


def submit_revision(
    services: Services, who: Principal, policy_id: str, number: int, *, note: str | None = None
) -> Revision:
    """Put a draft up for review.  Raises PolicyNotFoundError, StageError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        revision = _revision_in_sight(session, who, policy_id, number)
        return editing.submit(session, revision.id, actor=who.actor, now=services.clock(), note=note)


def review_revision(
    services: Services,
    who: Principal,
    policy_id: str,
    number: int,
    verdict: Verdict | str,
    *,
    note: str | None = None,
) -> Revision:
    """Approve a wording under review or send it back.  Raises PolicyNotFoundError, StageError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        revision = _revision_in_sight(session, who, policy_id, number)
        return editing.review(
            session, revision.id, verdict=Verdict(verdict), actor=who.actor, now=services.clock(), note=note
        )


def publish_revision(
    services: Services,
    who: Principal,
    policy_id: str,
    number: int,
    *,
    effective_at: date | None = None,
    note: str | None = None,
) -> Revision:
    """Publish a wording: the brand's next snapshot holds it, and search reads that one from now on.

    Raises PolicyNotFoundError, StageError, EmbeddingError.
    """
    permit(who, Act.EDIT_POLICIES)
    with services.database.reading() as session:
        revision = _revision_in_sight(session, who, policy_id, number)
    services.publisher.publish([revision.id], actor=who.actor, note=note, effective_at=effective_at)
    return get_revision(services, who, policy_id, number)


def roll_back(services: Services, who: Principal, policy_id: str, number: int, *, note: str | None = None) -> Revision:
    """Bring a published wording back as the newest draft.  Raises PolicyNotFoundError, StageError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        policy = _policy_in_sight(session, who, policy_id)
        return editing.roll_back(
            session,
            policy.id,
            number,
            note=note,
            actor=who.actor,
            now=services.clock(),
            new_id=services.new_id,
        )


def verify_policy(
    services: Services, who: Principal, policy_id: str, *, review_by: date | None = None, note: str | None = None
) -> Verification:
    """Say that the wording in force still holds, until ``review_by``.  Raises PolicyNotFoundError, StageError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        policy = _policy_in_sight(session, who, policy_id)
        now = services.clock()
        return editing.verify(
            session,
            policy.id,
            review_by=review_by,
            note=note,
            actor=who.actor,
            now=now,
            today=find_brand(session, policy.brand_id).day_of(now),
        )


def retire_policy(services: Services, who: Principal, policy_id: str, *, reason: str | None = None) -> PolicyCase:
    """Take a policy out of use; the next snapshot is without it.  Raises PolicyNotFoundError, StageError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.reading() as session:
        policy = _policy_in_sight(session, who, policy_id)
    services.publisher.retire(policy.id, actor=who.actor, reason=reason)
    return get_policy(services, who, policy.id)


def delete_policy(services: Services, who: Principal, policy_id: str, *, reason: str | None = None) -> Deletion:
    """Delete a policy that is not published: its words are gone for good.  Raises PolicyNotFoundError, StageError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        policy = _policy_in_sight(session, who, policy_id)
        done = deleting.delete_policy(session, policy.id, actor=who.actor, now=services.clock(), reason=reason)
        drop_unsaved(session, policy.id)
    services.precedents.look_again(policy.brand_id)
    deleting.remove_files(services.snapshot_folder, done.files)
    return done


def search(
    services: Services,
    who: Principal,
    question: str,
    *,
    brand: str | None = None,
    k: int = HITS,
    on: date | None = None,
    scope: Scope | None = None,
    revision_id: str | None = None,
    written: Revision | None = None,
    explain: bool = False,
) -> Retrieval:
    """Return the passages that answer a question, best first; ``on`` None is the brand's today.

    ``revision_id`` is a wording to try out in the place of its policy's published one; only
    who may edit policies may; ``written`` is that wording as it stands unsaved in an editor.  ``explain`` adds what
    the day or the place leaves out.
    Raises BrandNotFoundError, PolicyNotFoundError, SnapshotNotReadyError, EmbeddingError.
    """
    permit(who, Act.SEARCH)
    if revision_id:
        permit(who, Act.EDIT_POLICIES)
    with services.database.reading() as session:
        found = brand_in_sight(session, who, brand)
        if revision_id:
            _policy_in_sight(session, who, policy_store.get_revision(session, revision_id).policy_id)
    day, asked = on or found.day_of(services.clock()), [Question(question)]
    if revision_id is None:
        return services.retriever.retrieve(asked, brand_id=found.id, k=k, on=day, scope=scope, explain=explain)
    candidate = services.publisher.candidate(found.id, [revision_id], written=written)
    return services.retriever.retrieve_in(candidate, asked, k=k, on=day, scope=scope, explain=explain)


def _policy_in_sight(session: Session, who: Principal, policy_id: str) -> Policy:
    policy = policy_store.get_policy(session, policy_id)
    if not who.may_see(policy.brand_id):
        raise PolicyNotFoundError(f"No policy has the id {policy_id!r}.")
    return policy


def _revision_in_sight(session: Session, who: Principal, policy_id: str, number: int) -> Revision:
    policy = _policy_in_sight(session, who, policy_id)
    return policy_store.find_revision(session, policy.id, number)
