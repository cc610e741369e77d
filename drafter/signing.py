"""Replays as people handle them: asked for, stopped, read and signed, asked for again before publishing.

Each function is an act on the caller's session; the caller commits.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from drafter.errors import ReplayNeededError, ReplayStateError
from drafter.impacts import Replay, ReplayState, Signature
from drafter.store import replays
from drafter.store.brands import needs_replay, needs_settled
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.ids import NewId
from knowledge_base.lint_deciding import check_settled
from knowledge_base.linting import VectorsOf
from knowledge_base.policies import Revision

USUAL_TICKETS = 500
MOST_TICKETS = 20_000


def ask_for_replay(
    session: Session,
    revision: Revision,
    *,
    brand_id: str,
    tickets: int = USUAL_TICKETS,
    uses_model: bool = False,
    actor: Actor,
    now: datetime,
    new_id: NewId,
) -> Replay:
    """Record that past tickets are to be replayed with a wording, whatever its stage."""
    replay = Replay(
        id=new_id("imp"),
        brand_id=brand_id,
        policy_id=revision.policy_id,
        revision_id=revision.id,
        tickets=min(max(tickets, 1), MOST_TICKETS),
        uses_model=uses_model,
        state=ReplayState.QUEUED,
        actor_id=actor.id,
        created_at=now,
    )
    replays.insert_replay(session, replay)
    return replay


def open_replay(session: Session, revision_id: str) -> Replay | None:
    """Return the replay of a wording that waits or runs."""
    return next((one for one in replays.replays_of(session, revision_id) if one.is_open), None)


def cancel_replay(session: Session, replay_id: str, *, now: datetime) -> Replay:
    """Stop a replay; what it found so far stays.  Raises ReplayNotFoundError, ReplayStateError at its end."""
    replay = replays.get_replay(session, replay_id)
    if not replays.end_replay(session, replay_id, ReplayState.CANCELLED, now=now):
        if replay.state is ReplayState.CANCELLED:
            return replay
        raise ReplayStateError(f"Replay {replay_id!r} is {replay.state.value}; only one on its way can be stopped.")
    return replays.get_replay(session, replay_id)


def sign_replay(
    session: Session, replay_id: str, *, actor: Actor, note: str | None = None, now: datetime
) -> tuple[Signature, ...]:
    """Record that somebody has read a whole replay; the same person again changes nothing.

    Raises ReplayNotFoundError, ReplayStateError while it is not done.
    """
    replay = replays.get_replay(session, replay_id)
    if replay.state is not ReplayState.DONE:
        raise ReplayStateError(f"Replay {replay_id!r} is {replay.state.value}; run it to its end, then sign it.")
    replays.sign(session, Signature(replay_id, actor.id, actor.role, note, now))
    return replays.signatures_of(session, replay_id)


def check_signed(session: Session, brand_id: str, revisions: Sequence[Revision]) -> None:
    """Raise ReplayNeededError where the brand asks for signed replays and one of these wordings has none."""
    if not needs_replay(session, brand_id):
        return
    signed = replays.signed_revisions(session, [one.id for one in revisions])
    missing = next((one for one in revisions if one.id not in signed), None)
    if missing is not None:
        raise ReplayNeededError(
            f"Revision {missing.number} of {missing.title!r} has no signed replay, and the brand asks for one; run "
            "the replay, read it and sign it, then publish."
        )


def check_ready(
    session: Session, brand_id: str, revisions: Sequence[Revision], *, vectors_of: VectorsOf | None = None
) -> None:
    """Raise what stands in the way of publishing by the brand's own rules.

    ReplayNeededError; ConflictsOpenError where the brand wants contradictions settled first.
    """
    check_signed(session, brand_id, revisions)
    if needs_settled(session, brand_id):
        check_settled(session, brand_id, revisions, vectors_of=vectors_of)
