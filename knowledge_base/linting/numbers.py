"""Numbers that contradict each other: two values for what one subject takes, costs or allows."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from knowledge_base.blocks import BlockKind
from knowledge_base.facts import Fact, FactKind, is_same_date
from knowledge_base.linting.clauses import Clause
from knowledge_base.linting.comparing import Rarity, likeness, may_meet, pairs_with
from knowledge_base.linting.concepts import meaning_of
from knowledge_base.linting.statements import facts_of
from knowledge_base.linting.warnings import Kind, Warning, warn

SAME_SUBJECT = 0.62
SAME_POLICY = 0.85  # one author writes next to each other what differs on purpose
ONE_CONDITION = 0.68  # "if it is late by 3 days" is rarely what "3 days" is elsewhere
DAYS_OF = {
    "days": Decimal(1),
    "business days": Decimal("1.4"),
    "months": Decimal(30),
    "hours": 1 / Decimal(24),
    "minutes": 1 / Decimal(1440),
}
FAR = 30  # times
NEAR = Decimal("1.25")  # 5 business days and a week are the same, so are 30 days and a month

_UPPER = re.compile(
    r"(?:within|up to|at most|no (?:later|longer|more) than|maximum(?: of)?|under|below|less than|fewer than"
    r"|not exceed(?:ing)?"
    r"|in (?:less|fewer) than|until|in|the first|by)\s(?:the\s|a\s|about\s|another\s|first\s|maximum of\s)?$",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"(?:up to|at most|no more than|maximum(?: of)?|under|below|less than|not exceed(?:ing)?|within)\s(?:the\s|a\s)?$",
    re.IGNORECASE,
)
_LOWER = re.compile(
    r"(?:over|above|more than|at least|from|minimum(?: of)?|exceed(?:s|ing)?|after|older than|longer than"
    r"|starting at|every|(?:from|over|above)\san?\s(?:\w+\s){1,2}of)\s(?:the\s|a\s|about\s)?$",
    re.IGNORECASE,
)
_OR_MORE = re.compile(r"^\s?(?:or|and)\s(?:more|over|above|longer)\b|^\s?\+|^\sminimum\b", re.IGNORECASE)
_OR_LESS = re.compile(r"^\s?(?:or|and)\s(?:less|under|below|fewer)\b|^\smaximum\b", re.IGNORECASE)
_LATEST = re.compile(r"^[^.,;]{0,30}\bat (?:the )?(?:latest|most)\b", re.IGNORECASE)
_ANCHOR = re.compile(
    r"^\s(?:(?:of|after|from|since|following|before)\s(?:the\s|your\s|its\s|their\s|they\s(?:were|are)\s"
    r"|it\s(?:was|is|has been)\s"
    r"|you\s|we\s)?(?:date\sof\s|day\sof\s|day\s|original\s|order\s)?(?:delivery|deliver\w*|purchase\w*|receipt"
    r"|receiv\w+|order\w*"
    r"|arriv\w+|issue\w*|ship\w*|booking|departure|check-?in)(?:\s(?:date|day|them|it))?)",
    re.IGNORECASE,
)
NOTE_ON_TEXT = re.compile(r"\b(?:last )?(?:updated|reviewed|modified|effective)(?: on)?:?\s", re.IGNORECASE)
_APPROXIMATE = re.compile(r"\b(?:most|usually|typically|about|around|on average|normally|some|often)\b", re.IGNORECASE)
_COMPARED = frozenset((FactKind.MONEY, FactKind.PERCENT, FactKind.DURATION, FactKind.DATE, FactKind.QUANTITY))
_OFTEN = re.compile(
    r"\b(?:per (?:person|customer|order|item|household)|once|times?)\s(?:with)?in\s(?:any\s|the\s)?$", re.IGNORECASE
)
_COUNTED = frozenset(("people", "persons", "participants", "times", "items", "nights", "pieces", "customers"))
_OLD = re.compile(r"[\s-](?:old|of age)\b", re.IGNORECASE)
_EVERY = re.compile(r"\bevery\s$", re.IGNORECASE)
_UNIT_WORD = re.compile(r"^\s?(?:more\s|other\s|different\s|backup\s|wrong\s|[a-z]+ly\s)?([a-z]+)", re.IGNORECASE)


class Bound(StrEnum):
    """From which side a number limits."""

    EXACT = "exact"
    UPPER = "upper"
    LOWER = "lower"


@dataclass(frozen=True)
class Claim:
    """A number that a clause fixes, with the side it limits from and what it counts."""

    clause: Clause
    fact: Fact
    bound: Bound
    unit: str
    values: tuple[str, ...] = ()


def find_number_conflicts(claims: Sequence[Claim], rarity: Rarity, focus: str | None = None) -> Iterator[Warning]:
    """Yield a warning for each two statements that fix different numbers for one subject.

    With ``focus``, the id of a policy, only pairs with a statement of that policy.
    """
    seen: set[frozenset[tuple[str, int]]] = set()
    for left, right in _candidates(claims, focus):
        one, other = left.clause.statement, right.clause.statement
        pair = frozenset(((one.policy.id, one.start), (other.policy.id, other.start)))
        if pair in seen or len(pair) < 2 or not _clash(left, right) or _agree_elsewhere(left, right):
            continue
        if not _same_subject(left, right, rarity):
            continue
        seen.add(pair)
        message = f"“{_said(left)}” here, “{_said(right)}” there, for what reads as the same subject."
        yield warn(Kind.NUMBER, (one.place, other.place), message)


def usable_claims(clauses: Iterable[Clause]) -> tuple[Claim, ...]:
    """Return the numbers that clauses fix, without examples and notes on the text itself."""
    return tuple(
        claim
        for clause in clauses
        if not clause.is_example and not NOTE_ON_TEXT.search(clause.statement.text)
        for claim in claims_of(clause)
    )


def _candidates(claims: Sequence[Claim], focus: str | None) -> Iterator[tuple[Claim, Claim]]:
    """Yield the pairs of one kind and unit that name a concept in common."""
    groups: dict[tuple[str, str, str], list[Claim]] = {}
    for claim in claims:
        kind = claim.fact.kind.value
        for concept in claim.clause.about.concepts:
            groups.setdefault((kind, claim.unit, concept), []).append(claim)
    met: set[tuple[int, int]] = set()
    for group in groups.values():
        for left, right in pairs_with(group, focus, lambda claim: claim.clause.statement.policy.id):
            if (id(left), id(right)) not in met:
                met.add((id(left), id(right)))
                yield left, right


def _same_subject(one_claim: Claim, other_claim: Claim, rarity: Rarity) -> bool:
    left, right = one_claim.clause, other_claim.clause
    is_threshold = one_claim.fact.kind is FactKind.MONEY and one_claim.bound is not Bound.EXACT
    one, other = left.statement.policy, right.statement.policy
    if one.id == other.id and left.statement.heading == right.statement.heading and _is_list(left, right):
        return False
    if not may_meet(one, other) or _are_far_apart(one_claim, other_claim):
        return False
    inner = (left.statement.kind is BlockKind.INTERNAL) != (right.statement.kind is BlockKind.INTERNAL)
    least = (
        SAME_POLICY if one.id == other.id or inner else SAME_SUBJECT
    )  # what agents may do beyond the rule is meant so
    if left.is_condition != right.is_condition and not is_threshold:
        least = max(least, ONE_CONDITION)
    if "answer" in left.about.concepts & right.about.concepts and _speaker(left) != _speaker(right):
        return False
    return likeness(left, right, rarity) >= least


def _are_far_apart(left: Claim, right: Claim) -> bool:
    """Whether one period is many times the other: the numbers of one rule that drifted apart are of one size."""
    if left.fact.kind is not FactKind.DURATION:
        return False
    low, top = sorted((_range(left.fact)[1], _range(right.fact)[1]))
    return top > low * FAR


def _speaker(clause: Clause) -> bool:
    """Whether it is the customer who acts."""
    return bool(
        re.match(r"(?:(?:and|but|if|when|unless)\s)*(?:you|customers?|the customer)\b", clause.text, re.IGNORECASE)
    )


def _is_list(left: Clause, right: Clause) -> bool:
    return left.statement.kind == right.statement.kind


def claims_of(clause: Clause) -> Iterator[Claim]:
    """Yield the numbers that a clause fixes; times of day go together."""
    text = clause.text
    facts = facts_of(text)
    times = tuple(fact.value for fact in facts if fact.kind is FactKind.TIME)
    if times:
        first = next(fact for fact in facts if fact.kind is FactKind.TIME)
        yield Claim(_without(clause, facts), first, Bound.EXACT, "times", times)
    for fact in facts:
        if fact.kind not in _COMPARED or (fact.kind is FactKind.DATE and not any(map(str.isdigit, fact.value))):
            continue
        unit = _unit(text, fact)
        if unit is not None and not _OFTEN.search(text[: fact.start]):
            yield Claim(_without(clause, facts), fact, bound_of(text, fact), unit)


def _unit(text: str, fact: Fact) -> str | None:
    if fact.kind is FactKind.QUANTITY:
        word = _UNIT_WORD.match(text[fact.end :])
        if fact.unit or not word:
            return fact.unit or None
        counted = word[1].lower() if word[1].lower() in _COUNTED else None
        return next(iter(sorted(meaning_of(word[1]).concepts)), counted)
    if fact.kind is FactKind.DURATION:  # how old, and how often, is no period
        return "age" if _OLD.match(text[fact.end :]) else "every" if _EVERY.search(text[: fact.start]) else ""
    return fact.unit if fact.kind is FactKind.MONEY else ""


def _without(clause: Clause, facts: Sequence[Fact]) -> Clause:
    """Take the days from which a period counts out of what a clause is about: they are often left unsaid."""
    text = clause.text
    anchors = {
        concept
        for fact in facts
        if (found := _ANCHOR.match(text[fact.end :]))
        for concept in meaning_of(found.group()).concepts
    }
    about = (
        clause.sentence if clause.is_condition and any(one.kind is FactKind.MONEY for one in facts) else clause.about
    )
    rest = about.concepts - anchors
    return replace(clause, about=replace(about, concepts=rest)) if rest else clause


def bound_of(text: str, fact: Fact) -> Bound:
    """Return whether the words around a fact make it a least, a most, or the very value."""
    before, after = text[: fact.start], text[fact.end :]
    if _OR_MORE.match(after):
        return Bound.LOWER
    if _OR_LESS.match(after) or _LATEST.match(after):
        return Bound.UPPER
    if fact.kind is FactKind.MONEY:
        if _LIMIT.search(before):
            return Bound.UPPER
        return Bound.LOWER if _LOWER.search(before) and fact.top is None else Bound.EXACT
    if _LOWER.search(before):
        return Bound.LOWER
    return Bound.UPPER if _UPPER.search(before) else Bound.EXACT


def _clash(left: Claim, right: Claim) -> bool:
    if left.values or right.values:
        ours, theirs = sorted((set(left.values), set(right.values)), key=len)
        return min(len(left.values), len(right.values)) > 1 and not ours <= theirs
    if left.fact.key == right.fact.key:
        return False
    if left.fact.kind is FactKind.DATE:
        return not is_same_date(left.fact, right.fact)
    sides = {left.bound, right.bound}
    if len(sides) == 2 and (left.fact.kind is FactKind.MONEY or sides == {Bound.LOWER, Bound.UPPER}):
        return False
    return not _alike(left, right)


def _alike(left: Claim, right: Claim) -> bool:
    (low, top), (other_low, other_top) = _range(left.fact), _range(right.fact)
    if (low, top) == (other_low, other_top):
        return True
    if left.fact.kind is FactKind.DURATION and left.fact.unit != right.fact.unit:
        smaller, larger = sorted((top, other_top))
        if larger <= smaller * NEAR:
            return True
    one_is_range = (low != top) != (other_low != other_top)
    if one_is_range and ((low <= other_low and other_top <= top) or (other_low <= low and top <= other_top)):
        return True
    return (
        any(_APPROXIMATE.search(claim.clause.text) for claim in (left, right)) and low <= other_top and other_low <= top
    )


def _range(fact: Fact) -> tuple[Decimal, Decimal]:
    low = fact.number or Decimal(0)
    top = fact.top if fact.top is not None else low
    share = DAYS_OF.get(fact.unit, Decimal(1)) if fact.kind is FactKind.DURATION else Decimal(1)
    return low * share, top * share


def _agree_elsewhere(left: Claim, right: Claim) -> bool:
    """Whether each value stands in the other clause too: then both say the same, in another order."""
    if left.values or right.values:
        return False
    ours = {fact.key for fact in facts_of(left.clause.statement.text)}
    theirs = {fact.key for fact in facts_of(right.clause.statement.text)}
    return left.fact.key in theirs or right.fact.key in ours


def _said(claim: Claim) -> str:
    return "–".join(claim.values) if claim.values else claim.fact.text.strip()
