"""What a wrong value of a draft was meant to be, in the draft's own notation; and the words round a value."""

import re
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import Levenshtein

from drafter.checks.evidence import Known
from knowledge_base.facts import Fact, FactKind
from knowledge_base.wording import stems_of

_SLIPS = 3  # letters in which a number, address or link may differ and still be meant as the one we know
_LONGEST = 400  # characters of a sentence on either side of a fact
_SPELLED = frozenset({FactKind.ID, FactKind.CODE, FactKind.EMAIL, FactKind.URL, FactKind.PHONE})


def find_meant(fact: Fact, text: str, proven: Sequence[Known]) -> Known | None:
    """Return the one proven value that fits where the draft has another; None where none or several do."""
    fitting = _distinct(known for known in proven if _fits(known.fact, fact))
    if fact.kind in _SPELLED:
        near = _distinct(k for k in fitting if Levenshtein.distance(k.fact.key[1], fact.key[1]) <= _SLIPS)
        fitting = near or ([] if fact.key[0] == FactKind.ID else fitting)
    if len(fitting) > 1:
        fitting = _nearest_in_wording(fitting, around(text, fact))
    return fitting[0] if len(fitting) == 1 else None


def _fits(known: Fact, fact: Fact) -> bool:
    if known.key[0] != fact.key[0]:
        return False
    if fact.kind is FactKind.DURATION:
        return "business" in known.unit or known.unit in ("days", "months") or known.unit == fact.unit
    if fact.kind is FactKind.DATE:
        return known.value[:1].isdigit() == fact.value[:1].isdigit()
    return fact.kind is not FactKind.QUANTITY or (known.unit == fact.unit and known.end > 0)


def _distinct(known: Iterable[Known]) -> list[Known]:
    """Keep one of each value; the one with a sentence of its own before a bare one."""
    by_key: dict[tuple[str, str], Known] = {}
    for one in known:
        if one.fact.key not in by_key or (one.sentence and not by_key[one.fact.key].sentence):
            by_key[one.fact.key] = one
    return [*by_key.values()]


def _nearest_in_wording(known: Sequence[Known], sentence: str) -> list[Known]:
    wanted = {*stems_of(sentence)}
    scored = [(len(wanted & {*stems_of(one.sentence)}), one) for one in known]
    best = max(score for score, _ in scored)
    return [one for score, one in scored if score == best] if best else []


def in_notation_of(fact: Fact, meant: Fact) -> str:
    """Return the right value in the draft's form: "30-day" where "60-day" stood."""
    if fact.kind is FactKind.DURATION and re.fullmatch(r"\S+-\w+", fact.text) and meant.top is None:
        return re.sub(r"\s+", "-", meant.text.rstrip("s"))
    return meant.text


def around(text: str, fact: Fact) -> str:
    """Return the sentence a fact stands in, without the fact; of an endless one what is near."""
    first, last = max(0, fact.start - _LONGEST), min(len(text), fact.end + _LONGEST)
    start = max(first - 1, *(text.rfind(mark, first, fact.start) for mark in (". ", "! ", "? ", "\n")))
    ends = [place for mark in (". ", "! ", "? ", "\n") if (place := text.find(mark, fact.end, last)) >= 0]
    return f"{text[start + 1 : fact.start]} {text[fact.end : min(ends, default=last)]}"
