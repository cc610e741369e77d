"""What the API takes and shows about edits, reviews and quality."""

from typing import Annotated

from pydantic import Field

from drafter.edits import Outcome
from webhook.http.api import Fields, Moment, Shown
from webhook.http.pagination import MOST, PAGE

MAX_NOTE = 4_000
Rating = Annotated[float, Field(ge=0, le=1)]


class BrandQuery(Fields):
    """Which brand."""

    brand: str | None = Field(None, max_length=255, description="A brand's name, slug or id; left out: all of yours.")


class ReviewsQuery(BrandQuery):
    """What the list of reviews takes."""

    after: str | None = Field(None, max_length=200, description="The `next` of the page before.")
    limit: int = Field(PAGE, ge=1, le=MOST, description="Items on a page.")


class EditsQuery(ReviewsQuery):
    """What the list of edits takes."""

    outcome: Outcome | None = Field(None, description="Class of draft and sent reply.")


class ReviewBody(Fields):
    """A filled scorecard."""

    edit_id: str | None = Field(None, min_length=1, max_length=64, description="A reply made from a draft.")
    reply_id: str | None = Field(None, min_length=1, max_length=64, description="A reply written without one.")
    ratings: dict[Annotated[str, Field(max_length=64)], Rating | None] = Field(
        max_length=100, description="Each criterion's key to 0 to 1, or null where it does not apply."
    )
    note: str | None = Field(None, max_length=MAX_NOTE)


class MetricsShown(Shown):
    """Distances from draft to sent reply; null where a pair has no such value."""

    hter: float | None
    edit_rate: float | None
    char_norm_distance: float | None
    chrf: float | None
    draft_tokens: int
    sent_tokens: int
    bad_rate: float | None
    hter_exact: bool


class SentFindingShown(Shown):
    """What a check noticed in the text that was sent; offsets count its code points."""

    id: str
    check: str
    severity: str
    start: int
    end: int
    text: str
    message: str
    fix: str | None
    reference: str | None


class EditShown(Shown):
    """What an agent changed between the draft and the reply that was sent."""

    id: str
    draft_id: str
    ticket: str = Field(description="The helpdesk's id.")
    ticket_id: str
    brand_id: str
    outcome: Outcome
    metrics: MetricsShown
    categories: list[str]
    severity: str
    facts_added: list[str]
    facts_removed: list[str]
    reasons: list[str]
    findings: list[SentFindingShown] | None = Field(
        description="What the checks said of the sent text; null: they did not look."
    )
    sent_text: str | None
    is_sent: bool = Field(description="Whether the helpdesk reported the send.")
    decision_id: str | None
    actor: str
    actor_name: str | None
    created_at: Moment


class EditPage(Shown):
    """One page of edits."""

    items: list[EditShown]
    next: str | None


class ReviewShown(Shown):
    """A filled scorecard."""

    id: str
    brand_id: str
    edit_id: str | None
    draft_id: str | None
    reply_id: str | None = Field(description="The reply, where it was written without a draft.")
    sample_id: str | None
    probability: float | None = Field(description="The chance with which the reply was drawn; null: picked by hand.")
    scorecard: str
    scorecard_version: int
    ratings: dict[str, float | None]
    score: float | None = Field(description="0 to 100.")
    is_wrong: bool | None = Field(description="Whether a criterion that fails the whole was rated 0.")
    note: str | None
    actor: str
    created_at: Moment


class EditDetailShown(EditShown):
    """An edit with its draft's text and its reviews."""

    draft_text: str
    reviews: list[ReviewShown]


class ReviewPage(Shown):
    """One page of reviews."""

    items: list[ReviewShown]
    next: str | None


class RateShown(Shown):
    """A share with its count and its Wilson 95 % interval; null where nothing was counted."""

    count: int
    n: int
    value: float | None
    low: float | None
    high: float | None
    is_enough: bool = Field(description="Whether there are 30 cases or more.")


class MeanShown(Shown):
    """An average with the number of its values and its 95 % interval; null where there is none."""

    value: float | None
    n: int
    low: float | None
    high: float | None


class QualityShown(Shown):
    """What agents made of our drafts and reviewers of the replies."""

    acceptance: RateShown
    as_is: RateShown
    edited: RateShown
    scratch: RateShown
    rejected: RateShown
    fact_changes: RateShown
    hter: MeanShown
    hter_corpus: MeanShown
    edit_rate: MeanShown
    review_score: MeanShown
