"""Dispute reviews: the reviewed agent answers, another person than the reviewer decides, both scores stay."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from drafter.errors import (
    DisputeNotFoundError,
    DisputeStateError,
    OwnReplyError,
    ReviewFormatError,
    ReviewNotFoundError,
)
from drafter.quality.reviews import Review
from drafter.quality.scorecards import DEFAULT_SCORECARD, Scorecard, fails, review_score
from drafter.store import disputes as dispute_store
from drafter.store import edits as edit_store
from drafter.store import reviewables as reviewable_store
from drafter.store import scorecards as card_store
from drafter.store.disputes import Dispute
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.ids import NewId

DUE_IN = timedelta(days=7)
MOST_CHARS = 4_000


def raise_dispute(
    session: Session,
    review_id: str,
    text: str,
    wanted: Mapping[str, float | None],
    *,
    actor: Actor,
    known_as: Collection[str] = (),
    now: datetime,
    new_id: NewId,
) -> Dispute:
    """Record that the agent whose reply was reviewed disagrees.

    ``wanted`` are the ratings the agent would give instead, some or none; ``known_as`` are the agent's
    other names, such as their address in a helpdesk.
    Raises ReviewNotFoundError, OwnReplyError (the reply is not theirs), DisputeStateError, ReviewFormatError.
    """
    review = _review(session, review_id)
    if not review.ticket_id or not (acted_on(session, review) & {actor.id, *known_as}):
        raise OwnReplyError("Only the agent who sent the reply can dispute its review.")
    if dispute_store.disputes_of(session, [review_id]):
        raise DisputeStateError("This review is disputed already.")
    words = text.strip()
    if not words or len(words) > MOST_CHARS:
        raise ReviewFormatError(f"Say in 1 to {MOST_CHARS} characters why you disagree.")
    review_score(card_of(session, review), {**review.ratings, **wanted})
    made = Dispute(
        id=new_id("dsp"),
        review_id=review.id,
        brand_id=review.brand_id,
        ticket_id=review.ticket_id,
        text=words,
        wanted=dict(wanted),
        raised_by=actor.id,
        raised_at=now,
        due_at=now + DUE_IN,
    )
    dispute_store.add_dispute(session, made)
    return made


def decide_dispute(
    session: Session,
    dispute_id: str,
    changed: Mapping[str, float | None],
    reason: str,
    *,
    actor: Actor,
    known_as: Collection[str] = (),
    now: datetime,
) -> Dispute:
    """Decide on a dispute; ``changed`` are the ratings that should have been given, none to keep the review.

    The review stays as it was written; the dispute holds what counts from now on.
    Raises DisputeNotFoundError, DisputeStateError, OwnReplyError, ReviewFormatError.
    """
    dispute = dispute_store.lock_dispute(session, dispute_id)
    if dispute is None:
        raise DisputeNotFoundError(f"No dispute has the id {dispute_id[:64]!r}.")
    if dispute.decided_at:
        raise DisputeStateError("Somebody decided on this dispute before.")
    review = _review(session, dispute.review_id)
    mine = {actor.id, *known_as}
    if review.actor_id in mine or dispute.raised_by in mine or acted_on(session, review) & mine:
        raise OwnReplyError("Neither the reviewer nor the agent decides; somebody else does.")
    if not reason.strip() or len(reason) > MOST_CHARS:
        raise ReviewFormatError("Say why: the agent and the reviewer read it.")
    card, ratings = card_of(session, review), {**review.ratings, **changed}
    decided = replace(
        dispute,
        ratings=ratings,
        score=review_score(card, ratings),
        is_wrong=fails(card, ratings),
        reason=reason.strip(),
        decided_by=actor.id,
        decided_at=now,
    )
    dispute_store.decide_dispute(session, decided)
    return decided


def acted_on(session: Session, review: Review) -> frozenset[str]:
    """Return everybody who wrote or decided on the reply that was reviewed."""
    one = reviewable_store.by_keys(session, [review.subject_id]).get(review.subject_id)
    if one:
        return one.acted
    edit = edit_store.get_edit(session, review.edit_id) if review.edit_id else None
    return frozenset({edit.actor_id}) if edit else frozenset()


def card_of(session: Session, review: Review) -> Scorecard:
    """Return the scorecard as it stood when the review was filled."""
    found = card_store.card_of(session, review.brand_id, review.scorecard_id, review.scorecard_version)
    return found or DEFAULT_SCORECARD


def _review(session: Session, review_id: str) -> Review:
    review = edit_store.get_review(session, review_id)
    if review is None:
        raise ReviewNotFoundError(f"No review has the id {review_id[:64]!r}.")
    return review
