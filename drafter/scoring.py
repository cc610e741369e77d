"""Automatic scores of sent replies: fit them to a brand's own reviews, score replies, note what reviewers saw.

A fit is made from one brand's reviews on one version of its scorecard, and from ratings of people who
had not seen the score: what somebody rates after seeing it would teach it to agree with itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from drafter.quality.automatic import AutomaticFit, score
from drafter.quality.automatic_blindness import Seen, is_blind
from drafter.quality.automatic_fitting import Heading, HumanRatings, Rated, fit_scores
from drafter.quality.calibration import FEWEST_RATED
from drafter.quality.reviews import Review
from drafter.quality.scorecards import Scorecard
from drafter.reviewables import Reviewable
from drafter.scoring_features import FEATURE_NAMES, features_of, is_readable
from drafter.store import automatic as store
from drafter.store import disputes as dispute_store
from drafter.store import edits as edit_store
from drafter.store import reviewables as reviewable_store
from drafter.store import samples as sample_store
from drafter.store import scorecards as card_store
from drafter.store.automatic import ReplyScore, Sight
from drafter.store.disputes import Dispute
from knowledge_base.foundation.ids import NewId

MOST_RATED = 3_000  # the newest: how people rate changes with the years
MOST_DRAWN = 1_000
REFIT_AFTER = timedelta(days=1)
LEAST_GROWN = 5  # ratings; fewer change nothing that can be seen
AT_ONCE = 500


@dataclass(frozen=True)
class Material:
    """What a fit is made from; ``last`` is the one before it, ``human`` replies that several people rated."""

    brand_id: str
    card: Scorecard
    rated: tuple[Rated, ...]
    human: HumanRatings
    drawn: tuple[tuple[float, tuple[float, ...]], ...]
    last: AutomaticFit | None
    number: int


@dataclass(frozen=True)
class Beside:
    """An automatic score to stand beside a person's, with its fit and scorecard.

    ``score`` has no id while it is not kept.  ``is_blind`` says that it stays hidden until the reply is rated.
    """

    score: ReplyScore
    fit: AutomaticFit
    card: Scorecard
    is_blind: bool


def may_refit(session: Session, brand_id: str, now: datetime) -> bool:
    """Whether a brand's last fit is a day old, or there is none."""
    last = fit_in_use(session, brand_id)
    return last is None or now - last.made_at >= REFIT_AFTER


def gather(session: Session, brand_id: str) -> Material:
    """Return what a fit for a brand's scorecard in use would be made from."""
    card = card_store.current_card(session, brand_id)
    reviews = store.reviews_on_card(session, brand_id, card.id, card.version, limit=MOST_RATED)
    unseen = _unseen(session, reviews)
    samples = [one for one in sample_store.list_samples(session, brand_ids=[brand_id]) if one.probability is not None]
    probabilities = {one.subject_id: one.probability or 1.0 for one in samples[:MOST_DRAWN]}
    inputs = _inputs(session, sorted({one.subject_id for one in unseen} | set(probabilities)))
    return Material(
        brand_id=brand_id,
        card=card,
        rated=_rated(unseen, _disputes(session, unseen), inputs),
        human=_human(session, brand_id, card, unseen),
        drawn=tuple((share, inputs[key]) for key, share in probabilities.items() if key in inputs),
        last=_last_fit(session, brand_id, card),
        number=store.next_number(session, brand_id),
    )


def is_due(material: Material, now: datetime) -> bool:
    """Whether a new fit is worth making: at most one a day, and only from what has grown since the last."""
    if len(material.rated) < FEWEST_RATED:
        return False
    last = material.last
    if last is None:
        return True
    has_grown = _has_grown(last.n, len(material.rated)) or _has_grown(last.human, len(material.human))
    return now - last.made_at >= REFIT_AFTER and has_grown


def make_fit(material: Material, *, now: datetime, new_id: NewId) -> AutomaticFit | None:
    """Fit a score; None where too few replies are rated.  Takes seconds with thousands: hold no session."""
    return fit_scores(
        material.rated,
        material.card,
        material.human,
        inputs=FEATURE_NAMES,
        heading=Heading(new_id("fit"), material.brand_id, material.number, now),
        drawn=material.drawn,
    )


def save_fit(session: Session, fit: AutomaticFit) -> None:
    """Keep a fit; it never changes."""
    store.add_fit(session, fit)


def scores_due(session: Session, brand_id: str) -> tuple[ReplyScore, ...]:
    """Return the scores of the newest sampled replies that wait for a review and that the fit in use has not scored."""
    last = _last_fit(session, brand_id, card_store.current_card(session, brand_id))
    if last is None:
        return ()
    samples = sample_store.list_samples(session, brand_ids=[brand_id], limit=AT_ONCE)
    keys = list(dict.fromkeys(one.subject_id for one in samples))
    kept, reviewed = store.scores_of(session, keys), edit_store.reviews_of(session, keys)
    left = [key for key in keys if key not in reviewed and all(one.fit_id != last.id for one in kept.get(key, ()))]
    found = (beside(session, one, 0.0) for one in reviewable_store.by_keys(session, left).values())
    return tuple(one.score for one in found if one and not one.score.id)


def keep_scores(session: Session, scores: Sequence[ReplyScore], *, now: datetime, new_id: NewId) -> int:
    """Keep scores that nobody kept meanwhile; return how many."""
    kept = store.scores_of(session, [one.subject_id for one in scores])
    new = [one for one in scores if all(one.fit_id != other.fit_id for other in kept.get(one.subject_id, ()))]
    for one in new:
        store.add_score(session, replace(one, id=new_id("aqs"), scored_at=now))
    return len(new)


def beside(session: Session, one: Reviewable, blind_share: float, *, without: str = "") -> Beside | None:
    """Return the automatic score of a reply for its brand's scorecard in use; None where there is none.

    A reply that was reviewed beside a score keeps that one; one that was reviewed before a fit gets none of
    it, since the fit has learned from that very review.  Every other is scored by the newest fit.
    ``without`` is the id of a review that is just being saved.
    """
    card = card_store.current_card(session, one.brand_id)
    hidden = is_blind(one.brand_id, one.key, blind_share)
    reviews = edit_store.reviews_of(session, [one.key]).get(one.key, ())
    version = (card.id, card.version)
    reviews = tuple(r for r in reviews if r.id != without and (r.scorecard_id, r.scorecard_version) == version)
    sights = store.sights_of(session, [r.id for r in reviews])
    seen = [sight.score_id for r in reviews if (sight := sights.get(r.id)) and sight.score_id]
    if seen:
        kept = store.scores_by_id(session, seen[-1:])[seen[-1]]
        return Beside(kept, store.fits_by_id(session, [kept.fit_id])[kept.fit_id], card, hidden)
    last = _last_fit(session, one.brand_id, card)
    if last is None or not is_readable(one) or any(r.created_at <= last.made_at for r in reviews):
        return None
    return Beside(_score(session, one, last, card), last, card, hidden)


def note_review(session: Session, review: Review, blind_share: float, *, now: datetime, new_id: NewId) -> Sight:
    """Keep beside a review which score its reply had and whether the reviewer could see it before."""
    one = reviewable_store.by_keys(session, [review.subject_id]).get(review.subject_id)
    found = beside(session, one, blind_share, without=review.id) if one else None
    if found is None:
        sight = Sight(review.id, review.brand_id, None, Seen.NOTHING, blind_share)
    else:
        kept = found.score
        if not kept.id:
            kept = replace(kept, id=new_id("aqs"), scored_at=now)
            store.add_score(session, kept)
        sight = Sight(review.id, review.brand_id, kept.id, _seen(session, review, found), blind_share)
    store.add_sight(session, sight)
    return sight


def has_rated(reviews: Sequence[Review], actor_id: str) -> bool:
    """Whether somebody rated a reply already: then nothing is hidden from them any more."""
    return any(one.actor_id == actor_id for one in reviews)


def fit_in_use(session: Session, brand_id: str) -> AutomaticFit | None:
    """Return the newest fit for a brand's scorecard in use."""
    return _last_fit(session, brand_id, card_store.current_card(session, brand_id))


def rated_count(session: Session, brand_id: str) -> int:
    """Return how many replies have a rating that a fit for the scorecard in use could be made from."""
    card = card_store.current_card(session, brand_id)
    reviews = store.reviews_on_card(session, brand_id, card.id, card.version, limit=MOST_RATED)
    return len({one.subject_id for one in _unseen(session, reviews)})


def _last_fit(session: Session, brand_id: str, card: Scorecard) -> AutomaticFit | None:
    last = store.last_fit(session, brand_id, card.id, card.version)
    return last if last and last.fits(card, FEATURE_NAMES) else None


def _score(session: Session, one: Reviewable, fit: AutomaticFit, card: Scorecard) -> ReplyScore:
    """Return what a fit says of a reply as it is measured now: the score that was kept, or one without an id."""
    measured_id = one.edit_id or one.key
    for kept in store.scores_of(session, [one.key]).get(one.key, ()):
        if (kept.fit_id, kept.measured_id) == (fit.id, measured_id):
            return kept
    inputs = features_of(one)
    return ReplyScore(
        id="",
        brand_id=one.brand_id,
        fit_id=fit.id,
        ticket_id=one.ticket_id,
        subject_id=one.key,
        measured_id=measured_id,
        inputs=inputs,
        scored=score(fit, card, inputs),
        scored_at=fit.made_at,
    )


def _seen(session: Session, review: Review, found: Beside) -> Seen:
    if not found.fit.shows_anything:
        return Seen.NOTHING
    others = edit_store.reviews_of(session, [review.subject_id]).get(review.subject_id, ())
    before = [one for one in others if one.id != review.id and one.scorecard_version == review.scorecard_version]
    return Seen.SHOWN if not found.is_blind or has_rated(before, review.actor_id) else Seen.BLIND


def _unseen(session: Session, reviews: Sequence[Review]) -> list[Review]:
    sights = store.sights_of(session, [one.id for one in reviews])
    return [one for one in reviews if one.id not in sights or sights[one.id].seen is not Seen.SHOWN]


def _disputes(session: Session, reviews: Sequence[Review]) -> Mapping[str, Dispute]:
    found: dict[str, Dispute] = {}
    ids = [one.id for one in reviews]
    for start in range(0, len(ids), AT_ONCE):
        found |= dispute_store.disputes_of(session, ids[start : start + AT_ONCE])
    return found


def _inputs(session: Session, keys: Sequence[str]) -> Mapping[str, tuple[float, ...]]:
    """Return the inputs of these replies; where the words are gone, those that were kept with a score."""
    found = reviewable_store.by_keys(session, keys)
    inputs = {key: features_of(one) for key, one in found.items() if is_readable(one)}
    gone = [key for key in keys if key not in inputs]
    kept = {key: scores[-1] for key, scores in store.scores_of(session, gone).items()}
    fits = store.fits_by_id(session, sorted({one.fit_id for one in kept.values()}))
    return inputs | {key: one.inputs for key, one in kept.items() if fits[one.fit_id].inputs == FEATURE_NAMES}


def _rated(
    reviews: Sequence[Review], disputes: Mapping[str, Dispute], inputs: Mapping[str, tuple[float, ...]]
) -> tuple[Rated, ...]:
    """Return each rated reply once: its last review, as a dispute left it."""
    found = {}
    for one in reviews:
        if one.subject_id not in inputs:
            continue
        dispute = disputes.get(one.id)
        decided = dispute if dispute and dispute.decided_at and dispute.ratings else None
        ratings, total = (decided.ratings or {}, decided.score) if decided else (one.ratings, one.score)
        found[one.subject_id] = Rated(one.subject_id, inputs[one.subject_id], ratings, total)
    return tuple(found[key] for key in sorted(found))


def _human(session: Session, brand_id: str, card: Scorecard, reviews: Sequence[Review]) -> HumanRatings:
    """Return the replies that two people and more rated, in calibration sessions or one after the other."""
    by_reply: dict[str, dict[str, Mapping[str, float | None]]] = {}
    for one in reviews:
        by_reply.setdefault(one.subject_id, {})[one.actor_id] = one.ratings
    for key, given in store.calibration_ratings(session, brand_id, card.id, card.version).items():
        by_reply[key] = {**by_reply.get(key, {}), **given}
    return [list(by_reply[key].values()) for key in sorted(by_reply) if len(by_reply[key]) > 1]


def _has_grown(before: int, now: int) -> bool:
    return abs(now - before) >= max(LEAST_GROWN, before / 10)
