"""What an automatic score looks at: numbers of a sent reply that stay when its words are erased.

Nobody's name, tenure, site or team is among them: the score must not know who wrote.  Every number
is bounded or on a logarithmic scale, so that one odd reply does not turn a fit.  What becomes known
after the review, such as a source that was corrected, is no input: the person did not know it either.
"""

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass

from drafter.edits import EditMetrics, Outcome
from drafter.findings import Severity
from drafter.measures.verdicts import Category, EditSeverity
from drafter.measures.words import tokens
from drafter.reviewables import WORDS_A_MINUTE, Reviewable, words_a_minute

POINTS = {EditSeverity.NONE: 0, EditSeverity.MINOR: 1, EditSeverity.MAJOR: 5, EditSeverity.CRITICAL: 25}
MOST_COUNTED = 3  # one more of the same says little
GRAVE = (Severity.BLOCK, Severity.HIGH)
TONE = frozenset({Category.TONE, Category.GREETING_CLOSING, Category.PERSONALISATION, Category.STYLE})
WORDING = frozenset({Category.SPELLING_GRAMMAR, Category.LANGUAGE, Category.FORMAT, Category.CONCISION})
POLICY = frozenset(
    {Category.FACT, Category.POLICY_DECISION, Category.LINK, Category.PROMISE, Category.ADDITION_UNSUPPORTED}
)


@dataclass(frozen=True)
class Feature:
    """One number that a score looks at; ``words`` say it to a reviewer."""

    name: str
    words: str
    read: Callable[[Reviewable], float]


def features_of(one: Reviewable) -> tuple[float, ...]:
    """Return the numbers of a reply, in the order of ``FEATURES``; every one is finite."""
    return tuple(feature.read(one) for feature in FEATURES)


def is_readable(one: Reviewable) -> bool:
    """Whether its numbers are still there: a reply without a draft loses its length with its text."""
    return one.edit is not None or bool(one.text.strip())


def _metric(name: str) -> Callable[[Reviewable], float]:
    def read(one: Reviewable) -> float:
        metrics: EditMetrics | None = one.edit.metrics if one.edit else None
        return min(1.0, getattr(metrics, name) or 0.0) if metrics else 0.0

    return read


def _is(*outcomes: Outcome) -> Callable[[Reviewable], float]:
    return lambda one: float(one.outcome in outcomes)


def _kinds(kinds: Collection[Category]) -> Callable[[Reviewable], float]:
    names = {kind.value for kind in kinds}
    return lambda one: float(one.edit is not None and any(name in names for name in one.edit.categories))


def _found(severities: Collection[Severity], checks: Collection[str] | None = None) -> Callable[[Reviewable], float]:
    def read(one: Reviewable) -> float:
        found = (f for f in one.findings if f.severity in severities and (checks is None or f.check in checks))
        return float(min(MOST_COUNTED, sum(1 for _ in found)))

    return read


def _changed(name: str) -> Callable[[Reviewable], float]:
    return lambda one: float(min(MOST_COUNTED, len(getattr(one.edit, name)) if one.edit else 0))


def _severity(one: Reviewable) -> float:
    return math.log1p(POINTS[one.edit.severity]) if one.edit else 0.0


def _length(one: Reviewable) -> float:
    # The count of the day it was measured: it outlives the text.
    return math.log1p(one.edit.metrics.sent_tokens if one.edit else len(tokens(one.text)))


def _time(one: Reviewable) -> float:
    return math.log1p(max(0.0, one.shown_for.total_seconds())) if one.shown_for is not None else 0.0


def _is_fast(one: Reviewable) -> float:
    if one.edit and one.outcome is Outcome.AS_IS and one.shown_for is not None:
        minutes = max(one.shown_for.total_seconds() / 60, 1e-6)
        return float(one.edit.metrics.sent_tokens / minutes > WORDS_A_MINUTE)
    return float((words_a_minute(one) or 0.0) > WORDS_A_MINUTE)


FEATURES: tuple[Feature, ...] = (
    Feature("edited", "changed before it was sent", _is(Outcome.EDITED)),
    Feature("scratch", "written anew", _is(Outcome.SCRATCH)),
    Feature("no_draft", "written without a draft", _is(Outcome.NO_DRAFT)),
    Feature("edit_rate", "share of words edited", _metric("edit_rate")),
    Feature("hter", "edits and moves for each word sent", _metric("hter")),
    Feature("bad_rate", "share of the draft not kept", _metric("bad_rate")),
    Feature("facts_added", "facts added", _changed("facts_added")),
    Feature("facts_removed", "facts taken out", _changed("facts_removed")),
    Feature("severity", "how grave the edit looks", _severity),
    Feature("edits_policy", "edits of facts, policy, promises", _kinds(POLICY)),
    Feature("edits_omission", "edits that added what was missing", _kinds({Category.OMISSION})),
    Feature("edits_tone", "edits of tone", _kinds(TONE)),
    Feature("edits_wording", "edits of wording", _kinds(WORDING)),
    Feature("findings_grave", "grave findings", _found(GRAVE)),
    Feature("findings_minor", "minor findings", _found((Severity.LOW, Severity.NOTICE))),
    Feature("findings_answered", "findings about questions not answered", _found(tuple(Severity), ("answered",))),
    Feature("findings_tone", "findings about tone", _found(tuple(Severity), ("tone",))),
    Feature("findings_language", "findings about language", _found(tuple(Severity), ("language", "markup"))),
    Feature("length", "length", _length),
    Feature("timed", "approved as drafted, with its time known", lambda one: float(one.shown_for is not None)),
    Feature("time", "time from draft to approval", _time),
    Feature("too_fast", "approved faster than it can be read", _is_fast),
    Feature("escalated", "escalated", lambda one: float(one.is_escalated)),
    Feature("elsewhere", "another language than the brand’s first", lambda one: float(one.speaks_elsewhere)),
)
FEATURE_NAMES: tuple[str, ...] = tuple(feature.name for feature in FEATURES)
FEATURE_WORDS = {feature.name: feature.words for feature in FEATURES}
