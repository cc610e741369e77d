"""What an admin can do with policies: write, submit, review, publish, retire; and search for everybody.

A policy of another brand is answered as unknown.  Publishing and retiring build a snapshot,
so they alternate short transactions and embedding; the rest is one transaction each.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from drafter.brands import Brand
from drafter.store.brands import find_brand
from knowledge_base import editing
from knowledge_base.errors import PolicyNotFoundError
from knowledge_base.policies import Policy, PolicyMeta, PolicyOverview, Revision, Stage, StageEvent, Verdict
from knowledge_base.search.hits import Question, Retrieval
from knowledge_base.store import policies as policy_store
from webhook.accounts.permissions import Act, brand_in_sight, brands_in_sight, permit
from webhook.accounts.roles import Principal
from webhook.wiring import Services

HITS = 5


@dataclass(frozen=True)
class PolicyCase:
    """A policy with its brand and every revision, newest first."""

    policy: Policy
    brand: Brand
    revisions: tuple[Revision, ...]

    @property
    def newest(self) -> Revision:
        """The newest wording, whatever its stage."""
        return self.revisions[0]

    @property
    def published(self) -> Revision | None:
        """The newest wording that was published."""
        return next((one for one in self.revisions if one.stage is Stage.PUBLISHED), None)


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


def get_policy(services: Services, who: Principal, policy_id: str) -> PolicyCase:
    """Return a policy with its revisions.  Raises PolicyNotFoundError."""
    permit(who, Act.READ_POLICIES)
    with services.database.reading() as session:
        policy = _policy_in_sight(session, who, policy_id)
        revisions = policy_store.revisions_of(session, policy.id)
        return PolicyCase(policy, find_brand(session, policy.brand_id), tuple(revisions))


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


def retire_policy(services: Services, who: Principal, policy_id: str, *, reason: str | None = None) -> PolicyCase:
    """Take a policy out of use; the next snapshot is without it.  Raises PolicyNotFoundError, StageError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.reading() as session:
        policy = _policy_in_sight(session, who, policy_id)
    services.publisher.retire(policy.id, actor=who.actor, reason=reason)
    return get_policy(services, who, policy.id)


def search(
    services: Services,
    who: Principal,
    question: str,
    *,
    brand: str | None = None,
    k: int = HITS,
    on: date | None = None,
) -> Retrieval:
    """Return the passages that answer a question, best first.

    Raises BrandNotFoundError, SnapshotNotReadyError, EmbeddingError.
    """
    permit(who, Act.SEARCH)
    with services.database.reading() as session:
        brand_id = brand_in_sight(session, who, brand).id
    return services.retriever.retrieve([Question(question)], brand_id=brand_id, k=k, on=on)


def _policy_in_sight(session: Session, who: Principal, policy_id: str) -> Policy:
    policy = policy_store.get_policy(session, policy_id)
    if not who.may_see(policy.brand_id):
        raise PolicyNotFoundError(f"No policy has the id {policy_id!r}.")
    return policy


def _revision_in_sight(session: Session, who: Principal, policy_id: str, number: int) -> Revision:
    policy = _policy_in_sight(session, who, policy_id)
    return policy_store.find_revision(session, policy.id, number)
