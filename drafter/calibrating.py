"""Calibration sessions: plan one, rate blind, agree on a yardstick."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from drafter.errors import CalibrationNotFoundError, CalibrationStateError, ReviewFormatError
from drafter.quality.scorecards import STEPS, Scorecard, review_score
from drafter.quality.sessions import (
    FEWEST_RATERS,
    FEWEST_REPLIES,
    MOST_REPLIES,
    Agreed,
    BlindRating,
    Calibration,
    is_open,
)
from drafter.store import calibrations as store
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.ids import NewId


def plan_session(
    session: Session,
    brand_id: str,
    *,
    name: str,
    edit_ids: Sequence[str],
    rater_ids: Sequence[str],
    scorecard: Scorecard,
    due_at: datetime,
    actor: Actor,
    now: datetime,
    new_id: NewId,
) -> Calibration:
    """Plan a session over some replies for some raters.  Raises ReviewFormatError for too few of either."""
    edits, raters = tuple(dict.fromkeys(edit_ids)), tuple(dict.fromkeys(rater_ids))
    if not FEWEST_REPLIES <= len(edits) <= MOST_REPLIES:
        raise ReviewFormatError(f"A session has {FEWEST_REPLIES} to {MOST_REPLIES} replies; {len(edits)} were chosen.")
    if len(raters) < FEWEST_RATERS:
        raise ReviewFormatError(f"A session has at least {FEWEST_RATERS} raters.")
    if due_at <= now:
        raise ReviewFormatError("The deadline has passed already.")
    planned = Calibration(
        new_id("cal"), brand_id, name.strip() or "Calibration", edits, raters, scorecard, actor.id, now, due_at
    )
    store.add_calibration(session, planned)
    return planned


def rate_blind(
    session: Session,
    calibration_id: str,
    edit_id: str,
    ratings: Mapping[str, float | None],
    *,
    note: str | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Record one rater's ratings of one reply.

    Raises CalibrationNotFoundError, CalibrationStateError for who is no rater and after the
    scores were shown, ReviewFormatError.
    """
    planned = get(session, calibration_id)
    if actor.id not in planned.rater_ids or edit_id not in planned.edit_ids:
        raise CalibrationStateError("You are no rater of this reply in this session.")
    if not is_open(planned, store.ratings_of(session, calibration_id), now):
        raise CalibrationStateError("The scores are shown already; nobody scores alone any more.")
    review_score(planned.scorecard, ratings)  # says what is wrong with them
    given = BlindRating(edit_id, actor.id, ratings, (note or "").strip() or None)
    store.add_rating(session, calibration_id, given, now=now)


def agree(
    session: Session,
    calibration_id: str,
    edit_id: str,
    criterion: str,
    rating: float,
    *,
    reason: str | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Record what the raters agreed on for one criterion of one reply: the reference.

    Raises CalibrationNotFoundError, CalibrationStateError while they still score alone, ReviewFormatError.
    """
    planned = get(session, calibration_id)
    if is_open(planned, store.ratings_of(session, calibration_id), now):
        raise CalibrationStateError("The raters still score alone; nothing is agreed on yet.")
    found = next((one for one in planned.scorecard.criteria if one.key == criterion), None)
    if found is None or edit_id not in planned.edit_ids or not any(abs(rating - s) < 1e-4 for s in STEPS[found.steps]):
        raise ReviewFormatError("Choose a reply, a criterion and one of its levels.")
    agreed = Agreed(rating, (reason or "").strip() or None)
    store.add_agreed(session, calibration_id, edit_id, criterion, agreed, actor_id=actor.id, now=now)


def get(session: Session, calibration_id: str) -> Calibration:
    """Return a session.  Raises CalibrationNotFoundError."""
    found = store.get_calibration(session, calibration_id)
    if found is None:
        raise CalibrationNotFoundError(f"No calibration session has the id {calibration_id[:64]!r}.")
    return found
