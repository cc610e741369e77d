"""The offline model that ships with the product: it writes from the snippets alone, and says so.

Extractive on purpose.  Every sentence is the policy's own wording and cites its snippet, so
facts stay exact and nothing is invented; the brand's voice stands round it.  The same
prompt gives the same completion.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from drafter.completion import Completion, CompletionSentence, Prompt
from drafter.drafts import COMPOSED_NOTE
from drafter.questions import asks_of, request_text
from drafter.wording import overlap, sentences_of, stems_of
from knowledge_base.search.hits import Hit

MODEL_ID = "composer-1"
MOST_SENTENCES = 5
LEAST_SCORE = 0.12  # below this a sentence shares no more with a request than chance
REDUNDANT = 0.7

Similarity = Callable[[str, Sequence[str]], Sequence[float]]
"""How alike a request and each of some sentences are, 0 to 1, by meaning."""


@dataclass(frozen=True)
class _Candidate:
    hit: Hit
    position: int
    text: str
    stems: frozenset[str]


class Composer:
    """Chooses the sentences of the hits that answer the ticket, and orders them into a reply."""

    def __init__(self, similarity: Similarity | None = None) -> None:
        self._similarity = similarity

    @property
    def id(self) -> str:
        """Name of the model in a draft's provenance."""
        return MODEL_ID

    def complete(self, prompt: Prompt) -> Completion:
        """Return sentences of the prompt's hits, or a reason to abstain.  Raises nothing."""
        usable = [hit for hit in prompt.hits if hit.above_floor and hit.excluded is None]
        if not usable:
            return _abstained("No policy passage is close enough to this request.")
        candidates = [
            _Candidate(hit, at, text, frozenset(stems_of(text)))
            for hit in usable
            for at, text in enumerate(sentences_of(hit.text))
        ]
        chosen = self._choose(prompt, candidates)
        if not chosen:
            return _abstained("The nearest policy passages have no sentence that answers this request.")
        return Completion(MODEL_ID, _ordered(chosen), language=prompt.brand.languages[0], note=COMPOSED_NOTE)

    def _choose(self, prompt: Prompt, candidates: Sequence[_Candidate]) -> list[_Candidate]:
        asks = asks_of(prompt.ticket)
        rarity = _rarity(candidates)
        context = Counter(stems_of(f"{prompt.ticket.subject} {request_text(prompt.ticket)}"))
        chosen: list[_Candidate] = []
        for ask in asks:
            query = dict.fromkeys(context, 0.3) | dict.fromkeys(stems_of(ask), 1.0)
            scored = [(self._score(query, one, rarity), one) for one in candidates]
            share = max(1, MOST_SENTENCES // len(asks))
            for score, one in sorted(scored, key=lambda pair: -pair[0])[:share]:
                if score >= LEAST_SCORE and all(overlap(one.stems, other.stems) < REDUNDANT for other in chosen):
                    chosen.append(one)
        return chosen[:MOST_SENTENCES]

    def _score(self, query: dict[str, float], one: _Candidate, rarity: dict[str, float]) -> float:
        shared = sum(weight * rarity.get(stem, 0.0) for stem, weight in query.items() if stem in one.stems)
        return shared / (1 + math.sqrt(len(one.stems))) + 0.3 * max(one.hit.similarity, 0.0)


def _rarity(candidates: Sequence[_Candidate]) -> dict[str, float]:
    seen = Counter(stem for one in candidates for stem in one.stems)
    return {stem: math.log(1 + len(candidates) / count) for stem, count in seen.items()}


def _ordered(chosen: Sequence[_Candidate]) -> tuple[CompletionSentence, ...]:
    ordered = sorted(chosen, key=lambda one: (one.hit.rank, one.position))
    sentences, last = [], None
    for one in ordered:
        sentences.append(CompletionSentence(one.text, (one.hit.snippet_id,), new_paragraph=one.hit is not last))
        last = one.hit
    return tuple(sentences)


def _abstained(reason: str) -> Completion:
    return Completion(MODEL_ID, (), abstain_reason=reason, note=COMPOSED_NOTE)
