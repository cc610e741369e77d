"""The automatic score at the reviewer's desk: beside one reply, and what it is worth for a brand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from drafter import scoring, scoring_report
from drafter.quality.automatic import AutomaticFit
from drafter.quality.automatic_blindness import Seen, is_blind
from drafter.quality.calibration import FEWEST_RATED
from drafter.quality.reviews import Review
from drafter.quality.scorecards import Scorecard
from drafter.scoring_report import Row, ScoreReport
from drafter.store import brands as brand_store
from drafter.store import edits as edit_store
from drafter.store import scorecards as card_store
from drafter.store.automatic import ReplyScore
from webhook.accounts.permissions import Act, brand_in_sight, permit, visible_brands
from webhook.accounts.roles import Principal, Role
from webhook.errors import RequestFieldsError
from webhook.qa.sample_actions import reply_in_sight
from webhook.store.audit import note_act
from webhook.wiring import Services

AT_ONCE = 500  # ids in one query
MOST_BRANDS = 5  # on one page; who keeps more chooses one


class State(StrEnum):
    """Why an automatic score stands beside a reply, or does not."""

    TOO_FEW = "too_few"  # under 50 rated replies
    NONE = "none"  # this reply has none
    CLOSED = "closed"  # it agrees with people less than they do with each other
    HIDDEN = "hidden"  # until this person has rated the reply
    SHOWN = "shown"


@dataclass(frozen=True)
class ReplyAutomatic:
    """The automatic score of a reply as this person may see it; ``own`` is the review to hold it against."""

    state: State
    card: Scorecard
    rated: int = 0
    score: ReplyScore | None = None
    fit: AutomaticFit | None = None
    own: Review | None = None
    is_blind: bool = False

    @property
    def missing(self) -> int:
        """How many more rated replies the first score waits for."""
        return max(0, FEWEST_RATED - self.rated)


def of_reply(services: Services, who: Principal, key: str) -> ReplyAutomatic:
    """Return the automatic score of a sent reply.  Raises ReplyNotFoundError."""
    permit(who, Act.READ_REVIEWS)
    with services.database.reading() as session:
        one = reply_in_sight(session, who, key)
        brand = brand_store.find_brand(session, one.brand_id)
        card = card_store.current_card(session, brand.id)
        every = edit_store.reviews_of(session, [one.key]).get(one.key, ())
        reviews = [r for r in every if (r.scorecard_id, r.scorecard_version) == (card.id, card.version)]
        found = scoring.beside(session, one, brand.blind_share)
        if found is None:
            fit = scoring.fit_in_use(session, brand.id)
            rated = fit.n if fit else scoring.rated_count(session, brand.id)
            return ReplyAutomatic(State.TOO_FEW if rated < FEWEST_RATED else State.NONE, card, rated)
    own = _held_against(who, reviews)
    shown = ReplyAutomatic(
        State.SHOWN, card, found.fit.n, found.score, found.fit, own, is_blind=found.is_blind and who.role is Role.QA
    )
    if not found.fit.shows_anything:
        return replace(shown, state=State.CLOSED)
    if shown.is_blind and not scoring.has_rated(reviews, who.id):
        return replace(shown, state=State.HIDDEN, score=None, own=None)
    return shown


def reports(services: Services, who: Principal, *, brand: str | None = None) -> tuple[ScoreReport, ...]:
    """Return where the automatic score of each brand in sight stands; none where there are too many to show.

    Raises BrandNotFoundError.
    """
    permit(who, Act.READ_QUALITY)
    with services.database.reading() as session:
        brands = (brand_in_sight(session, who, brand),) if brand else visible_brands(session, who)
        if len(brands) > MOST_BRANDS:
            return ()
        return tuple(scoring_report.report(session, one.id, one.blind_share) for one in brands)


def report(services: Services, who: Principal, *, brand: str | None = None) -> ScoreReport:
    """Return where one brand's automatic score stands.  Raises BrandNotFoundError, RequestFieldsError."""
    permit(who, Act.READ_QUALITY)
    with services.database.reading() as session:
        one = brand_in_sight(session, who, brand)
        return scoring_report.report(session, one.id, one.blind_share)


def rows(services: Services, who: Principal, *, brand: str | None = None, seen: Seen | None = None) -> tuple[Row, ...]:
    """Return the reviews beside their automatic scores, newest first; None where a score is hidden from this person.

    Raises BrandNotFoundError.
    """
    permit(who, Act.READ_REVIEWS)
    with services.database.reading() as session:
        one = brand_in_sight(session, who, brand)
        found = [row for row in scoring_report.compared_rows(session, one.id) if seen in (None, row.seen)]
        blind = sorted({row.subject_id for row in found if is_blind(one.id, row.subject_id, one.blind_share)})
        reviews: dict[str, tuple[Review, ...]] = {}
        for start in range(0, len(blind), AT_ONCE):
            reviews |= edit_store.reviews_of(session, blind[start : start + AT_ONCE])
    hidden = {key for key in blind if who.role is Role.QA and not scoring.has_rated(reviews.get(key, ()), who.id)}
    return tuple(replace(row, automatic=None) if row.subject_id in hidden else row for row in found)


def set_blind_share(services: Services, who: Principal, brand: str | None, share: float) -> float:
    """Say which share of a brand's replies hides its automatic score until it is rated; return it.

    Raises BrandNotFoundError, RequestFieldsError.
    """
    permit(who, Act.EDIT_SCORECARDS)
    if not 0 <= share <= 1:
        raise RequestFieldsError("Field 'blind_share' should lie between 0 and 1.")
    with services.database.writing() as session:
        one = brand_in_sight(session, who, brand)
        brand_store.change_brand(session, one.id, lambda now: replace(now, blind_share=share))
        note_act(
            session,
            "quality.blind_share",
            f"set the blind share of automatic scores to {share:.0%}",
            actor_id=who.id,
            now=services.clock(),
            subject_id=one.id,
            brand_id=one.id,
        )
    return share


def fit_now(services: Services, who: Principal, brand: str | None) -> AutomaticFit | None:
    """Make the fit that would be made now, without keeping it; None where too few replies are rated.

    Raises BrandNotFoundError.
    """
    permit(who, Act.READ_QUALITY)
    with services.database.reading() as session:
        material = scoring.gather(session, brand_in_sight(session, who, brand).id)
    return scoring.make_fit(material, now=services.clock(), new_id=services.new_id)


def _held_against(who: Principal, reviews: Sequence[Review]) -> Review | None:
    """Return the person's own last review, or for who does not review, anybody's."""
    mine = [one for one in reviews if one.actor_id == who.id]
    return next(reversed(mine or (list(reviews) if who.role is not Role.QA else [])), None)
