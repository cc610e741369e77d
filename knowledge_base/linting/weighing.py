"""Numbers and decisions that clash for one subject said in other words, found by a fitted model.

What contradictions and numbers find by rules they find surely, where the words are alike.
Here every pair that differs in a number or stands on two sides of a decision is described by
features (how much of each is named by the other, rare words more than common ones; the same
case; the same heading), and a logistic model says how likely the two contradict each other.
A pair counts only where no other statement is nearer to either of the two.

The weights are fitted by ``python -m tests.tools.lint_fit`` on seeded contradictions.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import exp, log
from pathlib import Path

from knowledge_base.blocks import BlockKind
from knowledge_base.linting.comparing import do_other_things, may_meet
from knowledge_base.linting.measures import Measure, comparable, differ
from knowledge_base.linting.numbers import Bound
from knowledge_base.linting.opposites import AXES, denials_in, opposed
from knowledge_base.linting.pairing import Commonness, Finder, Overlap, Saying, overlap, points_back
from knowledge_base.linting.warnings import Kind, Warning, warn

WEIGHTS = Path(__file__).parent / "pair_weights.json"
FLOOR = 0.12  # of what the one that says less has in common: below, it is not looked at any closer
CLOSE = 0.08  # of 1: pairs whose own words have less in common are looked at for their numbers only
FAR = 30  # times
VAGUE = 0.75
RATHER_NUMBER = 0.1  # two that differ in a number too, are told as that


class Task(StrEnum):
    """What a model is asked of a pair."""

    NUMBER = "number"
    CONFLICT = "conflict"


@dataclass(frozen=True, eq=False)
class Pair:
    """Two sayings that may clash, with the features of that."""

    task: Task
    left: Saying
    right: Saying
    features: tuple[float, ...]
    said: str

    @property
    def key(self) -> frozenset[tuple[str, int]]:
        """The two statements."""
        one, other = self.left.clause.statement, self.right.clause.statement
        return frozenset(((one.policy.id, one.start), (other.policy.id, other.start)))


def find_weighed(
    sayings: Sequence[Saying], common: Commonness, known: Iterable[Warning], focus: str | None = None
) -> Iterator[Warning]:
    """Yield a warning for each two statements that a model takes for contradicting.

    ``known`` is what rules have found: a statement is warned of once here, and not where it
    is part of that.  With ``focus``, the id of a policy, only pairs with a statement of that
    policy.
    """
    found = [(probability(pair), pair) for pair in pairs_of(sayings, common, focus)]
    likely = [(chance, pair) for chance, pair in found if chance >= _least(pair)]
    numbers = {pair.key: pair for chance, pair in sorted(found, key=_chance) if _is_number(chance, pair)}
    seen = {(place.policy_id, place.start) for one in known for place in one.places}
    for _, pair in sorted(likely, key=lambda each: (-each[0], sorted(each[1].key), each[1].task)):
        pair = numbers.get(pair.key, pair)
        if pair.key & seen:
            continue
        seen |= pair.key
        places = (pair.left.clause.statement.place, pair.right.clause.statement.place)
        if pair.task is Task.NUMBER:
            yield warn(Kind.NUMBER, places, f"{pair.said}, for what reads as the same subject.")
        else:
            yield warn(Kind.CONFLICT, places, f"These two decide differently about the same: {pair.said}.")


def pairs_of(sayings: Sequence[Saying], common: Commonness, focus: str | None = None) -> Iterator[Pair]:
    """Yield the pairs that differ in a number or stand on two sides, as far as they share enough to be looked at."""
    usable = [one for one in sayings if one.own and not one.clause.is_example]
    finder = Finder(usable, common)
    for one in usable:
        if focus is not None and one.clause.statement.policy.id != focus:
            continue
        for other, closeness in finder.near(one):
            first, second = sorted((one, other), key=_order)
            if other is one or (first is not one and (focus is None or other.clause.statement.policy.id == focus)):
                continue
            if closeness >= CLOSE or (one.measures and other.measures):
                yield from _pairs(first, second, common, finder)


def _least(pair: Pair) -> float:
    """Return from which likelihood a pair is told: a sentence that says "they" leaves open what it is about."""
    is_vague = any(points_back(one.clause.statement.text) for one in (pair.left, pair.right))
    return max(threshold(pair.task), VAGUE if is_vague else 0.0)


def _chance(each: tuple[float, Pair]) -> float:
    return each[0]


def _is_number(chance: float, pair: Pair) -> bool:
    return pair.task is Task.NUMBER and chance >= RATHER_NUMBER


def probability(pair: Pair) -> float:
    """Say how likely the two contradict each other, 0 to 1."""
    weights, bias, _ = _model()[pair.task]
    return 1 / (1 + exp(-max(-30.0, min(30.0, bias + sum(w * x for w, x in zip(weights, pair.features, strict=True))))))


def threshold(task: Task) -> float:
    """Return from which likelihood a pair is warned of."""
    return _model()[task][2]


@lru_cache(maxsize=1)
def _model() -> Mapping[Task, tuple[tuple[float, ...], float, float]]:
    content = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return {task: (tuple(content[task]["weights"]), content[task]["bias"], content[task]["threshold"]) for task in Task}


def _order(saying: Saying) -> tuple[str, int, int, str]:
    clause = saying.clause
    return clause.statement.policy.id, clause.statement.start, clause.start, clause.text


def _pairs(left: Saying, right: Saying, common: Commonness, finder: Finder) -> Iterator[Pair]:
    one, other = left.clause.statement, right.clause.statement
    if (one.policy.id, one.start) == (other.policy.id, other.start) or not may_meet(one.policy, other.policy):
        return
    if one.policy.id == other.policy.id and one.heading == other.heading:
        return
    numbers = [(a, b) for a in left.measures for b in right.measures if _clash(a, b) and not _agree_elsewhere(a, b)]
    axes = () if left.clause.is_condition or right.clause.is_condition else opposed(left.clause.text, right.clause.text)
    denials = (denials_in(left.clause.text) - denials_in(right.clause.text)) % 2
    is_opposed = bool(axes or denials) and not _in_table(left, right) and finder.is_matched(left, right)
    if not numbers and not is_opposed:
        return
    shared = overlap(left, right, common)
    if shared.is_apart or shared.most < FLOOR or do_other_things(left.clause, right.clause):
        return
    basis = _shared_features(left, right, shared, finder.lead(left, right), common)
    for ours, theirs in numbers:
        said = f"“{ours.said.strip()}” here, “{theirs.said.strip()}” there"
        yield Pair(Task.NUMBER, left, right, (*basis, *_number_features(ours, theirs, left, right)), said)
    if is_opposed:
        why = "one allows or states it, one denies it" if denials else "they stand on two sides"
        yield Pair(Task.CONFLICT, left, right, (*basis, *_conflict_features(axes, denials, left, right)), why)


def _in_table(left: Saying, right: Saying) -> bool:
    """Whether one is a row of a table: it tells values, and decides nothing."""
    return BlockKind.TABLE in (left.clause.statement.kind, right.clause.statement.kind)


def _clash(left: Measure, right: Measure) -> bool:
    if not comparable(left, right) or not differ(left, right):
        return False
    return left.kind != "duration" or max(left.top, right.top) <= FAR * min(left.top, right.top)


def _agree_elsewhere(ours: Measure, theirs: Measure) -> bool:
    """Whether each value stands in the other statement too: then both say the same, in another order."""
    return ours.said_value in theirs.around or theirs.said_value in ours.around


def _shared_features(
    left: Saying, right: Saying, shared: Overlap, leads: tuple[float, float], common: Commonness
) -> tuple[float, ...]:
    one, other = left.clause, right.clause
    inner = (one.statement.kind is BlockKind.INTERNAL) != (other.statement.kind is BlockKind.INTERNAL)
    return (
        shared.least,
        shared.most,
        shared.least * shared.most,
        shared.least**2,
        log(1 + shared.shared),
        min(1.0, shared.shared / 2),
        shared.clause,
        shared.clause * shared.most,
        shared.around,
        float(shared.one_sided > 0),
        float(shared.parted),
        leads[0],
        leads[1],
        float(leads[0] > 0),
        float(leads[1] > 0),
        max(0.0, leads[0]) * shared.most,
        log(max(50, common.statements) / 200),
        float(one.statement.policy.id == other.statement.policy.id),
        float(inner),
        float(one.is_condition != other.is_condition),
        float(bool(one.conditions) != bool(other.conditions)),
    )


def _number_features(ours: Measure, theirs: Measure, left: Saying, right: Saying) -> tuple[float, ...]:
    sides = {ours.bound, theirs.bound}
    low, top = sorted((float(ours.top), float(theirs.top)))
    return (
        float(len(sides) == 2),
        float(sides == {Bound.LOWER, Bound.UPPER}),
        min(3.0, log(max(top, 0.01) / max(low, 0.01))),
        float(max(len(left.measures), len(right.measures)) > 1),
        *(float(ours.kind == kind) for kind in ("money", "duration", "percent", "quantity", "time", "age")),
    )


def _conflict_features(axes: tuple[str, ...], denials: int, left: Saying, right: Saying) -> tuple[float, ...]:
    return (
        float(denials),
        float(bool(denials and axes)),
        min(3.0, float(len(axes))),
        float(any(one.clause.is_never or one.clause.is_always for one in (left, right))),
        float(left.clause.modality != right.clause.modality),
        float(any(one.measures for one in (left, right))),
        *(float(name in axes) for name in AXES),
    )
