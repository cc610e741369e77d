"""Ranges of weekdays and of months, each one fact: "Monday to Saturday" is wrong of "Tuesday to Saturday".

Every day of a wrong range may well be known; what counts is which days are in it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from knowledge_base.wording import sentences_of

Span = tuple[int, int]

_DAYS = (
    "mon(?:day)?s?|mo|montags?|lundis?|lun(?:es)?", "tue(?:s(?:day)?)?s?|di|dienstags?|mardis?|mar(?:tes)?",
    "wed(?:nesday)?s?|mi|mittwochs?|mer(?:credis?)?|mi[ée](?:rcoles)?",
    "thu(?:r(?:s(?:day)?)?)?s?|do|donnerstags?|jeu(?:dis?)?|jue(?:ves)?",
    "fri(?:day)?s?|fr|freitags?|ven(?:dredis?)?|vie(?:rnes)?",
    "sat(?:urday)?s?|sa|samstags?|sonnabends?|sam(?:edis?)?|s[áa]b(?:ados?)?",
    "sun(?:day)?s?|so|sonntags?|dim(?:anches?)?|dom(?:ingos?)?",
)  # fmt: skip
_MONTHS = (
    "jan(?:uary)?|januar|jänner|janvier|enero", "feb(?:ruary)?|februar|février|febrero", "mar(?:ch)?|märz|mars|marzo",
    "apr(?:il)?|avril|abril", "may|mai|mayo", "june?|juni|juin|junio", "july?|juli|juillet|julio",
    "aug(?:ust)?|août|agosto", "sept?(?:ember)?|septembre|septiembre", "oct(?:ober)?|oktober|octobre|octubre",
    "nov(?:ember)?|novembre|noviembre", "dec(?:ember)?|dezember|décembre|diciembre",
)  # fmt: skip
_TO = r"\.?\s?(?:[-–—]|\s?(?:to|through|thru|until|till|bis|au|à|al|a|hasta)\s(?:le\s|el\s|los\s)?)\s?"
_NOT = re.compile(
    r"(?<!\w)(?:not|no|never|closed|except|\w+n['’]t|nicht|kein\w*|geschlossen|außer|fermée?s?|sauf|pas|cerrad\w+"
    r"|cierra\w*"
    r"|salvo|excepto)(?!\w)",
    re.I,
)
_WORKDAYS = re.compile(
    r"(?<!\w)(?:weekdays?|werktags|wochentags|unter der woche|en semaine|entre semana)(?!\w)",
    re.I,
)
_WEEKEND = re.compile(r"(?<!\w)(?:weekends?|wochenende\w*|week-ends?|fin(?:es)? de semana)(?!\w)", re.I)
_ALL = re.compile(
    r"(?<!\w)(?:daily|every day|7 days a week|seven days a week|24/7|täglich|jeden tag|tous les jours|7j/7"
    r"|todos los días|a diario)(?!\w)",
    re.I,
)
_MOST_SINGLE = 4  # days and ranges of one sentence that are put together


@dataclass(frozen=True)
class _Cycle:
    """The names of days or months in their order, and how a range of them is written."""

    names: Sequence[re.Pattern[str]]
    one: re.Pattern[str]
    span: re.Pattern[str]

    def place_of(self, word: str) -> int:
        return next(place for place, name in enumerate(self.names) if name.fullmatch(word))

    def between(self, first: str, last: str) -> frozenset[int]:
        """Return the places from one name to another, round the end of the cycle if need be."""
        start, size = self.place_of(first), len(self.names)
        count = (self.place_of(last) - start) % size
        return frozenset((start + step) % size for step in range(count + 1))


def _cycle(names: Sequence[str]) -> _Cycle:
    every = "|".join(names)
    return _Cycle(
        [re.compile(name, re.I) for name in names],
        re.compile(rf"(?<!\w)(?:{every})(?!\w)", re.I),
        re.compile(rf"(?<![\w-])({every}){_TO}({every})(?!\w)", re.I),
    )


_CYCLES = (_cycle(_DAYS), _cycle(_MONTHS))


def find_wrong_spans(text: str, passages: Iterable[str], asked: str) -> Iterator[tuple[Span, str]]:
    """Yield where a range stands that neither passages nor the ticket have, with one that a passage has."""
    if not any(cycle.span.search(text) for cycle in _CYCLES):
        return
    sentences = [sentence for passage in passages for sentence in sentences_of(passage[:20_000])]
    for cycle in _CYCLES:
        spans = [(found.span(), cycle.between(found[1], found[2])) for found in cycle.span.finditer(text)]
        known = [found[0] for sentence in sentences for found in cycle.span.finditer(sentence)]
        if not spans or not known:
            continue
        right = {one for sentence in sentences for one in _sets_in(sentence, cycle)}
        right |= {cycle.between(found[1], found[2]) for found in cycle.span.finditer(asked)}
        for span, members in spans:
            if members not in right:
                yield span, known[0]


def _sets_in(sentence: str, cycle: _Cycle) -> Iterator[frozenset[int]]:
    """Yield the sets of days or months that a sentence speaks of: each, several together, and all but those denied."""
    denied = _NOT.search(sentence)
    end = denied.start() if denied else len(sentence)
    yield from _unions_of(_parts_of(sentence[:end], cycle))
    parts = _parts_of(sentence[end:], cycle)
    yield from _unions_of(parts)
    if parts:
        yield frozenset(range(len(cycle.names))) - frozenset[int]().union(*parts)


def _parts_of(words: str, cycle: _Cycle) -> list[frozenset[int]]:
    parts = [cycle.between(found[1], found[2]) for found in cycle.span.finditer(words)]
    rest = cycle.span.sub(" ", words)
    parts += [frozenset({cycle.place_of(found[0])}) for found in cycle.one.finditer(rest)]
    if len(cycle.names) == len(_DAYS):
        parts += [frozenset(range(5))] * bool(_WORKDAYS.search(words))
        parts += [frozenset({5, 6})] * bool(_WEEKEND.search(words))
        parts += [frozenset(range(7))] * bool(_ALL.search(words))
    return [*dict.fromkeys(parts)][:_MOST_SINGLE]


def _unions_of(parts: Sequence[frozenset[int]]) -> Iterator[frozenset[int]]:
    for count in range(1, len(parts) + 1):
        yield from (frozenset[int]().union(*some) for some in combinations(parts, count))
