"""Macro: a helpdesk's saved reply that a brand keeps; and which approved ones fit a request.

A macro counts as approved only once a person chose it, and only with the words that the person
saw: the helpdesk's next change of it asks anew.  It shows a model how the brand answers; facts
come from snippets alone.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from drafter.covering import Meanings
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.languages import language_of
from knowledge_base.wording import stems_of

MOST_IN_PROMPT = 2
LEAST_COSINE = 0.45  # all-MiniLM-L6-v2; as for a ladder's examples: below it a text is about something else
LEAST_SHARED = 0.5  # of the title's content words, where meanings can't be compared
COMPARED_CHARS = 400  # a macro says early on what it is about


@dataclass(frozen=True)
class Macro:
    """A saved reply.  ``approved_by`` is who chose it for prompts, None: nobody; ``folder`` is its place there."""

    id: str
    brand_id: str
    connection_id: str
    external_id: str
    title: str
    text: str
    folder: str | None = None
    seen_at: datetime | None = None
    approved_by: str | None = None
    approved_at: datetime | None = None

    @property
    def words(self) -> str:
        """A short mark of title and text: another one is another wording."""
        return hashlib.sha256(f"{self.title}\n{self.text}".encode()).hexdigest()[:16]

    @property
    def name(self) -> str:
        """What a draft's record names it by."""
        return f"{self.title} ({self.id})"


def fitting_macros(
    macros: Sequence[Macro], requests: Sequence[str], meanings: Meanings | None, *, language: str
) -> tuple[Macro, ...]:
    """Return at most two approved macros in a language that fit the requests best, the best first.

    Where meanings can't be had words decide.
    """
    approved = [one for one in macros if one.approved_by and one.text.strip() and _speaks(one, language)]
    asked = [text for text in requests if text.strip()]
    if not approved or not asked:
        return ()
    scores = _scores(approved, asked, meanings)
    ranked = sorted(zip(scores, approved, strict=True), key=lambda one: (-one[0], one[1].title, one[1].id))
    return tuple(macro for score, macro in ranked if score > 0)[:MOST_IN_PROMPT]


def _speaks(macro: Macro, language: str) -> bool:
    told = language_of(macro.text)
    return told is None or told == language.partition("-")[0]


def _scores(macros: Sequence[Macro], requests: Sequence[str], meanings: Meanings | None) -> list[float]:
    """Each macro's best score over the requests; 0 for what is about something else."""
    if meanings is not None:
        texts = [f"{one.title}. {one.text[:COMPARED_CHARS]}" for one in macros]
        try:
            best = [float(one) for one in meanings.compare(requests, texts).max(axis=0)]
        except KnowledgeBaseError:
            pass  # words alone tell
        else:
            return [score if score >= LEAST_COSINE else 0.0 for score in best]
    asked = [frozenset(stems_of(text)) for text in requests]
    return [max(_shared(one.title, words) for words in asked) for one in macros]


def _shared(title: str, asked: frozenset[str]) -> float:
    words = frozenset(stems_of(title))
    share = len(words & asked) / len(words) if words else 0.0
    return share if share >= LEAST_SHARED else 0.0
