"""Markdown text to Blocks: headings and quotable passages in plain words, each with its span.

``:::internal`` and ``:::steps`` fences mark blocks for agents only; an unclosed fence runs
to the end of the text, so that a forgotten one hides wording instead of leaking it.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

MAX_NESTING = 40  # lists and quotes deeper than this are read as one flat text

_FENCE = re.compile(r"^ {0,3}:::+[ \t]*([A-Za-z-]*)[^\n]*$")
_CODE_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")  # str.splitlines knows more breaks than Markdown does
_TAG = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|</?[A-Za-z][^>]*>|<![^>]*>", re.S | re.I)
_LINE_TAGS = re.compile(r"</?(?:p|div|br|li|tr|h[1-6]|ul|ol|table)\b[^>]*>", re.I)
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r"\s*\n\s*")
_UNSEEN = re.compile("[\u200b\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f]")


class BlockKind(StrEnum):
    """What a block is to a reader of the policy."""

    HEADING = "heading"
    TEXT = "text"
    LIST = "list"
    TABLE = "table"
    INTERNAL = "internal"
    STEPS = "steps"


@dataclass(frozen=True)
class Block:
    """One block of a text: plain words, where they stand, and a heading's level.

    ``start`` and ``end`` are code points of the source, end exclusive.  ``lines`` are the
    rows of a list or table, one item each; for other kinds it is the text itself.
    """

    kind: BlockKind
    text: str
    start: int
    end: int
    level: int = 0
    lines: tuple[str, ...] = ()


def read_blocks(markdown: str) -> tuple[Block, ...]:
    """Return the blocks of a Markdown text in their order.  Never raises: odd Markdown is read as text."""
    lines = _LINES.findall(markdown)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    marks = _mark_lines(lines)

    open_text = "".join(line if mark is None else "\n" for line, mark in zip(lines, marks, strict=True))
    blocks = list(_parse(open_text, starts, 0))
    for kind, first, last in _runs(marks):
        blocks.append(_fenced(kind, "".join(lines[first:last]), starts, first, last))
    return tuple(sorted((b for b in blocks if b.text or b.kind is BlockKind.HEADING), key=lambda b: b.start))


def plain_text(markdown: str) -> str:
    """Return the words of a Markdown text without its marks, blocks divided by empty lines."""
    return "\n\n".join(block.text for block in read_blocks(markdown) if block.text)


# -- fences ------------------------------------------------------------------------------


def _mark_lines(lines: Sequence[str]) -> list[BlockKind | str | None]:
    """Say for each line: None is ordinary, a kind belongs to that fence, "" is a fence line itself."""
    marks: list[BlockKind | str | None] = []
    open_fences: list[str] = []
    code = ""
    for line in lines:
        fence = None if code else _FENCE.match(line.rstrip("\r\n"))
        code = _code_after(code, line)
        if fence is None:
            marks.append(_kind_inside(open_fences))
            continue
        name = fence.group(1).lower()
        if name:
            open_fences.append(name)
        elif open_fences:
            open_fences.pop()
        marks.append("")
    return marks


def _code_after(code: str, line: str) -> str:
    found = _CODE_FENCE.match(line)
    if not found:
        return code
    if not code:
        return found.group(1)
    closes = found.group(1).startswith(code) and not line.strip().strip(code[0])
    return "" if closes else code


def _kind_inside(open_fences: Sequence[str]) -> BlockKind | None:
    if "internal" in open_fences:
        return BlockKind.INTERNAL
    return BlockKind.STEPS if "steps" in open_fences else None


def _runs(marks: Sequence[BlockKind | str | None]) -> Iterator[tuple[BlockKind, int, int]]:
    first = 0
    for at in range(1, len(marks) + 1):
        if at < len(marks) and marks[at] == marks[first]:
            continue
        kind = marks[first]
        if isinstance(kind, BlockKind):
            yield kind, first, at
        first = at


def _fenced(kind: BlockKind, markdown: str, starts: Sequence[int], first: int, last: int) -> Block:
    inner = list(_parse(markdown, starts, first))
    lines = tuple(line for block in inner for line in block.lines if line)
    return Block(kind, "\n\n".join(block.text for block in inner if block.text), starts[first], starts[last], 0, lines)


# -- Markdown to plain words -------------------------------------------------------------

# "js-default" leaves raw HTML as text nodes; html is switched on so that tags can be dropped.
_PARSER = MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_NESTING}).enable(["table", "strikethrough"])


def _parse(markdown: str, starts: Sequence[int], offset: int) -> Iterator[Block]:
    for node in SyntaxTreeNode(_PARSER.parse(markdown)).children:
        if node.map is None:
            continue
        start, end = starts[offset + node.map[0]], starts[min(offset + node.map[1], len(starts) - 1)]
        rows = _rows(node)
        text = "\n".join(rows)
        if node.type == "heading":
            yield Block(BlockKind.HEADING, " ".join(text.split()), start, end, int(node.tag[1:]))
        elif node.type in ("bullet_list", "ordered_list"):
            yield Block(BlockKind.LIST, text, start, end, lines=rows)
        elif node.type == "table":
            yield Block(BlockKind.TABLE, text, start, end, lines=rows)
        elif text:
            yield Block(BlockKind.TEXT, text, start, end, lines=(text,))


def _rows(node: SyntaxTreeNode) -> tuple[str, ...]:
    if node.type in ("bullet_list", "ordered_list"):
        return tuple(_list_rows(node, 0))
    if node.type == "table":
        return tuple(_table_rows(node))
    if node.type == "inline":
        return tuple(row for row in (_inline(node.children),) if row)
    if node.type in ("fence", "code_block"):
        return tuple(row for row in (_clean(node.content),) if row)
    if node.type == "html_block":
        return tuple(row for row in (_without_tags(node.content),) if row)
    return tuple(row for child in node.children for row in _rows(child))


def _list_rows(node: SyntaxTreeNode, depth: int) -> Iterator[str]:
    number = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    for item in node.children:
        mark = f"{number}. " if number is not None else "- "
        own = [row for child in item.children if not child.type.endswith("_list") for row in _rows(child)]
        yield "  " * depth + mark + " ".join(_BREAKS.sub(" ", row) for row in own)
        for child in item.children:
            if child.type.endswith("_list"):
                yield from _list_rows(child, depth + 1)
        number = None if number is None else number + 1


def _table_rows(node: SyntaxTreeNode) -> Iterator[str]:
    """Write each row as sentences of "column: cell", so that a row can be read alone."""
    names: list[str] = []
    for part in node.children:
        for row in part.children:
            cells = [_BREAKS.sub(" ", " ".join(_rows(cell))) for cell in row.children]
            if part.type == "thead":
                names = cells
                continue
            pairs = zip(names, cells, strict=False)
            shown = [f"{name}: {cell}" if name else cell for name, cell in pairs if cell]
            if shown:
                yield "- " + "; ".join(shown)


def _inline(nodes: Sequence[SyntaxTreeNode]) -> str:
    return _clean("".join(_inline_node(node) for node in nodes))


def _inline_node(node: SyntaxTreeNode) -> str:
    if node.type in ("text", "code_inline"):
        return node.content
    if node.type == "softbreak":
        return " "
    if node.type == "hardbreak":
        return "\n"
    if node.type == "html_inline":
        return "\n" if _LINE_TAGS.match(node.content) else ""
    if node.type == "image":
        return _clean(_alt(node.token))
    words = "".join(_inline_node(child) for child in node.children)
    if node.type == "link":
        return _link(words, str(node.attrs.get("href", "")))
    return words


def _alt(token: Token | None) -> str:
    return token.content if token else ""


def _link(words: str, target: str) -> str:
    """Keep a web address that a customer would otherwise lose; anchors and file links are dropped."""
    if not target.startswith(("https://", "http://")) or target.rstrip("/") in words or not words.strip():
        return words
    return f"{words} ({target})"


def _without_tags(text: str) -> str:
    return _clean(html.unescape(_TAG.sub("", _LINE_TAGS.sub("\n", text))))


def _clean(text: str) -> str:
    lines = (_SPACES.sub(" ", line).strip() for line in _UNSEEN.sub("", text).splitlines())
    return "\n".join(line for line in lines if line)
