"""A word diff as a page shows it: two texts, cut into parts, numbered by edit."""

from collections.abc import Sequence
from dataclasses import dataclass

from drafter.measures.alignment import Span, SpanKind, align


@dataclass(frozen=True)
class DiffPart:
    """A stretch of one or both texts.

    ``kind`` is ``same``, ``removed`` or ``added``; ``tail`` the white space after the words;
    ``follows`` is set on an added part that replaces the removed one before it.
    """

    kind: str
    text: str
    tail: str = ""
    number: int | None = None
    follows: bool = False


@dataclass(frozen=True)
class DiffEdit:
    """One numbered edit for the list beside the diff."""

    number: int
    removed: str
    added: str
    is_move: bool = False


@dataclass(frozen=True)
class WordDiff:
    """Two texts, side by side in parts; ``edits`` is empty when they are the same."""

    parts: tuple[DiffPart, ...]
    edits: tuple[DiffEdit, ...]

    @property
    def added_words(self) -> int:
        """Words that only the later text has."""
        return sum(len(part.text.split()) for part in self.parts if part.kind == "added")

    @property
    def removed_words(self) -> int:
        """Words that only the earlier text has."""
        return sum(len(part.text.split()) for part in self.parts if part.kind == "removed")


def word_diff(before: str, after: str, spans: Sequence[Span] = ()) -> WordDiff:
    """Return the parts of both texts; ``spans`` are used where they were measured before."""
    parts: list[DiffPart] = []
    edits: dict[int, DiffEdit] = {}
    moved: dict[int, int] = {}
    for span in spans or align(before, after):
        left, right = before[span.draft_start : span.draft_end], after[span.sent_start : span.sent_end]
        if span.kind is SpanKind.EQUAL:
            parts.append(DiffPart("same", right))
            continue
        if not left.strip() and not right.strip():
            parts.append(DiffPart("same", right))
            continue
        number = moved.get(span.move or 0) or len(edits) + 1
        if span.move is not None:
            moved[span.move] = number
        parts.extend(_changed(left, right, number))
        known = edits.get(number, DiffEdit(number, "", "", span.move is not None))
        edits[number] = DiffEdit(number, known.removed or left.strip(), known.added or right.strip(), known.is_move)
    return WordDiff(tuple(parts), tuple(edits[number] for number in sorted(edits)))


def _changed(left: str, right: str, number: int) -> list[DiffPart]:
    parts = []
    if left.strip():
        parts.append(DiffPart("removed", left.rstrip(), _tail(left), number))
    if right.strip():
        parts.append(DiffPart("added", right.rstrip(), _tail(right), number, follows=bool(parts)))
    return parts


def _tail(text: str) -> str:
    return text[len(text.rstrip()) :]
