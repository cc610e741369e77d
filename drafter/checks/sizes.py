"""Sizes in several directions: "55 x 38 x 20 cm" is one fact, not three numbers that are each known from elsewhere."""

import re
from collections.abc import Iterable, Iterator

from drafter.checks.context import CheckContext
from knowledge_base.numerals import parse_digits

_NUMBER = r"(?:\d{1,2}[ \u202f\u00a0]\d{3}(?!\d)|\d{1,4}(?:[.,]\d{1,2})?)"
_SIZE = re.compile(rf"(?<![\w.,]){_NUMBER}(?:\s?(?:cm|mm|m|in)?\s?[x×]\s?{_NUMBER}){{1,3}}(?![\w.,]\d)", re.IGNORECASE)
Span = tuple[int, int]


def find_wrong_sizes(context: CheckContext) -> Iterator[tuple[Span, str]]:
    """Yield where a size stands that no passage has, with one that a passage has in as many directions."""
    known = _known_sizes(context)
    for start, end in find_sizes(context.text):
        sides = _sides(context.text[start:end])
        alike = [words for other, words in known.items() if len(other) == len(sides)]
        if alike and sides not in known and not _is_said(sides, context):
            yield (start, end), alike[0]


def find_sizes(text: str) -> Iterator[Span]:
    """Yield where sizes in several directions stand."""
    return (match.span() for match in _SIZE.finditer(text))


def is_known_size(words: str, context: CheckContext) -> bool:
    """Whether a passage or an item of the order has a size, its sides in any order."""
    return _sides(words) in _known_sizes(context)


def _known_sizes(context: CheckContext) -> dict[tuple[str, ...], str]:
    order = context.order or (context.ticket.order if context.ticket else None)
    texts = [source.text for source in context.sources] + [item.name for item in (order.items if order else ())]
    return {_sides(match[0]): match[0] for text in texts for match in _SIZE.finditer(text)}


def _is_said(sides: tuple[str, ...], context: CheckContext) -> bool:
    messages: Iterable[str] = (message.text for message in context.ticket.messages) if context.ticket else ()
    return any(_sides(match[0]) == sides for text in messages for match in _SIZE.finditer(text))


def _sides(words: str) -> tuple[str, ...]:
    return tuple(sorted(f"{parse_digits(one).normalize():f}" for one in re.findall(_NUMBER, words)))
