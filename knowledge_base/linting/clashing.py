"""Statements that clash though no rule sees it, found by their meaning: vectors, numbers and denials weighed together.

Where the brand's embedder is one that the weights were fitted for, this takes the place of
weighing, which compares words only.  Every two statements that are close, and that differ in a
number, stand on two sides or of which one denies something, are described by features; a logistic model says how
likely they contradict each other.

The weights are fitted by ``python -m tests.tools.clash_fit`` on seeded contradictions.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log
from pathlib import Path

from knowledge_base.linting.closeness import Closeness
from knowledge_base.linting.comparing import do_other_things, may_meet
from knowledge_base.linting.measures import Measure, comparable, differ
from knowledge_base.linting.numbers import Bound
from knowledge_base.linting.pairing import Commonness, commonness_in, cover, points_back
from knowledge_base.linting.remarks import Point, Remark, are_for_other_levels, parting
from knowledge_base.linting.vectors import VectorsOf
from knowledge_base.linting.warnings import Kind, Warning, warn

WEIGHTS = Path(__file__).parent / "clash_weights.json"
CLOSE = 0.2  # below, two are not looked at any further: of a hundred that clash two are
FAR = 30  # times
NO_LEAD = -0.5
CROSSED = (
    ("differs", "text"),
    ("differs", "most_lead_numbers"),
    ("differs", "lead_numbers"),
    ("denied", "text"),
    ("denied", "lead"),
    ("sides", "text"),
    ("agrees", "text"),
    ("differs", "clause_most"),
    ("denied", "clause_most"),
    ("one_policy", "text"),
    ("one_section", "differs"),
    ("differs", "roles_shared"),
    ("differs", "roles_apart"),
)  # features that tell more together


@dataclass(frozen=True, eq=False)
class Clash:
    """Two remarks that may contradict each other; ``numbers`` are two of theirs that differ."""

    left: Remark
    right: Remark
    features: Mapping[str, float]
    numbers: tuple[Measure, Measure] | None

    @property
    def row(self) -> tuple[float, ...]:
        """All features in the order of the weights."""
        return (*self.features.values(), *(self.features[one] * self.features[other] for one, other in CROSSED))

    @property
    def chance(self) -> float:
        """How likely they contradict each other, 0 to 1."""
        weights, bias, _ = _model()
        odds = bias + sum(weight * value for weight, value in zip(weights, self.row, strict=True))
        return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))


def find_clashing(
    remarks: Sequence[Remark], vectors_of: VectorsOf, known: Iterable[Warning], focus: str | None = None
) -> Iterator[Warning]:
    """Yield a warning for each two statements that the model takes for contradicting, the likeliest first.

    ``known`` is what rules have found: a statement is warned of once here, and not where it is
    part of that.  With ``focus``, the id of a policy, only pairs with a statement of that
    policy.  Raises EmbeddingError.
    """
    least = _model()[2]
    found = [(clash.chance, clash) for clash in clashes_in(remarks, vectors_of, focus)]
    likely = [(chance, clash) for chance, clash in found if chance >= least]
    seen = {(place.policy_id, place.start) for one in known for place in one.places}
    for _, clash in sorted(likely, key=lambda each: (-each[0], each[1].left.key, each[1].right.key)):
        keys = {clash.left.key, clash.right.key}
        if keys & seen:
            continue
        seen |= keys
        places = (clash.left.statement.place, clash.right.statement.place)
        if clash.numbers:
            said = f"“{clash.numbers[0].said.strip()}” here, “{clash.numbers[1].said.strip()}” there"
            yield warn(Kind.NUMBER, places, f"{said}, for what reads as the same subject.")
        else:
            why = "one allows or states it, one denies it" if clash.features["denied"] else "they stand on two sides"
            yield warn(Kind.CONFLICT, places, f"These two decide differently about the same: {why}.")


def clashes_in(remarks: Sequence[Remark], vectors_of: VectorsOf, focus: str | None = None) -> Iterator[Clash]:
    """Yield the pairs that are close enough, and different enough, to contradict each other."""
    wanted = [at for at, one in enumerate(remarks) if focus is None or one.statement.policy.id == focus]
    if not wanted or len(remarks) < 2:
        return
    common = commonness_in(remarks)
    closeness = Closeness(remarks, common, vectors_of)
    for left, right in closeness.candidates(wanted):
        one, other = remarks[left], remarks[right]
        if float(closeness.near(left).whole[right]) < CLOSE or one.statement.text == other.statement.text:
            continue
        numbers = [(a, b) for a in one.measures for b in other.measures if comparable(a, b)]
        differing = [pair for pair in numbers if _clash(*pair)]
        hard = [pair for pair in differing if not _agree_elsewhere(*pair)]
        ours, theirs = _matched(one, other, common)
        sides, is_denied = _sides(ours, theirs), bool((ours.denials - theirs.denials) % 2)
        if not (hard or sides[0] or is_denied):
            continue
        if not may_meet(one.statement.policy, other.statement.policy) or are_for_other_levels(one, other):
            continue
        features = {
            **_of_closeness(closeness, left, right, has_numbers=bool(numbers)),
            **_of_words(one, other, common),
            **_of_numbers(one, other, numbers, differing, hard),
            **_of_decisions(one, other, sides, is_denied, bool(hard)),
            **_of_places(one, other, len(remarks)),
        }
        yield Clash(one, other, features, hard[0] if hard else None)


def _of_closeness(closeness: Closeness, left: int, right: int, *, has_numbers: bool) -> dict[str, float]:
    near, lead = closeness.near(left), closeness.lead(left, right)
    found = {
        "text": float(near.text[right]),
        "path": float(near.path[right]),
        "words": float(near.words[right]),
        "whole": float(near.whole[right]),
        "lead": lead.least,
        "most_lead": lead.most,
        "rank": lead.least_rank,
        "most_rank": lead.most_rank,
    }
    if not has_numbers:
        zero = dict.fromkeys(("rank_numbers", "most_rank_numbers"), 0.0)
        return found | {"lead_numbers": NO_LEAD, "most_lead_numbers": NO_LEAD} | zero
    among = closeness.lead_in_numbers(left, right)
    return found | {
        "lead_numbers": among.least,
        "most_lead_numbers": among.most,
        "rank_numbers": among.least_rank,
        "most_rank_numbers": among.most_rank,
    }


def _of_words(one: Remark, other: Remark, common: Commonness) -> dict[str, float]:
    ours, shared, clause = cover(one.words, other.words, common)
    theirs, shared_back, clause_back = cover(other.words, one.words, common)
    least, most = sorted((ours, theirs))
    return {
        "least": least,
        "most": most,
        "both": least * most,
        "shared": log(1 + min(shared, shared_back)),
        "clause": min(clause, clause_back),
        "clause_most": max(clause, clause_back),
    }


def _of_numbers(
    one: Remark,
    other: Remark,
    numbers: Sequence[tuple[Measure, Measure]],
    differing: Sequence[tuple[Measure, Measure]],
    hard: Sequence[tuple[Measure, Measure]],
) -> dict[str, float]:
    ratio = crossing = 0.0
    if hard:
        low, top = sorted((float(hard[0][0].top), float(hard[0][1].top)))
        ratio = min(3.0, log(max(top, 0.01) / max(low, 0.01)))
        crossing = float({each.bound for each in hard[0]} == {Bound.LOWER, Bound.UPPER})
    return {
        "differs": float(bool(hard)),
        "differs_in_part": float(bool(differing) and not hard),
        "agrees": float(any(ours.value == theirs.value for ours, theirs in numbers)),
        "differences": min(3.0, float(len(differing))),
        "ratio": ratio,
        "crossing": crossing,
        "one_has_numbers": float(bool(one.measures) != bool(other.measures)),
        "both_have_numbers": float(bool(one.measures) and bool(other.measures)),
    }


def _of_decisions(
    one: Remark, other: Remark, sides: tuple[int, int], is_denied: bool, differs: bool
) -> dict[str, float]:
    opposed, alike = sides
    roles = list(zip(one.roles, other.roles, strict=True))
    return {
        "sides": min(3.0, float(opposed)),
        "sides_alike": min(3.0, float(alike)),
        "denied": float(is_denied),
        "only_denied": float(is_denied and not opposed),
        "only_differs": float(differs and not opposed and not is_denied),
        "condition": float(one.has_condition != other.has_condition),
        "absolute": float(one.is_absolute or other.is_absolute),
        "exceptions": float(one.is_exception) + float(other.is_exception),
        "actors": float(bool(one.actor and other.actor) and one.actor != other.actor),
        "roles_shared": float(sum(ours and theirs for ours, theirs in roles)),
        "roles_apart": float(sum(ours != theirs for ours, theirs in roles)),
        "other_things": float(bool(one.acts and other.acts and do_other_things(one.acts, other.acts))),
    }


def _of_places(one: Remark, other: Remark, remarks: int) -> dict[str, float]:
    one_sided, parted = parting(one, other)
    is_one_policy = one.statement.policy.id == other.statement.policy.id
    return {
        "one_sided": one_sided,
        "parted": parted,
        "one_policy": float(is_one_policy),
        "one_section": float(is_one_policy and one.statement.heading == other.statement.heading),
        "inner": float(one.is_inner != other.is_inner),
        "table": float(one.is_row or other.is_row),
        "pointing": float(points_back(one.statement.text)) + float(points_back(other.statement.text)),
        "size": log(max(50, remarks) / 200),
    }


def _matched(one: Remark, other: Remark, common: Commonness) -> tuple[Point, Point]:
    """Return what each says about the same, as far as their words tell; the first of those as near."""
    pairs = [(ours, theirs) for ours in one.points for theirs in other.points]
    return max(pairs, key=lambda pair: sum(common.weight(word) for word in sorted(pair[0].words & pair[1].words)))


def _sides(one: Point, other: Point) -> tuple[int, int]:
    """Count the axes on which two stand on different sides, and on the same."""
    both = [(sign, other.signs[axis]) for axis, sign in one.signs.items() if axis in other.signs]
    return sum(ours != theirs for ours, theirs in both), sum(ours == theirs for ours, theirs in both)


def _clash(left: Measure, right: Measure) -> bool:
    if not differ(left, right):
        return False
    return left.kind != "duration" or max(left.top, right.top) <= FAR * min(left.top, right.top)


def _agree_elsewhere(ours: Measure, theirs: Measure) -> bool:
    """Whether each value stands in the other statement too: then both say the same, in another order."""
    return ours.said_value in theirs.around or theirs.said_value in ours.around


@lru_cache(maxsize=1)
def _model() -> tuple[tuple[float, ...], float, float]:
    content = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return tuple(content["weights"]), content["bias"], content["threshold"]
