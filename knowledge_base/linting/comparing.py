"""Whether two clauses speak of the same subject in the same case, as a number from 0 to 1.

Concepts that both name speak for it, those of one alone against it; headings and titles
answer for what a sentence leaves out.  Different values of one dimension (Gold and Silver,
Express and Standard) make two cases, whatever else the clauses share.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from knowledge_base.linting.clauses import Clause
from knowledge_base.linting.concepts import Dimension, Values, is_known, weight_of
from knowledge_base.linting.statements import LintedPolicy
from knowledge_base.policies import PolicyMeta
from knowledge_base.scopes import Scope, is_in_scope, speaks
from knowledge_base.wording import stem

T = TypeVar("T")
COMMON_SHARE = 0.34  # a word in more policies than this is the brand's name or the like
COMMON = 0.25
MIN_POLICIES = 6  # in fewer policies every word is common
SPECIAL = frozenset((Dimension.MEMBER, Dimension.SPEED, Dimension.REGION, Dimension.AUDIENCE, Dimension.PARTY))
LOOSE = frozenset((Dimension.SPEED, Dimension.PARTY))  # a heading that names one tells less than the sentence
TELLING = SPECIAL | {Dimension.DAY}
STEP_ONE_SIDED = 0.15  # "issued within" is not "possible within"
HALF_CASE = 0.5  # what it counts that both name a way to pay, a channel or a period
HOME_REGIONS = frozenset(("us", "standard", "first", "none"))  # what is meant where nothing is said
CONDITION, REST = 0.6, 0.25
KIN = {"return": "refund", "refund": "return"}
ACTIONS = frozenset(
    ("return", "exchange", "cancel", "deliver", "report", "answer", "repair", "replace", "redeem", "earn", "book")
)
ONE_SIDED = 0.12  # off the likeness for each case that only one clause names, where that need not part them


@dataclass(frozen=True)
class Rarity:
    """How much each concept tells statements apart, among the policies at hand."""

    policies: int
    seen: Counter[str]

    def weight(self, concept: str) -> float:
        """Weight of a concept, 0 to 1."""
        own = weight_of(concept)
        if self.policies < MIN_POLICIES or is_known(concept):
            return own
        return COMMON if self.seen[concept] >= max(4.0, COMMON_SHARE * self.policies) else own

    def total(self, concepts: Iterable[str]) -> float:
        """Weights of several concepts, added up."""
        return sum(self.weight(one) for one in concepts)


def likeness(
    left: Clause,
    right: Clause,
    rarity: Rarity,
    *,
    ignored: frozenset[str] = frozenset(),
    free: frozenset[Dimension] = frozenset(),
    least: float = 1.0,
    case: float = 1.0,
    named: float = 0.0,
) -> float:
    """Return how far two clauses are about the same, 0 to 1; 0.0 where they are about different cases.

    ``ignored`` are concepts that count for nothing, ``free`` dimensions in which they may differ.
    ``least`` is how much both have to name themselves, in concepts; headings don't count there,
    and a case that both name as ``case``; ``named`` is how much of it their own words say.
    """
    penalty = apart(left, right, free)
    if penalty is None:
        return 0.0
    ours_named, theirs_named = left.about.concepts | left.limits.concepts, right.about.concepts | right.limits.concepts
    shared = (ours_named & theirs_named) - ignored
    evidence = rarity.total(shared) + case * _shared_cases(left, right)
    both = left.about.concepts & right.about.concepts
    if not both or evidence < least or rarity.total(both) < named:
        return 0.0
    known_left, known_right = _known(left), _known(right)
    if rarity.total(shared) >= 1:
        known_left, known_right = _with_kin(known_left), _with_kin(known_right)
    ours, theirs = _weights(left, rarity, ignored), _weights(right, rarity, ignored)
    matched = sum(weight for one, weight in ours.items() if one in known_right)
    matched += sum(weight for one, weight in theirs.items() if one in known_left)
    whole = sum(ours.values()) + sum(theirs.values())
    if do_other_things(left, right):
        return 0.0
    named = _shared_cases(left, right)
    matched, whole = matched + named, whole + named
    return max(0.0, matched / whole - penalty)


def _weights(clause: Clause, rarity: Rarity, ignored: frozenset[str]) -> dict[str, float]:
    """Weigh what a clause names fully, its conditions less, the rest of its sentence little."""
    found = {one: REST * rarity.weight(one) for one in clause.sentence.concepts - ignored}
    found |= {one: CONDITION * rarity.weight(one) for one in clause.limits.concepts - ignored}
    return found | {one: rarity.weight(one) for one in clause.about.concepts - ignored}


def _shared_cases(left: Clause, right: Clause) -> float:
    shared = [one for one, value in cases_of(left) & cases_of(right) if value not in ("us", "none")]
    return sum(1.0 if one in TELLING else HALF_CASE for one in shared)


def apart(left: Clause, right: Clause, free: frozenset[Dimension] = frozenset()) -> float | None:
    """Return what is taken off for cases that one clause alone names; None: they are about different cases."""
    penalty = 0.0
    for dimension in frozenset(Dimension) - free:
        found = _difference(dimension, left, right)
        if found is None:
            return None
        penalty += found
    return penalty


def pairs_with(group: Sequence[T], focus: str | None, policy_of: Callable[[T], str]) -> Iterator[tuple[T, T]]:
    """Yield every two of a group, in its order; with ``focus`` only those of which one is of that policy."""
    if focus is None:
        yield from combinations(group, 2)
        return
    mine = [at for at, one in enumerate(group) if policy_of(one) == focus]
    for at in mine:
        for other, one in enumerate(group):
            if policy_of(one) != focus or other > at:
                yield (group[at], one) if at < other else (one, group[at])


def may_meet(left: LintedPolicy, right: LintedPolicy) -> bool:
    """Whether two policies can hold for the same customer on the same day."""
    return days_overlap(left, right) and scopes_overlap(left.meta, right.meta)


def days_overlap(left: LintedPolicy, right: LintedPolicy) -> bool:
    """Whether there is a day on which both hold."""
    first = max((day for day in (left.first_day, right.first_day) if day), default=None)
    last = min((day for day in (left.meta.effective_until, right.meta.effective_until) if day), default=None)
    return first is None or last is None or first <= last


def scopes_overlap(left: PolicyMeta, right: PolicyMeta) -> bool:
    """Whether region, channel, audience and language leave room for both."""
    return (
        speaks(left.language, right.language)
        and _regions_meet(left, right)
        and _sets_meet(left.channel, right.channel)
        and _sets_meet(left.audience, right.audience)
    )


def _regions_meet(left: PolicyMeta, right: PolicyMeta) -> bool:
    if not left.region or not right.region:
        return True
    return any(is_in_scope(right, Scope(region=one)) for one in left.region) or any(
        is_in_scope(left, Scope(region=one)) for one in right.region
    )


def _sets_meet(left: Iterable[str], right: Iterable[str]) -> bool:
    ours, theirs = {one.casefold() for one in left}, {one.casefold() for one in right}
    return not ours or not theirs or bool(ours & theirs)


def _known(clause: Clause) -> frozenset[str]:
    return clause.about.concepts | clause.limits.concepts | clause.sentence.concepts | clause.context.concepts


def do_other_things(left: Clause, right: Clause) -> bool:
    """Whether each clause names an action and none is common to both: to return is not to exchange."""
    ours, theirs = left.about.concepts & ACTIONS, right.about.concepts & ACTIONS
    return bool(ours and theirs) and not _with_kin(ours) & _with_kin(theirs)


def _with_kin(concepts: frozenset[str]) -> frozenset[str]:
    """Add what goes with a concept: who returns is refunded."""
    return concepts | {other for one, other in KIN.items() if one in concepts}


def _difference(dimension: Dimension, left: Clause, right: Clause) -> float | None:
    ours, theirs = cases_in(left, dimension), cases_in(right, dimension)
    if dimension is Dimension.MEMBER:
        if "member" in ours and "member" in theirs:
            ours, theirs = ours - {"member"}, theirs - {"member"}
        ours, theirs = _without_program(ours, right), _without_program(theirs, left)
        ours, theirs = ours | _named(theirs, left), theirs | _named(ours, right)
    if ours == theirs:
        return 0.0
    if ours and theirs:
        return 0.0 if ours & theirs else None
    special = (ours | theirs) - HOME_REGIONS
    if not special:
        return 0.0
    is_named = bool(own_cases(left, dimension) | own_cases(right, dimension))
    if dimension in SPECIAL and (is_named or dimension not in LOOSE):
        return None
    if dimension is Dimension.STEP:
        return 0.0 if special == {"arrived"} else STEP_ONE_SIDED
    return ONE_SIDED


def _named(tiers: frozenset[str], clause: Clause) -> frozenset[str]:
    """Return those levels of membership that a clause names without saying so: "you reach Ridge"."""
    return frozenset(one for one in tiers if one not in ("member", "none") and stem(one) in clause.about.concepts)


def cases_in(clause: Clause, dimension: Dimension) -> frozenset[str]:
    """Return the values a clause is about; where it names none, those of its conditions, then of its headings."""
    return own_cases(clause, dimension) or clause.context.values(dimension) - {
        "member"
    }  # a page on membership also tells what holds for all


def own_cases(clause: Clause, dimension: Dimension) -> frozenset[str]:
    """Return the values that a clause and its conditions name themselves."""
    return clause.about.values(dimension) | clause.limits.values(dimension)


def _without_program(values: frozenset[str], other: Clause) -> frozenset[str]:
    """Leave out names of the one programme: "Circle members" are "members" where the other's title says Circle."""
    names = other.context.concepts | other.about.concepts
    if "member" in other.context.concepts:
        values -= {"member"}
    kept = frozenset(
        one for one in values if one in ("member", "none") or stem(one) not in names or one in other_tiers(other)
    )
    return kept if len(kept) < 2 else kept - {"member"}


def other_tiers(clause: Clause) -> frozenset[str]:
    """Return the named levels of membership that a clause is about."""
    return cases_in(clause, Dimension.MEMBER) - {"member", "none"}


def cases_of(clause: Clause) -> Values:
    """Return all cases that a clause is about."""
    return clause.about.cases | clause.limits.cases
