"""A word diff as a page shows it: two texts, cut into parts, numbered by edit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from drafter.measures.alignment import Span, SpanKind, align

CURRENCY_SIGNS = frozenset("$€£¥₹")


@dataclass(frozen=True)
class DiffPart:
    """A stretch of one or both texts.

    ``kind`` is ``same``, ``removed``, ``added``, or ``gap`` for text that is not shown;
    ``tail`` is the white space after the words;
    ``follows`` is set on an added part that replaces the removed one before it, ``is_move``
    on both ends of moved text.  A ``same`` part has the later text's white space; ``earlier``
    is the earlier text's wording of it.
    """

    kind: str
    text: str
    tail: str = ""
    number: int | None = None
    follows: bool = False
    is_move: bool = False
    earlier: str = ""


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
        """Words that only the later text has; moved ones are not among them."""
        return self._words("added")

    @property
    def removed_words(self) -> int:
        """Words that only the earlier text has; moved ones are not among them."""
        return self._words("removed")

    @property
    def moves(self) -> int:
        """Stretches that stand in another place."""
        return sum(edit.is_move for edit in self.edits)

    def _words(self, kind: str) -> int:
        return sum(len(part.text.split()) for part in self.parts if part.kind == kind and not part.is_move)


def word_diff(before: str, after: str, spans: Sequence[Span] = ()) -> WordDiff:
    """Return the parts of both texts; ``spans`` are used where they were measured before."""
    parts: list[DiffPart] = []
    edits: dict[int, DiffEdit] = {}
    moved: dict[int, int] = {}
    for span in _with_currency(before, after, spans or align(before, after)):
        left, right = before[span.draft_start : span.draft_end], after[span.sent_start : span.sent_end]
        if span.kind is SpanKind.EQUAL or not (left.strip() or right.strip()):
            parts.append(DiffPart("same", right, earlier=left))
            continue
        number = len(edits) + 1
        if span.move is not None:
            number = moved.setdefault(span.move, number)
        parts.extend(_changed(left, right, number, is_move=span.move is not None))
        known = edits.get(number, DiffEdit(number, "", "", span.move is not None))
        edits[number] = replace(known, removed=known.removed or left.strip(), added=known.added or right.strip())
    return WordDiff(tuple(parts), tuple(edits[number] for number in sorted(edits)))


def compact(diff: WordDiff, *, lines: int = 2) -> WordDiff:
    """Return a diff with only ``lines`` lines of unchanged text around each change."""
    last = len(diff.parts) - 1
    parts: list[DiffPart] = []
    for place, part in enumerate(diff.parts):
        before, after = (lines if place else 0), (lines if place < last else 0)
        parts.extend(_shortened(part, before, after) if part.kind == "same" else (part,))
    return WordDiff(tuple(parts), diff.edits)


def _shortened(part: DiffPart, first: int, final: int) -> tuple[DiffPart, ...]:
    shown = part.text.splitlines(keepends=True)
    hidden = len(shown) - first - final
    if hidden < 2 or len(part.earlier.splitlines()) != len(shown):
        return (part,)
    earlier = part.earlier.splitlines(keepends=True)
    end = len(shown) - final
    head = DiffPart("same", "".join(shown[:first]), earlier="".join(earlier[:first]))
    tail = DiffPart("same", "".join(shown[end:]), earlier="".join(earlier[end:]))
    return head, DiffPart("gap", f"{hidden} lines alike", "\n"), tail


def _with_currency(before: str, after: str, spans: Sequence[Span]) -> list[Span]:
    """Keep a currency sign with its amount: $45 became $38, not 45 became 38 behind a $."""
    shown = list(spans)
    for place in range(1, len(shown)):
        kept, changed = shown[place - 1], shown[place]
        ends = (before[: kept.draft_end][-1:], after[: kept.sent_end][-1:])
        if kept.kind is SpanKind.EQUAL and changed.kind is SpanKind.REPLACE and set(ends) <= CURRENCY_SIGNS:
            shown[place - 1] = replace(kept, draft_end=kept.draft_end - 1, sent_end=kept.sent_end - 1)
            shown[place] = replace(changed, draft_start=changed.draft_start - 1, sent_start=changed.sent_start - 1)
    return shown


def _changed(left: str, right: str, number: int, *, is_move: bool) -> list[DiffPart]:
    parts = []
    if left.strip():
        parts.append(DiffPart("removed", left.rstrip(), _tail(left), number, is_move=is_move))
    if right.strip():
        parts.append(DiffPart("added", right.rstrip(), _tail(right), number, follows=bool(parts), is_move=is_move))
    return parts


def _tail(text: str) -> str:
    return text[len(text.rstrip()) :]
