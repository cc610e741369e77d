"""Numbers as the wider comparison reads them: also "once", "half price", "an hour late" and ages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from knowledge_base.facts import FactKind
from knowledge_base.linting.clauses import Clause
from knowledge_base.linting.concepts import NOTHING, meaning_of
from knowledge_base.linting.kinship import nearness
from knowledge_base.linting.numbers import DAYS_OF, NEAR, NOTE_ON_TEXT, Bound, bound_of
from knowledge_base.linting.statements import Statement, facts_of
from knowledge_base.wording import stems_of

_SPAN = re.compile(
    r"\b(?:an?|one|another|(?<=the )(?:first|following|next)) (?:full |whole |calendar |business |working )?"
    r"(?P<unit>minute|hour|day|night|week|month|quarter|year)s?\b",
    re.IGNORECASE,
)
_RATE = re.compile(r"(?:[$€£%]\s?[\d.,]*|\d|fee|times?|once|twice|charged|per|cost\w*)\W*$", re.IGNORECASE)
_HALF = re.compile(
    r"\bhalf (?:the |its |their |of the )?(?:price|off|fee|cost|fare|rate)s?\b|\bhalf-price\b", re.IGNORECASE
)
_TIMES = re.compile(
    r"\b(?P<word>once|twice|thrice|(?:one|two|three|four|five|six|\d+) (?:times|attempts|tries))\b", re.IGNORECASE
)
_TIMES_OF = {
    "once": 1,
    "twice": 2,
    "thrice": 3,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "nine": 9,
}
_AGE = re.compile(
    r"\b(?:age[sd]?(?: of)?|from|under|over|at least|be|are|is|until|turn(?:ed)?|children|below"
    r"|above)\s(?:the age of )?(?P<n>\d{1,2})\b"
    r"(?!\s?(?:[%$€£a-z:.,]*(?:day|week|month|hour|minute|night|mile|km|kg|lb|point|dollar|working|business"
    r"|people|item|percent|[ap]\.?m)))(?![.,:]?\d)",
    re.IGNORECASE,
)
_AGE_AFTER = re.compile(
    r"\b(?P<n>\d{1,2})(?:\syears?(?: old| of age)|\s?(?:\+|(?:and|or) (?:over|older|above|under|younger)))",
    re.IGNORECASE,
)
_AGE_WORDS = re.compile(
    r"\b(?:aged?|years? old|old enough|older|adults?|child(?:ren)?|kids?|minors?|people|persons?|hirers?|you"
    r"|riders?|must be|who)\b",
    re.IGNORECASE,
)
_DAYS = {**DAYS_OF}
_SPAN_DAYS: dict[str, Decimal | int] = {
    "minute": 1 / Decimal(1440),
    "hour": 1 / Decimal(24),
    "day": 1,
    "night": 1,
    "week": 7,
    "month": 30,
    "quarter": 91,
    "year": 360,
}
_SHARE = re.compile(
    r"\b(?P<word>half|(?:an?|one) (?:third|quarter|fifth|sixth|tenth)|(?P<times>two|three|four|six|nine) "
    r"(?:third|quarter|fifth|tenth)s)\b(?! (?:an? |of an? )?(?:hour|year|month|day|dozen|party|time|visit|try)\b)",
    re.IGNORECASE,
)
_PART = {"half": 50, "third": 33, "quarter": 25, "fifth": 20, "sixth": 17, "tenth": 10}
_CURRENCY = {"pound": "GBP", "dollar": "USD", "euro": "EUR"}
_AGE_BEFORE = re.compile(
    r"(?:under|over|at least|older than|younger than|below|above|aged?|turned|of|from)\s(?:the age of\s)?$",
    re.IGNORECASE,
)
_AGE_END = re.compile(
    r"\s(?:(?:or|and)\s(?:older|over|above|younger|under)|may|can|must|cannot|to|when)\b|[.,;]|$", re.IGNORECASE
)
YOUNGEST, OLDEST = 5, 100
_UNIT_WORDS = re.compile(r"^\s?((?:[a-z-]+\s?){1,2})", re.IGNORECASE)
_LARGEST = re.compile(r"\b(?:largest|highest|maximum|biggest|most|at most|up to)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Measure:
    """A number that a clause fixes.

    ``kind`` and ``units`` say with what it can be compared; ``low`` and ``top`` are in days,
    or in its unit; ``bound`` is the side it limits from.
    """

    clause: Clause
    kind: str
    units: frozenset[str]
    low: Decimal
    top: Decimal
    bound: Bound
    said: str
    start: int = 0

    @property
    def around(self) -> frozenset[tuple[str, str]]:
        """All facts of the statement it stands in."""
        return frozenset(fact.key for fact in facts_of(self.clause.statement.text))

    @property
    def said_value(self) -> tuple[str, str] | None:
        """Its own fact there; None for what is no plain fact."""
        return next((fact.key for fact in facts_of(self.clause.text) if fact.start == self.start), None)

    @property
    def value(self) -> tuple[str, Decimal, Decimal]:
        """What it says, however it is written."""
        return self.kind, self.low, self.top


@lru_cache(maxsize=50_000)
def measures_of(clause: Clause) -> tuple[Measure, ...]:
    """Return the numbers of a clause; of examples and notes on the text itself none."""
    if clause.is_example or NOTE_ON_TEXT.search(clause.statement.text):
        return ()
    return tuple(_measures(clause))


@lru_cache(maxsize=50_000)
def measures_in(statement: Statement) -> tuple[Measure, ...]:
    """Return the numbers of a whole statement: also "half of it", "fifty pounds" and "nobody under twenty-one"."""
    if NOTE_ON_TEXT.search(statement.text):
        return ()
    text = statement.text
    whole = Clause(statement, text, 0, len(text), NOTHING, NOTHING, NOTHING)
    found = [_as_money(one) for one in _measures(whole)]
    ages = {one.start for one in found if one.kind == "age"}
    for fact in facts_of(text):
        is_plain = fact.kind is FactKind.QUANTITY and not fact.unit and fact.top is None and fact.start not in ages
        is_age = _AGE_BEFORE.search(text[: fact.start]) and _AGE_END.match(text[fact.end :])
        if is_plain and is_age and fact.number is not None and YOUNGEST < fact.number < OLDEST:
            found.append(_exact(whole, "age", "", fact.number, fact.text, fact.start))
    taken = [range(one.start, one.start + len(one.said)) for one in found]
    for share in _SHARE.finditer(text):
        if not any(share.start() in one for one in taken):
            part = _PART[share["word"].lower().split()[-1].rstrip("s")] * _TIMES_OF.get(
                (share["times"] or "").lower(), 1
            )
            found.append(_exact(whole, "percent", "%", Decimal(part), share.group(), share.start()))
    return tuple(found)


def _exact(clause: Clause, kind: str, unit: str, value: Decimal, said: str, start: int) -> Measure:
    return Measure(clause, kind, frozenset((unit,)) - {""}, value, value, Bound.EXACT, said, start)


def _as_money(measure: Measure) -> Measure:
    """Read "fifty pounds" as an amount."""
    words = measure.said.lower().split()
    unit = _CURRENCY.get(words[-1].rstrip("s")) if measure.kind == "quantity" and words else None
    return replace(measure, kind="money", units=frozenset((unit,))) if unit else measure


def _measures(clause: Clause) -> Iterator[Measure]:
    text = clause.text
    taken: set[int] = set()
    for found in (*_AGE_AFTER.finditer(text), *_AGE.finditer(text)):
        if found.start("n") not in taken and _AGE_WORDS.search(clause.statement.text):
            taken.add(found.start("n"))
            years = Decimal(found["n"])
            yield Measure(clause, "age", frozenset(), years, years, Bound.EXACT, found["n"], found.start("n"))
    for fact in facts_of(text):
        if fact.start in taken:
            continue
        taken |= set(range(fact.start, fact.end))
        low, bound = fact.number or Decimal(0), bound_of(text, fact)
        top = fact.top if fact.top is not None else low
        if fact.kind is FactKind.TIME:
            clock = Decimal(fact.value.replace(":", "") or 0) if fact.value.replace(":", "").isdigit() else Decimal(0)
            yield Measure(clause, "time", frozenset(), clock, clock, Bound.EXACT, fact.text, fact.start)
        elif fact.kind is FactKind.DURATION:
            share = _DAYS.get(fact.unit, Decimal(1))
            yield Measure(clause, "duration", frozenset(), low * share, top * share, bound, fact.text, fact.start)
        elif fact.kind in (FactKind.MONEY, FactKind.PERCENT):
            yield Measure(clause, fact.kind.value, frozenset((fact.unit,)), low, top, bound, fact.text, fact.start)
        elif fact.kind is FactKind.QUANTITY:
            units = _units(text[fact.end :], fact.unit)
            if units:
                yield Measure(clause, "quantity", units, low, top, bound, fact.text, fact.start)
    yield from _spoken(clause, taken)


def _spoken(clause: Clause, taken: set[int]) -> Iterator[Measure]:
    text = clause.text
    for found in _SPAN.finditer(text):
        if found.start() in taken or _RATE.search(text[: found.start()]):
            continue
        days = Decimal(_SPAN_DAYS[found["unit"].lower()])
        yield Measure(clause, "duration", frozenset(), days, days, Bound.EXACT, found.group(), found.start())
    for found in _HALF.finditer(text):
        yield Measure(
            clause, "percent", frozenset("%"), Decimal(50), Decimal(50), Bound.EXACT, found.group(), found.start()
        )
    for found in _TIMES.finditer(text):
        word = found["word"].split()[0].lower()
        if word == "once" and not re.match(r" (?:per|an?|only|in|each|every|more)\b|[.,;)]|$", text[found.end() :]):
            continue
        number = Decimal(_TIMES_OF.get(word, 0)) or Decimal(word)
        yield Measure(
            clause, "quantity", frozenset(("times",)), number, number, Bound.EXACT, found.group(), found.start()
        )


def _units(after: str, unit: str) -> frozenset[str]:
    """Return what a number counts: "two free check-overs" checks, "3 attempts" times."""
    if unit:
        return frozenset((unit.rstrip("s"),))
    found = _UNIT_WORDS.match(after)
    if not found:
        return frozenset()
    words = found[1].lower().replace("-", "")
    return frozenset(stems_of(words)) | meaning_of(words).concepts


def differ(left: Measure, right: Measure) -> bool:
    """Whether two numbers of one kind cannot both be right for one subject."""
    if left.value == right.value:
        return False
    low, top = max(left.low, right.low), min(left.top, right.top)
    if left.kind == "duration" and {left.low, left.top} != {right.low, right.top}:
        smaller, larger = sorted((left.top, right.top))
        if larger <= smaller * NEAR and larger != smaller and left.said.split()[-1][:3] != right.said.split()[-1][:3]:
            return False
    is_range = (left.low != left.top) != (right.low != right.top)
    if is_range and low <= top:
        point, span = (left, right) if left.low == left.top else (right, left)
        return bool(_LARGEST.search(point.clause.text)) and point.top != span.top
    return True


def comparable(left: Measure, right: Measure) -> bool:
    """Whether two numbers count the same."""
    return left.kind == right.kind and (not left.units or _count_alike(left.units, right.units))


def _count_alike(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    return bool(ours & theirs) or any(nearness(one, other) for one in ours for other in theirs)
