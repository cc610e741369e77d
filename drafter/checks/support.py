"""Whether one fact supports another: same value, either end of a range, a host for its pages."""

import re
from collections.abc import Iterable
from dataclasses import replace

from knowledge_base.clock_times import is_same_hour
from knowledge_base.facts import Fact, FactKind, is_same_date
from knowledge_base.units import base_of

_CLOCKS = frozenset({FactKind.TIME, FactKind.DURATION})
SHORTEST_LOCAL_PHONE = 7
SHORTEST_TAIL = 4

_NUMERIC = frozenset({FactKind.MONEY, FactKind.PERCENT, FactKind.DURATION, FactKind.QUANTITY})

_CROWNS = frozenset({"SEK", "NOK", "DKK"})
_AS_HOUR = re.compile(r"\d\s?(?:h|heures?|horas?)$", re.IGNORECASE)
_LAST_HOUR = 24
_SHORTEST_SIDE = 10  # centimetres; smaller plain numbers count pieces
_NUMBERS = frozenset({FactKind.ID, FactKind.CODE, FactKind.QUANTITY, FactKind.PHONE})


def supports(known: Fact, claimed: Fact, *, is_lowest: bool = False) -> bool:
    """Whether ``known`` says what ``claimed`` does.

    Of a known range its upper end supports a single value, the lower one only where the
    draft says so (``is_lowest``: "at least 5 days").
    """
    if known.key == claimed.key or is_same_date(known, claimed) or _are_spelled_alike(known, claimed):
        return True
    if claimed.kind is FactKind.TIME and _is_two_hours(known):
        known = replace(known, kind=FactKind.DURATION, unit="hours", text="18 h")
        ends = (replace(known, number=end, top=None) for end in (known.number, known.top))
        return any(supports(end, claimed) for end in ends)
    if {known.kind, claimed.kind} <= _CLOCKS and (times := _as_times(known, claimed)):
        return is_same_hour(*times)
    if claimed.kind in _NUMERIC and known.kind in _NUMERIC:
        if claimed.unit and (known.unit or _is_long(known, claimed)):
            known, claimed = _in_base_unit(known), _in_base_unit(claimed)
        return _numbers_agree(known, claimed, is_lowest)
    if claimed.kind is FactKind.QUANTITY and known.kind is FactKind.DATE:
        return known.value[:4] == claimed.value  # a year on its own
    if claimed.kind is FactKind.DATE and known.kind is FactKind.DATE:
        if claimed.value.startswith("day "):
            return _day_of_month(known.value) == claimed.value[4:]
        return len(claimed.value) == len("2026-03") and known.value.startswith(claimed.value)
    if known.kind is not claimed.kind and known.key[0] != claimed.key[0]:
        return False
    if claimed.kind is FactKind.PHONE:
        return _is_tail(known.value, claimed.value, SHORTEST_LOCAL_PHONE)
    if claimed.kind is FactKind.URL:
        if claimed.value.lower() == known.value.lower():
            return True
        return claimed.value == _host(known.value) or known.value in (claimed.value, _host(claimed.value) + "/*")
    if claimed.key[0] == FactKind.ID:
        return claimed.value.isdigit() and len(claimed.value) == SHORTEST_TAIL and known.key[1].endswith(claimed.value)
    return False


def _is_long(known: Fact, claimed: Fact) -> bool:
    """Whether a plain number may be a length in centimetres: the 250 of "250 x 60 cm", claimed as 2.5 m."""
    return base_of(claimed.unit)[0] == "cm" and (known.number or 0) >= _SHORTEST_SIDE


def _is_two_hours(known: Fact) -> bool:
    """Whether a range may be two times of day: "8-20h", "13-17"."""
    if known.top is None or not (0 <= (known.number or 0) < known.top <= _LAST_HOUR):
        return False
    return known.unit == "hours" or (known.kind is FactKind.QUANTITY and not known.unit)


def ends_are_known(claimed: Fact, known: Iterable[Fact]) -> bool:
    """Whether both ends of a claimed range are known each on its own."""
    if claimed.top is None:
        return False
    ends = [replace(claimed, number=end, top=None, value="") for end in (claimed.number, claimed.top)]
    facts = [*known]
    return all(any(_is_single(fact) and supports(fact, end) for fact in facts) for end in ends)


def _are_spelled_alike(known: Fact, claimed: Fact) -> bool:
    """Whether both are the same signs, read as an order number here and as a plain number there."""
    return {known.kind, claimed.kind} <= _NUMBERS and _signs(known) == _signs(claimed)


def _signs(fact: Fact) -> str:
    return fact.text.lstrip("#").upper()


def _is_single(fact: Fact) -> bool:
    return fact.top is None


def _numbers_agree(known: Fact, claimed: Fact, is_lowest: bool) -> bool:
    if not _units_agree(known, claimed):
        return False
    if claimed.top is not None or known.top is None:
        return (known.number, known.top) == (claimed.number, claimed.top)
    return claimed.number == known.top or (is_lowest and claimed.number == known.number)


def _units_agree(known: Fact, claimed: Fact) -> bool:
    if known.kind is claimed.kind:
        if claimed.kind is FactKind.MONEY and known.unit != claimed.unit:
            is_crown = "KR" in (known.unit, claimed.unit) and bool({known.unit, claimed.unit} & _CROWNS)
            return (
                is_crown or not known.unit or any(re.search(r"\dcents?\b|\bcents?\b", f.text) for f in (known, claimed))
            )
        return known.unit == claimed.unit or not known.unit or (claimed.kind is FactKind.QUANTITY and not claimed.unit)
    kinds = {known.kind, claimed.kind}
    if kinds == {FactKind.MONEY, FactKind.QUANTITY}:  # an amount written without its currency
        bare = known if known.kind is FactKind.QUANTITY else claimed
        if bare.unit == "lb":  # "72 pounds" weigh something or cost something
            return "pound" in bare.text and "GBP" in (known.unit, claimed.unit)
        return not bare.unit and any(mark in bare.text for mark in ".,")
    return False


def _day_of_month(value: str) -> str:
    """Return the day that a date falls on: 9 of ``2026-03-09``, ``9 March`` and ``day 9``."""
    found = re.fullmatch(r"\d{4}-\d\d-0?(\d{1,2})|(\d{1,2}) \w+|day (\d{1,2})", value)
    return next((day for day in found.groups() if day), "") if found else ""


def _as_times(known: Fact, claimed: Fact) -> tuple[str, str, str, str] | None:
    """Return both as times of day with their words; hours written "18 h" may be either."""
    read: list[str] = []
    for fact in (known, claimed):
        if fact.kind is FactKind.TIME:
            read += [fact.value, fact.text]
        elif fact.unit == "hours" and fact.top is None and fact.number is not None and _AS_HOUR.search(fact.text):
            read += [f"{int(fact.number):02d}:00", fact.text]
    is_read = len(read) == 4 and FactKind.TIME in (known.kind, claimed.kind)
    return (read[0], read[1], read[2], read[3]) if is_read else None


def _in_base_unit(fact: Fact) -> Fact:
    """Bring hours and days to minutes, metres to centimetres, so that 48 hours and 2 days agree."""
    unit, factor = base_of(fact.unit)
    if fact.number is None or unit == fact.unit:
        return fact
    return replace(fact, unit=unit, number=fact.number * factor, top=None if fact.top is None else fact.top * factor)


def _is_tail(left: str, right: str, shortest: int) -> bool:
    short, long = sorted((left.lstrip("0"), right.lstrip("0")), key=len)
    return len(short) >= shortest and long.endswith(short)


def _host(url: str) -> str:
    return "/".join(url.split("/")[:3])
