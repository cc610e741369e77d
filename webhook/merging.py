"""Three texts into one: what two people changed in the same text, line by line.

Source: Khanna, Kunal and Pierce 2007, "A Formal Investigation of Diff3": stretches of the
base that both sides kept divide the texts; between two of them the side that changed wins,
and where both changed differently, both are given.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

OPENS, PARTS, CLOSES = "<<<<<<<", "=======", ">>>>>>>"


@dataclass(frozen=True)
class Merged:
    """One text of two; ``clashes`` counts the places where both changed the same lines, each marked in ``text``."""

    text: str
    clashes: int


@dataclass(frozen=True)
class _Kept:
    """A stretch of lines that all three texts hold, and where it begins in each."""

    base: int
    theirs: int
    yours: int
    size: int


def merge(base: str, theirs: str, yours: str, *, theirs_name: str = "theirs", yours_name: str = "yours") -> Merged:
    """Take over both sides' changes of ``base``.

    Where both changed the same lines differently, both versions stand between marks
    (``has_marks``).  Line ends are the last thing on each line, also of the last one.

    >>> merge("a\\nb\\nc\\n", "A\\nb\\nc\\n", "a\\nb\\nC\\n").text
    'A\\nb\\nC\\n'
    """
    before, left, right = (text.splitlines() for text in (base, theirs, yours))
    lines: list[str] = []
    clashes = 0
    at = _Kept(0, 0, 0, 0)
    for kept in _kept_by_all(before, left, right):
        old = before[at.base + at.size : kept.base]
        ours, mine = left[at.theirs + at.size : kept.theirs], right[at.yours + at.size : kept.yours]
        if ours in (old, mine):
            lines += mine
        elif mine == old:
            lines += ours
        else:
            clashes += 1
            lines += [f"{OPENS} {theirs_name}", *ours, PARTS, *mine, f"{CLOSES} {yours_name}"]
        lines += before[kept.base : kept.base + kept.size]
        at = kept
    return Merged("".join(f"{line}\n" for line in lines), clashes)


def has_marks(text: str) -> bool:
    """Whether a text still holds a mark that ``merge`` left for somebody to decide."""
    return any(line.startswith((f"{OPENS} ", f"{CLOSES} ")) for line in text.splitlines())


def _kept_by_all(base: Sequence[str], theirs: Sequence[str], yours: Sequence[str]) -> Iterator[_Kept]:
    """Yield the stretches of the base that stand in both texts, in order; an empty one at the end."""
    left, right = _matches(base, theirs), _matches(base, yours)
    one, two = 0, 0
    while one < len(left) and two < len(right):
        (at, there, size), (also_at, here, also_size) = left[one], right[two]
        first, end = max(at, also_at), min(at + size, also_at + also_size)
        if first < end:
            yield _Kept(first, there + first - at, here + first - also_at, end - first)
        if at + size < also_at + also_size:
            one += 1
        else:
            two += 1
    yield _Kept(len(base), len(theirs), len(yours), 0)


def _matches(base: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, int]]:
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return [(block.a, block.b, block.size) for block in blocks if block.size]
