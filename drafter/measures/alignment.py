"""Aligned spans of two texts, for a word diff that a person reads.

The spans tile both texts: every code point of the draft is in exactly one ``equal``,
``delete`` or ``replace`` span, every one of the sent text in one ``equal``, ``insert`` or
``replace`` span.  White space belongs to the word before it.  A sentence that was moved is a
``delete`` and an ``insert`` that share a ``move`` number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rapidfuzz.distance import Levenshtein

from drafter.measures.words import Token, located_tokens

MOST_WORDS = 3000  # both texts together; beyond it the cheaper, less readable alignment is used
ISLAND_WORDS = 2  # an equal stretch this short between larger changes is noise to a reader
SHORTEST_MOVE = 3  # words in a sentence that is worth showing as moved
_SENTENCE_ENDS = frozenset(".!?…。！？")

_Op = tuple[str, int, int, int, int]


class SpanKind(StrEnum):
    """What happened to a stretch of text."""

    EQUAL = "equal"
    INSERT = "insert"
    DELETE = "delete"
    REPLACE = "replace"


@dataclass(frozen=True)
class Span:
    """A stretch of the draft and what stands for it in the sent text; offsets in code points."""

    kind: SpanKind
    draft_start: int
    draft_end: int
    sent_start: int
    sent_end: int
    move: int | None = None


def align(draft: str, sent: str) -> tuple[Span, ...]:
    """Return the aligned spans of two texts, in reading order."""
    ours, theirs = located_tokens(draft), located_tokens(sent)
    left = [draft[token.start : token.end] for token in ours]
    right = [sent[token.start : token.end] for token in theirs]
    operations = _without_islands(_operations(left, right))
    moves = _moved_sentences(operations, _sentences(draft, ours), _sentences(sent, theirs), left, right)
    draft_cuts, sent_cuts = _cuts(draft, ours), _cuts(sent, theirs)
    spans = []
    for (tag, a, b, c, d), move in _split_at_moves(operations, moves):
        span = Span(SpanKind(tag), draft_cuts[a], draft_cuts[b], sent_cuts[c], sent_cuts[d], move)
        if span.draft_end > span.draft_start or span.sent_end > span.sent_start:
            spans.append(span)
    return tuple(spans)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end of each sentence; line breaks end one too."""
    found = located_tokens(text)
    return [(found[first].start, found[last - 1].end) for first, last in _sentences(text, found)]


def _operations(left: Sequence[str], right: Sequence[str]) -> list[_Op]:
    if len(left) + len(right) > MOST_WORDS:
        return [
            (op.tag, op.src_start, op.src_end, op.dest_start, op.dest_end) for op in Levenshtein.opcodes(left, right)
        ]
    return [*SequenceMatcher(None, left, right, autojunk=False).get_opcodes()]


def _cuts(text: str, found: Sequence[Token]) -> list[int]:
    """Return where each token's span starts, and the text's end; white space goes with the token before."""
    return [0, *(token.start for token in found[1:]), len(text)] if found else [0]


def _without_islands(operations: Sequence[_Op]) -> list[_Op]:
    merged: list[_Op] = []
    for place, operation in enumerate(operations):
        if _is_island(operations, place) or (merged and merged[-1][0] != "equal" and operation[0] != "equal"):
            merged[-1] = _joined(merged[-1], operation)
        else:
            merged.append(operation)
    return merged


def _is_island(operations: Sequence[_Op], place: int) -> bool:
    tag, start, end, _, _ = operations[place]
    if tag != "equal" or not 0 < place < len(operations) - 1 or end - start > ISLAND_WORDS:
        return False
    return all(_width(operations[near]) > 2 * (end - start) for near in (place - 1, place + 1))


def _width(operation: _Op) -> int:
    _, a, b, c, d = operation
    return max(b - a, d - c)


def _joined(first: _Op, second: _Op) -> _Op:
    a, b, c, d = first[1], second[2], first[3], second[4]
    tag = "replace" if b > a and d > c else "delete" if b > a else "insert"
    return tag, a, b, c, d


def _sentences(text: str, found: Sequence[Token]) -> list[tuple[int, int]]:
    """Return first and past-last token of each sentence."""
    spans = []
    first = 0
    for place, token in enumerate(found):
        is_last = place == len(found) - 1
        gap = "" if is_last else text[token.end : found[place + 1].start]
        ends = token.text[-1] in _SENTENCE_ENDS and (gap or token.text in "。！？")
        if is_last or ends or "\n" in gap:
            spans.append((first, place + 1))
            first = place + 1
    return spans


def _moved_sentences(
    operations: Sequence[_Op],
    ours: Sequence[tuple[int, int]],
    theirs: Sequence[tuple[int, int]],
    left: Sequence[str],
    right: Sequence[str],
) -> list[tuple[int, int, int, int]]:
    """Return sentences (draft start, end, sent start, end; in tokens) that are gone here and new there."""
    gone = [(op[1], op[2]) for op in operations if op[0] != "equal"]
    new = [(op[3], op[4]) for op in operations if op[0] != "equal"]
    waiting: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for start, end in theirs:
        if end - start >= SHORTEST_MOVE and _lies_in(start, end, new):
            waiting.setdefault(tuple(right[start:end]), []).append((start, end))
    moves = []
    for start, end in ours:
        homes = waiting.get(tuple(left[start:end]))
        if homes and _lies_in(start, end, gone):
            moves.append((start, end, *homes.pop(0)))
    return moves


def _lies_in(start: int, end: int, stretches: Sequence[tuple[int, int]]) -> bool:
    return any(low <= start and end <= high for low, high in stretches)


def _split_at_moves(
    operations: Sequence[_Op], moves: Sequence[tuple[int, int, int, int]]
) -> Iterator[tuple[_Op, int | None]]:
    for operation in operations:
        tag, a, b, c, d = operation
        away = [(m[0], m[1], number) for number, m in enumerate(moves) if a <= m[0] and m[1] <= b]
        here = sorted((m[2], m[3], number) for number, m in enumerate(moves) if c <= m[2] and m[3] <= d)
        if tag == "equal" or not (away or here):
            yield operation, None
            continue
        for start, end, number in _pieces(a, b, away):
            yield ("delete", start, end, c, c), number
        for start, end, number in _pieces(c, d, here):
            yield ("insert", b, b, start, end), number


def _pieces(start: int, end: int, marked: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, int, int | None]]:
    """Cut a stretch at its marked parts; the parts between carry no number."""
    for low, high, number in marked:
        if start < low:
            yield start, low, None
        yield low, high, number
        start = high
    if start < end:
        yield start, end, None
