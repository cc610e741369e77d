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

    A draft may be published by its author when no second person is asked for; what was
    submitted waits for its approval.
    """
    check_transition(revision, Stage.PUBLISHED)
    waits = revision.stage is Stage.IN_REVIEW or needs_approval
    if waits and revision.approved_by is None:
        raise StageError(
            f"Revision {revision.id!r} is in stage '{revision.stage}' without an approval; approve it before it is "
            "published."
        )


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
