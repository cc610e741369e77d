"""Writing, submitting, reviewing, verifying wordings and going back: acts on the caller's session, who commits."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from knowledge_base.errors import RevisionConflictError, StageError
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.ids import NewId
from knowledge_base.policies import (
    PolicyMeta,
    Revision,
    Stage,
    Verdict,
    Verification,
    check_restorable,
    check_transition,
    in_force,
)
from knowledge_base.store.policies import (
    NewRevision,
    find_revision,
    get_revision,
    insert_policy,
    insert_revision,
    lock_policies,
    record_stage,
    revisions_of,
)
from knowledge_base.store.verifications import insert_verification


def create_policy(
    session: Session,
    *,
    brand_id: str,
    title: str,
    text: str,
    meta: PolicyMeta | None = None,
    source: str | None = None,
    source_hash: str | None = None,
    note: str | None = None,
    actor: Actor,
    now: datetime,
    new_id: NewId,
) -> Revision:
    """Record a new policy and return its first revision, a draft."""
    policy_id = new_id("pol")
    insert_policy(session, policy_id, brand_id=brand_id, source=source, now=now)
    new = NewRevision(new_id("rev"), policy_id, 1, _clean(title), _clean(text), meta or PolicyMeta(), note, source_hash)
    return insert_revision(session, new, actor=actor, now=now)


def start_revision(
    session: Session,
    policy_id: str,
    *,
    text: str,
    title: str | None = None,
    meta: PolicyMeta | None = None,
    based_on: int | None = None,
    source_hash: str | None = None,
    note: str | None = None,
    actor: Actor,
    now: datetime,
    new_id: NewId,
) -> Revision:
    """Record a new wording, a draft with the next number, and return it.

    ``title`` and ``meta`` are the former wording's where left out.  A wording that was not
    published yet is retired: the new one takes its place.  Raises PolicyNotFoundError, and
    RevisionConflictError when ``based_on`` is not the newest number.
    """
    lock_policies(session, [policy_id])
    former = revisions_of(session, policy_id)
    newest = former[0]
    if based_on is not None and based_on != newest.number:
        raise RevisionConflictError(
            f"Policy {policy_id!r} is at revision {newest.number}, not {based_on}; somebody saved in between. Load it "
            "again and repeat the change."
        )
    number = newest.number + 1
    for waiting in [one for one in former if one.stage in (Stage.DRAFT, Stage.IN_REVIEW)]:
        record_stage(session, waiting, Stage.RETIRED, actor=actor, now=now, note=f"Revision {number} took its place.")
    new = NewRevision(
        new_id("rev"),
        policy_id,
        number,
        _clean(title) if title else newest.title,
        _clean(text),
        meta or newest.meta,
        note,
        source_hash,
    )
    return insert_revision(session, new, actor=actor, now=now)


def submit(session: Session, revision_id: str, *, actor: Actor, now: datetime, note: str | None = None) -> Revision:
    """Ask for a review of a draft.  Raises PolicyNotFoundError; StageError when it is no draft."""
    revision = _locked(session, revision_id)
    if revision.stage is not Stage.DRAFT:
        raise StageError(f"Revision {revision_id!r} is in stage '{revision.stage}'; only a 'draft' can be submitted.")
    record_stage(session, revision, Stage.IN_REVIEW, actor=actor, now=now, note=note)
    return get_revision(session, revision_id)


def review(
    session: Session, revision_id: str, *, verdict: str, actor: Actor, now: datetime, note: str | None = None
) -> Revision:
    """Approve a submitted wording, or send it back to its author as a draft.

    ``verdict`` is ``approve`` or ``request_changes`` (else ValueError).  Raises
    PolicyNotFoundError; StageError when it was not submitted or the author approves it.
    """
    said = Verdict(verdict)
    revision = _locked(session, revision_id)
    if revision.stage is not Stage.IN_REVIEW:
        raise StageError(f"Revision {revision_id!r} is in stage '{revision.stage}'; only 'in_review' can be reviewed.")
    if said is Verdict.REQUEST_CHANGES:
        record_stage(session, revision, Stage.DRAFT, actor=actor, now=now, note=note)
        return get_revision(session, revision_id)
    if actor.id == revision.author_id:
        raise StageError(f"Revision {revision_id!r} was written by {actor.id!r}; somebody else must approve it.")
    check_transition(revision, Stage.IN_REVIEW)
    record_stage(session, revision, Stage.IN_REVIEW, actor=actor, now=now, note=note, approved_by=actor.id)
    return get_revision(session, revision_id)


def roll_back(
    session: Session,
    policy_id: str,
    number: int,
    *,
    note: str | None = None,
    actor: Actor,
    now: datetime,
    new_id: NewId,
) -> Revision:
    """Bring a published wording back as a new revision, a draft with its words, scope and days.

    Its note says which one it brings back.  Published, it holds on the days of the old one,
    as if nothing had come between.  Works for a retired policy too.  Raises
    PolicyNotFoundError; StageError for a wording that was never published.
    """
    lock_policies(session, [policy_id])
    wanted = find_revision(session, policy_id, number)
    check_restorable(wanted)
    said = f"Brings back revision {number}." + (f" {note}" if note else "")
    return start_revision(
        session,
        policy_id,
        text=wanted.text,
        title=wanted.title,
        meta=replace(wanted.meta, effective_from=wanted.effective_from),
        note=said,
        actor=actor,
        now=now,
        new_id=new_id,
    )


def verify(
    session: Session,
    policy_id: str,
    *,
    review_by: date | None = None,
    note: str | None = None,
    actor: Actor,
    now: datetime,
    today: date,
) -> Verification:
    """Record that somebody read the wording in force and stands behind it, until ``review_by``.

    Raises PolicyNotFoundError; StageError when nothing of the policy is in force, and when
    ``review_by`` has passed.
    """
    lock_policies(session, [policy_id])
    current = in_force(revisions_of(session, policy_id), today)
    if current is None:
        raise StageError(f"Policy {policy_id!r} has no wording in force; publish one before you verify it.")
    if review_by is not None and review_by <= today:
        raise StageError(f"The review date {review_by} has passed; name a day after {today}.")
    return insert_verification(session, current, review_by=review_by, note=note, actor=actor, now=now)


def _locked(session: Session, revision_id: str) -> Revision:
    lock_policies(session, [get_revision(session, revision_id).policy_id])
    return get_revision(session, revision_id)


def _clean(text: str) -> str:
    """Leave out the one sign that PostgreSQL cannot store, and write line ends one way."""
    return text.replace("\x00", "").replace("\r\n", "\n")
