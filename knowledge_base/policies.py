"""Policy and Revision: a rule we keep, one wording of it, and the stages a wording goes through.

::

    draft -> in_review -> (approved) -> published -> retired
      ^----- changes asked -----'
    draft -> published          one person may publish an own draft, unless two are asked for
    draft, in_review -> retired a newer revision took its place, or the policy was retired

A published wording keeps its stage when a newer one is published: it stays the rule for
the days before the newer one took effect.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from knowledge_base.errors import StageError


class Stage(StrEnum):
    """Where a revision stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    RETIRED = "retired"


class Verdict(StrEnum):
    """What a reviewer of wording may say."""

    APPROVE = "approve"
    REQUEST_CHANGES = "request_changes"


TRANSITIONS: dict[Stage, frozenset[Stage]] = {
    Stage.DRAFT: frozenset({Stage.IN_REVIEW, Stage.PUBLISHED, Stage.RETIRED}),
    Stage.IN_REVIEW: frozenset({Stage.DRAFT, Stage.IN_REVIEW, Stage.PUBLISHED, Stage.RETIRED}),
    Stage.PUBLISHED: frozenset({Stage.RETIRED}),
    Stage.RETIRED: frozenset(),  # back is a new revision
}


@dataclass(frozen=True)
class PolicyMeta:
    """What the front matter of a policy says beside its title.  Days are inclusive."""

    owner: str | None = None
    review_by: date | None = None
    effective_from: date | None = None
    effective_until: date | None = None
    region: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    language: str = "en"
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Policy:
    """A rule that a brand keeps.  ``title`` is its newest revision's; ``source`` the file it came from."""

    id: str
    brand_id: str
    title: str
    source: str | None
    created_at: datetime
    is_retired: bool


@dataclass(frozen=True)
class Revision:
    """One wording of a policy, with the stage read off its last stage event.

    ``text`` is Markdown without front matter.  ``effective_from`` is the first day of a
    published wording; None: since ever.
    """

    id: str
    policy_id: str
    number: int
    title: str
    text: str
    meta: PolicyMeta
    stage: Stage
    author_id: str
    note: str | None
    created_at: datetime
    approved_by: str | None = None
    published_at: datetime | None = None
    effective_from: date | None = None


@dataclass(frozen=True)
class StageEvent:
    """One stage change of a revision: who, when, and why."""

    stage: Stage
    actor_id: str
    actor_role: str
    note: str | None
    created_at: datetime
    approved_by: str | None = None


@dataclass(frozen=True)
class Verification:
    """A person looked at a policy and said that revision ``number`` still holds, until ``review_by``."""

    policy_id: str
    number: int
    actor_id: str
    actor_role: str
    note: str | None
    review_by: date | None
    created_at: datetime


@dataclass(frozen=True)
class PublishFailure:
    """A wording that could not be published, or retired; search reads the former snapshot on."""

    policy_id: str
    revision_id: str
    actor_id: str
    code: str
    message: str
    created_at: datetime


class Verified(StrEnum):
    """Whether somebody stands behind the published wording."""

    VERIFIED = "verified"
    DUE = "due"  # its review date has passed
    UNVERIFIED = "unverified"  # nobody said so since it was published, and no review date is set
    NOT_PUBLISHED = "not_published"


@dataclass(frozen=True)
class Standing:
    """Where a policy stands: who looks after it, whether it is verified, and when it is looked at again.

    ``since`` is the day from which its age counts: the last verification, else the publication.
    """

    state: Verified
    owner: str | None
    review_by: date | None
    since: datetime | None
    verified_by: str | None = None


@dataclass(frozen=True)
class PolicyOverview:
    """A policy with its newest wording, and the published one that is in force now (or is to come)."""

    policy: Policy
    newest: Revision
    published: Revision | None


def check_transition(revision: Revision, to: Stage) -> None:
    """Raise StageError when a revision may not move from its stage to ``to``."""
    if to not in TRANSITIONS[revision.stage]:
        allowed = (
            ", ".join(f"'{stage}'" for stage in sorted(TRANSITIONS[revision.stage])) or "no stage: start a new one"
        )
        raise StageError(
            f"Revision {revision.id!r} is in stage '{revision.stage}' and cannot become '{to}'; from there it can go "
            f"to {allowed}."
        )


def check_publishable(revision: Revision, *, needs_approval: bool = False) -> None:
    """Raise StageError unless the revision may be published now.

    A draft may be published by its author when the brand does not ask for two people; what
    was submitted waits for its approval, which is never its author's own.
    """
    check_transition(revision, Stage.PUBLISHED)
    waits = revision.stage is Stage.IN_REVIEW or needs_approval
    if waits and revision.approved_by in (None, revision.author_id):
        why = "; the brand asks for two people" if needs_approval else ""
        raise StageError(
            f"Revision {revision.id!r} is in stage '{revision.stage}' without an approval{why}. Submit it and let "
            "somebody else than its author approve it before it is published."
        )


def check_restorable(revision: Revision) -> None:
    """Raise StageError unless this wording was published once: only those are gone back to."""
    if revision.published_at is None:
        raise StageError(
            f"Revision {revision.id!r} was never published; only a published wording can be brought back. Start a new "
            "revision with its text instead."
        )


def standing_of(published: Revision | None, verification: Verification | None, today: date) -> Standing:
    """Return where a policy stands; ``verification`` is its last one, which counts for the wording it names."""
    if published is None:
        return Standing(Verified.NOT_PUBLISHED, None, None, None)
    counts = verification is not None and verification.number == published.number
    last = verification if counts else None
    review_by = (last.review_by if last else None) or published.meta.review_by
    since = last.created_at if last else published.published_at
    if review_by is not None and review_by < today:
        state = Verified.DUE
    else:
        state = Verified.VERIFIED if last or review_by else Verified.UNVERIFIED
    return Standing(state, published.meta.owner, review_by, since, last.actor_id if last else None)


def in_force(revisions: Sequence[Revision], on: date) -> Revision | None:
    """Return the wording of one policy that was the rule on a day, None when none was.

    Of the published wordings whose days include ``on`` the newest counts, so a limited one
    gives way again when its last day is over.
    """
    valid = [one for one in revisions if one.stage is Stage.PUBLISHED and is_effective(one, on)]
    return max(valid, key=lambda one: one.number, default=None)


def covers(newer: Revision, older: Revision) -> bool:
    """Whether a newer wording of the same policy holds on every day of an older one."""
    begins = newer.effective_from is None or (
        older.effective_from is not None and newer.effective_from <= older.effective_from
    )
    last, other = newer.meta.effective_until, older.meta.effective_until
    return begins and (last is None or (other is not None and other <= last))


def is_effective(revision: Revision, on: date) -> bool:
    """Whether a day lies between the first and the last day of a wording."""
    first, last = revision.effective_from, revision.meta.effective_until
    return (first is None or first <= on) and (last is None or on <= last)
