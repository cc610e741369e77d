"""Values that a reply reckons from what stands beside them: tiers, shares of time, differences, days counted on.

An expression counts only where its units fit and where what it is made of can be seen: stated
in the same sentence or the one before, or, for one of two numbers, known and named by a word
that says how ("beyond", "left", "the other three").  Any two numbers make some third one.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, permutations

from drafter.checks.days import WEEKDAYS
from drafter.checks.evidence import Evidence
from drafter.checks.support import supports
from knowledge_base.facts import Fact, FactKind
from knowledge_base.numerals import find_numbers
from knowledge_base.units import base_of

_GAP = re.compile(
    r"(?<!\w)(?:beyond|past|over|above|extra|additional|more|less|left|remaining|short|difference|still|until|away"
    r"|after|before|early|late|longer|other|others|rest|spare|reach|missing|save\w*|cheaper"
    r"|darüber|hinaus|über|mehr|weniger|übrig\w*|rest\w*|noch|fehl\w+|differenz|unterschied|weitere\w*|andere\w*|bis"
    r"|danach|später|früher|zusätzlich\w*"
    r"|au-delà|de plus|de moins|reste\w*|restant\w*|manqu\w+|différence|encore|autres?|jusqu\w*|après|avant"
    r"|supplément\w*"
    r"|más|menos|falta\w*|quedan?|restantes?|diferencia|todavía|demás|otr[oa]s|hasta|después|antes|adicional\w*"
    r"|meer|minder|over|nog|resterende|verschil)(?!\w)",
    re.I,
)
_THE_OTHER = re.compile(
    r"(?<!\w)(?:other|remaining|additional|further|extra|next|ander\w+|übrigen|restlichen|weiteren?|autres|restants"
    r"|otr[oa]s|demás|restantes|andere|overige)\s$",
    re.I,
)
_HOUR = re.compile(
    r"(?<!\w)(?:at|till?|until|by|from|after|before|um|bis|ab|à|a las|hasta las|om|tot)\s(\d{1,2})(?![\d.,:%€$£])",
    re.I,
)
_SENTENCE_END = re.compile(r"[.!?\n](?:\s|$)")
_FREE = re.compile(
    r"(?<!\w)(?:free|frei|kostenlos|gratis|offert\w*|gratuit\w*|beyond|included|danach|darüber)(?!\w)", re.I
)
_EACH = re.compile(
    r"(?<!\w)(?:each|per|apiece|monthly|instal\w+|rates?|half|je\w*|pro|monat\w*|raten?|hälfte|chacune?|par|mois|moitié"
    r"|l['’]heure|an hour|stunde|la hora"
    r"|cada|por|mes|mitad|sale[n]?)(?!\w)",
    re.I,
)
_BEGUN = re.compile(
    r"(?<!\w)(?:started|begun|or part|angefangen\w*|angebrochen\w*|entamée?s?|empezad\w+|iniciad\w+)", re.I
)
_POINTS = re.compile(r"\s(?:\w+\s)?(?:points?|\w*punkte?n?|puntos?)(?!\w)", re.I)
_DAY_BEFORE = re.compile(
    r"(?<!\w)(?:(?:the )?(?:day|evening|night) (?:before|after)|next day|(?:am )?vortag|vorabend|tag (?:davor|danach)"
    r"|la veille|le lendemain|(?:la )?víspera|día (?:antes|anterior|después|siguiente))(?!\w)",
    re.I,
)
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_NEAR = 260  # characters back to the values that a sum is made of
_FEW = 6
_MOST_KNOWN = 200  # values that one is held against
_MOST = 14  # numbers of one sentence that are reckoned with
_REACH = 600
_MOST_DAYS = 3650
_NO_COUNTS = frozenset({FactKind.MONEY, FactKind.PERCENT, FactKind.TIME, FactKind.DATE, FactKind.ID, FactKind.PHONE})
_NUMERIC = frozenset({FactKind.MONEY, FactKind.QUANTITY, FactKind.DURATION})


@dataclass(frozen=True)
class _Bench:
    """What a value may be reckoned from: what is ``seen`` beside it, ``known`` or ``said``."""

    fact: Fact
    sentence: str
    seen: Sequence[Fact]
    known: Sequence[Fact]
    said: Sequence[Fact]
    counts: Sequence[Decimal]
    asked: str
    is_of_the_rest: bool
    behind: str

    def alike(self, facts: Iterable[Fact]) -> list[Decimal]:
        """Return the numbers of facts in the value's unit."""
        unit, factor = base_of(self.fact.unit)
        found = [
            one.number * scale / factor
            for one in facts
            if one.kind is self.fact.kind and one.number is not None
            for other, scale in [base_of(one.unit)]
            if other == unit
        ]
        return [*dict.fromkeys(found)][:_MOST]


def is_reckoned(fact: Fact, text: str, facts: Sequence[Fact], evidence: Evidence, passed: Sequence[Fact] = ()) -> bool:
    """Whether a value of a draft is what one or two typed steps make of values that can be seen beside it.

    ``passed`` are the values before it that were found sound, some of them worked out themselves.
    """
    if fact.kind is FactKind.DATE:
        bench = _bench(fact, text, facts, evidence)
        return _is_counted_on(fact, bench, evidence) or _is_next_day(fact, bench)
    if fact.number is None or fact.top is not None or fact.kind not in _NUMERIC:
        return False
    bench = _bench(fact, text, facts, evidence)
    if fact.kind is FactKind.DURATION and (_is_between_times(bench) or _is_between_days(bench, evidence)):
        return True
    if fact.kind is FactKind.MONEY and (_is_tiered(bench) or _is_part(bench) or _is_by_rate(bench, evidence)):
        return True
    if fact.kind is FactKind.QUANTITY and (_is_count(bench, evidence) or _is_year(bench)):
        return True
    return _is_made_of_passed(bench, passed) or _is_gap(bench, evidence)


def _bench(fact: Fact, text: str, facts: Sequence[Fact], evidence: Evidence) -> _Bench:
    first = max(0, fact.start - _REACH)
    ends = [0, *(found.end() for found in _SENTENCE_END.finditer(text, first, fact.start))]
    behind = _SENTENCE_END.search(text, fact.end, fact.end + _REACH)
    end = behind.start() if behind else min(len(text), fact.end + _REACH)
    start = ends[-2 if len(ends) > 1 else -1]
    near = [one for one in facts if start <= one.start and one.end <= end and one != fact]
    near.sort(key=lambda one: abs(one.start - fact.start))
    sentence = text[ends[-1] : end]
    taken = [(one.start, one.end) for one in (*near, fact) if one is fact or one.kind in _NO_COUNTS]
    numbers = [(one, ends[-1] + one.start) for one in find_numbers(sentence) if one.value > 0]
    free = [one.value for one, place in numbers if not any(first <= place < last for first, last in taken)]
    counts = [*dict.fromkeys(free)][:_MOST]
    anybodys = {known.fact.key: known.fact for known in (*evidence.proven, *evidence.said, *evidence.derived)}
    sound = [one for one in near[:_MOST] if one.kind is FactKind.TIME or _is_anybodys(one, anybodys)]
    of_the_rest = fact.kind is FactKind.QUANTITY and not fact.unit and _THE_OTHER.search(text, first, fact.start)
    known, said = [one.fact for one in evidence.proven], [one.fact for one in evidence.said]
    return _Bench(fact, sentence, sound, known, said, counts, evidence.asked, bool(of_the_rest), text[fact.end : end])


def _is_anybodys(fact: Fact, known: Mapping[tuple[str, str], Fact]) -> bool:
    alike = [one for one in known.values() if one.kind is fact.kind or FactKind.QUANTITY in (one.kind, fact.kind)]
    return fact.key in known or any(supports(one, fact, is_lowest=True) for one in alike[:_MOST_KNOWN])


def _is_gap(bench: _Bench, evidence: Evidence) -> bool:
    """Whether a value lies between two of its unit, one of which is beside it: "12 miles beyond" 40, of 52."""
    number, seen = bench.fact.number or Decimal(0), bench.alike(bench.seen)
    if bench.fact.kind is FactKind.DURATION and _is_of_lengths(bench, seen):
        return True
    if not _GAP.search(bench.sentence):
        return False
    others = [*bench.alike(bench.said), *bench.alike(bench.known)] if bench.fact.unit else []
    if any(abs(left - right) == number for left in seen for right in (*seen, *others)):
        return True
    if bench.fact.kind is FactKind.MONEY:  # what two bought together cost less than each for itself
        both = [left + right for known in _priced_in(evidence) for left, right in combinations(known, 2)]
        return any(abs(two - one) == number for two in both for one in seen)
    return bench.is_of_the_rest and any(one - number in (1, 2) for one in bench.counts)


def _is_of_lengths(bench: _Bench, seen: Sequence[Decimal]) -> bool:
    """Whether a length of time lies between two beside it, or is so much at so much each: 10 hours, 2 a month."""
    number = bench.fact.number or Decimal(0)
    if any(abs(left - right) == number for left, right in combinations(seen, 2)):
        return True
    several = [*bench.counts, *(one.number for one in bench.seen if one.kind is FactKind.DURATION and one.number)]
    pairs = permutations(dict.fromkeys(several), 2)
    return bool(_EACH.search(bench.sentence)) and any(two > 1 and one / two == number for one, two in pairs)


def _is_tiered(bench: _Bench) -> bool:
    """Whether an amount is a price and so many times another, both beside it: $4 and three times $1."""
    number, amounts = bench.fact.number or Decimal(0), bench.alike(bench.seen)
    counts = [*bench.counts, *(one - 1 for one in bench.counts if one > 1)]
    return any(first + count * more == number for first, more in permutations(amounts, 2) for count in counts)


def _is_made_of_passed(bench: _Bench, passed: Sequence[Fact]) -> bool:
    """Whether a value is the sum of two or three that the reply gave just before, or lies between two of them."""
    number = bench.fact.number or Decimal(0)
    given = bench.alike(one for one in passed if bench.fact.start - one.end <= _NEAR)[-_FEW:]
    if bench.fact.kind is FactKind.QUANTITY and not bench.fact.unit:
        return False
    pairs = [*combinations(given, 2)]
    if any(number in (left + right, abs(left - right)) for left, right in pairs):
        return True
    if any(number == sum(three) for three in combinations(given, 3)):
        return True
    counts = [count for count in bench.counts if count == int(count) and count > 1]
    if bench.fact.kind is FactKind.MONEY and _GAP.search(bench.sentence):
        lengths = [one.number for one in (*bench.seen, *passed) if one.kind is FactKind.DURATION and one.number]
        several = [count for count in (*counts, *lengths[:_FEW]) if count > 1]
        apart = [abs(left - right) for left, right in pairs]
        if any(gap * count == number for gap in apart for count in several):
            return True
    counts += [left * right for left, right in combinations(counts, 2)]
    is_money = bench.fact.kind is FactKind.MONEY
    return is_money and any(round(amount * count, 2) == number for amount in given for count in counts)


def _is_by_rate(bench: _Bench, evidence: Evidence) -> bool:
    """Whether an amount is a price beside it times what lies between two counts: 3 € for each day beyond 10, of 12."""
    number, counts = bench.fact.number or Decimal(0), [*bench.counts]
    counts += [one.number for one in (*bench.seen, *bench.said) if one.kind is FactKind.DURATION and one.number]
    gaps = {abs(left - right) for left, right in combinations(dict.fromkeys(counts[: 2 * _MOST]), 2)} | {
        one - 1 for one in counts if _FREE.search(bench.sentence)
    }
    prices = [*bench.alike(bench.seen)]
    prices += bench.alike(one for one in bench.known) if _FREE.search(bench.sentence) else []
    if any(gap > 0 and price * gap == number for price in prices for gap in gaps):
        return True
    if _EACH.search(bench.sentence) and any(round(price / each, 2) == number for price, each in _rates_of(evidence)):
        return True
    return any(price * (count // each) == number for price, each in _rates_of(evidence) for count in counts if each > 1)


def _rates_of(evidence: Evidence) -> list[tuple[Decimal, Decimal]]:
    """Return each price of a passage with the plain counts of its sentence: "150 points are 5 €"."""
    by_sentence: dict[str, tuple[list[Decimal], list[Decimal]]] = {}
    for one in evidence.cited:
        if one.sentence and one.fact.number and one.fact.kind in _NUMERIC:
            prices, counts = by_sentence.setdefault(one.sentence, ([], []))
            (prices if one.fact.kind is FactKind.MONEY else counts).append(one.fact.number)
    return [(price, each) for prices, counts in by_sentence.values() for price in prices for each in counts][:60]


def _priced_in(evidence: Evidence) -> list[list[Decimal]]:
    """Return the amounts of each passage's sentence, where it has several."""
    found: dict[str, list[Decimal]] = {}
    for one in evidence.cited:
        if one.sentence and one.fact.kind is FactKind.MONEY and one.fact.number:
            found.setdefault(one.sentence, []).append(one.fact.number)
    return [amounts[:_FEW] for amounts in found.values() if len(amounts) > 1][:_MOST]


def _is_count(bench: _Bench, evidence: Evidence) -> bool:
    """Whether a number is a product of two beside it, what a rate leaves over, or one point for each unit of money."""
    number = bench.fact.number or Decimal(0)
    unit, factor = base_of(bench.fact.unit)
    measures = [one for one in bench.seen if one.kind is FactKind.QUANTITY and one.number and one.unit]
    sizes = [(one.number or Decimal(0)) * base_of(one.unit)[1] for one in measures if base_of(one.unit)[0] == unit]
    if unit and any(size * count == number * factor for size in sizes for count in bench.counts):
        return True
    if unit:
        return False
    if any(count % each == number for _, each in _rates_of(evidence) for count in bench.counts if each > 1):
        return True
    amounts = [one.number for one in bench.seen if one.kind is FactKind.MONEY and one.number]
    return bool(_POINTS.match(bench.behind)) and any(int(amount) == number for amount in amounts)


def _is_year(bench: _Bench) -> bool:
    """Whether a year is so many years after one that is beside it or was said: "bought in 2024, so until 2027"."""
    number = bench.fact.number or Decimal(0)
    if not (_FIRST_YEAR <= number <= _LAST_YEAR) or bench.fact.unit:
        return False
    years = [int(one.value[:4]) for one in (*bench.seen, *bench.said) if re.match(r"\d{4}(?:-|$)", one.value)]
    spans = [one.number / 12 for one in bench.seen if one.unit == "months" and one.number is not None]
    return any(year + span == number for year in years for span in spans)


def _is_next_day(fact: Fact, bench: _Bench) -> bool:
    """Whether a weekday is said to be the one before or after a known one: "Wednesday, the day before it ships"."""
    if fact.value not in WEEKDAYS or not _DAY_BEFORE.search(bench.sentence):
        return False
    known = {one.value for one in (*bench.seen, *bench.known, *bench.said)}
    place = WEEKDAYS.index(fact.value)
    return any(WEEKDAYS[(place + step) % 7] in known for step in (-1, 1))


def _is_part(bench: _Bench) -> bool:
    """Whether an amount is an equal part of one beside it, or a share of it: six rates of 540 €."""
    number = bench.fact.number or Decimal(0)
    amounts = bench.alike(bench.seen)
    whole = [count for count in bench.counts if count == int(count) and 1 < count <= 120]
    if _EACH.search(bench.sentence) and any(round(one / count, 2) == number for one in amounts for count in whole):
        return True
    shares = [one.number for one in bench.seen if one.kind is FactKind.PERCENT and one.number is not None]
    ratios = [ratio / 100 for share in shares for ratio in (share, 100 - share, 100 + share)]
    parts = [amount * ratio for amount in amounts for ratio in ratios]
    return any(number in (round(part, 2), round(part, 0)) for part in parts)


def _is_between_times(bench: _Bench) -> bool:
    """Whether a length of time lies between two times of day, beside it or in the ticket: 5 and 5:30 pm."""
    unit, factor = base_of(bench.fact.unit)
    if unit != "minutes" or (bench.fact.number or 0) * factor > 12 * 60:
        return False
    times = [*_minutes(bench.seen)]
    asked = [*_minutes(bench.said), *(Decimal(found) * 60 for found in _HOUR.findall(bench.asked))]
    wanted = (bench.fact.number or Decimal(0)) * factor
    gaps = [abs(left - right) for left in times for right in (*times, *asked)]
    if _BEGUN.search(bench.sentence) and any(0 <= wanted - gap < factor for gap in gaps if gap):
        return True
    return any(wanted in (gap, abs(gap - 720)) for gap in gaps if gap)


def _minutes(facts: Iterable[Fact]) -> Iterator[Decimal]:
    for one in facts:
        if one.kind is FactKind.TIME and re.fullmatch(r"\d\d:\d\d", one.value):
            yield Decimal(int(one.value[:2]) * 60 + int(one.value[3:]))


def _is_between_days(bench: _Bench, evidence: Evidence) -> bool:
    """Whether a number of days lies between two days, one beside it and the other known or said."""
    number = bench.fact.number or Decimal(0)
    if bench.fact.unit != "days" or not 0 < number <= _MOST_DAYS:
        return False
    year = _year_of(evidence)
    seen = [day for one in bench.seen if (day := _day_of(one, year))]
    others = [day for one in (*bench.known, *bench.said) if (day := _day_of(one, year))]
    pairs = [*((left, right) for left in seen for right in others), *combinations(seen, 2)]
    return any(abs((left - right).days) == number for left, right in pairs)


def _is_counted_on(fact: Fact, bench: _Bench, evidence: Evidence) -> bool:
    """Whether a date is so long after or before a known one as is said beside it."""
    year = _year_of(evidence)
    wanted = _day_of(fact, year)
    if wanted is None:
        return False
    starts = [day for one in (*bench.seen, *bench.known, *bench.said) if (day := _day_of(one, year))]
    lengths = [one for one in bench.seen if one.kind is FactKind.DURATION and one.end <= fact.start]
    return any(wanted in _ends_of(day, length) for day in dict.fromkeys(starts) for length in lengths)


def _ends_of(day: date, length: Fact) -> Iterator[date]:
    for number in (length.number, length.top):
        if number is None or number > _MOST_DAYS:
            continue
        count = int(number)
        for step in (count, -count):
            if length.unit == "days":
                yield day + timedelta(days=step)
                yield day + timedelta(days=step - 1 if step > 0 else step + 1)
            elif length.unit == "months":
                years, month = divmod(day.month - 1 + step, 12)
                if 1 < day.year + years < 9000:
                    last = min(day.day, monthrange(day.year + years, month + 1)[1])
                    yield date(day.year + years, month + 1, last)
            elif length.unit == "business days":
                yield _business_day(day, step)


def _business_day(day: date, count: int) -> date:
    weeks, rest = divmod(abs(count), 5)
    step = timedelta(days=1 if count > 0 else -1)
    day += step * 7 * weeks
    while rest:
        day += step
        rest -= day.weekday() < 5
    return day


def _day_of(fact: Fact, year: int) -> date | None:
    """Return the day of a date that may lack its year."""
    if fact.kind is not FactKind.DATE:
        return None
    try:
        return date.fromisoformat(fact.value)
    except ValueError:
        pass
    found = re.fullmatch(r"(\d{1,2}) ([A-Z][a-z]+)", fact.value)
    if not found or found[2] not in _MONTHS or int(found[1]) > monthrange(year, _MONTHS.index(found[2]) + 1)[1]:
        return None
    return date(year, _MONTHS.index(found[2]) + 1, int(found[1]))


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def _year_of(evidence: Evidence) -> int:
    """Return the year that dates without one are of: that of the latest full date known."""
    years = [
        int(one.fact.value[:4])
        for one in (*evidence.ours, *evidence.said)
        if re.match(r"\d{4}-\d\d-\d\d", one.fact.value)
    ]
    return max(years, default=2025)
