"""Exceptions and conditions that can never apply.

A range is empty, the policy's own scope or days rule the case out, what "has expired" never
expires, or the rule gives more than its exception.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise, permutations

from knowledge_base.facts import Fact, FactKind
from knowledge_base.linting.clauses import Clause
from knowledge_base.linting.comparing import Rarity, likeness, may_meet
from knowledge_base.linting.concepts import US_STATES, Dimension, meaning_of
from knowledge_base.linting.manners import Cost
from knowledge_base.linting.numbers import Bound, Claim
from knowledge_base.linting.staleness import passed_by
from knowledge_base.linting.statements import LintedPolicy, Statement, facts_of
from knowledge_base.linting.warnings import Kind, Place, Warning, warn
from knowledge_base.scopes import Scope, is_in_scope

_EXCEPTION = re.compile(
    r"\b(?:as an? exception|exceptionally|by way of exception|exceptions?(?=:)|an exception|special case|extended"
    r"|longer|even|instead|in place of|exempt)\b",
    re.IGNORECASE,
)
_FLOOR = re.compile(
    r"(?:over|above|more than|at least|from|exceeding|older than|longer than|after|minimum of)\s*$", re.IGNORECASE
)
_CEILING = re.compile(
    r"(?:under|below|less than|at most|up to|no more than|within|before|fewer than|maximum of)\s*$", re.IGNORECASE
)
_BOTH = re.compile(
    r"^\s*(?:[a-z]{3,}\s+)?(?:(?:of|from|after|since|before)\s(?:\w+\s){1,3})?(?:but|and|and also|yet|,\s*(?:but|and))"
    r"\s*(?:also\s|still\s)?$",
    re.IGNORECASE,
)
_AGES = re.compile(
    r"\bage[sd]? (?:of )?(?P<low>\d{1,2})(?:,? (?:or|and|to) (?P<top>\d{1,2}))?\b(?P<between>.*?)"
    r"\b(?:at least|over|older than|from) (?P<least>\d{1,2})\b(?!\s?(?:%|day|week|month|hour|minute))",
    re.IGNORECASE,
)
_REQUIRED = re.compile(
    r"\b(?:must|has to|have to|needs? to|minimum|maximum|at most|at least|no (?:more|less|fewer) than|limited to"
    r"|can (?:only )?be (?:loaded|bought|ordered|sold|charged|topped up|filled))\b",
    re.IGNORECASE,
)
_EXPIRED = re.compile(
    r"\b(?:if|when|once|after)\b[^.,;]{0,60}?\b(?:has |have |is |are )?(?:expired?s?|run out)\b", re.IGNORECASE
)
_NEVER_ENDS = re.compile(
    r"\b(?:never expires?|do(?:es)? not expire|don't expire|doesn't expire|no expiry|without expiry|never run out)\b",
    re.IGNORECASE,
)
_REDUCED = re.compile(r"\b(?:half|reduced|discount(?:ed)?|cheaper|costs?|instead of|\d+\s?%)\b", re.IGNORECASE)
_REGION_CASE = re.compile(r"\b(?:for|to|in|from|outside)\b[^.,;]*", re.IGNORECASE)
SAME_SUBJECT = 0.6


def find_unreachable(
    policies: Sequence[LintedPolicy],
    statements: Sequence[Statement],
    clauses: Sequence[Clause],
    claims: Sequence[Sequence[Claim]],
    rarity: Rarity,
    today: date,
) -> Iterator[Warning]:
    """Yield a warning for each condition or exception that no customer can ever meet; ``claims`` are by policy."""
    for policy in policies:
        yield from _empty_days(policy)
    for statement in statements:
        if _is_empty_range(statement.text):
            yield warn(Kind.UNREACHABLE, (statement.place,), "No value lies within both of these limits.")
        first = statement.policy.first_day
        ended = first and first > today and passed_by(statement.text, first, of_record=True)
        if ended and first:
            message = f"This policy begins on {first}, when {ended} has passed; this never applies."
            yield warn(Kind.UNREACHABLE, (statement.place,), message)
        region = _outside_scope(statement)
        if region:
            yield warn(
                Kind.UNREACHABLE,
                (statement.place,),
                f"This policy holds for {', '.join(statement.policy.meta.region)} only; this case never comes up.",
            )
    yield from _after_the_end(clauses)
    for reading in claims:
        yield from _inside_the_rule(reading, rarity)
        yield from _outside_the_limits(reading)


def _empty_days(policy: LintedPolicy) -> Iterator[Warning]:
    first, last = policy.first_day, policy.meta.effective_until
    if first and last and last < first:
        text = f"effective_from: {first}, effective_until: {last}"
        yield warn(
            Kind.UNREACHABLE, (Place(policy.id, policy.title, (), text),), "It ends before it begins; it never holds."
        )


def _is_empty_range(text: str) -> bool:
    ages = _AGES.search(text)
    if ages and int(ages["top"] or ages["low"]) < int(ages["least"]):
        return True
    facts = [fact for fact in facts_of(text) if fact.number is not None and fact.top is None]
    for left, right in pairwise(facts):
        if left.kind is not right.kind or left.unit != right.unit or left.number is None or right.number is None:
            continue
        if left.kind is FactKind.QUANTITY and not left.unit and _next_word(text, left) != _next_word(text, right):
            continue
        first, between = text[: left.start], text[left.end : right.start]
        second = _CEILING.search(between) or _FLOOR.search(between)
        if not second or not _BOTH.match(between[: second.start()]):
            continue
        if _FLOOR.search(first) and _CEILING.search(between) and left.number >= right.number:
            return True
        if _CEILING.search(first) and _FLOOR.search(between) and left.number <= right.number:
            return True
    return False


def _next_word(text: str, fact: Fact) -> str:
    """Return what a number counts, else something that no other number counts."""
    found = re.match(r"\s([a-z]{3,})", text[fact.end :], re.IGNORECASE)
    return found[1].lower() if found else f"{fact.start}"


def _outside_scope(statement: Statement) -> str | None:
    """Return a region that a case is about though its policy's scope rules that region out."""
    scope = statement.policy.meta
    if not scope.region:
        return None
    opening = re.match(
        r"^(?:For|To|If|When|In|Orders? (?:to|from)|Customers in|Parcels to|Deliver(?:y|ies) to|Shipping to)\b[^,.;]*",
        statement.text,
    )
    if not opening:
        return None
    named = meaning_of(opening.group()).values(Dimension.REGION)
    countries = {country for one in named if (country := _country(one))}
    if not countries or any(is_in_scope(scope, Scope(region=one)) for one in countries):
        return None
    if any(part.startswith(one) for part in scope.region for one in countries):
        return None
    if re.search(r"\b(?:not|n't|cannot|see|another|separate)\b", statement.text):
        return None  # it says that the case belongs elsewhere
    return next(iter(sorted(countries)))


def _country(value: str) -> str | None:
    if len(value) == 2:
        return value.upper()
    return "US" if value in US_STATES else None


def _after_the_end(clauses: Sequence[Clause]) -> Iterator[Warning]:
    """Yield what is promised for something expired that never expires."""
    endless = [one for one in clauses if _NEVER_ENDS.search(one.text)]
    expired = [
        one for one in clauses if _EXPIRED.search(one.statement.text) and not _NEVER_ENDS.search(one.statement.text)
    ]
    seen: set[int] = set()
    for one in expired:
        for other in endless:
            shared = (one.sentence.concepts & other.about.concepts) - {"valid"}
            if not shared or one.statement.start in seen or not may_meet(one.statement.policy, other.statement.policy):
                continue
            subject = other.about.concepts - {"valid", "cost"}
            if subject and len(shared) / len(subject) >= 0.5 and _names_subject(one, shared):
                seen.add(one.statement.start)
                yield warn(
                    Kind.UNREACHABLE,
                    (one.statement.place, other.statement.place),
                    "It never expires, so this never applies.",
                )


def _names_subject(clause: Clause, shared: frozenset[str]) -> bool:
    found = _EXPIRED.search(clause.statement.text)
    return bool(found and meaning_of(found.group()).concepts & shared)


def _inside_the_rule(claims: Sequence[Claim], rarity: Rarity) -> Iterator[Warning]:
    """Yield exceptions that grant less than the rule of the same subject in the same policy does anyway."""
    seen: set[int] = set()
    for special, rule in permutations(claims, 2):
        one, other = special.clause.statement, rule.clause.statement
        if one.start in seen or one.start == other.start or not _comparable(special, rule):
            continue
        if _gives_less(special, rule) and _about_the_same(special.clause, rule.clause, rarity):
            seen.add(one.start)
            message = "The rule already gives more, so this exception never helps anybody."
            yield warn(Kind.UNREACHABLE, (one.place, other.place), message)


def _comparable(special: Claim, rule: Claim) -> bool:
    return (special.fact.kind, special.fact.unit, special.unit) == (rule.fact.kind, rule.fact.unit, rule.unit)


def _gives_less(special: Claim, rule: Claim) -> bool:
    """Whether a period ends earlier than the rule's, or a lesser favour needs as large an order."""
    ours, theirs = special.fact, rule.fact
    if ours.number is None or theirs.number is None or ours.top is not None or theirs.top is not None:
        return False
    words = special.clause.statement.text
    both_lower = special.bound is Bound.LOWER and rule.bound is Bound.LOWER
    if (ours.kind is FactKind.DURATION or special.unit == "nights") and Bound.LOWER not in (special.bound, rule.bound):
        grants = not special.clause.is_denied and not rule.clause.is_denied
        return bool(_EXCEPTION.search(words)) and ours.number < theirs.number and grants
    if ours.kind is FactKind.MONEY and both_lower and rule.clause.cost is Cost.FREE:
        if special.clause.cost is Cost.FREE and _EXCEPTION.search(words):
            return ours.number > theirs.number
        is_lesser = bool(_REDUCED.search(words)) and special.clause.cost is not Cost.FREE
        return is_lesser and ours.number >= theirs.number
    return False


def _outside_the_limits(claims: Sequence[Claim]) -> Iterator[Warning]:
    """Yield exceptions for amounts over the most, or under the least, that the same policy allows at all."""
    seen: set[int] = set()
    for special, rule in permutations(claims, 2):
        one, other = special.clause.statement, rule.clause.statement
        if one.start in seen or one.start == other.start or not _comparable(special, rule):
            continue
        if (
            special.fact.kind is FactKind.DURATION
            or not _EXCEPTION.search(one.text)
            or not _REQUIRED.search(other.text)
        ):
            continue
        shared = special.clause.sentence.concepts & (rule.clause.sentence.concepts | rule.clause.context.concepts)
        if _is_outside(special, rule) and shared - {"cost"}:
            seen.add(one.start)
            yield warn(Kind.UNREACHABLE, (one.place, other.place), "The limits named there rule this case out.")


def _is_outside(special: Claim, rule: Claim) -> bool:
    """Whether the amounts that an exception is for lie beyond what a rule allows at all."""
    ours, theirs = special.fact, rule.fact
    if ours.number is None or theirs.number is None or ours.top is not None:
        return False
    if special.bound is Bound.LOWER and (theirs.top is not None or rule.bound is Bound.UPPER):
        return ours.number >= (theirs.top if theirs.top is not None else theirs.number)
    if special.bound is Bound.UPPER and (theirs.top is not None or rule.bound is Bound.LOWER):
        return ours.number <= theirs.number
    return False


def _about_the_same(one: Clause, other: Clause, rarity: Rarity) -> bool:
    return (
        likeness(one, other, rarity, ignored=frozenset(("cost", "free", "gift", "reduc", "half", "discount")))
        >= SAME_SUBJECT
    )
