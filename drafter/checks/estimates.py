"""Rounded values that say they are rounded: "just under 1 kg" of 980 g, "about half a year" of 180 days."""

import re
from decimal import ROUND_HALF_UP, Decimal

from drafter.checks.evidence import Evidence
from knowledge_base.facts import Fact, FactKind, find_facts
from knowledge_base.units import base_of

_ABOUT = re.compile(
    r"(?<!\w)(?:about|around|roughly|approximately|approx\.?|nearly|almost|just (?:under|over)|a little (?:under|over)"
    r"|some|close to|more or less|ca\.?|circa|etwa|rund|ungefähr|knapp|gut|fast|beinahe|zirka|gegen"
    r"|environ|à peu près|presque|près d[e'’]|autour d[e'’]|un peu (?:plus|moins) d[e'’]|quelque"
    r"|unos|unas|aproximadamente|casi|alrededor de|cerca de|más o menos|poco (?:más|menos) de)"
    r"\s?(?:an?|the|ein\w*|un|une|una|€|£|\$)?\s?$",
    re.I,
)
_MINUTES_A_MONTH = Decimal("43830")
_NEAR = Decimal("0.09")  # by which a length of time in other units may differ
_REACH = 32  # characters before a value in which its "about" stands


def is_estimate(fact: Fact, text: str, evidence: Evidence) -> bool:
    """Whether a value is said to be about what it is, and rounds a proven one or one that the reply states."""
    if fact.number is None or fact.top is not None:
        return False
    if not _ABOUT.search(text, max(0, fact.start - _REACH), fact.start):
        return False
    stated = [one for one in find_facts(text, dollar=evidence.dollar) if one != fact and one.end <= fact.start]
    known = [one.fact for one in evidence.proven] + (stated if fact.kind is FactKind.DURATION else [])
    return any(_rounds_to(one, fact) for one in known if one.kind is fact.kind)


def _rounds_to(known: Fact, fact: Fact) -> bool:
    unit, number = _in_base(fact, fact.number)
    other, value = _in_base(known, known.number)
    if unit != other or not number or not value:
        return False
    if fact.kind is FactKind.DURATION:
        return known.unit != fact.unit and abs(number - value) <= _NEAR * value
    _, factor = base_of(fact.unit)
    places = Decimal((0, (1,), _first_place(number / factor)))
    return (value / factor / places).quantize(Decimal(1), ROUND_HALF_UP) * places == number / factor


def _first_place(number: Decimal) -> int:
    """Return the power of ten of the last digit that a round number gives: 2 of 400, 1 of 410, 0 of 7."""
    exponent = number.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _in_base(fact: Fact, number: Decimal | None) -> tuple[str, Decimal]:
    if fact.unit == "months":
        return "minutes", (number or Decimal(0)) * _MINUTES_A_MONTH
    unit, factor = base_of(fact.unit)
    return unit, (number or Decimal(0)) * factor
