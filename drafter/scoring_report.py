"""What a brand's automatic score is worth and whether it still stands: fit, gates, drift, blind against shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from drafter import scoring
from drafter.quality.automatic import AutomaticFit
from drafter.quality.automatic_blindness import Blindness, Pair, Seen, blindness_of
from drafter.quality.automatic_drift import Drift, drift_of
from drafter.quality.calibration import FEWEST_RATED
from drafter.quality.scorecards import Scorecard
from drafter.store import automatic as store
from drafter.store import scorecards as card_store
from drafter.store.automatic import SightedReview

MOST_COMPARED = 2_000


@dataclass(frozen=True)
class Row:
    """A review beside the automatic score of its reply, both 0 to 100; None is hidden from who asks."""

    review_id: str
    subject_id: str
    seen: Seen
    automatic: float | None
    human: float
    sighted: SightedReview


@dataclass(frozen=True)
class ScoreReport:
    """Where a brand's automatic score stands.

    ``rated`` is how many replies have a rating to learn from on the scorecard in use; without a fit
    ``drift`` is None.
    """

    brand_id: str
    card: Scorecard
    rated: int
    fit: AutomaticFit | None
    drift: Drift | None
    blindness: Blindness
    blind_share: float

    @property
    def missing(self) -> int:
        """How many more rated replies the first fit waits for."""
        return max(0, FEWEST_RATED - self.rated)


def report(session: Session, brand_id: str, blind_share: float) -> ScoreReport:
    """Return where a brand's automatic score stands."""
    card = card_store.current_card(session, brand_id)
    fit = scoring.fit_in_use(session, brand_id)
    rows = compared_rows(session, brand_id)
    return ScoreReport(
        brand_id=brand_id,
        card=card,
        rated=scoring.rated_count(session, brand_id),
        fit=fit,
        drift=drift(session, fit) if fit else None,
        blindness=blindness_of(
            _pairs(rows, Seen.BLIND),
            _pairs(rows, Seen.SHOWN),
        ),
        blind_share=blind_share,
    )


def compared_rows(session: Session, brand_id: str) -> tuple[Row, ...]:
    """Return the reviews that blind is compared with shown by, newest first.

    Each person's first review of a reply counts, where the whole score could have been shown.
    """
    found = store.sighted_reviews(session, brand_id, seen=(Seen.BLIND, Seen.SHOWN), limit=MOST_COMPARED)
    fits = store.fits_by_id(session, sorted({one.score.fit_id for one in found}))
    first: dict[tuple[str, str], Row] = {}
    for one in found:  # newest first, so the last word on a key is the oldest review
        total, human = one.score.scored.total, one.review.score
        if total is None or human is None or not fits[one.score.fit_id].is_total_shown:
            continue
        key = (one.review.actor_id, one.review.subject_id)
        first.pop(key, None)
        first[key] = Row(one.review.id, one.review.subject_id, one.seen, total, human, one)
    return tuple(first.values())


def _pairs(rows: Sequence[Row], seen: Seen) -> list[Pair]:
    return [Pair(one.automatic, one.human) for one in rows if one.seen is seen and one.automatic is not None]


def drift(session: Session, fit: AutomaticFit) -> Drift:
    """Return what moved since a fit was made."""
    since = store.sighted_reviews(
        session, fit.brand_id, seen=(Seen.NOTHING, Seen.BLIND), fit_id=fit.id, limit=MOST_COMPARED
    )
    apart = [
        one.review.score - one.score.scored.total
        for one in since
        if one.review.score is not None and one.score.scored.total is not None
    ]
    return drift_of(fit, store.drawn_inputs(session, fit, limit=MOST_COMPARED), apart)


def alarm_of(session: Session, brand_id: str) -> Drift | None:
    """Return what moved where somebody should look at a brand's automatic score; None where all is well."""
    fit = scoring.fit_in_use(session, brand_id)
    if fit is None:
        return None
    found = drift(session, fit)
    return found if found.is_alarm else None
