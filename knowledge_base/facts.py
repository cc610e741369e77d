"""Typed facts in a text - money, percentages, durations, dates, numbers, links - in one normal form.

``$5.95`` and ``USD 5.95`` are the same fact, so are ``30 days`` and ``thirty days``, ``2
years`` and ``24 months``; ``business days`` are not ``days``.  Read in English, and where
digits and units tell, in German, French and Spanish.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from knowledge_base.clock_times import find_times
from knowledge_base.notations import (
    Written,
    day_and_month,
    find_cards,
    find_codes,
    find_dates,
    find_emails,
    find_endless,
    find_ids,
    find_phones,
    find_urls,
)
from knowledge_base.numbering import is_numbering
from knowledge_base.numerals import Number, find_numbers, languages_of
from knowledge_base.units import (
    AND_A_HALF,
    BARE_DOLLARS,
    CENTS,
    CURRENCIES,
    MONEY_AFTER,
    MONEY_BEFORE,
    SHARE_WORD,
    SHARES,
    UNIT_LANGUAGES,
    WHILES,
    measure_at,
    time_unit_at,
)

_REMEMBERED_CHARS = 400
_PIECE_CHARS = 2000
SMALLEST_QUANTITY = 3  # "one" and "two" are more often words than facts


class FactKind(StrEnum):
    """What a fact is about."""

    MONEY = "money"
    PERCENT = "percent"
    DURATION = "duration"
    DATE = "date"
    TIME = "time"
    ID = "id"
    CODE = "code"
    URL = "url"
    EMAIL = "email"
    PHONE = "phone"
    QUANTITY = "quantity"


@dataclass(frozen=True)
class Fact:
    """A fact with its normal form, and the words it was read from (span in code points).

    Amounts carry ``number`` (``top`` too where it is a range) and ``unit``: an ISO currency,
    ``days``, ``business days``, ``months``, ``hours``, ``minutes``, ``%`` or a measure.
    """

    kind: FactKind
    value: str
    start: int
    end: int
    text: str
    number: Decimal | None = None
    top: Decimal | None = None
    unit: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What two facts share when they say the same; ids and codes are one family."""
        if self.kind in (FactKind.ID, FactKind.CODE):
            return FactKind.ID.value, re.sub(r"\W", "", self.value).upper()
        return self.kind.value, self.value


_THOUSANDS = re.compile(r"k\b", re.IGNORECASE)
_PERCENT = re.compile(r"\s?%|[\s-](?:per\s?cent|pct|prozent|pour\s?cent|por\s?ciento)\b", re.IGNORECASE)
_A_WHILE = re.compile(
    r"\b(?:within|in|for|after|about|takes?|(?:up|close) to|at least|than|lasts?|every|under|another|least|is|have|has"
    r"|until|over)\s(?:the\s)?"
    r"(?P<while>(?:an?|one)\s(?:full\s|whole\s|calendar\s)?(?P<unit>(?:business\s|working\s)?day|week|month|year|hour))\b",
    re.IGNORECASE,
)
_NTH_DAY = re.compile(
    r"(?P<count>\d{1,3})(?:st|nd|rd|th|e|er|\.)\s(?P<unit>(?:calendar\s|business\s|working\s)?day|tag(?:es)?|werktag|jour)\b",
    re.IGNORECASE,
)
_ALSO_WORDS = frozenset({"once", "neuf", "cent", "sept", "six", "acht", "elf", "mil", "cien"})
_NOUN = re.compile(r"\s(?!quarts?\b|cuartos?\b|viertel)[^\W\d_]{4,}", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(?<![\d/])(?:1[3-9]|2\d|3[01])/(?:0?[1-9]|1[0-2])/\d{2,4}(?![\d/])")
_AS_LETTER = re.compile(r"[A-Za-z]")


def find_facts(text: str, *, dollar: str = "USD", with_shares: bool = False) -> list[Fact]:
    """Return the facts of a text in order; none overlaps another.

    ``dollar`` is the currency that a bare ``$`` stands for.  ``with_shares`` reads "half the
    price" as 50 %, and "drei Zelte" as a count, too.  Facts of recent sentences are remembered: the
    checks of one draft read the same ones.  Long texts are read in pieces, so time grows with length.
    """
    if len(text) <= _PIECE_CHARS:
        read = _remembered_facts if len(text) <= _REMEMBERED_CHARS else _remembered_pieces
        return [*read(text, dollar, with_shares)]
    facts = []
    for start, end in _pieces(text):
        facts += [_moved(fact, start) for fact in _remembered_pieces(text[start:end], dollar, with_shares)]
    return facts


def _find_facts(text: str, dollar: str, with_shares: bool) -> tuple[Fact, ...]:
    facts: list[Fact] = []
    rest = text
    for kind, finder in _SPELLED:
        found = (Fact(kind, one.value, one.start, one.end, text[one.start : one.end]) for one in finder(rest))
        taken = _without_overlaps([*found])
        facts.extend(taken)
        rest = _blank_out(rest, taken)
    if with_shares:
        shares = _without_overlaps([*_shares(text, rest)])
        facts.extend(shares)
        rest = _blank_out(rest, shares)
        facts.extend(_foreign_counts(text, rest))
    facts.extend(_amounts(text, rest, dollar))
    return tuple(sorted(facts, key=lambda fact: (fact.start, fact.end)))


_remembered_facts = lru_cache(maxsize=8192)(_find_facts)
_remembered_pieces = lru_cache(maxsize=256)(_find_facts)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Cut a long text where a line, a sentence or at least a word ends."""
    start = 0
    while len(text) - start > _PIECE_CHARS:
        last = start + _PIECE_CHARS
        ends = (text.rfind(mark, start + _PIECE_CHARS // 2, last) for mark in ("\n", ". ", " "))
        end = next((place + 1 for place in ends if place > 0), last)
        yield start, end
        start = end
    yield start, len(text)


def _moved(fact: Fact, by: int) -> Fact:
    return replace(fact, start=fact.start + by, end=fact.end + by)


_SPELLED: Sequence[tuple[FactKind, Callable[[str], Iterable[Written]]]] = (
    (FactKind.ID, find_endless),
    (FactKind.EMAIL, find_emails),
    (FactKind.URL, find_urls),
    (FactKind.DATE, find_dates),
    (FactKind.TIME, find_times),
    (FactKind.ID, find_cards),
    (FactKind.PHONE, find_phones),
    (FactKind.CODE, find_codes),
    (FactKind.ID, find_ids),
)


def changed_facts(before: str, after: str, *, dollar: str = "USD") -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """Return the facts added and the facts removed from one text to another, as multisets.

    A date that only gains or loses its year is the same; 8/6/2026 beside 18/6/2026 is in June.
    """
    old, new = (_day_first(find_facts(text, dollar=dollar), (before, after)) for text in (before, after))
    missing = _count(old) - _count(new)
    extra = _count(new) - _count(old)
    added, removed = _last(new, extra), _last(old, missing)
    for fact in tuple(added):
        twin = next((other for other in removed if is_same_date(fact, other)), None)
        if twin:
            added.remove(fact)
            removed.remove(twin)
    return tuple(added), tuple(removed)


def _day_first(facts: Sequence[Fact], texts: Iterable[str]) -> list[Fact]:
    if not any(map(_DAY_FIRST.search, texts)):
        return [*facts]
    return [replace(one, value=_readings(one)[-1]) if one.kind is FactKind.DATE else one for one in facts]


def is_same_date(left: Fact, right: Fact) -> bool:
    """Whether two dates agree as far as both say: one may lack its year, 3/9 may be either."""
    if left.kind is not FactKind.DATE or right.kind is not FactKind.DATE:
        return False
    return any(
        one == other or _day_and_month(one) == other or one == _day_and_month(other)
        for one in _readings(left)
        for other in _readings(right)
    )


def _readings(fact: Fact) -> tuple[str, ...]:
    """Return what a date may mean: of "3/9/2026" the 9th of March or the 3rd of September."""
    if "/" not in fact.text or not re.fullmatch(r"\d{4}-\d\d-\d\d|\d+ \w+", fact.value):
        return (fact.value,)
    if fact.value[4:5] == "-":
        year, month, day = fact.value.split("-")
        return (fact.value, f"{year}-{day}-{month}") if int(day) <= 12 else (fact.value,)
    swapped = re.match(r"(\d{1,2})/(\d{1,2})", fact.text)
    if not swapped or max(int(swapped[1]), int(swapped[2])) > 12:
        return (fact.value,)
    first, second = int(swapped[1]), int(swapped[2])
    return day_and_month(date(2000, first, second)), day_and_month(date(2000, second, first))


def describe_number(number: Decimal) -> str:
    """Return a number without needless zeros: ``30``, ``2.5``."""
    return f"{number.normalize():f}" if number else "0"


def _without_overlaps(facts: Sequence[Fact]) -> list[Fact]:
    """Keep the first and longest reading of each place; several values of one span stay together."""
    kept: list[Fact] = []
    for fact in sorted(facts, key=lambda found: (found.start, -found.end)):
        is_free = not kept or fact.start >= kept[-1].end or (fact.start, fact.end) == (kept[-1].start, kept[-1].end)
        if is_free and fact not in kept[-2:]:
            kept.append(fact)
    return kept


def _blank_out(text: str, facts: Iterable[Fact]) -> str:
    parts, place = [], 0
    for fact in facts:  # in order; several values may share one span
        if fact.end > place:
            parts += [text[place : fact.start], chr(0) * (fact.end - max(place, fact.start))]
            place = fact.end
    return "".join((*parts, text[place:]))


def _amounts(text: str, rest: str, dollar: str) -> Iterator[Fact]:
    spelled = [*_without_overlaps([*_spelled_amounts(text, rest)])]
    yield from spelled
    rest = _blank_out(rest, spelled)
    for number in find_numbers(rest):
        fact = _money(text, rest, number, dollar) or _percent(text, rest, number) or _duration(text, rest, number)
        fact = fact or _quantity(text, rest, number)
        if fact:
            yield fact


def _spelled_amounts(text: str, rest: str) -> Iterator[Fact]:
    """Yield what has no number of its own: "a week", "half a year", "the 30th day"."""
    for pattern, unit, count in WHILES:
        for match in pattern.finditer(rest):
            yield _of_unit(text, Number(count, *match.span()), match.end(), unit, 1)
    for match in _A_WHILE.finditer(rest):
        if (found := time_unit_at(match["unit"], 0)) and not AND_A_HALF.match(rest, match.end()):
            number = Number(Decimal(1), *match.span("while"))
            yield _of_unit(text, number, number.end, found[0], found[1])
    for match in _NTH_DAY.finditer(rest):
        if found := time_unit_at(match["unit"], 0):
            yield _of_unit(text, Number(Decimal(match["count"]), *match.span()), match.end(), found[0], found[1])


def _shares(text: str, rest: str) -> Iterator[Fact]:
    if not SHARE_WORD.search(rest):
        return
    for pattern, share in SHARES:
        for match in pattern.finditer(rest):
            span, value = match.span(), f"{describe_number(share)}%"
            yield Fact(FactKind.PERCENT, value, *span, text[slice(*span)], share, None, "%")


def _money(text: str, rest: str, number: Number, dollar: str) -> Fact | None:
    before, after = (
        MONEY_BEFORE.search(rest, max(0, number.start - 18), number.start),
        MONEY_AFTER.match(rest, number.end),
    )
    if before and not number.is_foreign:
        currency, start, end, factor = before["currency"], before.start(), number.end, 1
        if thousands := _THOUSANDS.match(rest, number.end):
            end, factor = thousands.end(), 1000
    elif after:
        currency, start, end = after["currency"] or "", number.start, after.end()
        dollar = CENTS.get((after["cents"] or "").lower(), dollar)
        factor = 1000 if after["thousands"] else 1
    else:
        return None
    unit = dollar if currency.lower() in BARE_DOLLARS else CURRENCIES.get(currency.lower(), dollar)
    share = Decimal(factor) if currency else Decimal("0.01")
    low, top = number.value * share, number.top * share if number.top is not None else None
    value = f"{unit} {low:.2f}" + (f"-{top:.2f}" if top is not None else "")
    return Fact(FactKind.MONEY, value, start, end, text[start:end], low, top, unit)


def _percent(text: str, rest: str, number: Number) -> Fact | None:
    match = _PERCENT.match(rest, number.end)
    if not match:
        return None
    value = f"{_span_of_values(number.value, number.top)}%"
    return Fact(
        FactKind.PERCENT,
        value,
        number.start,
        match.end(),
        text[number.start : match.end()],
        number.value,
        number.top,
        "%",
    )


def _duration(text: str, rest: str, number: Number) -> Fact | None:
    found = time_unit_at(rest, number.end)
    if not found:
        return None
    unit, factor, end = found
    if number.is_foreign and not _speak_alike(text[number.start : number.end], rest[number.end : end]):
        return None
    if number.top is None and (half := AND_A_HALF.match(rest, end)):
        number, end = replace(number, value=number.value + Decimal("0.5")), half.end()
    return _of_unit(text, number, end, unit, factor)


def _speak_alike(number: str, unit: str) -> bool:
    """Whether number and unit are words of one language: "once días", not "once an"."""
    words = re.split(r"\W+", number)
    return any(UNIT_LANGUAGES[language].search(unit) for word in words for language in languages_of(word))


def _quantity(text: str, rest: str, number: Number) -> Fact | None:
    if number.is_foreign or is_numbering(rest, number):
        return None
    if measure := measure_at(rest, number.end):
        unit, end = measure
        value, words = f"{_span_of_values(number.value, number.top)} {unit}", text[number.start : end]
        return Fact(FactKind.QUANTITY, value, number.start, end, words, number.value, number.top, unit)
    is_small = max(number.value, number.top or 0) < SMALLEST_QUANTITY and (
        number.is_word or number.value == int(number.value)
    )
    if is_small or _AS_LETTER.match(rest, number.end):
        return None
    value, span = _span_of_values(number.value, number.top), slice(number.start, number.end)
    return Fact(FactKind.QUANTITY, value, number.start, number.end, text[span], number.value, number.top)


def _foreign_counts(text: str, rest: str) -> Iterator[Fact]:
    """Yield counts written as a German, French or Spanish word before a noun: "drei Zelte"."""
    for number in find_numbers(rest):
        word, end = text[number.start : number.end], number.end
        if not number.is_foreign or word.lower() in _ALSO_WORDS or number.value < SMALLEST_QUANTITY:
            continue
        if _NOUN.match(rest, end) and not (
            time_unit_at(rest, end) or MONEY_AFTER.match(rest, end) or _PERCENT.match(rest, end)
        ):
            value = _span_of_values(number.value, number.top)
            yield Fact(FactKind.QUANTITY, value, number.start, end, word, number.value, number.top)


def _of_unit(text: str, number: Number, end: int, unit: str, factor: int) -> Fact:
    low, top = number.value * factor, number.top * factor if number.top is not None else None
    value = f"{_span_of_values(low, top)} {unit}"
    return Fact(FactKind.DURATION, value, number.start, end, text[number.start : end], low, top, unit)


def _span_of_values(low: Decimal, top: Decimal | None) -> str:
    return describe_number(low) if top is None else f"{describe_number(low)}-{describe_number(top)}"


def _count(facts: Iterable[Fact]) -> Counter[tuple[str, str]]:
    return Counter(fact.key for fact in facts)


def _last(facts: Sequence[Fact], wanted: Counter[tuple[str, str]]) -> list[Fact]:
    """Return the last occurrences of each wanted key, in the order of the text."""
    left, found = Counter(wanted), []
    for fact in reversed(facts):
        if left[fact.key] > 0:
            left[fact.key] -= 1
            found.append(fact)
    return found[::-1]


def _day_and_month(value: str) -> str | None:
    """Return a full date without its year ("9 March"); None for any other value."""
    try:
        moment = date.fromisoformat(value)
    except ValueError:
        return None
    return day_and_month(moment)
