"""How often something is granted: "twice" where the passage says "once" is another promise."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from drafter.checks.surroundings import Words, clause_of, words_of
from knowledge_base.numerals import find_numbers
from knowledge_base.wording import sentences_of

_TIMES = re.compile(r"[\s-]?(?:times|mal|fois|veces|vez|keer)(?!\w)", re.I)
_WORDS = (
    (1, r"(?<!at )once(?=\s(?:per|in|within|during|every|only|for|free|at|a|by|to|on|with|and|or|before|after)\b"
        r"|[.,;:)]|$)"
        r"|(?<!auf )(?<!noch )(?<!schon )einmal(?:ig)?(?!\s(?:mehr|im\sleben))|eenmal(?:ig)?|één keer"
        r"|(?:une seule|une) fois(?=\s(?:par|dans|sans|gratuit\w*|seulement|maximum|au|et|ou|pendant)\b|[.,;:)]|$)"
        r"|(?:una sola|una) vez(?=\s(?:al|por|en|dentro|gratis|sin|como|durante)\b|[.,;:)]|$)"),
    (2, r"twice|zweimal|deux fois|dos veces|tweemaal"),
    (3, r"thrice|dreimal|driemaal"),
    (4, r"viermal"),
    (5, r"fünfmal"),
)  # fmt: skip
_PATTERNS = tuple((count, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.I)) for count, words in _WORDS)
_ANY = re.compile(r"\b(?:once|twice|thrice|times)\b|(?:ein|zwei|drei|vier|fünf)mal|\bmal\b|fois|\bvez|veces|keer", re.I)
_MAY = re.compile(
    r"\b(?:can|may|up to|kannst|können|bis zu|pouvez|peux|jusqu['’]à|puede[ns]?|hasta)\s(?:\S+\s){0,4}$", re.I
)
_SHARED = 2  # words that a clause and a passage's sentence have, to be of the same thing


@dataclass(frozen=True)
class Repeat:
    """Where a text says how often."""

    count: int
    start: int
    end: int


def find_repeats(text: str) -> list[Repeat]:
    """Return where a text says how often something is done or granted."""
    if not _ANY.search(text):
        return []
    found = [Repeat(count, *one.span()) for count, pattern in _PATTERNS for one in pattern.finditer(text)]
    for number in find_numbers(text):
        times = _TIMES.match(text, number.end)
        if times and number.top is None and number.value == int(number.value):
            found.append(Repeat(int(number.value), number.start, times.end()))
    return [*{one.start: one for one in found}.values()]


def find_wrong_repeats(text: str, passages: Iterable[str]) -> Iterator[tuple[Repeat, str]]:
    """Yield where a draft says another "how often" than the one sentence of the passages that is of the same."""
    repeats = find_repeats(text)
    if not repeats:
        return
    sentences = [one for passage in passages for one in sentences_of(passage[:20_000]) if find_repeats(one)]
    known: list[tuple[Words, str, list[Repeat]]] = [(words_of(one), one, find_repeats(one)) for one in sentences]
    for repeat in repeats:
        clause = words_of(clause_of(text, repeat.start, repeat.end))
        near = [(len(clause & words), sentence, counts) for words, sentence, counts in known]
        best = max((shared for shared, *_ in near), default=0)
        needed = 1 if sum(shared > 0 for shared, *_ in near) == 1 and _MAY.search(text, 0, repeat.start) else _SHARED
        if best < needed:
            continue
        rivals = [(sentence, counts) for shared, sentence, counts in near if shared == best]
        if not any(one.count == repeat.count for _, counts in rivals for one in counts):
            sentence, counts = rivals[0]
            yield repeat, sentence[counts[0].start : counts[0].end]
