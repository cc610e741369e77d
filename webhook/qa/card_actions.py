"""Scorecards and disputes: what reviewers edit, what agents answer, what a third person decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from drafter import disputing, scorecard_editing
from drafter.errors import DisputeNotFoundError, ReviewNotFoundError
from drafter.quality.reviews import Review
from drafter.quality.scorecards import DEFAULT_SCORECARD, Criterion, Scorecard
from drafter.store import disputes as dispute_store
from drafter.store import edits as edit_store
from drafter.store import scorecards as card_store
from drafter.store import tickets as ticket_store
from drafter.store.disputes import Dispute
from drafter.store.scorecards import CardVersion
from drafter.tickets import Ticket
from webhook.accounts.permissions import Act, brand_in_sight, brands_in_sight, permit
from webhook.accounts.roles import Principal
from webhook.qa.actions import known_as
from webhook.wiring import Services


@dataclass(frozen=True)
class Cards:
    """A brand's scorecard: what is in use, what an editor works on, every version of its own."""

    brand_id: str
    current: Scorecard
    editing: Scorecard
    versions: tuple[CardVersion, ...]

    @property
    def has_draft(self) -> bool:
        """Whether somebody saved a version that is not in use yet."""
        return any(one.published_at is None for one in self.versions)


@dataclass(frozen=True)
class DisputeCase:
    """A dispute with the review it is about, the scorecard of that review, and its ticket."""

    dispute: Dispute
    review: Review
    card: Scorecard
    ticket: Ticket


def cards(services: Services, who: Principal, brand: str | None) -> Cards:
    """Return a brand's scorecard with its versions.  Raises BrandNotFoundError, RequestFieldsError."""
    permit(who, Act.READ_REVIEWS)
    with services.database.reading() as session:
        brand_id = brand_in_sight(session, who, brand).id
        return Cards(
            brand_id,
            card_store.current_card(session, brand_id),
            scorecard_editing.start_from(session, brand_id),
            card_store.versions_of(session, brand_id),
        )


def save_card(
    services: Services, who: Principal, brand: str | None, name: str, criteria: Sequence[Criterion]
) -> CardVersion:
    """Save a draft of a brand's next scorecard.  Raises BrandNotFoundError, ScorecardFormatError."""
    permit(who, Act.EDIT_SCORECARDS)
    with services.database.writing() as session:
        return scorecard_editing.save_draft(
            session,
            brand_in_sight(session, who, brand).id,
            name,
            criteria,
            actor=who.actor,
            now=services.clock(),
            new_id=services.new_id,
        )


def publish_card(services: Services, who: Principal, brand: str | None, version: int) -> CardVersion:
    """Put a draft in use.  Raises BrandNotFoundError, ScorecardConflictError, ScorecardFormatError."""
    permit(who, Act.EDIT_SCORECARDS)
    with services.database.writing() as session:
        brand_id = brand_in_sight(session, who, brand).id
        return scorecard_editing.publish(session, brand_id, version, actor=who.actor, now=services.clock())


def raise_dispute(
    services: Services, who: Principal, review_id: str, text: str, wanted: Mapping[str, float | None]
) -> Dispute:
    """Answer a review of one's own reply.

    Raises ReviewNotFoundError, OwnReplyError, DisputeStateError, ReviewFormatError.
    """
    permit(who, Act.DISPUTE)
    with services.database.writing() as session:
        review = edit_store.get_review(session, review_id)
        if review is None or not who.may_see(review.brand_id):
            raise ReviewNotFoundError(f"No review has the id {review_id[:64]!r}.")
        return disputing.raise_dispute(
            session,
            review_id,
            text,
            wanted,
            actor=who.actor,
            known_as=known_as(session, who),
            now=services.clock(),
            new_id=services.new_id,
        )


def decide_dispute(
    services: Services, who: Principal, dispute_id: str, changed: Mapping[str, float | None], reason: str
) -> Dispute:
    """Decide on a dispute of somebody else's review.

    Raises DisputeNotFoundError, DisputeStateError, OwnReplyError, ReviewFormatError.
    """
    permit(who, Act.REVIEW)
    with services.database.writing() as session:
        dispute = dispute_store.get_dispute(session, dispute_id)
        if dispute is None or not who.may_see(dispute.brand_id):
            raise DisputeNotFoundError(f"No dispute has the id {dispute_id[:64]!r}.")
        return disputing.decide_dispute(
            session,
            dispute_id,
            changed,
            reason,
            actor=who.actor,
            known_as=known_as(session, who),
            now=services.clock(),
        )


def list_disputes(
    services: Services, who: Principal, *, brand: str | None = None, before: str | None = None, limit: int = 50
) -> tuple[DisputeCase, ...]:
    """Return disputes, newest first; ``before`` is a dispute's id.  Raises BrandNotFoundError."""
    permit(who, Act.READ_REVIEWS)
    with services.database.reading() as session:
        brand_ids = brands_in_sight(session, who, brand)
        found = dispute_store.list_disputes(session, brand_ids=brand_ids, before=before, limit=limit)
        tickets = ticket_store.tickets_by_id(session, {one.ticket_id for one in found})
        reviews = {one.review_id: edit_store.get_review(session, one.review_id) for one in found}
        return tuple(
            DisputeCase(one, review, disputing.card_of(session, review), tickets[one.ticket_id])
            for one in found
            if (review := reviews[one.review_id])
        )


def is_default(card: Scorecard) -> bool:
    """Whether a brand has not made a scorecard of its own yet."""
    return card.id == DEFAULT_SCORECARD.id
