"""HTML to Markdown: its main text, sanitised, with headings, lists, tables and links.

Scripts, styles, forms and navigation are left out; links keep http, https and mail
addresses.  Of a whole page only the main part is taken.
"""

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from knowledge_base.errors import ImportSourceError
from knowledge_base.policies import PolicyMeta
from knowledge_base.sources.markdown import first_heading, name_of
from knowledge_base.sources.texts import read_text
from knowledge_base.sources.values import Parsed, PolicySource, SourceFile, clean_title

if TYPE_CHECKING:
    from bs4 import Tag

MAX_DEPTH = 150  # tags inside tags; the deepest page we met has 60
MAX_RAW_DEPTH = 1000  # as written, some ends left out; the sanitiser's time grows with the square of it
MAX_LINK_CHARS = 2000

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PARTS = ("main", "article", "section", "div", "nav", "header", "footer", "aside", "body")
_BLOCKS = ("p", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "hr", "br", "figure", "figcaption", "details")
_TABLES = ("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td")
_WORDS = ("a", "b", "strong", "i", "em", "code", "kbd", "sub", "sup", "span", "abbr", "q", "img", "summary", "del", "s")
TAGS = frozenset((*_HEADINGS, *_PARTS, *_BLOCKS, *_TABLES, *_WORDS))
_ATTRIBUTES = {
    "*": {"role", "id", "class", "hidden", "aria-hidden"},
    "a": {"href"},
    "img": {"alt"},
    "td": {"colspan"},
    "th": {"colspan"},
}
_GONE = {"script", "style", "noscript", "template", "iframe", "object", "svg", "math", "select", "button", "textarea"}
_SCHEMES = {"http", "https", "mailto", "tel"}
_VOID = frozenset({"br", "hr", "img"})
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^>]*>", re.I)
# Tags whose end may be left out; a parser closes them by itself.
_CLOSED_BY_OTHERS = frozenset({"a", "body", "dd", "dt", "head", "html", "li", "option", "p", *_HEADINGS, *_TABLES[1:]})
_EMPTY = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_BESIDE = re.compile(
    r"\b(?:nav|navbar|breadcrumbs?|sidebar|cookie\S*|footer|header|menu|share|social|related\S*)\b", re.I
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_SPACES = re.compile(r"[ \t\u00a0]+$", re.M)
_EMPTY_LINES = re.compile(r"\n{3,}")


def parse_html(file: SourceFile) -> Parsed:
    """Read one page as one policy.  Raises ImportSourceError."""
    page = read_text(file, is_html=True)
    head = _Head.of(page)
    text = html_to_markdown(page, key=file.key, url=file.url, is_page=True)
    if not text.strip():
        raise ImportSourceError(
            f"'{file.key}' holds no words outside of scripts and menus; save the page's text as HTML or Markdown.",
            key=file.key,
        )
    title = first_heading(text) or head.title or name_of(file.key)
    yield PolicySource(file.key, clean_title(title), text, PolicyMeta(language=head.language))


def html_to_markdown(html: str, *, key: str, url: str | None = None, is_page: bool = False) -> str:
    """Return HTML as Markdown, sanitised; of a page (``is_page``) only its main part.

    ``url`` completes relative links.  Raises ImportSourceError for tags nested too deeply.
    """
    import nh3
    from bs4 import BeautifulSoup

    if _depth(html, but=_CLOSED_BY_OTHERS | _EMPTY) > MAX_RAW_DEPTH:
        raise _too_deep(key)
    clean = nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=_GONE,
        attributes={name: set(names) for name, names in _ATTRIBUTES.items()},
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    if _depth(clean, but=_VOID) > MAX_DEPTH:  # a recursive reader would fall over it
        raise _too_deep(key)
    soup = BeautifulSoup(clean, "html.parser")
    part = _main_part(soup) if is_page else soup
    _simplify(part, url)
    return _tidy(_markdown(part))


def _depth(html: str, *, but: frozenset[str]) -> int:
    """Return how deep tags are nested at most, without counting those in ``but``."""
    depth = deepest = 0
    for end, name in _TAG.findall(html):
        if name.lower() not in but:
            depth += -1 if end else 1
            deepest = max(deepest, depth)
    return deepest


def _too_deep(key: str) -> ImportSourceError:
    return ImportSourceError(f"'{key}' nests HTML tags more than {MAX_DEPTH} deep; save its text alone.", key=key)


def _main_part(soup: "Tag") -> "Tag":
    """Return the part that a reader came for: what the page marks as main, else where most of its paragraphs are."""
    for found in (soup.find("main"), soup.find(role="main"), _only(soup.find_all("article"))):
        if found is not None and found.get_text(strip=True):
            return _without_menus(found)
    body = _without_menus(soup)
    best, best_score = body, 0.0
    total = _weight(body)
    for part in body.find_all(["div", "section", "td"]):
        score = _weight(part)
        # The innermost part that still holds nearly all of the text: what is around it is frame.
        if score >= 0.8 * total and score > 0:
            best, best_score = part, score
    return best if (best_score and best.find(_HEADINGS)) or not body.find(_HEADINGS) else body


def _only(found: Any) -> "Tag | None":
    return found[0] if len(found) == 1 else None


def _without_menus(part: "Tag") -> "Tag":
    for tag in part.find_all(["nav", "footer", "aside"]):
        tag.decompose()
    for tag in part.find_all(True):
        if tag.decomposed:
            continue
        names = " ".join([*_words(tag.get("class")), *_words(tag.get("id")), *_words(tag.get("role"))])
        is_hidden = tag.has_attr("hidden") or tag.get("aria-hidden") == "true"
        is_beside = tag.name in ("div", "section", "ul", "header") and _BESIDE.search(names) and not tag.find("h1")
        if is_hidden or is_beside:
            tag.decompose()
    return part


def _words(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def _weight(part: "Tag") -> float:
    texts = part.find_all(["p", "li", "td", "dd", "pre", *_HEADINGS])
    linked = sum(len(link.get_text(strip=True)) for link in part.find_all("a"))
    return float(max(0, sum(len(one.get_text(strip=True)) for one in texts) - linked // 2))


def _simplify(part: "Tag", url: str | None) -> None:
    for words in part.find_all(string=True):
        if "\n" in words and words.strip() and words.find_parent("pre") is None:
            words.replace_with(re.sub(r"\s+", " ", words))
    for image in part.find_all("img"):
        image.replace_with(str(image.get("alt") or ""))
    for link in part.find_all("a"):
        address = str(link.get("href") or "")
        if url and address:
            address = _joined(url, address)
        if not link.get_text(strip=True) or address.startswith("#") or not address or len(address) > MAX_LINK_CHARS:
            link.unwrap()
        else:
            link.attrs = {"href": address}


def _joined(url: str, address: str) -> str:
    try:
        return address if address.startswith("#") else urljoin(url, address)
    except ValueError:
        return ""


def _markdown(part: "Tag") -> str:
    from markdownify import MarkdownConverter

    converter = MarkdownConverter(
        heading_style="ATX",
        bullets="-",
        escape_asterisks=False,
        escape_underscores=False,
        table_infer_header=True,
        sub_symbol="",
        sup_symbol="",
    )
    return str(converter.convert_soup(part))


def _tidy(text: str) -> str:
    return _EMPTY_LINES.sub("\n\n", _SPACES.sub("", text.replace("\r\n", "\n").replace("\u00a0", " "))).strip("\n")


class _Head(HTMLParser):
    """What a page says about itself: its title and its language."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title, self.language = "", "en"
        self._in_title = False

    @classmethod
    def of(cls, page: str) -> "_Head":
        """Read the beginning of a page."""
        head = cls()
        head.feed(page[:65_536])
        head.title = " ".join(head.title.split())
        return head

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the language of the page, and that the title begins."""
        self._in_title = tag == "title" and not self.title
        for name, value in attrs:
            if tag == "html" and name == "lang" and value and _LANGUAGE.fullmatch(value.strip()):
                self.language = value.strip()[:35]

    def handle_endtag(self, tag: str) -> None:
        """Note that the title ends."""
        self._in_title = False

    def handle_data(self, data: str) -> None:
        """Collect the title."""
        if self._in_title:
            self.title += data
