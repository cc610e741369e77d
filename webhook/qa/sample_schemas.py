"""What the API takes and shows about samples, scorecards, disputes, comments and estimates."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from drafter.quality.sampling import Stratum
from webhook.http.api import Fields, Moment, Shown
from webhook.qa.schemas import MAX_NOTE, Rating, ReviewsQuery

Ratings = Annotated[dict[Annotated[str, Field(max_length=64)], Rating | None], Field(max_length=100)]
Id = Annotated[str, Field(min_length=1, max_length=64)]


class SamplesQuery(ReviewsQuery):
    """What the list of samples takes."""

    stratum: Stratum | None = Field(None, description="How the reply came in.")
    assigned_to: str | None = Field(None, max_length=64, description="A reviewer's id.")


class DrawBody(Fields):
    """What to draw."""

    brand: str | None = Field(None, max_length=255)
    places: int = Field(60, ge=1, le=5_000)
    since: AwareDatetime | None = Field(
        None, description="For a brand's first draw: how far back; else its last draw's end."
    )


class DrawShown(Shown):
    """A draw; id null where nothing was sent since the last one."""

    id: str | None
    brand_id: str | None
    since: Moment | None
    until: Moment | None
    population: int
    places: int


class PickBody(Fields):
    """A reply to put into the queue by hand: a draft's id, or a reply's where there was no draft."""

    subject_id: Id


class AssignBody(Fields):
    """Who reviews a sample, and by when."""

    assigned_to: str | None = Field(None, max_length=64)
    due_at: AwareDatetime | None = None


class SampleShown(Shown):
    """A reply to review; probability null where a person picked it: it enters no average."""

    id: str
    draw_id: str | None
    brand_id: str
    ticket_id: str
    draft_id: str | None
    reply_id: str | None
    stratum: Stratum
    probability: float | None
    seed: str
    reasons: list[str]
    outcome: str
    drawn_at: Moment
    assigned_to: str | None
    due_at: Moment | None
    is_reviewed: bool


class SamplePage(Shown):
    """One page of samples."""

    items: list[SampleShown]
    next: str | None


class VerdictBody(Fields):
    """What an edit was, by a person."""

    categories: list[Annotated[str, Field(max_length=64)]] = Field(max_length=20)
    severity: str = Field(max_length=20)


class VerdictShown(Shown):
    """What a person said an edit was."""

    draft_id: str
    categories: list[str]
    severity: str
    actor: str
    created_at: Moment


class CommentBody(Fields):
    """A comment under a reply."""

    text: str = Field(min_length=1, max_length=4_000)
    parent_id: str | None = Field(None, max_length=64, description="The comment that this answers.")


class CommentShown(Shown):
    """A comment under a reply."""

    id: str
    subject_id: str
    parent_id: str | None
    text: str
    actor: str
    created_at: Moment


class CommentList(Shown):
    """The comments under a reply, oldest first."""

    items: list[CommentShown]


class CriterionBody(Fields):
    """One line of a scorecard."""

    key: str = Field(min_length=1, max_length=64)
    name: str = Field(min_length=1, max_length=500)
    weight: float = Field(ge=0, le=100)
    steps: int = Field(3, ge=2, le=5)
    rubric: list[Annotated[str, Field(max_length=500)]] = Field(default_factory=list, max_length=5)
    is_auto_fail: bool = False
    hint: str = Field("", max_length=500)
    may_be_na: bool = True


class CardBody(Fields):
    """A draft of a brand's next scorecard."""

    brand: str | None = Field(None, max_length=255)
    name: str = Field("Reply quality", max_length=255)
    criteria: list[CriterionBody] = Field(min_length=1, max_length=20)


class PublishCardBody(Fields):
    """Which draft to put in use."""

    brand: str | None = Field(None, max_length=255)
    version: int = Field(ge=1)


class CriterionShown(CriterionBody, Shown):
    """One line of a scorecard."""


class CardShown(Shown):
    """One version of a scorecard; published_at null is a draft, or the card every brand begins with."""

    id: str
    name: str
    version: int
    criteria: list[CriterionShown]
    published_at: Moment | None


class CardsShown(Shown):
    """A brand's scorecard: in use, and every version of its own."""

    brand_id: str
    current: CardShown
    versions: list[CardShown]


class DisputeBody(Fields):
    """Why the reviewed agent disagrees, and which ratings they would give."""

    review_id: Id
    text: str = Field(min_length=1, max_length=MAX_NOTE)
    wanted: Ratings = Field(default_factory=dict)


class DecisionBody(Fields):
    """How a dispute ends: ratings that change, none to keep the review."""

    ratings: Ratings = Field(default_factory=dict)
    reason: str = Field(min_length=1, max_length=MAX_NOTE)


class DisputeShown(Shown):
    """A dispute; score and ratings are null until somebody decided, the review's own stay beside."""

    id: str
    review_id: str
    brand_id: str
    ticket_id: str
    text: str
    wanted: dict[str, float | None]
    raised_by: str
    raised_at: Moment
    due_at: Moment
    ratings: dict[str, float | None] | None
    score: float | None
    reason: str | None
    decided_by: str | None
    decided_at: Moment | None


class DisputePage(Shown):
    """One page of disputes."""

    items: list[DisputeShown]
    next: str | None


class EstimateShown(Shown):
    """A mean over all replies by Hájek, with its 95 % interval; null where nothing drawn was reviewed."""

    value: float | None
    n: int
    n_effective: float
    standard_error: float | None
    low: float | None
    high: float | None


class EstimatesShown(Shown):
    """What sampled reviews say of all replies; new and old agents part at 90 days."""

    score: EstimateShown
    score_new: EstimateShown
    score_old: EstimateShown
    wrong_as_is: EstimateShown
    wrong_as_is_new: EstimateShown
    wrong_as_is_old: EstimateShown
    drawn: int
    reviewed: int
