"""A message's HTML as plain text, and our text as HTML.

What people quoted gets ``>`` before its lines and a marked signature a line of two hyphens,
so that the next reader can tell both from what was newly written.
"""

import html
import re
from html.parser import HTMLParser

BLOCKS = frozenset(
    {"address", "article", "blockquote", "dd", "div", "dl", "dt", "footer", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"header", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul"}
)
APART = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre"})
UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript", "iframe", "object"})
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
QUOTE_CLASSES = frozenset({"gmail_quote", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote", "zmail_extra"})
QUOTE_IDS = frozenset({"divrplyfwdmsg", "appendonsend", "isforwardcontent"})
SIGNATURE_CLASSES = frozenset({"gmail_signature", "moz-signature", "protonmail_signature_block", "js-signature"})
MAX_HTML = 1_000_000
MAX_DEPTH = 500
_TAG = re.compile(r"<(?:br|p|div|html|body|table|ul|ol|blockquote)\b[^<>]*>", re.I)


def html_to_text(source: str) -> str:
    """Return the visible text of an HTML message, its paragraphs as lines.  Never raises."""
    reader = _Reader()
    reader.feed(source[:MAX_HTML])
    reader.close()
    return reader.text()


def looks_like_html(text: str) -> bool:
    """Whether a text of unnamed type is HTML: it holds a tag that breaks lines, as all mail programs write.

    A person who types ``<b>`` into plain text means just that.
    """
    return bool(_TAG.search(text))


def plain(text: str, *, content_type: str | None = None) -> str:
    """Return a message as plain text, whatever its type; without a type its look decides."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    is_html = kind.endswith("html") if kind else looks_like_html(text)
    return html_to_text(text) if is_html else text


def text_to_html(text: str) -> str:
    """Return plain text as HTML that shows exactly it: escaped, a paragraph for each blank line."""
    paragraphs = re.split(r"\n{2,}", text.replace("\r\n", "\n").strip("\n"))
    return "".join(f"<p>{html.escape(one, quote=False).replace(chr(10), '<br>')}</p>" for one in paragraphs)


class _Reader(HTMLParser):
    """Collects lines; keeps a stack of open elements with what each means for its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[tuple[int, str]] = []  # depth of quotation, text
        self._line = ""
        self._open: list[tuple[str, bool, bool]] = []  # name, is unseen, is quoted
        self._quotes = 0
        self._unseen = 0
        self._pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "br":
            self._break(always=True)
        elif tag in BLOCKS:
            self._break(apart=tag in APART)
        if tag == "img" and given.get("alt", "").strip() and not self._unseen:
            self._line += given["alt"].strip()
        if tag in ("td", "th") and self._line.strip():
            self._line += " "
        if tag == "li":
            self._line = "- "
        if tag in VOID or len(self._open) >= MAX_DEPTH:
            return
        classes = {one.lower() for one in given.get("class", "").split()}
        is_quote = tag == "blockquote" or bool(classes & QUOTE_CLASSES) or given.get("id", "").lower() in QUOTE_IDS
        is_signature = bool(classes & SIGNATURE_CLASSES) or given.get("data-signature") == "true"
        if is_signature:
            self._break()
            self._lines.append((self._quotes, "--"))
        is_unseen = tag in UNSEEN or "display:none" in given.get("style", "").replace(" ", "").lower()
        self._quotes += is_quote
        self._unseen += is_unseen
        self._pre += tag == "pre"
        self._open.append((tag, is_unseen, is_quote))

    def handle_endtag(self, tag: str) -> None:
        if tag not in {name for name, _, _ in self._open}:
            return
        while self._open:
            name, is_unseen, is_quote = self._open.pop()
            if name in BLOCKS:
                self._break(apart=name in APART)
            self._quotes -= is_quote
            self._unseen -= is_unseen
            self._pre -= name == "pre"
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if self._pre:
            first, *rest = data.split("\n")
            self._line += first
            for line in rest:
                self._break(always=True)
                self._line = line
            return
        words = re.sub(r"[ \t\r\n\f]+", " ", data)
        self._line += words.lstrip() if not self._line or self._line.endswith(" ") else words

    def _break(self, *, always: bool = False, apart: bool = False) -> None:
        if self._line.strip() or always:
            self._lines.append((self._quotes, self._line.rstrip()))
        if apart and self._lines and self._lines[-1][1].strip():
            self._lines.append((self._quotes, ""))
        self._line = ""

    def text(self) -> str:
        """Return what was read."""
        self._break()
        shown = "\n".join(f"{'> ' * min(depth, 4)}{line}".rstrip() for depth, line in self._lines)
        shown = re.sub(r"\n(?:[> ]*>)?(?:\n(?:[> ]*>)?){2,}(?=\n|$)", "\n", shown.replace("\u00a0", " "))
        return re.sub(r"(?:\n[> ]*)+$", "", re.sub(r"\n{3,}", "\n\n", shown)).strip()
