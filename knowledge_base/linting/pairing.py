"""How far two clauses speak of one thing, as numbers that a fitted model weighs.

Looser than comparing: each side's words are looked for among all that the other side names,
near words count nearly as much as the same ones, and rare words more than common ones.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from math import log
from typing import Protocol

from knowledge_base.linting.clauses import Clause
from knowledge_base.linting.comparing import HOME_REGIONS, SPECIAL, cases_in, own_cases
from knowledge_base.linting.concepts import Dimension, concepts_of_words, meaning_of, weight_of
from knowledge_base.linting.kinship import groups_of, nearness
from knowledge_base.linting.measures import Measure, measures_of

ABOUT, LIMIT, SENTENCE, HEADING, TITLE, BEFORE = 1.0, 0.7, 0.45, 0.45, 0.25, 0.2
OWN = 0.4  # what the sentence itself names, not what stands around it
NEAREST = 12  # of which one is surely no clause of the same two statements
MOST_PLACES = 400  # sayings with a word; a commoner one tells nothing apart
COMMON_SHARE = 0.12  # a word in more statements than this finds no pairs
POINTED = 0.5  # the sentence before, where this one says "it" or "that"
STRICT = frozenset((Dimension.REGION, Dimension.MEMBER, Dimension.AUDIENCE))  # one side alone is an exception
POLAR = 0.25  # what a word says of the subject that is there to say yes or no
_POINTS_BACK = re.compile(
    r"^(?:(?:and|but|or|so|then|if|when|once|after)\s)*(?:it|they|this|that|these|those|them)\b|\b(?:for|of"
    r"|with|after) (?:that|it|them|this)\b",
    re.IGNORECASE,
)
_NO: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
_POLAR = concepts_of_words(
    "allow accept welcome possible permit charge cost free fee pay include exclude cover extra refuse ban prohibit"
    " need require must optional offer available impossible void never always only nothing nobody without with lose"
    " lost forfeit stay keep remain back fine ok good every any all once twice own due owe bill"
)
_COMPOUND = re.compile(r"\b[A-Za-z]{1,12}-[A-Za-z]{2,}\b")


@dataclass(frozen=True, eq=False)
class Saying:
    """A clause prepared for being compared: what it names, with weights, in its own sentence, and its numbers."""

    clause: Clause
    words: Mapping[str, float]
    own: frozenset[str]
    over: frozenset[str]
    core: frozenset[str]
    measures: tuple[Measure, ...]
    cases: Mapping[Dimension, tuple[frozenset[str], frozenset[str]]]  # those it is about, those it names itself


def sayings_of(clauses: Iterable[Clause]) -> tuple[Saying, ...]:
    """Prepare clauses."""
    return tuple(_saying(one) for one in clauses)


def _saying(clause: Clause) -> Saying:
    words = _profile(clause)
    one = clause.statement
    inner = words_of(one.text) | clause.about.concepts
    own = frozenset(word for word in words if word in inner and word[0] != "#")
    over = words_of(" . ".join(one.heading) or one.policy.title)
    core = frozenset(word for word in clause.about.concepts | words_of(clause.text) if word[0] != "#")
    return Saying(
        clause,
        words,
        own,
        frozenset(word for word in over if word[0] != "#"),
        core,
        measures_of(clause),
        _cases_of(clause),
    )


@dataclass(frozen=True)
class Commonness:
    """In how many of the statements at hand each word stands."""

    statements: int
    seen: Mapping[str, int]

    def weight(self, concept: str) -> float:
        """How much a word tells, 0 to 1."""
        whole = log(self.statements + 2)
        return (
            max(0.05, log((self.statements + 2) / (self.seen.get(concept, 0) + 1)) / whole)
            * weight_of(concept)
            * (POLAR if concept in _POLAR else 1.0)
        )

    def finds(self, concept: str) -> bool:
        """Whether few enough statements have the word that it is worth to look at them."""
        return self.seen.get(concept, 0) <= max(8.0, COMMON_SHARE * self.statements)


def _cases_of(clause: Clause) -> Mapping[Dimension, tuple[frozenset[str], frozenset[str]]]:
    return {one: (cases_in(clause, one), own_cases(clause, one)) for one in Dimension if cases_in(clause, one)}


def commonness_of(groups: Iterable[Sequence[Saying]]) -> Commonness:
    """Count the words of the sayings of several policies, each once per statement."""
    seen: Counter[str] = Counter()
    statements = 0
    for sayings in groups:
        counts, number = _counted(tuple(sayings))
        seen.update(counts)
        statements += number
    return Commonness(statements, seen)


@lru_cache(maxsize=4096)
def _counted(sayings: tuple[Saying, ...]) -> tuple[Counter[str], int]:
    named: dict[int, frozenset[str]] = {}
    for one in sayings:
        start = one.clause.statement.start
        named[start] = named.get(start, frozenset()) | one.own
    return Counter(word for words in named.values() for word in words), len(named)


def points_back(text: str) -> bool:
    """Whether a sentence takes what it is about from the one before."""
    return bool(_POINTS_BACK.search(text))


def words_of(text: str) -> frozenset[str]:
    """Return the concepts of a text, and its compounds: an e-bike is not just a bike."""
    compounds = {one.lower().rstrip("s") for one in _COMPOUND.findall(text)}
    return meaning_of(text).concepts | compounds | {f"#{value}" for _, value in meaning_of(text).cases}


def _profile(clause: Clause) -> Mapping[str, float]:
    """Return what a clause names and is named under, each with how much it says of the clause."""
    one = clause.statement
    back = POINTED if points_back(one.text) else BEFORE
    parts = (
        (back, words_of(one.before) if one.before else frozenset()),
        (TITLE, words_of(one.policy.title)),
        (HEADING, words_of(" . ".join((*one.heading, one.lead)))),
        (SENTENCE, words_of(one.text)),
        (LIMIT, clause.limits.concepts),
        (ABOUT, clause.about.concepts | words_of(clause.text)),
    )
    found: dict[str, float] = {}
    for weight, words in parts:
        found.update({word: max(weight, found.get(word, 0.0)) for word in words})
    return found


@dataclass(frozen=True)
class Overlap:
    """What two clauses share: of the one that says less, of the other, and how much in all."""

    least: float
    most: float
    shared: float
    clause: float
    around: float
    one_sided: int
    parted: int
    is_apart: bool


def overlap(left: Saying, right: Saying, common: Commonness) -> Overlap:
    """Compare two clauses, whichever comes first."""
    ours, theirs = left.words, right.words
    one, shared, close = cover(ours, theirs, common)
    other, shared_back, close_back = cover(theirs, ours, common)
    least, most = sorted((one, other))
    return Overlap(
        least,
        most,
        min(shared, shared_back),
        min(close, close_back),
        _around(left, right, common),
        *_parting(left, right),
    )


def _parting(left: Saying, right: Saying) -> tuple[int, int, bool]:
    """Count the cases that one side alone names, and in which they differ; and whether that parts them for sure."""
    one_sided = parted = 0
    for dimension in left.cases.keys() | right.cases.keys():
        (ours, ours_own), (theirs, theirs_own) = left.cases.get(dimension, _NO), right.cases.get(dimension, _NO)
        if ours == theirs or ours & theirs:
            continue
        if ours and theirs:
            if dimension in SPECIAL and ours_own and theirs_own:
                return 0, 0, True
            parted += 1
        elif dimension in STRICT and (ours | theirs) - HOME_REGIONS - {"member"}:
            return 0, 0, True
        elif dimension in SPECIAL:
            one_sided += 1
    return one_sided, parted, False


def cover(ours: Mapping[str, float], theirs: Mapping[str, float], common: Commonness) -> tuple[float, float, float]:
    """Return how much of one side's words the other names, in shares and in all, and of the clause's own words."""
    whole = found = close_whole = close = 0.0
    for word, weight in ours.items():
        if weight < SENTENCE:
            continue
        told = weight * common.weight(word)
        near, place = _nearest(word, theirs)
        whole += told
        found += told * near * place
        if weight == ABOUT:
            close_whole += told
            close += told * near * (place >= LIMIT)
    return found / whole if whole else 0.0, found, close / close_whole if close_whole else 0.0


def _nearest(word: str, theirs: Mapping[str, float]) -> tuple[float, float]:
    """Return how near the nearest of their words is, and how well that one is placed."""
    if word in theirs:
        return 1.0, min(1.0, theirs[word] + OWN)
    best = (0.0, 0.0)
    if word[0] == "#":
        return best
    for other, weight in theirs.items():
        near = nearness(word, other) if other[0] != "#" else 0.0
        if near and near * min(1.0, weight + OWN) > best[0] * best[1]:
            best = near, min(1.0, weight + OWN)
    return best


def _around(left: Saying, right: Saying, common: Commonness) -> float:
    """Return how much the words over one sentence are in the other and over it."""
    best = 0.0
    for one, other in ((left, right), (right, left)):
        weights = {word: common.weight(word) for word in one.over}
        whole = sum(weights.values())
        found = sum(weight * _nearest(word, other.words)[0] for word, weight in weights.items())
        best = max(best, found / whole if whole else 0.0)
    return best


class Named(Protocol):
    """What names words of its own."""

    @property
    def own(self) -> frozenset[str]:
        """The concepts it names itself."""
        ...


def commonness_in(statements: Sequence[Named]) -> Commonness:
    """Count the words of whole statements."""
    return Commonness(len(statements), Counter(word for one in statements for word in one.own))


class Finder:
    """Finds the sayings that share a telling word, or a near one, with a saying."""

    def __init__(self, sayings: Sequence[Saying], common: Commonness) -> None:
        self._places: dict[str, list[int]] = {}
        self._words: dict[str, list[int]] = {}
        self._sayings = sayings
        self._lengths = [max(0.3, sum(common.weight(word) ** 2 for word in one.own) ** 0.5) for one in sayings]
        self._at = {id(one): at for at, one in enumerate(sayings)}
        self._nearest: dict[int, tuple[Mapping[int, float], Sequence[tuple[float, int]]]] = {}
        self._common = common
        self._siblings: dict[tuple[str, int], list[Saying]] = {}
        for at, one in enumerate(sayings):
            self._siblings.setdefault(_statement(one), []).append(one)
            for key in _keys(one, common):
                self._places.setdefault(key, []).append(at)
            for word in one.own:
                self._words.setdefault(word, []).append(at)

    def near(self, saying: Saying) -> Iterator[tuple[Saying, float]]:
        """Yield such sayings, each once, in their order, with how near their own words are, 0 to 1."""
        scores, _ = self._near_to(self._at[id(saying)])
        for at in sorted({at for key in _keys(saying, self._common) for at in self._places.get(key, ())}):
            yield self._sayings[at], scores.get(at, 0.0)

    def lead(self, left: Saying, right: Saying) -> tuple[float, float]:
        """Return how much nearer two are to each other than to any third statement, for either; below 0: farther."""
        leads = []
        for one, other in ((left, right), (right, left)):
            scores, nearest = self._near_to(self._at[id(one)])
            rivals = (score for score, at in nearest if self._is_third(self._sayings[at], one, other))
            leads.append(scores.get(self._at[id(other)], 0.0) - next(rivals, 0.0))
        return min(leads), max(leads)

    def is_matched(self, left: Saying, right: Saying) -> bool:
        """Whether no other clause of either statement is nearer to the other side's clause."""
        return self._is_nearest(left, right) and self._is_nearest(right, left)

    def _is_nearest(self, one: Saying, other: Saying) -> bool:
        mine = self._told(one.core & other.core)
        return all(self._told(one.core & each.core) <= mine for each in self._siblings[_statement(other)])

    def _told(self, words: frozenset[str]) -> float:
        return sum(self._common.weight(word) for word in words)

    def _is_third(self, saying: Saying, one: Saying, other: Saying) -> bool:
        return _statement(saying) not in (_statement(one), _statement(other))

    def _near_to(self, at: int) -> tuple[Mapping[int, float], Sequence[tuple[float, int]]]:
        """Return how near each other saying is in its own words, and the nearest of them."""
        if at not in self._nearest:
            scores: dict[int, float] = {}
            for word in self._sayings[at].own:
                places = self._words[word]
                if len(places) <= MOST_PLACES:
                    weight = self._common.weight(word) ** 2 / self._lengths[at]
                    for other in places:
                        scores[other] = scores.get(other, 0.0) + weight
            scores.pop(at, None)
            scores = {other: score / self._lengths[other] for other, score in scores.items()}
            top = nlargest(NEAREST, ((score, -other) for other, score in scores.items()))
            self._nearest[at] = scores, [(score, -other) for score, other in top]
        return self._nearest[at]


def _statement(saying: Saying) -> tuple[str, int]:
    return saying.clause.statement.policy.id, saying.clause.statement.start


def _keys(saying: Saying, common: Commonness) -> Iterator[str]:
    for word in saying.own | saying.over:
        if common.finds(word):
            yield word
            yield from (f"~{group}" for group in groups_of(word))
