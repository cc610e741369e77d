"""What the API takes and shows about automatic scores."""

from pydantic import Field

from drafter.quality.automatic_blindness import Seen
from webhook.http.api import Fields, Moment, Shown
from webhook.qa.automatic import State
from webhook.qa.schemas import BrandQuery, MeanShown, RateShown


class LineScoreShown(Shown):
    """What the score expects a reviewer to rate on one line, 0 to 1."""

    key: str
    rating: float
    level: float = Field(description="The level it takes for most likely.")


class ReplyAutomaticShown(Shown):
    """The automatic score of a reply; numbers are null, and lines few or none, where they may not be shown."""

    state: State
    is_blind: bool = Field(description="Whether it stays hidden from reviewers until they have rated the reply.")
    rated: int
    total: float | None = Field(description="0 to 100; enters no average.")
    low: float | None = Field(description="The interval covers a review's score with 90 %.")
    high: float | None
    fit: str | None
    lines: list[LineScoreShown]


class AgreedShown(Shown):
    """Krippendorff's alpha with its 95 % bootstrap interval."""

    n: int
    value: float | None
    low: float | None
    high: float | None


class GateShown(Shown):
    """One line's gate: agreement of the model with people beside people's with each other."""

    key: str
    name: str
    n: int
    ece: float | None
    curves: list[str] = Field(description="The curve of each step: platt, isotonic or constant.")
    model: AgreedShown
    human: AgreedShown
    is_shown: bool


class FitShown(Shown):
    """A fit; it never changes."""

    id: str
    number: int
    scorecard: str
    scorecard_version: int
    made_at: Moment
    n: int
    aside: int
    radius: float | None = Field(description="Half the interval's width, in points.")
    coverage: RateShown = Field(description="Ratings aside that the interval of the other half held.")
    lines: list[GateShown]
    total: GateShown


class ShiftShown(Shown):
    """How an input moved since the fit; size in deviations."""

    name: str
    then: float
    now: float
    size: float
    is_alarm: bool


class DriftShown(Shown):
    """What moved since the fit."""

    is_alarm: bool
    replies: float
    reviews: int
    inputs: list[ShiftShown]
    lean_then: float
    lean: float | None
    has_leaned: bool
    inside: RateShown
    has_missed: bool


class ComparedShown(Shown):
    """How far people and the score are apart; human less automatic, in points."""

    n: int
    is_enough: bool
    difference: MeanShown
    distance: MeanShown
    agreement: AgreedShown


class AutomaticShown(Shown):
    """Where a brand's automatic score stands; fit and drift are null where there is none."""

    brand_id: str
    scorecard: str
    scorecard_version: int
    rated: int
    missing: int = Field(description="How many more rated replies the first fit waits for.")
    blind_share: float
    fit: FitShown | None
    drift: DriftShown | None
    blind: ComparedShown
    shown: ComparedShown
    anchoring: MeanShown = Field(description="How far (0 to 1) reviewers who see the score move to it.")


class BlindShareBody(Fields):
    """Which share of a brand's replies hides its automatic score until it is rated."""

    brand: str | None = Field(None, max_length=255)
    blind_share: float = Field(ge=0, le=1)


class BlindShareShown(Shown):
    """The share in use."""

    blind_share: float


class RowsQuery(BrandQuery):
    """Which reviews."""

    seen: Seen | None = Field(None, description="blind or shown; left out: both.")


class RowShown(Shown):
    """A review beside the automatic score of its reply."""

    review_id: str
    subject_id: str
    seen: Seen
    human: float
    automatic: float | None = Field(description="Null where it is hidden until the caller has rated the reply.")


class RowsShown(Shown):
    """The reviews that blind is compared with shown by, newest first."""

    items: list[RowShown]
