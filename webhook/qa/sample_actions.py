"""What reviewers do with samples: draw, pick, assign, review, judge, comment; and the estimates made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from drafter import drawing, reviewing
from drafter.errors import ReplyNotFoundError, SampleNotFoundError
from drafter.estimates import ReviewEstimates, estimate_reviews
from drafter.quality.reviews import Review
from drafter.reviewables import Reviewable
from drafter.store import disputes as dispute_store
from drafter.store import edits as edit_store
from drafter.store import reviewables as reviewable_store
from drafter.store import samples as sample_store
from drafter.store import tickets as ticket_store
from drafter.store.disputes import Comment, EditVerdict
from drafter.store.samples import Draw, Sample
from drafter.tickets import Ticket
from knowledge_base.foundation.actors import Actor
from webhook.accounts.permissions import Act, brand_in_sight, brands_in_sight, permit
from webhook.accounts.roles import Principal
from webhook.errors import RequestFieldsError
from webhook.qa.actions import known_as, note_sight
from webhook.store.accounts import reviewers_of
from webhook.wiring import Services


@dataclass(frozen=True)
class SampleCase:
    """A sample with its ticket, its reply (None once that was taken back) and the reviews it has."""

    sample: Sample
    ticket: Ticket
    reply: Reviewable | None
    reviews: tuple[Review, ...] = ()


@dataclass(frozen=True)
class WeekSample:
    """The newest draw of each brand in sight, and what is done of it."""

    draws: tuple[Draw, ...]
    cases: tuple[SampleCase, ...]

    @property
    def population(self) -> int:
        """How many replies were sent in the spans drawn from."""
        return sum(one.population for one in self.draws)

    @property
    def reviewed(self) -> int:
        """How many of the sample are reviewed."""
        return sum(bool(one.reviews) for one in self.cases)


def draw(
    services: Services, who: Principal, brand: str | None, places: int, since: datetime | None = None
) -> Draw | None:
    """Draw a brand's next sample; None where nothing was sent since the last one.  Raises BrandNotFoundError."""
    permit(who, Act.REVIEW)
    with services.database.writing() as session:
        brand_id = brand_in_sight(session, who, brand).id
        return draw_for(session, services, brand_id, places, actor=who.actor, since=since)


def draw_for(
    session: Session, services: Services, brand_id: str, places: int, *, actor: Actor, since: datetime | None = None
) -> Draw | None:
    """Draw a brand's next sample and share it out among the reviewers of that brand."""
    made = drawing.draw_sample(
        session,
        brand_id,
        places=places,
        since=since,
        reviewers=reviewers_of(session, brand_id),
        actor=actor,
        now=services.clock(),
        new_id=services.new_id,
    )
    return made[0] if made else None


def list_samples(
    services: Services,
    who: Principal,
    *,
    brand: str | None = None,
    stratum: str | None = None,
    assigned_to: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> tuple[SampleCase, ...]:
    """Return samples, newest first; ``before`` is a sample's id.  Raises BrandNotFoundError."""
    permit(who, Act.READ_REVIEWS)
    with services.database.reading() as session:
        samples = sample_store.list_samples(
            session,
            brand_ids=brands_in_sight(session, who, brand),
            stratum=stratum,
            assigned_to=assigned_to,
            before=before,
            limit=limit,
        )
        return _cases(session, samples)


def week_sample(services: Services, who: Principal, *, brand: str | None = None) -> WeekSample:
    """Return the newest draw of each brand in sight, oldest due first.  Raises BrandNotFoundError."""
    permit(who, Act.READ_REVIEWS)
    with services.database.reading() as session:
        draws = sample_store.last_draws(session, brands_in_sight(session, who, brand))
        samples = sample_store.list_samples(session, draw_ids=[one.id for one in draws])
        return WeekSample(draws, tuple(reversed(_cases(session, samples))))


def pick(services: Services, who: Principal, key: str) -> Sample:
    """Put a reply into the queue by hand; it never enters an average.  Raises ReplyNotFoundError."""
    permit(who, Act.REVIEW)
    with services.database.writing() as session:
        reply_in_sight(session, who, key)
        return drawing.pick(session, key, actor=who.actor, now=services.clock(), new_id=services.new_id)


def assign(services: Services, who: Principal, sample_id: str, to: str | None, due_at: datetime | None) -> Sample:
    """Say who is to review a sample and by when.  Raises SampleNotFoundError, RequestFieldsError."""
    permit(who, Act.REVIEW)
    with services.database.writing() as session:
        sample = sample_store.get_sample(session, sample_id)
        if sample is None or not who.may_see(sample.brand_id):
            raise SampleNotFoundError(f"No sample has the id {sample_id[:64]!r}.")
        if to and to not in reviewers_of(session, sample.brand_id):
            raise RequestFieldsError("Field 'assigned_to' should be the id of a reviewer of this brand.")
        sample_store.assign(session, sample_id, to, due_at or sample.due_at)
        found = sample_store.get_sample(session, sample_id)
    assert found is not None
    return found


def review_reply(
    services: Services, who: Principal, reply_id: str, ratings: Mapping[str, float | None], note: str | None = None
) -> Review:
    """Fill the scorecard for a reply written without a draft.

    Raises ReplyNotFoundError, ReviewFormatError, OwnReplyError.
    """
    permit(who, Act.REVIEW)
    with services.database.writing() as session:
        reply_in_sight(session, who, reply_id)
        made = reviewing.review_reply(
            session,
            reply_id,
            ratings,
            note=note,
            actor=who.actor,
            now=services.clock(),
            new_id=services.new_id,
            known_as=known_as(session, who),
        )
        note_sight(session, services, made)
        return made


def judge(services: Services, who: Principal, draft_id: str, categories: Sequence[str], severity: str) -> EditVerdict:
    """Say what an edit was; the suggestion stays beside it.  Raises ReplyNotFoundError, ReviewFormatError."""
    permit(who, Act.REVIEW)
    with services.database.writing() as session:
        record = edit_store.edit_of_draft(session, draft_id)
        if record is None or not who.may_see(record.brand_id):
            raise ReplyNotFoundError(f"No sent reply has the id {draft_id[:64]!r}.")
        return reviewing.judge_edit(session, record, categories, severity, actor=who.actor, now=services.clock())


def add_comment(services: Services, who: Principal, key: str, text: str, parent_id: str | None = None) -> Comment:
    """Comment on a reply, or answer a comment.  Raises ReplyNotFoundError, ReviewFormatError."""
    permit(who, Act.REVIEW)
    with services.database.writing() as session:
        one = reply_in_sight(session, who, key)
        return reviewing.comment(
            session,
            brand_id=one.brand_id,
            ticket_id=one.ticket_id,
            subject_id=one.key,
            text=text,
            parent_id=parent_id,
            actor=who.actor,
            now=services.clock(),
            new_id=services.new_id,
        )


def comments_on(services: Services, who: Principal, key: str) -> tuple[Comment, ...]:
    """Return the comments under a reply, oldest first.  Raises ReplyNotFoundError."""
    permit(who, Act.READ_REVIEWS)
    with services.database.reading() as session:
        return dispute_store.comments_on(session, reply_in_sight(session, who, key).key)


def review_estimates(services: Services, who: Principal, *, brand: str | None = None) -> ReviewEstimates:
    """Return what the sampled reviews say of all replies, by Hájek.  Raises BrandNotFoundError."""
    permit(who, Act.READ_QUALITY)
    with services.database.reading() as session:
        return estimate_reviews(reviewing.sampled_replies(session, brands_in_sight(session, who, brand)))


def reply_in_sight(session: Session, who: Principal, key: str) -> Reviewable:
    """Return a sent reply of a brand of theirs.  Raises ReplyNotFoundError."""
    one = reviewable_store.by_keys(session, [key]).get(key)
    if one is None or not who.may_see(one.brand_id):
        raise ReplyNotFoundError(f"No sent reply has the id {key[:64]!r}.")
    return one


def _cases(session: Session, samples: Sequence[Sample]) -> tuple[SampleCase, ...]:
    tickets = ticket_store.tickets_by_id(session, {one.ticket_id for one in samples})
    replies = reviewable_store.by_keys(session, [one.subject_id for one in samples])
    reviews = edit_store.reviews_of(session, [one.subject_id for one in samples])
    return tuple(
        SampleCase(one, tickets[one.ticket_id], replies.get(one.subject_id), reviews.get(one.subject_id, ()))
        for one in samples
    )
