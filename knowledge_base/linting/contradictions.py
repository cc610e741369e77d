"""Decisions that contradict each other: allowed and denied, free and paid, always and only when.

A rule and its exception are no contradiction: what one clause ties to a condition and the
other does not, differs on purpose, unless one of them says "never" or "always".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from knowledge_base.linting.clauses import Clause, Condition
from knowledge_base.linting.comparing import Rarity, likeness, may_meet, pairs_with
from knowledge_base.linting.concepts import Dimension, meaning_of
from knowledge_base.linting.manners import Cost, Modality
from knowledge_base.linting.warnings import Kind, Warning, warn

SAME_SUBJECT = 0.62
SAME_POLICY = 0.85
EVIDENCE, COST_EVIDENCE = 1.7, 1.2  # how much both have to name, in concepts
MONEY_CONCEPTS = frozenset(("cost", "free"))
FREE_OR_NOT = "free of charge here, at the customer's cost there"
ALWAYS_OR_NOT = "always here, only in some cases there"
ONE_WAY = "one leaves a single way, the other another one"
_DUTY = re.compile(r"\b(?:responsib|liab)", re.IGNORECASE)
_WITH = re.compile(r"\b(?:as|with|via|using|onto)\s.+$", re.IGNORECASE)
_WAY = re.compile(r"\b(?:as|with|by|via|using|onto)\s(?P<way>(?!us\b|you\b).+)$", re.IGNORECASE)
_TOO_COMMON = frozenset(("order", "cost", "account", "email", "parcel", "member"))
_THRESHOLD = re.compile(r"\b(?:or|and) (?:more|over)\b|\b(?:over|above|at least|more than) [$€£]", re.IGNORECASE)
STRICTER = 0.04  # what is free for one case costs in the next, more often than not on purpose
LIMITS = frozenset((Dimension.PAYMENT, Dimension.CHANNEL))


def find_contradictions(clauses: Sequence[Clause], rarity: Rarity, focus: str | None = None) -> Iterator[Warning]:
    """Yield a warning for each two clauses of which one decides otherwise than the other.

    With ``focus``, the id of a policy, only pairs with a clause of that policy.
    """
    seen: set[frozenset[tuple[str, int]]] = set()
    usable = [one for one in clauses if not one.is_example and not one.is_condition and one.about.concepts]
    for left, right in _candidates(usable, focus):
        one, other = left.statement, right.statement
        pair = frozenset(((one.policy.id, one.start), (other.policy.id, other.start)))
        why = None if len(pair) < 2 or pair in seen else _contradiction(left, right)
        if not why or not may_meet(one.policy, other.policy):
            continue
        if _DUTY.search(one.text) and _DUTY.search(other.text):
            continue  # "they are liable, we are not" is one rule told twice
        least = SAME_POLICY if one.policy.id == other.policy.id else SAME_SUBJECT
        if _likeness(left, right, rarity, why) < least:
            continue
        seen.add(pair)
        yield warn(Kind.CONFLICT, (one.place, other.place), f"These two decide differently about the same: {why}.")


def _likeness(left: Clause, right: Clause, rarity: Rarity, why: str) -> float:
    if why == ONE_WAY:
        ways = _ways(left) | _ways(right)
        return likeness(left, right, rarity, ignored=ways, free=LIMITS, least=1)
    if why == FREE_OR_NOT:
        return likeness(left, right, rarity, ignored=MONEY_CONCEPTS, least=COST_EVIDENCE) - STRICTER
    return likeness(left, right, rarity, least=EVIDENCE, named=0.8, case=0.0 if why == ALWAYS_OR_NOT else 1.0)


def _ways(clause: Clause) -> frozenset[str]:
    names = " ".join(value for dimension in LIMITS for value in clause.about.values(dimension))
    return meaning_of(names).concepts


def _candidates(clauses: Sequence[Clause], focus: str | None) -> Iterator[tuple[Clause, Clause]]:
    """Yield the pairs that name a concept in common and of which one decides something."""
    groups: dict[str, list[Clause]] = {}
    for clause in clauses:
        for concept in clause.about.concepts:
            groups.setdefault(concept, []).append(clause)
    met: set[tuple[int, int]] = set()
    for group in groups.values():
        if not any(map(_decides, group)):
            continue
        for left, right in pairs_with(group, focus, lambda clause: clause.statement.policy.id):
            if (id(left), id(right)) not in met and (_decides(left) or _decides(right)):
                met.add((id(left), id(right)))
                yield left, right


def _decides(clause: Clause) -> bool:
    return clause.is_denied or clause.is_only or clause.is_always or clause.cost is not None


def _contradiction(left: Clause, right: Clause) -> str | None:
    """Say in which way two clauses about the same differ; None when they can both hold."""
    denied, other = (left, right) if left.is_denied else (right, left)
    reaches = (denied.denied & other.predicate.concepts) - _TOO_COMMON
    if reaches and not _names_subject(denied, other):
        return None
    if (
        left.is_denied != right.is_denied
        and reaches
        and left.modality is right.modality
        and _same_circumstances(left, right)
    ):
        return "needed and not needed" if left.modality is Modality.NEEDED else "one allows or states it, one denies it"
    has_threshold = _THRESHOLD.search(left.text) or _THRESHOLD.search(right.text)
    if {left.cost, right.cost} == {Cost.FREE, Cost.PAID} and not has_threshold and left.is_denied == right.is_denied:
        return FREE_OR_NOT if _same_circumstances(left, right) else None
    if left.is_denied or right.is_denied:
        return None
    if (left.is_only and right.is_always) or (left.is_always and right.is_only):
        return ALWAYS_OR_NOT
    if left.is_only != right.is_only and _ways_differ(left, right):
        return ONE_WAY if _same_circumstances(_without_deadlines(left), _without_deadlines(right)) else None
    return None


def _names_subject(denied: Clause, other: Clause) -> bool:
    """Whether the other clause is about what is denied something, in the way in which it is.

    "Points can't be used" says nothing of gift cards, nor does "not with a promo code" of money.
    """
    subject = denied.subject.concepts
    core = meaning_of(_WITH.sub("", other.text)).concepts | other.subject.concepts | other.limits.concepts
    if subject and not subject & core:
        return False
    way = _WAY.search(denied.text)
    named = meaning_of(way["way"]).concepts if way else frozenset()
    return not named or bool(named & (other.about.concepts | other.limits.concepts))


def _without_deadlines(clause: Clause) -> Clause:
    return replace(clause, conditions=tuple(one for one in clause.conditions if not any(map(str.isdigit, one.text))))


def _ways_differ(left: Clause, right: Clause) -> bool:
    return any(
        (ours := left.about.values(dimension)) and (theirs := right.about.values(dimension)) and not ours & theirs
        for dimension in LIMITS
    )


def _same_circumstances(left: Clause, right: Clause) -> bool:
    if left.is_never and not left.statement.text.lower().startswith(("if", "when")):
        return True
    if right.is_never:
        return True
    return _covered(left, right) and _covered(right, left)


def _says_yes(condition: Condition) -> bool:
    return bool(re.search(r"\byes\b", condition.text, re.IGNORECASE))


def _covered(one: Clause, other: Clause) -> bool:
    """Whether each condition of one clause is named by the other too, and from the same side."""
    known = other.about.concepts | other.context.concepts | other.limits.concepts
    for condition in one.conditions:
        wanted = condition.meaning.concepts
        if not wanted:
            continue
        if not wanted & known or len(wanted & known) < len(wanted) / 2:
            return False
        twin = next((each for each in other.conditions if each.meaning.concepts & wanted), None)
        if twin is not None and (twin.is_before != condition.is_before or _says_yes(twin) != _says_yes(condition)):
            return False
    return True
