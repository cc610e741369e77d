"""What drafting for a brand needs, and the parts that stand in where there is nothing to look up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from drafter.brands import Brand
from drafter.checks import CHECK_VERSIONS, CheckContext, run_checks
from drafter.completion import LanguageModel
from drafter.covering import Meanings
from drafter.drafts import Draft
from drafter.findings import Finding
from drafter.ladders import Ladder
from drafter.macros import Macro
from drafter.order_sources import OrderSource, TicketOrders
from drafter.precedents import Precedent
from drafter.prompts.template import Template
from drafter.resolutions import ANY_AGENT
from drafter.settings import DraftingSettings
from drafter.tickets import Ticket
from drafter.told import Told
from drafter.translating import Translate
from knowledge_base.foundation.tokens import TokenCounter
from knowledge_base.search.hits import Retriever

Restore = Callable[[str], str]
Mend = Callable[[str, frozenset[str]], str]
Mask = Callable[[Ticket], tuple[Ticket, Restore]]


def no_masking(ticket: Ticket) -> tuple[Ticket, Restore]:
    """Leave the ticket as it is: for a model that runs here and for tests."""
    return ticket, lambda text: text


def as_it_is(text: str, words: frozenset[str]) -> str:
    """Read a text as it is written: for tests and embedders that understand slips of spelling."""
    return text


def nothing_told(ticket: Ticket) -> tuple[Told, ...]:
    """Know of no earlier replies: for tests and texts from outside."""
    return ()


def no_precedents(draft: Draft) -> tuple[Precedent, ...]:
    """Know of no precedents: for tests and for a brand without a past."""
    return ()


def no_ladders(brand: Brand) -> tuple[Ladder, ...]:
    """Keep no ladders: the policies alone say what may be offered."""
    return ()


def no_macros(brand: Brand) -> tuple[Macro, ...]:
    """Keep no macros: the policies alone say how to answer."""
    return ()


@dataclass(frozen=True)
class DraftingKit:
    """All that drafting for one brand needs.

    ``fallback`` writes when ``model`` fails (the composer); ``monotonic`` gives seconds.
    ``translate`` puts questions into the policies' language, unless the embedder
    ``searches_any_language`` itself.  ``meanings`` tells how well passages answer a request;
    without it the embedder's floor alone does.  ``told`` looks up what we told the requester before.
    ``ladders`` are the brand's live ones, ``authority`` is what whoever reads the draft may grant,
    ``orders`` finds the order that a ticket is about, ``precedents`` near-identical tickets answered before,
    ``macros`` are the brand's approved ones, ``mend`` mends slips of spelling in a text of the policies' language.
    """

    retriever: Retriever
    model: LanguageModel
    fallback: LanguageModel
    brand: Brand
    template: Template
    counter: TokenCounter
    monotonic: Callable[[], float]
    settings: DraftingSettings = field(default_factory=DraftingSettings)
    mask: Mask = no_masking
    check: Callable[[CheckContext], tuple[Finding, ...]] = run_checks
    check_versions: Mapping[str, str] = field(default_factory=lambda: CHECK_VERSIONS)
    translate: Translate | None = None
    searches_any_language: bool = False
    meanings: Meanings | None = None
    told: Callable[[Ticket], tuple[Told, ...]] = nothing_told
    ladders: Callable[[Brand], tuple[Ladder, ...]] = no_ladders
    orders: OrderSource = field(default_factory=TicketOrders)
    authority: int = ANY_AGENT
    precedents: Callable[[Draft], tuple[Precedent, ...]] = no_precedents
    other_brands: Sequence[Brand] = ()
    macros: Callable[[Brand], tuple[Macro, ...]] = no_macros
    mend: Mend = as_it_is
