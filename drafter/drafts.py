"""Draft, Citation, Provenance, DraftStatus and its legal transitions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from drafter.findings import Finding
from drafter.orders import Order
from drafter.resolutions import Alternative, Resolution, Step
from knowledge_base.scopes import Scope
from knowledge_base.search.hits import Hit

COMPOSED_NOTE = "composed from policy, no language model"


class DraftStatus(StrEnum):
    """Where a draft stands."""

    QUEUED = "queued"
    DRAFTING = "drafting"
    READY = "ready"
    ABSTAINED = "abstained"
    FAILED = "failed"
    SUPERSEDED = "superseded"


TRANSITIONS: Mapping[DraftStatus, frozenset[DraftStatus]] = {
    DraftStatus.QUEUED: frozenset({DraftStatus.DRAFTING, DraftStatus.FAILED, DraftStatus.SUPERSEDED}),
    DraftStatus.DRAFTING: frozenset(
        {DraftStatus.DRAFTING, DraftStatus.READY, DraftStatus.ABSTAINED, DraftStatus.FAILED, DraftStatus.SUPERSEDED}
    ),
    DraftStatus.READY: frozenset({DraftStatus.SUPERSEDED}),
    DraftStatus.ABSTAINED: frozenset({DraftStatus.SUPERSEDED}),
    DraftStatus.FAILED: frozenset({DraftStatus.DRAFTING, DraftStatus.SUPERSEDED}),
    DraftStatus.SUPERSEDED: frozenset(),
}


@dataclass(frozen=True)
class Citation:
    """The link from a draft's sentence to a snippet: ``quote`` is the passage's own wording."""

    snippet_id: str
    policy_id: str
    policy: str
    revision_id: str
    revision: int
    heading: tuple[str, ...]
    quote: str


@dataclass(frozen=True)
class Sentence:
    """One sentence of a draft.  Offsets are code points of the draft's text, end exclusive."""

    text: str
    start: int
    end: int
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Provenance:
    """Where a draft came from, so that it can be made again.

    ``fallback_reason`` says why the composer stepped in for the configured model, and
    ``retry_after_s`` after how long that one may be asked again (0: at once, None: never);
    ``left_out`` names what did not fit the prompt, ``missed`` what could not be looked up, with
    the reason, ``macros`` the approved macros that the model was shown; times in seconds, money in millionths.
    The rules are those of the day ``rules_on`` and of ``scope``; the brand sounded as version
    ``voice_version`` of its voice.  Where a model elsewhere was asked, ``masked`` counts the
    personal data that stayed here by type, and
    ``prompt_sha256`` is the hash of the prompt that left.
    """

    snapshot_id: str
    prompt_id: str
    model_id: str
    check_versions: Mapping[str, str] = field(default_factory=dict)
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd_micros: int = 0
    seconds: float = 0.0
    left_out: tuple[str, ...] = ()
    note: str | None = None
    fallback_reason: str | None = None
    retry_after_s: float | None = None
    steer: str | None = None
    rules_on: date | None = None
    scope: Scope = field(default_factory=Scope)
    masked: Mapping[str, int] = field(default_factory=dict)
    prompt_sha256: str | None = None
    missed: tuple[str, ...] = ()
    macros: tuple[str, ...] = ()
    voice_version: int | None = None


@dataclass(frozen=True)
class Draft:
    """Our proposed reply.

    ``hits`` are the passages that were looked at, best first, kept for the record; with
    status ``abstained`` they are the nearest ones and ``reason`` says why there is no text.
    ``resolution`` is what it commits to, ``alternatives`` the other rungs of that ladder,
    ``steps`` what there is to do; ``rung`` is the one an agent asked for.
    ``authority`` is what whoever asked for it may grant, None: what the brand's agents may.
    ``order`` is the one it was written from, where it was looked up and did not come with the ticket.
    ``suspicious`` has why the ticket looks as if it tried to steer the model; it stops nothing.
    """

    id: str
    ticket_id: str
    status: DraftStatus
    created_at: datetime
    text: str = ""
    language: str = "en"
    sentences: tuple[Sentence, ...] = ()
    questions: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    hits: tuple[Hit, ...] = ()
    provenance: Provenance | None = None
    reason: str | None = None
    newest_message_id: str = ""
    ordinal: int = 0
    steer: str | None = None
    ready_at: datetime | None = None
    suspicious: tuple[str, ...] = ()
    resolution: Resolution | None = None
    alternatives: tuple[Alternative, ...] = ()
    steps: tuple[Step, ...] = ()
    rung: str | None = None
    order: Order | None = None
    authority: int | None = None

    @property
    def cited(self) -> tuple[str, ...]:
        """The snippets that its sentences cite, each once."""
        return tuple(dict.fromkeys(one.snippet_id for sentence in self.sentences for one in sentence.citations))
