"""What the API takes and shows about policies, revisions and search."""

from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from knowledge_base.history import Step
from knowledge_base.policies import PolicyMeta, Stage, Verdict, Verified
from knowledge_base.scopes import Scope
from webhook.http.api import Fields, Moment, Shown
from webhook.http.pagination import MOST, PAGE
from webhook.json_values import Day

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
    region: str | None = Field(None, max_length=255, description="Where the customer is, such as US or DE.")
    channel: str | None = Field(None, max_length=255, description="The ticket's channel.")
    audience: str | None = Field(None, max_length=255, description="The kind of customer.")
    language: str | None = Field(None, max_length=35, description="The ticket's language.")
    revision: str | None = Field(None, max_length=255, description="Id of a wording to try out, published or not.")

    explain: bool = Field(False, description="Also what the day or the place leaves out, marked `excluded`.")

    @property
    def scope(self) -> Scope:
        """Where the question comes from."""
        return Scope(self.region, self.channel, self.audience, self.language)


class UsageQuery(Fields):
    """Over which time use is counted."""

    days: int | None = Field(None, ge=1, le=3660, description="Only drafts of so many days; left out: all.")


class StaleQuery(Fields):
    """What the staleness list takes."""

    brand: str | None = Field(None, max_length=255, description="A brand's name, slug or id; left out: all of yours.")
    limit: int = Field(PAGE, ge=1, le=MOST, description="How many policies, most damage first.")


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


class VerifyBody(NoteBody):
    """That a policy still holds."""

    review_by: Day = Field(None, description="When to look at it again; left out: as the wording says.")


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


class StandingShown(Shown):
    """Who looks after a policy, and whether somebody stands behind its wording."""

    state: Verified
    owner: str | None
    review_by: str | None
    since: Moment | None = Field(description="From when its age counts: last verified, else published.")
    verified_by: str | None


class FailureShown(Shown):
    """A publication that failed; search reads the former wordings on."""

    revision_id: str
    code: str
    message: str
    actor: str
    at: Moment


class PolicyDetail(PolicyShown):
    """A policy with its newest wording."""

    revision: RevisionShown
    revisions: list[int]
    standing: StandingShown
    failure: FailureShown | None = Field(description="Until a later publication succeeds.")


class HistoryEntryShown(Shown):
    """One step of a policy."""

    step: Step
    revision: int
    actor: str
    role: str
    at: Moment
    note: str | None
    day: str | None = Field(description="First day of a published wording; next review of a verified one.")


class HistoryPage(Shown):
    """Every step of a policy, newest first."""

    items: list[HistoryEntryShown]
    next: str | None


class VerificationShown(Shown):
    """Somebody stands behind a wording."""

    policy_id: str
    revision: int
    actor: str
    note: str | None
    review_by: str | None
    at: Moment


class DiffPartShown(Shown):
    """A stretch of one or both texts; a replaced one is a removed and an added part of one number."""

    kind: str = Field(description="same, removed or added.")
    text: str
    number: int | None
    is_move: bool


class MetaChangeShown(Shown):
    """A title or a value of the front matter that differs."""

    field: str
    before: str | list[str] | None
    after: str | list[str] | None


class ComparisonShown(Shown):
    """Two wordings of a policy, word by word."""

    policy_id: str
    before: int
    after: int
    added_words: int
    removed_words: int
    moves: int
    parts: list[DiffPartShown]
    changes: list[MetaChangeShown]


class UsageShown(Shown):
    """Drafts that cite it, and what became of them."""

    used: int
    decided: int = Field(description="The n of the share.")
    accepted: int = Field(description="Sent as drafted.")
    edited: int
    rejected: int
    edited_share: float | None


class RevisionUsageShown(UsageShown):
    """The use of one wording."""

    revision: int


class SnippetUsageShown(UsageShown):
    """The use of one snippet."""

    snippet_id: str
    heading: list[str]
    revision: int = Field(description="The newest wording that holds it.")


class PolicyUsageShown(UsageShown):
    """The use of a policy as a whole, of its wordings and of its snippets."""

    policy_id: str
    revisions: list[RevisionUsageShown]
    snippets: list[SnippetUsageShown]


class StaleShown(Shown):
    """One published policy, weighed by what its age does."""

    policy_id: str
    title: str
    damage: float = Field(description="Drafts grounded x age in days x edit rate.")
    is_stale: bool = Field(description="Whether its review date has passed.")
    age_days: int
    overdue_days: int
    standing: StandingShown
    usage: UsageShown


class StalePage(Shown):
    """Published policies, most damage first."""

    items: list[StaleShown]
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
    precedents: int = Field(description="Like tickets for which an agent kept this section.")
    source_gone: bool = Field(description="Its source no longer has the policy; a person decides on it.")


class SearchShown(Shown):
    """What one search gave."""

    question: str
    snapshot_id: str
    floor: float
    hits: list[HitShown]
