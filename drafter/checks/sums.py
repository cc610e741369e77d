"""Amounts that a reply works out before the reader: a product, a sum, a difference of amounts in the same sentence."""

from itertools import combinations

from drafter.checks.evidence import Evidence
from drafter.checks.support import supports
from knowledge_base.facts import Fact, FactKind, find_facts
from knowledge_base.numerals import find_numbers

_MOST_AMOUNTS = 6  # of one sentence that are summed


def is_worked_out(fact: Fact, sentence: str, evidence: Evidence) -> bool:
    """Whether an amount is made of known ones in its own sentence: "two lines at $45 are $90", "$179 and $99: $278".

    ``sentence`` is what stands round the fact.
    """
    if fact.number is None:
        return False
    if fact.kind is FactKind.QUANTITY and not fact.unit:
        return _is_product(fact, sentence)
    if fact.kind is not FactKind.MONEY:
        return False
    prices = {one.key: one for one in find_facts(sentence, dollar=evidence.dollar) if one.kind is FactKind.MONEY}
    alike = [one for one in prices.values() if one.unit == fact.unit and one.number][:_MOST_AMOUNTS]
    counts = {number.value for number in find_numbers(sentence) if number.value > 1}
    rates = counts | {left / right for left in counts for right in counts if left > right}
    priced = {fact.number / rate for rate in rates}
    if any(_is_ours(one, evidence) for one in alike if one.number in priced):
        return True
    known = [one.number for one in alike if one.number and _is_anybodys(one, evidence)]
    pairs = {result for left, right in combinations(known, 2) for result in (left + right, abs(left - right))}
    return fact.number in pairs or (len(known) > 2 and fact.number == sum(known))


def _is_product(fact: Fact, sentence: str) -> bool:
    """Whether a count is the product of two numbers beside it: "1.5 points for each of $120 make 180"."""
    numbers = {number.value for number in find_numbers(sentence) if number.value > 1}
    return any(left * right == fact.number for left, right in combinations(numbers, 2))


def _is_ours(price: Fact, evidence: Evidence) -> bool:
    return any(supports(known.fact, price) for known in evidence.proven)


def _is_anybodys(price: Fact, evidence: Evidence) -> bool:
    """Whether passages, the order or the customer named an amount."""
    return _is_ours(price, evidence) or any(supports(known.fact, price) for known in evidence.said)
