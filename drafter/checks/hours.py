"""Opening hours: both ends known and yet no such hours, as "10 to 5" of "Sat 9-5, Sun 10-4"."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from drafter.checks.evidence import Known
from knowledge_base.clock_times import is_same_hour
from knowledge_base.facts import Fact, FactKind

_AS_HOUR = re.compile(
    r"(?<!\w)(?:from|to|till?|until|at|between|and|by|before|after|von|bis|um|gegen|zwischen|und|ab|de|à|las|entre|\d\s?a|y|et|hasta"
    r"|jusqu['’]à|vers|desde)\s$",
    re.I,
)
_DAY = 24
_ZONES = {
    "E": r"Eastern|E[SD]?T", "C": r"Central|C[SD]T", "M": r"Mountain|M[SD]?T", "P": r"Pacific|P[SD]?T",
    "G": r"GMT|UTC|BST|UK time", "X": r"CES?T|MES?Z",
}  # fmt: skip
_ZONE = re.compile("|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _ZONES.items()))
_TIME_BEFORE = re.compile(r"(?:\d|[ap]\.?m\.?|noon|midnight|uhr|h)\s?\(?(?:US\s)?$", re.I)


@dataclass(frozen=True)
class WrongHours:
    """Hours of a draft, and the closing hour that a passage knows for the same opening one."""

    fact: Fact
    opens: str
    closes: str
    known: str
    origin: str


def find_wrong_hours(fact: Fact, facts: Sequence[Fact], proven: Iterable[Known]) -> WrongHours | None:
    """Return what is wrong with the hours that a time ends; None where it ends none, or where they are known."""
    span = [one for one in facts if _is_time(one) and (one.start, one.end) == (fact.start, fact.end)]
    if not _is_time(fact) or len(span) != 2 or span[1] is not fact:
        return None
    opens, closes = span
    known = [*_hours_in(proven)]
    of_opening = [one for one in known if _agree(one[0].fact, opens)]
    is_end = any(_agree(one[1].fact, closes) for one in known)
    if not of_opening or not is_end or any(_agree(one[1].fact, closes) for one in of_opening):
        return None
    first, last = of_opening[0]
    return WrongHours(fact, opens.value, closes.value, f"{first.fact.value} to {last.fact.value}", last.origin)


def _hours_in(proven: Iterable[Known]) -> Iterator[tuple[Known, Known]]:
    """Yield the two times of each range: they were read from one place."""
    times = [known for known in proven if _is_time(known.fact)]
    for left, right in pairwise(times):
        if (left.fact.start, left.fact.end, left.sentence) == (right.fact.start, right.fact.end, right.sentence):
            yield left, right


def _is_time(fact: Fact) -> bool:
    return fact.kind is FactKind.TIME


def _agree(left: Fact, right: Fact) -> bool:
    return is_same_hour(left.value, left.text, right.value, right.text)


def is_bare_hour(fact: Fact, text: str, known: Iterable[Fact]) -> bool:
    """Whether a plain number is said as an hour, and is one that passages have: "from half past eight till five"."""
    if (
        fact.kind is not FactKind.QUANTITY
        or fact.unit
        or not _AS_HOUR.search(text, max(0, fact.start - 20), fact.start)
    ):
        return False
    hours = {one.value for one in known if one.kind is FactKind.TIME}
    ends = [end for end in (fact.number, fact.top) if end is not None]
    return all(end == int(end) and end <= _DAY and _hour_is_in(int(end), hours) for end in ends)


def _hour_is_in(hour: int, hours: set[str]) -> bool:
    return f"{hour:02d}:00" in hours or (hour < _DAY / 2 and f"{hour + _DAY // 2:02d}:00" in hours)


def find_wrong_zones(text: str, passages: Iterable[str], asked: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield where a time is given in a zone that neither passages nor the ticket name, with one that a passage has."""
    found = [one for one in _ZONE.finditer(text) if _TIME_BEFORE.search(text, max(0, one.start() - 12), one.start())]
    if not found:
        return
    known = [one for passage in passages for one in _ZONE.finditer(passage)]
    zones = {one.lastgroup for one in (*known, *_ZONE.finditer(asked))}
    yield from ((one.span(), known[0][0]) for one in found if known and one.lastgroup not in zones)
