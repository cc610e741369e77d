"""Review sent replies: a filled scorecard, scored and recorded; a person's verdict on an edit; comments."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from drafter.errors import EditNotFoundError, OwnReplyError, ReplyNotFoundError, ReviewFormatError
from drafter.estimates import SampledReply
from drafter.measures.verdicts import Category, EditSeverity
from drafter.quality.reviews import Review
from drafter.quality.scorecards import fails, review_score
from drafter.store import decisions as decision_store
from drafter.store import disputes as dispute_store
from drafter.store import edits as edit_store
from drafter.store import reviewables as reviewable_store
from drafter.store import samples as sample_store
from drafter.store import scorecards as card_store
from drafter.store.disputes import Comment, Dispute, EditVerdict
from drafter.store.edits import EditRecord
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.ids import NewId

MOST_COMMENT = 4_000
AT_ONCE = 500


def review_edit(
    session: Session,
    edit_id: str,
    ratings: Mapping[str, float | None],
    *,
    note: str | None,
    actor: Actor,
    now: datetime,
    new_id: NewId,
    known_as: Collection[str] = (),
) -> Review:
    """Record a filled scorecard for a reply made from a draft; return it with its score.

    ``ratings`` maps each criterion's key to 0..1 or None for N/A.  Reviews are only added:
    a second one of the same person stands beside the first.  ``known_as`` are the reviewer's
    other names, such as their address in a helpdesk.
    Raises EditNotFoundError, ReviewFormatError, OwnReplyError.
    """
    edit = edit_store.get_edit(session, edit_id)
    if edit is None:
        raise EditNotFoundError(f"No edit has the id {edit_id!r}.")
    decision = decision_store.standing_decision(session, edit.draft_id)
    _refuse_own({edit.actor_id, decision.actor_id if decision else ""}, actor, known_as)
    review = _review(session, edit.brand_id, edit.draft_id, ratings, note, actor=actor, now=now, new_id=new_id)
    return _kept(session, review, edit_id=edit.id, draft_id=edit.draft_id, ticket_id=edit.ticket_id)


def review_reply(
    session: Session,
    reply_id: str,
    ratings: Mapping[str, float | None],
    *,
    note: str | None,
    actor: Actor,
    now: datetime,
    new_id: NewId,
    known_as: Collection[str] = (),
) -> Review:
    """Record a filled scorecard for a reply that was written without a draft; else as ``review_edit``.

    Raises ReplyNotFoundError, ReviewFormatError, OwnReplyError.
    """
    one = reviewable_store.by_keys(session, [reply_id]).get(reply_id)
    if one is None or one.reply_id != reply_id or one.draft_id:
        raise ReplyNotFoundError(f"No reply without a draft has the id {reply_id[:64]!r}.")
    _refuse_own(one.acted, actor, known_as)
    review = _review(session, one.brand_id, reply_id, ratings, note, actor=actor, now=now, new_id=new_id)
    return _kept(session, review, reply_id=reply_id, ticket_id=one.ticket_id)


def judge_edit(
    session: Session,
    edit: EditRecord,
    categories: Sequence[str],
    severity: str,
    *,
    actor: Actor,
    now: datetime,
) -> EditVerdict:
    """Record what a person says an edit was; the suggestion stays beside it.  Raises ReviewFormatError."""
    known = {one.value for one in Category}
    if any(name not in known for name in categories) or severity not in {one.value for one in EditSeverity}:
        raise ReviewFormatError("A kind or severity came that there is none of; choose it again.")
    verdict = EditVerdict(
        edit.brand_id, edit.draft_id, tuple(dict.fromkeys(categories)), EditSeverity(severity), actor.id, now
    )
    dispute_store.add_verdict(session, verdict)
    return verdict


def comment(
    session: Session,
    *,
    brand_id: str,
    ticket_id: str,
    subject_id: str,
    text: str,
    parent_id: str | None,
    actor: Actor,
    now: datetime,
    new_id: NewId,
) -> Comment:
    """Add a comment under a reply, or an answer to one.  Raises ReviewFormatError."""
    words = text.strip()
    if not words or len(words) > MOST_COMMENT:
        raise ReviewFormatError(f"A comment has 1 to {MOST_COMMENT} characters.")
    there = {one.id for one in dispute_store.comments_on(session, subject_id)}
    if parent_id and parent_id not in there:
        raise ReviewFormatError("The comment that this answers is not under this reply.")
    made = Comment(new_id("cmt"), brand_id, ticket_id, subject_id, words, actor.id, now, parent_id or None)
    dispute_store.add_comment(session, made)
    return made


def sampled_replies(session: Session, brand_ids: Sequence[str] | None) -> tuple[SampledReply, ...]:
    """Return every drawn reply with what counts of its reviews: the last one, as a dispute left it."""
    samples = [one for one in sample_store.list_samples(session, brand_ids=brand_ids) if one.probability is not None]
    reviews: dict[str, Review] = {}
    for start in range(0, len(samples), AT_ONCE):
        some = [one.subject_id for one in samples[start : start + AT_ONCE]]
        reviews |= {key: found[-1] for key, found in edit_store.reviews_of(session, some).items()}
    disputes: dict[str, Dispute] = {}
    ids = [one.id for one in reviews.values()]
    for start in range(0, len(ids), AT_ONCE):
        disputes |= dispute_store.disputes_of(session, ids[start : start + AT_ONCE])

    found = []
    for one in samples:
        review = reviews.get(one.subject_id)
        score, is_wrong = standing_score(review, disputes.get(review.id)) if review else (None, None)
        probability = one.probability or 1.0
        found.append(
            SampledReply(
                one.draw_id or "",
                probability,
                one.outcome,
                one.tenure_days,
                review is not None,
                score,
                is_wrong,
                one.drawn_at,
            )
        )
    return tuple(found)


def standing_score(review: Review, dispute: Dispute | None) -> tuple[float | None, bool | None]:
    """Return score and wrongness that count: a decided dispute's, else the review's own."""
    if dispute and dispute.decided_at:
        return dispute.score, dispute.is_wrong
    is_wrong = (
        review.is_wrong if review.is_wrong is not None else (review.score == 0 if review.score is not None else None)
    )
    return review.score, is_wrong


def _refuse_own(acted: Set[str], actor: Actor, known_as: Collection[str]) -> None:
    if acted & {actor.id, *known_as}:
        raise OwnReplyError("This reply is your own; somebody else reviews it.")


def _review(
    session: Session,
    brand_id: str,
    subject_id: str,
    ratings: Mapping[str, float | None],
    note: str | None,
    *,
    actor: Actor,
    now: datetime,
    new_id: NewId,
) -> Review:
    card = card_store.current_card(session, brand_id)
    sample = sample_store.sample_of(session, subject_id)
    return Review(
        id=new_id("rvw"),
        brand_id=brand_id,
        edit_id=None,
        draft_id=None,
        scorecard_id=card.id,
        scorecard_version=card.version,
        ratings=dict(ratings),
        score=review_score(card, ratings),
        actor_id=actor.id,
        created_at=now,
        note=(note or "").strip() or None,
        sample_id=sample.id if sample else None,
        probability=sample.probability if sample else None,
        is_wrong=fails(card, ratings),
    )


def _kept(
    session: Session,
    review: Review,
    *,
    ticket_id: str,
    edit_id: str | None = None,
    draft_id: str | None = None,
    reply_id: str | None = None,
) -> Review:
    kept = replace(review, edit_id=edit_id, draft_id=draft_id, reply_id=reply_id, ticket_id=ticket_id)
    edit_store.add_review(session, kept)
    return kept
