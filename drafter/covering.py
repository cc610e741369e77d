"""Whether the policies answer a request at all: several weak signs made one likelihood, with its reasons.

A cosine alone says that a passage speaks of the same goods ("tents"), not that it answers
what is asked about them ("do you rent tents?").  So a request's nearest passages are also
compared by topic, by the words they share and by how far they stand out.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from drafter.common_topics import COMMON_TOPICS
from drafter.relevance import Scores, sentences_and_stems
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.search.hits import Hit, Retrieval
from knowledge_base.wording import stems_of

_SHARED = 3  # best passages in which an ask's words are looked for
_PRECEDENT = 1.0  # log-odds that a person's having kept one of the best passages for a like ticket is worth
_TELLING = 2  # content words under which an ask ("Can you help?") is judged with the whole request only

# Logistic regression on the signs below, by "python -m tests.bench.covering --fit" (see there how the cases are
# made): 519 cases of the demo brand, 520 of ABCD's and 104 of tau's retail policies, weighted 1 : .3 : .3, classes
# balanced.  None is negative, so more of any sign never lowers the likelihood.  For vectors of all-MiniLM-L6-v2.
# Area under the curve .89 on the demo brand (.90 when fitted on it alone, 5-fold), .96 against questions that no
# policy ever covered.  A base with near-duplicates hides what was taken out: ABCD .67, tau .65.
COEFFICIENTS: Mapping[str, float] = {"near": 5.195, "apart": 0.198, "words": 0.355, "topic": 3.656, "beyond": 0.224}
INTERCEPT = -6.153
CALIBRATED_FOR = "all-MiniLM-L6-v2"


class Meanings(Protocol):
    """Compares texts by meaning; policy sentences and topics are embedded once."""

    @property
    def embedder_id(self) -> str:
        """Name of the model whose cosines these are."""
        ...

    def compare(self, requests: Sequence[str], sentences: Sequence[str]) -> Scores:
        """Return cosines, float32 (requests, sentences).  Raises KnowledgeBaseError."""
        ...

    def between(self, texts: Sequence[str], sentences: Sequence[str]) -> Scores:
        """As ``compare`` for texts that come again and again, which are remembered too."""
        ...


@dataclass(frozen=True)
class Signs:
    """What is known of how well a request's nearest passages answer it.

    ``near``: the best cosine of a passage to the request.  ``apart``: the best passage's
    score, in deviations from the pack.  ``words``: share of the request's words, rare ones
    weighing more, in one of the best passages.  ``topic``: cosine of the best passage's
    sentence to the request's own topic.  ``beyond``: how much nearer than topics in general
    the best sentence is, in deviations.  ``missing`` are words in no passage.
    """

    near: float
    apart: float
    words: float
    topic: float
    beyond: float
    missing: tuple[str, ...] = ()
    precedents: int = 0

    @property
    def likelihood(self) -> float:
        """How likely the policies answer the request, 0 to 1."""
        odds = INTERCEPT + sum(weight * getattr(self, name) for name, weight in COEFFICIENTS.items())
        return 1 / (1 + math.exp(-(odds + (_PRECEDENT if self.precedents else 0.0))))


@dataclass(frozen=True)
class Coverage:
    """Whether the policies answer a request: ``likelihood`` (0 to 1, None where only the floor was asked) and why."""

    covered: bool
    likelihood: float | None = None
    why: str = ""


def coverage_of(found: Retrieval, asks: Sequence[str], meanings: Meanings | None, *, least: float) -> Coverage:
    """Judge whether what search found answers a request with these asks.

    Where meanings can't be had, or come from a model this is not calibrated for, the
    embedder's floor decides alone.  A request of several asks is covered when one ask is.
    """
    near = [hit for hit in found.hits if hit.above_floor and hit.excluded is None]
    reached = [hit for hit in found.hits if hit.excluded is None]
    if meanings is None or not reached or not meanings.embedder_id.startswith(CALIBRATED_FOR):
        return Coverage(bool(near))
    try:
        best = max(signs_of(found.questions, asks, reached, meanings), key=lambda signs: signs.likelihood)
    except KnowledgeBaseError:
        return Coverage(bool(near))
    return Coverage(best.likelihood >= least, best.likelihood, _why(best))


def signs_of(questions: Sequence[str], asks: Sequence[str], hits: Sequence[Hit], meanings: Meanings) -> list[Signs]:
    """Return the signs for the whole request and for each telling ask.  Raises KnowledgeBaseError."""
    told = [ask for ask in asks if len(stems_of(ask)) >= _TELLING]
    texts = [*dict.fromkeys([*questions[:1], *told])]
    sentences = [text for hit in hits for text, _ in sentences_and_stems(hit.text)] or [hit.policy for hit in hits]
    to_sentences, to_topics = meanings.compare(texts, sentences), meanings.compare(texts, COMMON_TOPICS)
    own = [COMMON_TOPICS[int(at)] for at in to_topics.argmax(axis=1)]
    on_topic = meanings.between(own, sentences).max(axis=1)
    best = to_sentences.max(axis=1)
    held = [_stems_held(hit) for hit in hits]
    near = max(hit.similarity for hit in hits)
    return [
        Signs(
            near=near,
            apart=hits[0].score,
            words=_share(text, held),
            topic=float(on_topic[place]),
            beyond=float((best[place] - to_topics[place].mean()) / max(float(np.std(to_topics[place])), 1e-3)),
            missing=_missing(text, held),
            precedents=max(hit.precedents for hit in hits[:_SHARED]),
        )
        for place, text in enumerate(texts)
    ]


def _stems_held(hit: Hit) -> frozenset[str]:
    stems = frozenset(stems_of(" ".join((hit.policy, *hit.heading))))
    return stems.union(*(of_sentence for _, of_sentence in sentences_and_stems(hit.text)))


def _share(text: str, held: Sequence[frozenset[str]]) -> float:
    """Return the greatest share of a text's words in one of the best passages; words in few passages weigh more."""
    weights = {stem: math.log(1 + len(held) / (_count(stem, held) + 0.5)) for stem in stems_of(text)}
    all_of_it = sum(weights.values())
    if not all_of_it:
        return 0.0
    return max(sum(weight for stem, weight in weights.items() if stem in one) for one in held[:_SHARED]) / all_of_it


def _count(stem: str, held: Iterable[frozenset[str]]) -> int:
    return sum(stem in one for one in held)


def _missing(text: str, held: Sequence[frozenset[str]]) -> tuple[str, ...]:
    words = {stem: word for word in text.split() for stem in stems_of(word)}
    return tuple(word.strip(".,;:!?()\"'“”") for stem, word in words.items() if not _count(stem, held))


def _why(signs: Signs) -> str:
    """Say in words what speaks for and against: shown beside an abstention."""
    parts = [f"likeness {signs.near:.2f}", f"topic {signs.topic:.2f}", f"{signs.words:.0%} of its words found"]
    if signs.missing:
        parts.append("none mentions " + ", ".join(f"“{word}”" for word in signs.missing[:3]))
    return "; ".join(parts)
