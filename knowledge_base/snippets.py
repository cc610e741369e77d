"""Revision text to Snippets: one for each section, with heading path, span and a stable id.

A section is what stands under one heading, with the few words that lead to it from the
heading above.  A long one is cut at its paragraphs.  Each
snippet falls into passages, the short stretches whose vectors search compares.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge_base.blocks import Block, BlockKind, read_blocks

CUTTER = "sections-2"  # changes whenever the same text would be cut differently
MAX_SNIPPET_WORDS = 400  # about 550 tokens: eight of them fit a prompt of 6,000
MIN_PASSAGE_WORDS = 12  # a shorter paragraph joins its neighbour: alone it says too little
MAX_PASSAGE_WORDS = 120  # about 160 tokens: with its headings a passage stays under the 256 the encoder reads
PATH_SIGN = " > "


@dataclass(frozen=True)
class Snippet:
    """A passage cut from one revision.

    ``heading`` is the path of headings above it, without the policy's title.  ``text`` may
    be quoted; ``internal`` and ``steps`` are for agents.  ``start`` and ``end`` are code
    points of the revision's text.  ``id`` stays while policy, heading and words stay.
    """

    id: str
    heading: tuple[str, ...]
    text: str
    start: int
    end: int
    passages: tuple[str, ...] = ()
    internal: str = ""
    steps: tuple[str, ...] = ()
    part: int = 0

    @property
    def searchable(self) -> str:
        """All words that may be searched, quotable or not."""
        return "\n\n".join(text for text in (self.text, self.internal, "\n".join(self.steps)) if text)


@dataclass(frozen=True)
class _Section:
    heading: tuple[str, ...]
    start: int
    blocks: tuple[Block, ...]


def cut_snippets(text: str, *, policy_id: str, title: str) -> tuple[Snippet, ...]:
    """Cut a revision's text into snippets, in its order.

    A first heading that repeats the title is left out of the paths.  A heading with nothing
    under it becomes a snippet without text: it can be found, but not quoted.
    """
    snippets: list[Snippet] = []
    seen: dict[str, int] = {}
    for section in _sections(read_blocks(text), title):
        for part, blocks in enumerate(_parts(section)):
            snippet = _snippet(section, blocks, part)
            digest = _digest(policy_id, snippet)
            count = seen[digest] = seen.get(digest, -1) + 1
            snippets.append(replace(snippet, id=f"sni_{_digest(digest, count) if count else digest}"))
    return tuple(snippets)


def heading_text(title: str, heading: Sequence[str]) -> str:
    """Return the whole path of a snippet as one line, for its heading's vector and for prefixes."""
    return PATH_SIGN.join(part for part in (title, *heading) if part)


def _sections(blocks: Sequence[Block], title: str) -> list[_Section]:
    found: list[_Section] = []
    path: list[tuple[int, str]] = []
    open_blocks: list[Block] = []
    start = blocks[0].start if blocks else 0
    is_leaf = False  # whether the last heading has not been followed by a deeper one

    def close(*, keeps_empty: bool) -> None:
        if open_blocks or (keeps_empty and path):
            found.append(_Section(tuple(name for _, name in path), start, tuple(open_blocks)))

    for block in blocks:
        if block.kind is not BlockKind.HEADING:
            open_blocks.append(block)
            continue
        lead = open_blocks if _announces(open_blocks, path[-1][0] if path else 0, block.level) else []
        if not lead:
            close(keeps_empty=is_leaf and bool(path) and block.level <= path[-1][0])
        is_title = not found and not path and _same(block.text, title)
        path = [(level, name) for level, name in path if level < block.level]
        if block.text and not is_title:
            path.append((block.level, block.text))
        start, is_leaf, open_blocks = (lead[0].start if lead else block.start), True, list(lead)
    close(keeps_empty=is_leaf)
    return found or [_Section((), start, ())]


def _announces(blocks: Sequence[Block], level: int, next_level: int) -> bool:
    """Whether a few words only lead to the deeper heading that follows; they are cut together with it.

    As snippets of their own such tables of contents crowded out the sections: recall in the
    first three fell from .82 to .77.
    """
    text = " ".join(block.text for block in blocks)
    is_rule = any(map(str.isdigit, text)) or any(block.kind is not BlockKind.TEXT for block in blocks)
    return 0 < len(text.split()) < MIN_PASSAGE_WORDS and next_level > level and not is_rule


def _same(left: str, right: str) -> bool:
    return " ".join(left.split()).casefold() == " ".join(right.split()).casefold()


def _parts(section: _Section) -> Iterator[tuple[Block, ...]]:
    part: list[Block] = []
    words = 0
    for block in (piece for whole in section.blocks for piece in _pieces(whole)):
        size = len(block.text.split())
        if part and words + size > MAX_SNIPPET_WORDS:
            yield tuple(part)
            part, words = [], 0
        part.append(block)
        words += size
    yield tuple(part)


def _pieces(block: Block) -> Iterator[Block]:
    """Cut one overlong block; its pieces share its span."""
    lines = block.lines or (block.text,)
    if len(block.text.split()) <= MAX_SNIPPET_WORDS:
        yield block
        return
    for group in _grouped([piece for line in lines for piece in _by_words(line, MAX_SNIPPET_WORDS)], MAX_SNIPPET_WORDS):
        yield replace(block, text="\n".join(group), lines=tuple(group))


def _by_words(line: str, most: int) -> Iterator[str]:
    words = line.split()
    if len(words) <= most:
        yield line
        return
    while words:
        cut = next((at for at in range(most, most // 2, -1) if at <= len(words) and words[at - 1][-1] in ".!?;"), most)
        yield " ".join(words[:cut])
        words = words[cut:]


def _snippet(section: _Section, blocks: Sequence[Block], part: int) -> Snippet:
    said = [block for block in blocks if block.kind not in (BlockKind.INTERNAL, BlockKind.STEPS)]
    inner = [block for block in blocks if block.kind is BlockKind.INTERNAL]
    steps = [block for block in blocks if block.kind is BlockKind.STEPS]
    return Snippet(
        id="",
        heading=section.heading,
        text="\n\n".join(block.text for block in said),
        start=section.start if part == 0 or not blocks else blocks[0].start,
        end=blocks[-1].end if blocks else section.start,
        passages=tuple(_passages(said)) + tuple(_passages(inner)) + tuple(_passages(steps)),
        internal="\n\n".join(block.text for block in inner),
        steps=tuple(line.strip().removeprefix("- ") for block in steps for line in block.lines),
        part=part,
    )


def _passages(blocks: Sequence[Block]) -> Iterator[str]:
    """Join short neighbours, cut long blocks at their lines, so that each passage is one thought."""
    waiting: list[str] = []
    for block in blocks:
        lines = [piece for line in block.lines or (block.text,) for piece in _by_words(line, MAX_PASSAGE_WORDS)]
        for group in _grouped(lines, MAX_PASSAGE_WORDS):
            waiting.append("\n".join(group))
            if sum(len(text.split()) for text in waiting) >= MIN_PASSAGE_WORDS:
                yield "\n".join(waiting)
                waiting = []
    if waiting:
        yield "\n".join(waiting)


def _grouped(lines: Sequence[str], most: int) -> Iterator[list[str]]:
    group: list[str] = []
    words = 0
    for line in lines:
        size = len(line.split())
        if group and words + size > most:
            yield group
            group, words = [], 0
        group.append(line)
        words += size
    if group:
        yield group


def _digest(*parts: object) -> str:
    snippet = parts[-1]
    if isinstance(snippet, Snippet):
        parts = (*parts[:-1], *snippet.heading, snippet.text, snippet.internal, *snippet.steps)
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()[:20]
