"""Whether the policies answer a request at all: several weak signs made one likelihood, with its reasons.

A cosine alone says that a passage speaks of the same goods ("tents"), not that it answers
what is asked about them ("do you rent tents?").  So a request's nearest passages are also
compared by topic, by the words they share and by how far they stand out.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from drafter.common_questions import ANSWERED_BY, QUESTIONS, STATEMENTS
from drafter.common_topics import COMMON_TOPICS
from drafter.relevance import Scores, headed, sentences_and_stems
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.search.hits import Hit, Retrieval
from knowledge_base.wording import stems_of

_SHARED = 3  # best passages in which an ask's words are looked for
_PRECEDENT = 1.0  # log-odds that a person's having kept one of the best passages for a like ticket is worth
_ASKED = (*COMMON_TOPICS, *STATEMENTS, *QUESTIONS)  # what a request's own topic is told by
_TOPIC_OF = (*COMMON_TOPICS, *STATEMENTS, *(STATEMENTS[place] for place in ANSWERED_BY))
_ALWAYS_READ = 3  # best passages of a covered request
_MOST_WORDS = 6  # rarest words of a request that could be shared at all
_TELLING = 2  # content words under which an ask ("Can you help?") is judged with the whole request only

# Logistic regression on the signs below, by "python -m tests.bench.covering --fit" (see there how the cases are
# made): 519 cases of the demo brand, 240 of a bike shop's, 227 of a furniture shop's and 174 of a plant nursery's,
# weighing the same, classes balanced.  None is negative, so more of any sign never lowers the likelihood.  For
# vectors of all-MiniLM-L6-v2.  Fitted on three and asked of the fourth, the area under the curve is .90, .95, .92
# and .91 (without common questions and the fit on the demo brand alone: .89 there, .90 and .87 of the next two);
# against questions that no policy ever covered .94, .96, .92 and .94.  A base with near-duplicates hides what was
# taken out: ABCD .60, tau .65.
COEFFICIENTS: Mapping[str, float] = {
    "near": 2.999,
    "apart": 0.170,
    "words": 3.010,
    "topic": 4.500,
    "beyond": 0.563,
    "expected": 3.938,
}
INTERCEPT = -9.344
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

    def compare_answers(self, requests: Sequence[str], sentences: Sequence[str]) -> Scores:
        """As ``compare``, of the answers that such requests commonly get.  Raises KnowledgeBaseError."""
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
    the best sentence is, in deviations.  ``expected``: cosine of the best passage's sentence
    to the answer that such requests commonly get.  ``missing`` are words in no passage.
    """

    near: float
    apart: float
    words: float
    topic: float
    beyond: float
    expected: float = 0.0
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
    return Coverage(best.likelihood >= least, best.likelihood, _why(best, least))


def admitted(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the hits of a covered request, the best of which speak though one alone is under the embedder's floor."""
    return tuple(
        replace(hit, above_floor=hit.above_floor or (hit.rank <= _ALWAYS_READ and hit.excluded is None)) for hit in hits
    )


def signs_of(questions: Sequence[str], asks: Sequence[str], hits: Sequence[Hit], meanings: Meanings) -> list[Signs]:
    """Return the signs for the whole request and for each telling ask.  Raises KnowledgeBaseError."""
    told = [ask for ask in asks if len(stems_of(ask)) >= _TELLING]
    texts = [*dict.fromkeys([*questions[:1], *told])]
    sentences = _sentences(hits)
    to_sentences, asked = meanings.compare(texts, sentences), meanings.compare(texts, _ASKED)
    to_topics = asked[:, : len(COMMON_TOPICS)]
    own = [_TOPIC_OF[int(at)] for at in asked.argmax(axis=1)]
    on_topic = meanings.between(own, sentences).max(axis=1)
    best, expected = to_sentences.max(axis=1), meanings.compare_answers(texts, sentences).max(axis=1)
    held = [_stems_held(hit) for hit in hits]
    near = max(hit.similarity for hit in hits)
    return [
        Signs(
            near=near,
            apart=hits[0].score,
            words=_share(text, held),
            topic=float(on_topic[place]),
            beyond=float((best[place] - to_topics[place].mean()) / max(float(np.std(to_topics[place])), 1e-3)),
            expected=float(expected[place]),
            missing=_missing(text, held),
            precedents=max(hit.precedents for hit in hits[:_SHARED]),
        )
        for place, text in enumerate(texts)
    ]


def _sentences(hits: Sequence[Hit]) -> list[str]:
    """Return the hits' sentences under their headings, which often name what they leave out."""
    found = [headed(hit.policy, hit.heading, text) for hit in hits for text, _ in sentences_and_stems(hit.text)]
    return found or [hit.policy for hit in hits]


def _stems_held(hit: Hit) -> frozenset[str]:
    stems = frozenset(stems_of(" ".join((hit.policy, *hit.heading))))
    return stems.union(*(of_sentence for _, of_sentence in sentences_and_stems(hit.text)))


def _share(text: str, held: Sequence[frozenset[str]]) -> float:
    """Return the greatest share of a text's words in one of the best passages; words in few passages weigh more."""
    weights = {stem: math.log(1 + len(held) / (_count(stem, held) + 0.5)) for stem in stems_of(text)}
    all_of_it = sum(sorted(weights.values(), reverse=True)[:_MOST_WORDS])  # a long story shares less and asks no less
    if not all_of_it:
        return 0.0
    shared = max(sum(weight for stem, weight in weights.items() if stem in one) for one in held[:_SHARED])
    return min(shared / all_of_it, 1.0)


def _count(stem: str, held: Iterable[frozenset[str]]) -> int:
    return sum(stem in one for one in held)


def _missing(text: str, held: Sequence[frozenset[str]]) -> tuple[str, ...]:
    words = {stem: word for word in text.split() for stem in stems_of(word)}
    return tuple(word.strip(".,;:!?()\"'“”") for stem, word in words.items() if not _count(stem, held))


def _why(signs: Signs, least: float) -> str:
    """Say in words what speaks against: shown beside an abstention."""
    parts = [f"{signs.likelihood:.0%} likely to answer it, and {least:.0%} are needed"]
    if signs.missing:
        words = [*dict.fromkeys(signs.missing)][:3]
        parts.append("no policy mentions " + ", ".join(f"“{word}”" for word in words))
    return "; ".join(parts)
