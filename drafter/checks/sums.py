"""Values that a reply works out before the reader: a product, a sum, a share of what its own sentence names."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import combinations

from drafter.checks.evidence import Evidence, Known
from drafter.checks.support import supports
from knowledge_base.facts import Fact, FactKind, find_facts
from knowledge_base.numerals import find_numbers
from knowledge_base.units import base_of

_MOST_AMOUNTS = 6  # of one sentence that are summed
_MOST_KNOWN = 40  # amounts of passages and order of which two are summed where a reply says it sums
_SUMS = re.compile(
    r"(?<!\w)(?:in total|total|altogether|all in|together|combined|in all|including|comes? to|both"
    r"|insgesamt|zusammen|gesamt\w*|inklusive|zuzüglich|beide\w*|macht"
    r"|au total|en tout|total\w*|ensemble|les deux|soit|revien\w+"
    r"|en total|juntos|juntas|sum[ae]\w*|sumando|las dos|los dos|ambos|ambas)(?!\w)",
    re.I,
)
_DIFFERENCES = re.compile(
    r"(?<!\w)(?:sav\w+|difference|bigger|smaller|longer|shorter"
    r"|left|cheaper|remain\w*|minus|leav\w+|more|less|extra|short|would have|instead|back"
    r"|sparen|sparst|ersparnis|differenz|unterschied|größer|kleiner|länger|kürzer"
    r"|günstiger|teurer|abzüglich|mehr|weniger|rest\w*|übrig|zurück|fehl\w+"
    r"|économis\w+|différence|reste\w*|moins|de plus|manqu\w+"
    r"|ahorr\w+|diferencia|quedar\w*|restante|más|menos|falta\w*)(?!\w)",
    re.I,
)
_WEEKS = re.compile(r"\b(?:KW|kalenderwochen?|weeks?|wochen?|semaines?|semanas?)\s?\d{1,2}\b", re.I)
_EACH = re.compile(
    r"(?<!\w)(?:each|apiece|per|a piece|je|pro|stück|jeweils|pièce|l['’]un\w*|chacun\w*|par|l['’]unité|cada un[oa]"
    r"|por|la unidad)(?!\w)",
    re.I,
)
_POINTS = re.compile(r"(?<!\w)(?:points?|\w*punkte?n?|puntos?)(?!\w)", re.I)
_WEEK = 7


def is_worked_out(fact: Fact, sentence: str, clause: str, evidence: Evidence, earlier: Iterable[Fact] = ()) -> bool:
    """Whether a value is made of known ones in its own sentence: "two lines at $45 are $90", "$179 and $99: $278".

    ``sentence`` and ``clause`` are what stands round the fact, ``earlier`` the known amounts
    that the reply states before it: it sums those, if it states two.
    """
    if fact.number is None:
        return False
    if fact.kind is FactKind.QUANTITY and not fact.unit:
        return _is_product(fact, sentence) or _is_points(fact, clause, evidence) or _is_factor(fact, sentence, evidence)
    if fact.kind is FactKind.QUANTITY:
        return bool(_DIFFERENCES.search(clause)) and _is_gap(fact, sentence)
    if fact.kind is FactKind.DURATION:
        return fact.top is None and _is_span(fact, sentence, evidence)
    if fact.kind is not FactKind.MONEY:
        return False
    prices = {one.key: one for one in find_facts(sentence, dollar=evidence.dollar) if one.kind is FactKind.MONEY}
    alike = [one for one in prices.values() if one.unit == fact.unit and one.number][:_MOST_AMOUNTS]
    counts = {number.value for number in find_numbers(sentence) if number.value > 1}
    rates = counts | {left / right for left in counts for right in counts if left > right}
    priced = {fact.number / rate for rate in rates}
    if any(_is_ours(one, evidence) or _is_derived(one, evidence) for one in alike if one.number in priced):
        return True
    known = [one.number for one in alike if one.number and _is_anybodys(one, evidence)]
    if _is_sum(fact.number, known) or _is_rate(fact, sentence, clause, evidence):
        return True
    stated = [one.number for one in earlier if one.number and one.unit == fact.unit]
    pool = stated if len({*stated}) > 1 else [*_amounts_in(evidence, fact.unit), *stated]
    pairs = [*combinations(dict.fromkeys(pool), 2)]
    is_sum = bool(_SUMS.search(clause)) and any(left + right == fact.number for left, right in pairs)
    if is_sum or not _DIFFERENCES.search(clause):
        return is_sum
    times = [count * amount for count in counts if count <= _MOST_AMOUNTS for amount in pool]
    pairs += [(left, right) for left in times for right in pool]
    return any(abs(left - right) == fact.number for left, right in pairs)


def _is_sum(number: Decimal, known: list[Decimal]) -> bool:
    pairs = {result for left, right in combinations(known, 2) for result in (left + right, abs(left - right))}
    return number in pairs or (2 < len(known) <= _MOST_AMOUNTS and number == sum(known))


def _amounts_in(evidence: Evidence, unit: str) -> list[Decimal]:
    """Return the amounts of passages and order, with what the order's lines come to."""
    lines = (known for known in evidence.derived if known.basis is None)
    found = (known.fact for known in (*evidence.proven, *lines) if known.fact.kind is FactKind.MONEY)
    return [*dict.fromkeys(one.number for one in found if one.number and one.unit == unit)][:_MOST_KNOWN]


def _is_rate(fact: Fact, sentence: str, clause: str, evidence: Evidence) -> bool:
    """Whether an amount is a passage's rate times a count beside it: "100 points = £1" makes £12.50 of 1,250."""
    counts = {number.value for number in find_numbers(sentence) if number.value > 1}
    if _EACH.search(clause):
        counts.add(Decimal(1))
    rates = [*_rates_in(evidence.cited), *_rates_in(evidence.ours)]
    return any(round(count / unit * price, 2) == fact.number for price, unit in rates for count in counts)


def _rates_in(known: Iterable[Known]) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield each amount of a passage with the counts of its own sentence."""
    by_sentence: dict[str, list[Fact]] = {}
    for one in known:
        if one.sentence:
            by_sentence.setdefault(one.sentence, []).append(one.fact)
    for facts in by_sentence.values():
        prices = [one.number for one in facts if one.kind is FactKind.MONEY and one.number]
        units = [one.number for one in facts if one.kind is FactKind.QUANTITY and one.number]
        yield from ((price, unit) for price in prices for unit in units)


def _is_product(fact: Fact, sentence: str) -> bool:
    """Whether a count is the product of two numbers beside it: "1.5 points for each of $120 make 180"."""
    numbers = {number.value for number in find_numbers(sentence) if number.value > 1}
    return any(left * right == fact.number for left, right in combinations(numbers, 2))


def _is_gap(fact: Fact, sentence: str) -> bool:
    """Whether a measure is what lies between two of its sentence: "13.3 cm and 14 cm, 7 mm more"."""
    unit, factor = base_of(fact.unit)
    others = [(one, base_of(one.unit)) for one in find_facts(sentence) if one.kind is FactKind.QUANTITY and one.number]
    sizes = [(one.number or Decimal(0)) * scale for one, (other, scale) in others if other == unit]
    return any(abs(left - right) == (fact.number or 0) * factor for left, right in combinations(sizes, 2))


def _is_quotient(fact: Fact, left: Fact, right: Fact) -> bool:
    """Whether a number of days is how often one measure goes into another: "12 kg at 300 g a day"."""
    (unit, factor), (other, scale) = base_of(left.unit), base_of(right.unit)
    if not unit or unit != other or not left.number or not right.number:
        return False
    small, large = sorted((left.number * factor, right.number * scale))
    return large / small == fact.number


def _is_factor(fact: Fact, sentence: str, evidence: Evidence) -> bool:
    """Whether a count only multiplies a known price before the reader: "four bags at £9.50 are £38"."""
    prices = [one for one in find_facts(sentence, dollar=evidence.dollar) if one.kind is FactKind.MONEY and one.number]
    products = {one.number for one in prices}
    return any(
        one.number and fact.number and one.number * fact.number in products and _is_ours(one, evidence)
        for one in prices
    )


def _is_points(fact: Fact, clause: str, evidence: Evidence) -> bool:
    """Whether a number of points is that of an order's amount: one for each unit of its currency."""
    if not _POINTS.search(clause):
        return False
    amounts = (known.fact.number for known in evidence.ours if known.fact.kind is FactKind.MONEY)
    return any(amount is not None and int(amount) == fact.number for amount in amounts)


def _is_span(fact: Fact, sentence: str, evidence: Evidence) -> bool:
    """Whether a length of time lies between two weeks of its sentence, or is that of a known count, one a day."""
    if fact.unit == "days" and _WEEKS.search(sentence):
        numbers = [number.value for number in find_numbers(sentence) if not number.is_word]
        return any(abs(left - right) * _WEEK == fact.number for left, right in combinations(numbers, 2))
    facts = [one for one in find_facts(sentence) if one.kind is FactKind.QUANTITY and one.number]
    if fact.unit == "days" and any(_is_quotient(fact, left, right) for left, right in combinations(facts, 2)):
        return True
    counts = [one for one in facts if one.kind is FactKind.QUANTITY and one.number == fact.number]
    return fact.unit == "days" and any(_is_ours(one, evidence) for one in counts)


def _is_ours(price: Fact, evidence: Evidence) -> bool:
    return any(supports(known.fact, price) for known in evidence.proven)


def _is_derived(price: Fact, evidence: Evidence) -> bool:
    return any(supports(known.fact, price) for known in evidence.derived)


def _is_anybodys(price: Fact, evidence: Evidence) -> bool:
    """Whether passages, the order or the customer named an amount."""
    return _is_ours(price, evidence) or any(supports(known.fact, price) for known in evidence.said)
