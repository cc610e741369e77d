"""Statements prepared for being compared by meaning, each as a whole: what it names, fixes and decides."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from knowledge_base.blocks import BlockKind
from knowledge_base.linting.clauses import Clause
from knowledge_base.linting.comparing import HOME_REGIONS, SPECIAL, cases_in, own_cases
from knowledge_base.linting.concepts import Dimension
from knowledge_base.linting.measures import Measure, measures_in
from knowledge_base.linting.opposites import denials_in, signs_of
from knowledge_base.linting.pairing import ABOUT, BEFORE, HEADING, POINTED, TITLE, points_back, words_of
from knowledge_base.linting.reading import read
from knowledge_base.linting.statements import LintedPolicy, Statement

_EXCEPTION = re.compile(
    r"\b(?:except|exception|unless|instead|only|other|otherwise|unlike|apart from|own|shorter|longer|even|later"
    r"|until|before|after that|from then)\b",
    re.IGNORECASE,
)
_ACTOR = re.compile(
    r"\b(?P<shop>we|us|our)\b|\b(?:your?|customers?|members?|buyers?|owners?|riders?|hirers?|whoever|they|somebody"
    r"|anyone|nobody)\b",
    re.IGNORECASE,
)
_ROLES = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (
        r"valid|good for|lasts?|holds?|held|keep|kept|waits?|guarantee\w*|cover\w*|warranty|runs?|stands?|expires?"
        r"|lapse\w*|worthless",
        r"takes?|refund\w*|answer\w*|arriv\w*|sen[dt]|reach\w*|hear|ready|wait for|expect|paid back|pay back|money",
        r"can|may|must|has to|have to|report\w*|return\w*|cancel\w*|ask|tell|let us know|back",
        r"costs?|fee|charge\w*|price|pays?|free|deduct|owe",
        r"at least|from|over|above|minimum|or more|older|under",
    )
)
ONE_SIDED = frozenset((Dimension.REGION, Dimension.MEMBER, Dimension.AUDIENCE))
_NONE: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())

Cases = Mapping[Dimension, tuple[frozenset[str], frozenset[str]]]


@dataclass(frozen=True, eq=False)
class Point:
    """One thing that a statement says outright, not as a condition: what it names, its sides and its denials."""

    words: frozenset[str]
    signs: Mapping[str, int]
    denials: int


@dataclass(frozen=True, eq=False)
class Remark:
    """A statement with what of it is compared.

    ``words`` are those it names and is named under, each with how much it says; ``own`` its own.
    ``points`` are what it says outright.
    ``actor`` is 1 for the shop, 2 for a customer, 0 where nobody is named; ``roles`` say which of
    the things that numbers are for it speaks of.  ``acts`` is its first clause.
    """

    statement: Statement
    words: Mapping[str, float]
    own: frozenset[str]
    measures: tuple[Measure, ...]
    points: tuple[Point, ...]
    cases: Cases
    has_condition: bool
    is_absolute: bool
    is_exception: bool
    actor: int
    roles: tuple[bool, ...]
    acts: Clause | None

    @property
    def key(self) -> tuple[str, int]:
        """Where it stands."""
        return self.statement.policy.id, self.statement.start

    @property
    def path(self) -> str:
        """The title and headings above it."""
        return " > ".join((self.statement.policy.title, *self.statement.heading))

    @property
    def is_inner(self) -> bool:
        """Whether it is for agents only."""
        return self.statement.kind is BlockKind.INTERNAL

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return self.statement.kind is BlockKind.TABLE


@lru_cache(maxsize=4096)
def remarks_of(policy: LintedPolicy) -> tuple[Remark, ...]:
    """Return the statements of a policy, without examples, in their order."""
    reading = read(policy)
    clauses: dict[int, list[Clause]] = {}
    for clause in reading.clauses:
        clauses.setdefault(clause.statement.start, []).append(clause)
    found = ((one, clauses.get(one.start, [])) for one in reading.statements)
    return tuple(_remark(one, parts) for one, parts in found if not any(part.is_example for part in parts))


def parting(left: Remark, right: Remark) -> tuple[float, float]:
    """Count the cases that one side alone names, and those in which both differ; what parts for sure counts more."""
    one_sided = parted = 0.0
    for dimension in left.cases.keys() | right.cases.keys():
        (ours, ours_own), (theirs, theirs_own) = left.cases.get(dimension, _NONE), right.cases.get(dimension, _NONE)
        if ours == theirs or ours & theirs:
            continue
        if ours and theirs:
            parted += 2 if dimension in SPECIAL and ours_own and theirs_own else 1
        elif dimension in ONE_SIDED and (ours | theirs) - HOME_REGIONS - {"member"}:
            one_sided += 1
        elif dimension in SPECIAL:
            one_sided += 0.5
    return one_sided, parted


def are_for_other_levels(left: Remark, right: Remark) -> bool:
    """Whether both name levels of membership, and not the same ones: what is told of each differs on purpose."""
    ours, theirs = (one.cases.get(Dimension.MEMBER, _NONE)[1] - {"member"} for one in (left, right))
    return bool(ours and theirs) and ours != theirs


def _remark(statement: Statement, clauses: list[Clause]) -> Remark:
    text = statement.text
    actor = _ACTOR.search(text)
    return Remark(
        statement,
        _profile(statement),
        frozenset(word for word in words_of(text) if word[0] != "#"),
        _different(measures_in(statement)),
        _points(statement, clauses),
        _cases(clauses),
        any(one.conditions for one in clauses),
        any(one.is_never or one.is_always or one.is_only for one in clauses),
        bool(_EXCEPTION.search(text)),
        0 if actor is None else 1 if actor["shop"] else 2,
        tuple(bool(role.search(text)) for role in _ROLES),
        clauses[0] if clauses else None,
    )


def _points(statement: Statement, clauses: list[Clause]) -> tuple[Point, ...]:
    said = [(one.text, one.about.concepts) for one in clauses if not one.is_condition]
    said = said or [(statement.text, frozenset())]
    return tuple(
        Point(frozenset(word for word in words_of(text) | about if word[0] != "#"), signs_of(text), denials_in(text))
        for text, about in said
    )


def _profile(statement: Statement) -> Mapping[str, float]:
    parts = (
        (
            POINTED if points_back(statement.text) else BEFORE,
            words_of(statement.before) if statement.before else frozenset(),
        ),
        (TITLE, words_of(statement.policy.title)),
        (HEADING, words_of(" . ".join((*statement.heading, statement.lead)))),
        (ABOUT, words_of(statement.text)),
    )
    found: dict[str, float] = {}
    for weight, words in parts:
        found.update({word: max(weight, found.get(word, 0.0)) for word in words})
    return found


def _different(measures: tuple[Measure, ...]) -> tuple[Measure, ...]:
    seen = {(one.value, one.said): one for one in reversed(measures)}
    return tuple(reversed(seen.values()))


def _cases(clauses: list[Clause]) -> Cases:
    found: dict[Dimension, tuple[frozenset[str], frozenset[str]]] = {}
    for clause in clauses:
        for dimension in Dimension:
            if values := cases_in(clause, dimension):
                about, own = found.get(dimension, _NONE)
                found[dimension] = about | values, own | own_cases(clause, dimension)
    return found
