"""What the API takes and shows about policies, revisions and search."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field, StringConstraints, model_validator

from knowledge_base.policies import PolicyMeta, Stage, Verdict
from webhook.http.api import Fields, Moment, Shown
from webhook.http.pagination import MOST, PAGE
from webhook.ticket_json import Day

MAX_TITLE = 255
MAX_TEXT = 400_000
MAX_NOTE = 2_000
MAX_QUESTION = 4_000
MOST_HITS = 50

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TITLE)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT, pattern=r"\S")]
Note = Annotated[str | None, Field(max_length=MAX_NOTE)]
Words = Annotated[list[Annotated[str, Field(max_length=255)]], Field(max_length=100)]


class PoliciesQuery(Fields):
    """What the list of policies takes."""

    brand: str | None = Field(None, max_length=255, description="A brand's name, slug or id; left out: all of yours.")
    stage: Stage | None = Field(None, description="Stage of the newest revision; published: of any.")
    q: str | None = Field(None, max_length=255, description="Words in the newest title or text.")
    after: str | None = Field(None, max_length=200, description="The `next` of the page before.")
    limit: int = Field(PAGE, ge=1, le=MOST, description="Items on a page.")


class SearchQuery(Fields):
    """What search takes."""

    q: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION)] = Field(
        description="The question."
    )
    brand: str | None = Field(None, max_length=255, description="Name, slug or id; may be left out with one brand.")
    k: int = Field(5, ge=1, le=MOST_HITS, description="How many hits.")
    on: Day = Field(None, description="The day whose rules apply; left out: today.")


class MetaBody(Fields):
    """What the front matter of a policy says; a field that is left out keeps its value."""

    owner: str | None = Field(default=None, max_length=255)
    review_by: Day = None
    effective_from: Day = None
    effective_until: Day = None
    region: Words = Field(default_factory=list)
    channel: Words = Field(default_factory=list)
    audience: Words = Field(default_factory=list)
    language: str = Field(default="en", min_length=2, max_length=35)
    tags: Words = Field(default_factory=list)

    def applied_to(self, meta: PolicyMeta) -> PolicyMeta:
        """Return ``meta`` with the fields that were given."""
        given = {name: getattr(self, name) for name in self.model_fields_set if name in type(self).model_fields}
        words = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
        return PolicyMeta(**{**meta.__dict__, **words})


class PolicyBody(Fields):
    """A new policy; its first revision is a draft."""

    brand: str | None = Field(None, max_length=255, description="Name, slug or id; may be left out with one brand.")
    title: Title
    text: Text = Field(description="Markdown.")
    meta: MetaBody = MetaBody()
    note: Note = None


class RevisionBody(Fields):
    """The next wording; what is left out stays as it is in the newest one."""

    title: Title | None = None
    text: Text | None = Field(None, description="Markdown.")
    meta: MetaBody = MetaBody()
    based_on: int | None = Field(None, ge=1, le=1_000_000, description="Number of the revision that was edited.")
    note: Note = None

    @model_validator(mode="after")
    def _changes_something(self) -> "RevisionBody":
        if self.title is None and self.text is None and not self.meta.model_fields_set:
            raise ValueError("give 'text', 'title' or 'meta' to change")
        return self


class NoteBody(Fields):
    """A remark for the record."""

    note: Note = None


class ReviewBody(NoteBody):
    """What a reviewer of wording says."""

    verdict: Verdict


class PublishBody(NoteBody):
    """When a wording takes effect."""

    effective_at: Day = Field(None, description="First day of the wording; left out: at once.")


class RetireBody(Fields):
    """Why a policy is taken out of use."""

    reason: Note = None


class MetaShown(Shown):
    """The front matter of a policy."""

    owner: str | None
    review_by: str | None
    effective_from: str | None
    effective_until: str | None
    region: list[str]
    channel: list[str]
    audience: list[str]
    language: str
    tags: list[str]


class RevisionShown(Shown):
    """One wording of a policy."""

    id: str
    policy_id: str
    number: int
    title: str
    text: str
    meta: MetaShown
    stage: Stage
    author: str
    note: str | None
    approved_by: str | None
    created_at: Moment
    published_at: Moment | None
    effective_from: str | None


class PolicyShown(Shown):
    """A policy in a list."""

    id: str
    brand_id: str
    title: str
    source: str | None
    is_retired: bool
    created_at: Moment
    stage: Stage = Field(description="Of the newest revision.")
    newest: int = Field(description="Number of the newest revision.")
    published: int | None = Field(description="Number of the published revision.")


class PolicyDetail(PolicyShown):
    """A policy with its newest wording."""

    revision: RevisionShown
    revisions: list[int]


class PolicyPage(Shown):
    """One page of policies."""

    items: list[PolicyShown]
    next: str | None


class RevisionPage(Shown):
    """One page of revisions, newest first."""

    items: list[RevisionShown]
    next: str | None


class SearchParts(Shown):
    """What a score is made of."""

    dense: float
    lexical: float
    learned: float


class HitShown(Shown):
    """A passage with rank and score."""

    rank: int
    snippet_id: str
    policy: str
    policy_id: str
    revision: int
    heading: list[str]
    text: str
    score: float = Field(description="The sum of its parts.")
    similarity: float = Field(description="Cosine of the best passage, which the floor is compared with.")
    parts: SearchParts
    matched_words: list[str]
    above_floor: bool
    excluded: str | None


class SearchShown(Shown):
    """What one search gave."""

    question: str
    snapshot_id: str
    floor: float
    hits: list[HitShown]


def plain(value: Any) -> Any:
    """Return days as text and tuples as lists."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
