"""Writing, submitting, reviewing and publishing ladders: acts on the caller's session, who commits."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from drafter.errors import LadderCasesError, LadderConflictError, LadderNotFoundError, LadderStageError
from drafter.ladder_versions import LadderOverview, LadderVersion, check_publishable, check_step
from drafter.ladders import Ladder, check_ladder, run_cases
from drafter.store import ladders as store
from drafter.store.brands import needs_two_people
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.ids import NewId
from knowledge_base.policies import Stage, Verdict


def create_ladder(
    session: Session, ladder: Ladder, *, note: str | None = None, actor: Actor, now: datetime, new_id: NewId
) -> LadderOverview:
    """Record a new ladder of ``ladder.brand_id``, its first version a draft.

    Raises LadderConflictError where the brand has one for this intent, LadderFormatError, ConditionError.
    """
    check_ladder(ladder)
    same = find_by_intent(session, ladder.brand_id, ladder.intent)
    if same:
        raise LadderConflictError(f"The brand has a ladder for {ladder.intent!r} already: {same.id!r}; edit that one.")
    made = replace(ladder, id=new_id("ldr"), version=1)
    store.insert_ladder(session, made.id, made.brand_id, now=now)
    store.insert_version(session, new_id("ldv"), made, actor=actor, now=now, note=note)
    return store.get_ladder(session, made.id)


def save_ladder(
    session: Session,
    ladder_id: str,
    ladder: Ladder,
    *,
    based_on: int | None = None,
    note: str | None = None,
    actor: Actor,
    now: datetime,
    new_id: NewId,
) -> LadderOverview:
    """Record a new version, a draft; a former one that was not published is retired.

    The same content again is a no-op.  Raises LadderNotFoundError, LadderConflictError when
    ``based_on`` is not the newest number, LadderFormatError, ConditionError.
    """
    check_ladder(ladder)
    store.lock_ladder(session, ladder_id)
    known = store.get_ladder(session, ladder_id)
    newest = known.newest
    if based_on is not None and based_on != newest.number:
        raise LadderConflictError(
            f"Ladder {ladder_id!r} is at version {newest.number}, not {based_on}; somebody saved in between. Load it "
            "again and repeat the change."
        )
    made = replace(ladder, id=ladder_id, brand_id=known.brand_id, version=newest.number + 1)
    if replace(made, version=newest.number) == newest.ladder and newest.stage is not Stage.RETIRED:
        return known
    for waiting in [one for one in known.versions if one.stage in (Stage.DRAFT, Stage.IN_REVIEW)]:
        said = f"Version {made.version} took its place."
        store.record_stage(session, waiting.id, Stage.RETIRED, actor=actor, now=now, note=said)
    store.insert_version(session, new_id("ldv"), made, actor=actor, now=now, note=note)
    return store.get_ladder(session, ladder_id)


def submit_ladder(
    session: Session, ladder_id: str, number: int, *, actor: Actor, now: datetime, note: str | None = None
) -> LadderOverview:
    """Ask for a review of a draft.  Raises LadderNotFoundError, LadderStageError."""
    version = _locked(session, ladder_id, number)
    if version.stage is not Stage.DRAFT:
        raise LadderStageError(f"Version {number} is in stage '{version.stage}'; only a 'draft' can be submitted.")
    store.record_stage(session, version.id, Stage.IN_REVIEW, actor=actor, now=now, note=note)
    return store.get_ladder(session, ladder_id)


def review_ladder(
    session: Session,
    ladder_id: str,
    number: int,
    *,
    verdict: str,
    actor: Actor,
    now: datetime,
    note: str | None = None,
) -> LadderOverview:
    """Approve a submitted version (never one's own), or send it back as a draft.

    ``verdict`` is ``approve`` or ``request_changes`` (else ValueError).  Raises LadderNotFoundError, LadderStageError.
    """
    said = Verdict(verdict)
    version = _locked(session, ladder_id, number)
    if version.stage is not Stage.IN_REVIEW:
        raise LadderStageError(f"Version {number} is in stage '{version.stage}'; only 'in_review' can be reviewed.")
    if said is Verdict.APPROVE and actor.id == version.author_id:
        raise LadderStageError(f"Version {number} was written by {actor.id!r}; somebody else must approve it.")
    stage = Stage.IN_REVIEW if said is Verdict.APPROVE else Stage.DRAFT
    approved_by = actor.id if said is Verdict.APPROVE else None
    store.record_stage(session, version.id, stage, actor=actor, now=now, note=note, approved_by=approved_by)
    return store.get_ladder(session, ladder_id)


def publish_ladder(
    session: Session, ladder_id: str, number: int, *, actor: Actor, now: datetime, note: str | None = None
) -> LadderOverview:
    """Make a version the one that drafts use; the one before is retired.  Again is a no-op.

    Raises LadderNotFoundError; LadderStageError where it waits for an approval;
    LadderCasesError where test cases come out otherwise and no ``note`` says why that is right.
    """
    version = _locked(session, ladder_id, number)
    known = store.get_ladder(session, ladder_id)
    if version.stage is Stage.PUBLISHED:
        return known
    check_publishable(version, needs_approval=needs_two_people(session, known.brand_id))
    failing = [result for result in run_cases(version.ladder) if not result.as_expected]
    if failing and not (note or "").strip():
        raise LadderCasesError(
            f"{len(failing)} of {len(version.ladder.cases)} test cases come out otherwise, first "
            f"{failing[0].case.name!r}; mend them or say in a note why that is right."
        )
    if known.live:
        said = f"Version {number} took its place."
        store.record_stage(session, known.live.id, Stage.RETIRED, actor=actor, now=now, note=said)
    approved_by = version.approved_by
    store.record_stage(session, version.id, Stage.PUBLISHED, actor=actor, now=now, note=note, approved_by=approved_by)
    return store.get_ladder(session, ladder_id)


def discard_ladder(
    session: Session, ladder_id: str, number: int, *, actor: Actor, now: datetime, note: str | None = None
) -> LadderOverview:
    """Throw a draft away, or take a published version out of use.  Raises LadderNotFoundError, LadderStageError."""
    version = _locked(session, ladder_id, number)
    check_step(version, Stage.RETIRED)
    store.record_stage(session, version.id, Stage.RETIRED, actor=actor, now=now, note=note)
    return store.get_ladder(session, ladder_id)


def find_by_intent(session: Session, brand_id: str, intent: str) -> LadderOverview | None:
    """Return a brand's ladder for an intent, in whichever stage."""
    wanted = intent.strip().casefold()
    found = store.list_ladders(session, brand_ids=[brand_id])
    return next((one for one in found if one.newest.ladder.intent.casefold() == wanted), None)


def find_version(overview: LadderOverview, number: int) -> LadderVersion:
    """Return the version with a number.  Raises LadderNotFoundError."""
    found = next((one for one in overview.versions if one.number == number), None)
    if found is None:
        raise LadderNotFoundError(f"Ladder {overview.id!r} has no version {number}.")
    return found


def _locked(session: Session, ladder_id: str, number: int) -> LadderVersion:
    store.lock_ladder(session, ladder_id)
    return find_version(store.get_ladder(session, ladder_id), number)
