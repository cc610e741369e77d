"""What a reviewer can do: look at edits, fill scorecards, read the figures.

An edit or review of another brand is answered as unknown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from drafter import reviewing, scoring
from drafter.decisions import Decision
from drafter.drafts import Draft, DraftStatus
from drafter.edits import measure
from drafter.errors import EditNotFoundError
from drafter.estimates import estimate_reviews
from drafter.quality.rates import Mean, QualityFigures, figures
from drafter.quality.reviews import Review
from drafter.quality.scorecards import DEFAULT_SCORECARD, Scorecard
from drafter.quality.trends import Week, by_week
from drafter.store import decisions as decision_store
from drafter.store import disputes as dispute_store
from drafter.store import drafts as draft_store
from drafter.store import edits as edit_store
from drafter.store import reviewables as reviewable_store
from drafter.store import samples as sample_store
from drafter.store import scorecards as card_store
from drafter.store import tickets as ticket_store
from drafter.store.brands import find_brand
from drafter.store.disputes import Comment, Dispute, EditVerdict
from drafter.store.edits import EditRecord
from drafter.store.samples import Sample
from drafter.tickets import Ticket
from webhook.accounts.permissions import Act, brands_in_sight, permit
from webhook.accounts.roles import Principal
from webhook.store.accounts import list_users
from webhook.wiring import Services

BATCH = 500


@dataclass(frozen=True)
class EditCase:
    """An edit in a list, with its ticket and the reviews it has."""

    record: EditRecord
    ticket: Ticket
    reviews: tuple[Review, ...] = ()


@dataclass(frozen=True)
class EditDetail:
    """A reply under review with the draft it began from and what was decided.

    ``card`` is the scorecard in use, ``cards`` those that its reviews were filled with, and
    ``disputes`` their disputes, both by review id.  A reply without a draft has an empty one.
    """

    record: EditRecord
    ticket: Ticket
    draft: Draft
    decision: Decision | None
    reviews: tuple[Review, ...]
    card: Scorecard = DEFAULT_SCORECARD
    cards: Mapping[str, Scorecard] = field(default_factory=dict)
    disputes: Mapping[str, Dispute] = field(default_factory=dict)
    comments: tuple[Comment, ...] = ()
    verdict: EditVerdict | None = None
    sample: Sample | None = None


def list_edits(
    services: Services,
    who: Principal,
    *,
    brand: str | None = None,
    outcome: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> tuple[EditCase, ...]:
    """Return the edits that count, newest first; ``before`` is an edit's id.  Raises BrandNotFoundError."""
    permit(who, Act.READ_EDITS)
    with services.database.reading() as session:
        brand_ids = brands_in_sight(session, who, brand)
        records = edit_store.list_edits(session, brand_ids=brand_ids, outcome=outcome, before=before, limit=limit)
        tickets = ticket_store.tickets_by_id(session, {record.ticket_id for record in records})
        reviews = edit_store.reviews_of_drafts(session, [record.draft_id for record in records])
    return tuple(EditCase(record, tickets[record.ticket_id], reviews.get(record.draft_id, ())) for record in records)


def get_edit(services: Services, who: Principal, edit_id: str) -> EditDetail:
    """Return an edit with draft, decision and reviews.  Raises EditNotFoundError."""
    permit(who, Act.READ_EDITS)
    with services.database.reading() as session:
        record = edit_store.get_edit(session, edit_id)
        if record is None:
            return _reply_detail(session, who, edit_id)
        record = _edit_in_sight(session, who, edit_id)
        detail = EditDetail(
            record=record,
            ticket=ticket_store.get_ticket(session, record.ticket_id),
            draft=draft_store.get_draft(session, record.draft_id),
            decision=decision_store.standing_decision(session, record.draft_id),
            reviews=edit_store.reviews_of(session, [record.draft_id]).get(record.draft_id, ()),
            verdict=dispute_store.verdicts_of(session, [record.draft_id]).get(record.draft_id),
        )
        return _with_words(session, detail, record.draft_id)


def _reply_detail(session: Session, who: Principal, reply_id: str) -> EditDetail:
    """Return a reply that was written without a draft, as an edit of nothing."""
    one = reviewable_store.by_keys(session, [reply_id]).get(reply_id)
    if one is None or not who.may_see(one.brand_id):
        raise EditNotFoundError(f"No edit has the id {reply_id[:64]!r}.")
    ticket = ticket_store.get_ticket(session, one.ticket_id)
    record = EditRecord(
        id=reply_id,
        brand_id=one.brand_id,
        ticket_id=one.ticket_id,
        draft_id="",
        edit=measure(None, one.text),
        actor_id=one.agent_id or "",
        created_at=one.sent_at,
        reply_id=reply_id,
        sent_text=one.text,
        actor_name=one.agent_name,
    )
    draft = Draft("", one.ticket_id, DraftStatus.ABSTAINED, one.sent_at, language=one.language or "en")
    reviews = edit_store.reviews_of(session, [reply_id]).get(reply_id, ())
    return _with_words(session, EditDetail(record, ticket, draft, None, reviews), reply_id)


def _with_words(session: Session, detail: EditDetail, key: str) -> EditDetail:
    brand_id = detail.record.brand_id
    card = card_store.current_card(session, brand_id)
    return replace(
        detail,
        card=card,
        cards={
            one.id: card_store.card_of(session, brand_id, one.scorecard_id, one.scorecard_version) or card
            for one in detail.reviews
        },
        disputes=dispute_store.disputes_of(session, [one.id for one in detail.reviews]),
        comments=dispute_store.comments_on(session, key),
        sample=sample_store.sample_of(session, key),
    )


def review(
    services: Services,
    who: Principal,
    edit_id: str,
    ratings: Mapping[str, float | None],
    note: str | None = None,
) -> Review:
    """Fill the scorecard for an edit.  Raises EditNotFoundError, ReviewFormatError."""
    permit(who, Act.REVIEW)
    with services.database.writing() as session:
        record = _edit_in_sight(session, who, edit_id)
        made = reviewing.review_edit(
            session,
            record.id,
            ratings,
            note=note,
            actor=who.actor,
            now=services.clock(),
            new_id=services.new_id,
            known_as=known_as(session, who),
        )
        note_sight(session, services, made)
        return made


def note_sight(session: Session, services: Services, made: Review) -> None:
    """Keep beside a review which automatic score its reply had, and whether the reviewer could see it."""
    share = find_brand(session, made.brand_id).blind_share
    scoring.note_review(session, made, share, now=services.clock(), new_id=services.new_id)


def known_as(session: Session, who: Principal) -> frozenset[str]:
    """Return the other names under which somebody may have sent replies: their address."""
    return frozenset(user.email for user in list_users(session) if user.id == who.id)


def list_reviews(
    services: Services, who: Principal, *, brand: str | None = None, before: str | None = None, limit: int = 50
) -> tuple[Review, ...]:
    """Return filled scorecards, newest first; ``before`` is a review's id.  Raises BrandNotFoundError."""
    permit(who, Act.READ_REVIEWS)
    with services.database.reading() as session:
        brand_ids = brands_in_sight(session, who, brand)
        return edit_store.list_reviews(session, brand_ids=brand_ids, before=before, limit=limit)


def quality(services: Services, who: Principal, *, brand: str | None = None) -> QualityFigures:
    """Return the figures over every edit in sight; the review score is estimated from drawn replies.

    Raises BrandNotFoundError.
    """
    permit(who, Act.READ_QUALITY)
    with services.database.reading() as session:
        brand_ids = brands_in_sight(session, who, brand)
        edits = [record.edit for record in _all_edits(session, brand_ids)]
        score = estimate_reviews(reviewing.sampled_replies(session, brand_ids)).score
    return replace(figures(edits), review_score=Mean(score.value, score.n, score.low, score.high))


def quality_by_week(services: Services, who: Principal, *, brand: str | None = None) -> tuple[Week, ...]:
    """Return the figures of the last weeks, oldest first.  Raises BrandNotFoundError."""
    permit(who, Act.READ_QUALITY)
    with services.database.reading() as session:
        brand_ids = brands_in_sight(session, who, brand)
        measured = [(record.created_at, record.edit) for record in _all_edits(session, brand_ids)]
    return by_week(measured, until=services.clock().date())


def _all_edits(session: Session, brand_ids: Sequence[str] | None) -> Iterator[EditRecord]:
    before = None
    while batch := edit_store.list_edits(session, brand_ids=brand_ids, before=before, limit=BATCH):
        yield from batch
        before = batch[-1].id


def _edit_in_sight(session: Session, who: Principal, edit_id: str) -> EditRecord:
    record = edit_store.get_edit(session, edit_id)
    if record is None or not who.may_see(record.brand_id):
        raise EditNotFoundError(f"No edit has the id {edit_id[:64]!r}.")
    return record
