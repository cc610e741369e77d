"""How well each sentence of the hits answers each ask of a ticket: meaning, words, passage, kind of fact.

A sentence about a product, a place or a programme that the ticket never names is marked down.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from drafter.brands import Brand
from drafter.questions import questions_of, request_text
from drafter.tickets import Author, Ticket
from drafter.turns import own_words
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.search.hits import Hit
from knowledge_base.wording import sentences_of, stems_of

Scores = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

LEAST_WORDS = 0.16  # share of an ask's words, where there is no other measure
# Weights in a score: softmax regression of the sentences that answer against all others of the hits, on about 1,200
# labelled questions of five shops that weigh the same (half on the sentence, half on its passage).  Fitted on four and
# asked of the fifth, the best sentence's passage holds the answer of .83 of the groups that ask the same and of .89 of
# single questions; with the weights before, which knew no passages, of .80 and .86.
_HEADED, _EXPECTED = 0.516, 0.213  # likeness to the sentence under its headings, and as an answer
_PASSAGE_SENTENCE, _PASSAGE_EXPECTED = 0.196, 0.137  # to the passage's nearest sentence, bare
_ASK = 0.5  # weight of the ask itself beside the whole request: either alone answers fewer asks
_SIMILARITY = 0.147  # of the request to the passage, as search has it
_WHOLE_WORDS, _PASSAGE_WORDS = 0.089, 0.043  # words shared with the whole request; the most that the passage shares
_PASSAGE = 0.040
_WORDS_ALONE = 0.85  # and of its words where meaning can't be told
_KIND = 0.036  # what having the kind of fact that is asked for is worth
_KIND_ALONE = 0.12  # the same where meaning can't be told
_POLICY = 0.045  # what standing in the policy that the whole ticket is about is worth
_HITS_OF_A_POLICY = 3  # that tell how much a ticket is about it
_FOREIGN = 0.03  # what speaking of something that the ticket never names costs
_LEAST_SPREAD = 1.0  # of scores: hits that lie closer together than this are about equally good
_PASSAGES_REMEMBERED = 4096  # the same passages answer ticket after ticket
_FIT = 0.26  # below the embedder's floor for passages: whether policies answer at all is judged before
_WANTED = (
    (re.compile(r"\bhow (?:long|soon|fast)|\bwhen\b|\bhow many days|fastest", re.I),
     re.compile(r"\d+ (?:\w+ )?(?:hours?|days?|weeks?|months?|minutes?)|\d [ap]\.?m", re.I)),
    (re.compile(r"\bhow much\b|\bcosts?\b|\bpay\b|\bcharge|\bfees?\b|\bfree\b|\bprice\b|\bworth\b", re.I),
     re.compile(r"[$€£]|\bfree\b|\bno (?:extra )?cost|\bpay\b|\bcharged?\b|\bfees?\b|same price", re.I)),
    (re.compile(r"\b(?:send|replace\w*|exchange|swap|refund\w*|money back|new one|fix|make (?:it|this) right)\b"
                r"|\bget a (?:new|replacement)", re.I),
     re.compile(r"\bwe(?:[’']ll| will)? (?:also )?(?:send|replace|refund|ship|exchange|repair|credit|return|pay)\b"
                r"|free of charge", re.I)),
    (re.compile(r"\bhow many\b", re.I), re.compile(r"\d", re.I)),
    (re.compile(r"\bhow (?:do|can) i\b|\bwhere\b", re.I), re.compile(r"https?://|@|\bunder [A-Z]", re.I)),
)  # fmt: skip
_RULED_OUT = re.compile(
    r"(?P<subject>(?!(?:we|you|it|they)\b).{3,70}?)\s(?:can[’']?t|cannot|can not|aren[’']t|are not|is not)\b", re.I
)
_FOR_STAFF = re.compile(
    r"^(?:notes? |hints? |guidance |tips |instructions )?for (?:the |our )?(?:team|staff|agents?|support|colleagues)\b"
    r"|\b(?:internal|staff|agents?) (?:notes?|only|guidance|use)\b|^internal\b",
    re.I,
)
_HOUSE_WORD = 3  # passages in which a name stands before it counts as a word of the house, as "Standard shipping"
_FIGURE = re.compile(r"(?<![\w-])\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<=[\w,;:)] )(?:[A-Z][\w’'-]+|[A-Z]{2,})")


class Comparer(Protocol):
    """Tells how alike requests and sentences are by meaning."""

    @property
    def floor(self) -> float:
        """Cosine under which a sentence speaks of something else."""
        ...

    def compare(self, requests: Sequence[str], sentences: Sequence[str]) -> Scores:
        """Return cosines, float32 (requests, sentences).  Raises KnowledgeBaseError."""
        ...

    def compare_answers(self, requests: Sequence[str], sentences: Sequence[str]) -> Scores:
        """As ``compare``, of the answers that such requests commonly get.  Raises KnowledgeBaseError."""
        ...


@dataclass(frozen=True)
class Candidate:
    """A sentence of a hit and its place in it."""

    hit: Hit
    position: int
    text: str
    stems: frozenset[str]


@dataclass(frozen=True)
class Relevance:
    """Scores of sentences, and whether they speak of the same: for each ask (asks, n), for the whole message (n).

    ``foreign`` (n) marks those about something that the ticket never names.
    """

    asks: Scores
    fits: Flags
    whole: Scores
    whole_fits: Flags
    foreign: Flags


def candidates_of(hits: Sequence[Hit]) -> list[Candidate]:
    """Return the sentences of the hits' quotable text, hit by hit; a section for the shop's own people has none."""
    return [
        Candidate(hit, at, text, stems)
        for hit in hits
        if not (hit.heading and _FOR_STAFF.search(hit.heading[-1]))
        for at, (text, stems) in enumerate(sentences_and_stems(hit.text))
    ]


@lru_cache(maxsize=_PASSAGES_REMEMBERED)
def sentences_and_stems(passage: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return a policy passage's sentences, each with the stems of its content words."""
    return tuple((text, frozenset(stems_of(text))) for text in sentences_of(passage))


def compared_texts(policy: str, heading: Sequence[str], passage: str) -> list[str]:
    """Return the texts of a policy passage that requests are compared with, so that they can be embedded before."""
    sentences = [text for text, _ in sentences_and_stems(passage)]
    return [*(any_figure(text) for text in sentences), *(headed(policy, heading, text) for text in sentences)]


def headed(policy: str, heading: Sequence[str], sentence: str) -> str:
    """Put a sentence under its headings, which often name what it leaves out: "It costs $79"."""
    return any_figure(f"{'. '.join((policy, *heading[-1:]))}: {sentence}")


def any_figure(text: str) -> str:
    """Return a text whose figures are all one: what a sentence is about does not change with its "30 days"."""
    return _FIGURE.sub("30", text)


def weigh(
    ticket: Ticket, brand: Brand, asks: Sequence[str], candidates: Sequence[Candidate], comparer: Comparer | None
) -> Relevance:
    """Score every sentence for every ask; by words alone where meaning can't be had."""
    message = _conversation(ticket)
    words = _words([*asks, message], message, candidates)
    foreign = _foreign(ticket, brand, candidates)
    beside = _PASSAGE * _strengths(candidates) + _POLICY * _policies(candidates) - _FOREIGN * foreign
    kinds = np.stack([_answer_kinds(ask, candidates) for ask in (*asks, message)])
    found = _meaning(ticket, asks, message, candidates, comparer)
    if found is None:
        total, fits = _WORDS_ALONE * words + _KIND_ALONE * kinds + beside, words >= LEAST_WORDS
    else:
        meaning, fits = found
        shared = _WHOLE_WORDS * words[-1] + _PASSAGE_WORDS * _best_of_passage(words, candidates)
        total = meaning + shared + _KIND * kinds + beside
    return Relevance(total[:-1], fits[:-1], total[-1], fits[-1], foreign > 0)


def _meaning(
    ticket: Ticket, asks: Sequence[str], message: str, candidates: Sequence[Candidate], comparer: Comparer | None
) -> tuple[Scores, Flags] | None:
    """Return likeness (asks and the whole message, sentences) and what is near enough; None where it can't be had."""
    if comparer is None:
        return None
    looked_up = questions_of(ticket)  # as search does: what is embedded already costs nothing
    texts = [one.text for one in looked_up] or [message]
    requests, weights = [*asks, *texts], [one.weight for one in looked_up] or None
    sentences = [any_figure(one.text) for one in candidates]
    under = [headed(one.hit.policy, one.hit.heading, one.text) for one in candidates]

    def mixed(rows: Scores) -> Scores:
        """Of each ask and of the whole request, then of the whole request alone (asks + 1, n)."""
        whole = np.average(rows[len(asks) :], axis=0, weights=weights)
        return np.vstack([_ASK * rows[: len(asks)] + (1 - _ASK) * whole, whole]).astype(np.float32)

    try:
        floor = comparer.floor - _FIT
        near, expected = mixed(comparer.compare(requests, under)), mixed(comparer.compare_answers(requests, under))
        bare, answers = (
            mixed(comparer.compare(requests, sentences)),
            mixed(comparer.compare_answers(requests, sentences)),
        )
    except KnowledgeBaseError:
        return None
    passages = _best_of_passage(_PASSAGE_SENTENCE * bare, candidates)
    passages += _best_of_passage(_PASSAGE_EXPECTED * answers, candidates)
    similarity = _SIMILARITY * np.array([one.hit.similarity for one in candidates], dtype=np.float32)
    return np.asarray(_HEADED * near + _EXPECTED * expected + passages + similarity, dtype=np.float32), near >= floor


def _best_of_passage(scores: Scores, candidates: Sequence[Candidate]) -> Scores:
    """Return for each sentence the greatest score in its passage (rows, n)."""
    places: dict[str, list[int]] = {}
    for at, one in enumerate(candidates):
        places.setdefault(one.hit.snippet_id, []).append(at)
    best = np.empty_like(scores)
    for mine in places.values():
        best[:, mine] = scores[:, mine].max(axis=1, keepdims=True)
    return best


def _conversation(ticket: Ticket) -> str:
    """Return subject, our last answer and the request."""
    ours = [m for m in ticket.messages if m.is_public and m.author is Author.AGENT]
    answer = own_words(ours[-1].text) if ours else ""
    return "\n".join(part for part in (ticket.subject, answer, request_text(ticket)) if part)


def _answer_kinds(ask: str, candidates: Sequence[Candidate]) -> Scores:
    """Return 1 where a sentence has the kind of fact an ask is after: a time for "how long", an amount for "cost"."""
    wanted = [pattern for question, pattern in _WANTED if question.search(ask)]
    return np.array(
        [float(any(pattern.search(one.text) for pattern in wanted)) for one in candidates], dtype=np.float32
    )


def _words(asks: Sequence[str], whole: str, candidates: Sequence[Candidate]) -> Scores:
    seen = Counter(stem for one in candidates for stem in one.stems)
    rarity = {stem: math.log(1 + len(candidates) / count) for stem, count in seen.items()}
    around = dict.fromkeys(stems_of(whole), 0.15)
    rows = []
    for ask in asks:
        query = around | dict.fromkeys(stems_of(ask), 1.0)
        most = sum(sorted((weight * rarity.get(stem, 0.0) for stem, weight in query.items()), reverse=True)[:6]) or 1.0
        shared = [sum(w * rarity[s] for s, w in query.items() if s in one.stems) for one in candidates]
        rows.append([value / most / (1 + 0.03 * len(one.stems)) for value, one in zip(shared, candidates, strict=True)])
    return np.array(rows, dtype=np.float32)


def _strengths(candidates: Sequence[Candidate]) -> Scores:
    """Return each sentence's passage's place between the weakest hit (0) and the best (1)."""
    scores = np.array([one.hit.score for one in candidates], dtype=np.float32)
    spread = max(float(scores.max() - scores.min()), _LEAST_SPREAD)
    return np.asarray(1 - (scores.max() - scores) / spread, dtype=np.float32)


def _policies(candidates: Sequence[Candidate]) -> Scores:
    """Return how much the ticket is about each sentence's policy, by its best hits: 1 for the first, 0 far behind."""
    scores: dict[str, dict[str, float]] = {}
    for one in candidates:
        scores.setdefault(one.hit.policy_id, {})[one.hit.snippet_id] = one.hit.score
    least = min(score for hits in scores.values() for score in hits.values())
    means = {}
    for policy_id, hits in scores.items():
        best = sorted(hits.values(), reverse=True)[:_HITS_OF_A_POLICY]
        means[policy_id] = (sum(best) + least * (_HITS_OF_A_POLICY - len(best))) / _HITS_OF_A_POLICY
    top = max(means.values())
    spread = max(top - min(means.values()), _LEAST_SPREAD)
    return np.array([1 - (top - means[one.hit.policy_id]) / spread for one in candidates], dtype=np.float32)


def _foreign(ticket: Ticket, brand: Brand, candidates: Sequence[Candidate]) -> Scores:
    """Return 1 for each sentence about something that the ticket never names: a place, a product, a kind of goods."""
    order = ticket.order
    said = [ticket.subject, *(message.text for message in ticket.messages), brand.name]
    if order:
        said += [*(item.name for item in order.items), order.seller or "", order.status or ""]
    known = {*stems_of(" ".join(said))}
    spread: Counter[str] = Counter()
    for hit in {one.hit.snippet_id: one.hit for one in candidates}.values():
        spread.update({*stems_of(" ".join(_NAME.findall(hit.text)))})
    house = {stem for stem, count in spread.items() if count >= _HOUSE_WORD}  # names of the shop's own ways
    return np.array([float(_is_about_else(one.text, known, house)) for one in candidates], dtype=np.float32)


def _is_about_else(text: str, known: set[str], house: set[str]) -> bool:
    if {*stems_of(" ".join(_NAME.findall(text)))} - known - house:
        return True
    ruled_out = _RULED_OUT.match(text)
    return ruled_out is not None and bool({*stems_of(ruled_out["subject"])} - known)
