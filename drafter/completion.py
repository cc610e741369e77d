"""The LanguageModel door: Prompt in, Completion out, with usage and a retry policy."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from drafter.brands import Brand
from drafter.tickets import Ticket
from knowledge_base.search.hits import Hit


@dataclass(frozen=True)
class PromptMessage:
    """One chat message: ``role`` is system or user."""

    role: str
    content: str


@dataclass(frozen=True)
class Prompt:
    """What the model is given, and what it was assembled from.

    ``messages`` is all that a remote model sees.  The rest lets an offline model write from
    the same material: the masked ticket, the hits that fitted the budget, the brand.
    ``id`` is template name and content hash, ``template`` its text; ``marker`` is the random
    word round the ticket.  ``ladder`` is the wording of the resolution that was chosen,
    ``macros`` and ``precedents`` the replies that fitted in as examples.  ``read`` is the
    ticket as search read it, None where nobody searched.
    """

    id: str
    messages: tuple[PromptMessage, ...]
    ticket: Ticket
    brand: Brand
    hits: tuple[Hit, ...]
    tokens: int
    left_out: tuple[str, ...] = ()
    marker: str = ""
    canary: str = ""
    steer: str | None = None
    template: str = ""
    ladder: str | None = None
    macros: tuple[str, ...] = ()
    macro_ids: tuple[str, ...] = ()
    precedents: tuple[str, ...] = ()
    read: Ticket | None = None

    @property
    def sha256(self) -> str:
        """Proof of what a model was given: the hash of the messages as JSON, ``[["role", "content"], …]``."""
        given = json.dumps([[m.role, m.content] for m in self.messages], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(given.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Usage:
    """What a completion cost; zero for a model that runs here."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd_micros: int = 0


@dataclass(frozen=True)
class CompletionSentence:
    """One sentence of the reply and the snippets it rests on; ``new_paragraph`` starts one."""

    text: str
    snippet_ids: tuple[str, ...] = ()
    new_paragraph: bool = False


@dataclass(frozen=True)
class CompletionResolution:
    """What the model says its reply commits to; what it did not name is empty."""

    rung: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    deadline: date | None = None
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Completion:
    """What the model returned.  ``abstain_reason`` instead of sentences means: a person, please.

    ``asks_back`` are questions of the reply to the requester.
    """

    model_id: str
    sentences: tuple[CompletionSentence, ...]
    language: str = "en"
    abstain_reason: str | None = None
    usage: Usage = Usage()
    note: str | None = None
    resolution: CompletionResolution | None = None
    asks_back: tuple[str, ...] = ()


class LanguageModel(Protocol):
    """Writes a reply from a prompt."""

    @property
    def id(self) -> str:
        """Name of the model as it stands in a draft's provenance."""
        ...

    def complete(self, prompt: Prompt) -> Completion:
        """Return a completion.  Raises ModelError and its kinds, nothing else."""
        ...


@dataclass(frozen=True)
class RetryPolicy:
    """How often a failed completion is asked for again, and how long to wait between."""

    attempts: int = 3
    first_wait_s: float = 1.0
    factor: float = 3.0
    longest_wait_s: float = 60.0

    def wait_s(self, attempt: int, retry_after_s: float | None = None) -> float:
        """Seconds to wait after failed attempt ``attempt`` (from 1); a server's wish wins."""
        own = self.first_wait_s * self.factor ** (attempt - 1)
        return min(self.longest_wait_s, max(own, retry_after_s or 0.0))
