"""Policy Markdown as safe HTML, for a person who reads it before it is published.

What is internal is judged by the same reader that cuts snippets (``read_blocks``), so that
the preview never shows as quotable what a draft would not quote, or the other way round.
"""

import re
from collections.abc import Iterator

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from knowledge_base.blocks import BlockKind, read_blocks

AGENTS_ONLY = {
    BlockKind.INTERNAL: "Internal, never quoted to a customer",
    BlockKind.STEPS: "Steps for the agent",
}
TAGS = frozenset(
    re.findall(
        r"\w+",
        "h2 h3 h4 h5 h6 p br hr ul ol li blockquote pre code em strong s a table thead tbody tr th td del",
    )
)
NOTE = Markup('<div class="callout callout-warn" role="note"><strong>{title}</strong><div>{html}</div></div>')
_FENCE = re.compile(r"^ {0,3}:::+[ \t]*[A-Za-z-]*[^\n]*$", re.M)
_PARSER = MarkdownIt("js-default", {"html": False, "maxNesting": 40})


def preview_html(markdown: str) -> Markup:
    """Return a policy's text as sanitised HTML: no scripts, no images, no foreign styles.

    Headings start at the second level, because the page's own title is the first.
    """
    parts = []
    for kind, text in _stretches(markdown):
        html = _render(text)
        if kind is None:
            parts.append(html)
        elif html:
            parts.append(NOTE.format(title=AGENTS_ONLY[kind], html=html))
    return Markup("").join(parts)


def _stretches(markdown: str) -> Iterator[tuple[BlockKind | None, str]]:
    """Cut the text at the blocks that are for agents only; fence lines belong to neither."""
    at = 0
    for block in read_blocks(markdown):
        if block.kind in AGENTS_ONLY:
            yield None, _FENCE.sub("", markdown[at : block.start])
            yield block.kind, _FENCE.sub("", markdown[block.start : block.end])
            at = block.end
    yield None, _FENCE.sub("", markdown[at:])


def _render(markdown: str) -> Markup:
    tokens = _PARSER.parse(markdown)
    deeper = 1 if any(token.type == "heading_open" and token.tag == "h1" for token in tokens) else 0
    for token in tokens:
        _shift(token, deeper)
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    clean = nh3.clean(
        html,
        tags=set(TAGS),
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return Markup(clean.strip())  # noqa: S704 - cleaned one line above


def _shift(token: Token, deeper: int) -> None:
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(int(token.tag[1:]) + deeper, 6)}"
