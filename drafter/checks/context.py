"""CheckContext: everything a check may look at.  Checks are pure; none raises."""

from collections.abc import Sequence
from dataclasses import dataclass

from drafter.brands import Brand
from drafter.covering import Meanings
from drafter.drafts import Sentence
from drafter.orders import Order
from drafter.precedents import Precedent
from drafter.resolutions import Resolution
from drafter.tickets import Ticket
from drafter.told import Told
from knowledge_base.search.hits import Hit


@dataclass(frozen=True)
class Source:
    """A passage that a draft may rest on: the snippet's quotable text and its internal guidance."""

    id: str
    text: str
    heading: str = ""

    @classmethod
    def of_hit(cls, hit: Hit) -> "Source":
        """Take what a check needs from a hit."""
        return cls(hit.snippet_id, "\n".join((hit.text, hit.internal, *hit.steps)).strip(), " > ".join(hit.heading))


@dataclass(frozen=True)
class CheckContext:
    """A draft's text with what it was written from.

    ``sentences`` carry the citations; with none (an agent's edit, a text from outside) every
    source counts as cited and nobody is asked for citations.  ``canary`` is the word hidden
    in the system prompt, ``template`` the text the prompt was made from.  ``chosen`` is what
    may be conceded; without a ladder (``has_ladder``) nobody said what may be.  ``wished_language``
    is one that an agent asked for; ``meanings`` compare texts that words alone don't match.  Texts are
    unmasked.
    """

    text: str
    sources: Sequence[Source] = ()
    sentences: Sequence[Sentence] = ()
    ticket: Ticket | None = None
    order: Order | None = None
    brand: Brand | None = None
    language: str | None = None
    canary: str = ""
    told: Sequence[Told] = ()
    other_brands: Sequence[Brand] = ()
    template: str = ""
    chosen: Resolution | None = None
    has_ladder: bool = False
    precedents: Sequence[Precedent] = ()
    wished_language: str | None = None
    meanings: Meanings | None = None
