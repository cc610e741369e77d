"""PDF to policies: its text in reading order, larger print as headings, running heads left out."""

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from knowledge_base.errors import ImportSourceError
from knowledge_base.sources.markdown import first_heading, name_of
from knowledge_base.sources.values import Parsed, PolicySource, SourceFile, clean_title

MAX_PAGES = 400
MAX_HEADING_CHARS = 140
LARGER = 1.15  # print of a heading, as a multiple of the body's
REPEATED = 0.5  # a first or last line on more than this share of the pages is a running head

_PAGE_NUMBER = re.compile(r"^(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?$", re.I)
_BULLET = re.compile(r"^[•‣▪●◦·–-]\s+")
_ENDS = (".", "!", "?", ":", ";")
_PLACEHOLDER = re.compile(r"^(?:untitled|microsoft word\b.*|document\d*|.*\.(?:docx?|pdf|indd|tex))?$", re.I)


@dataclass(frozen=True)
class _Line:
    text: str
    size: float


def parse_pdf(file: SourceFile) -> Parsed:
    """Read one PDF as one policy.  Raises ImportSourceError."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

    if b"%PDF-" not in file.data[:1024]:
        raise _broken(file.key)
    try:
        reader = PdfReader(io.BytesIO(file.data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _locked(file.key)
        count = len(reader.pages)
        if count > MAX_PAGES:
            raise ImportSourceError(
                f"'{file.key}' has {count:,} pages; at most {MAX_PAGES} are read. Split it by subject.", key=file.key
            )
        pages = [_lines(page) for page in reader.pages]
        named = str(reader.metadata.title or "").strip() if reader.metadata else ""
    except (FileNotDecryptedError, DependencyError) as error:
        raise _locked(file.key) from error
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, OSError, AssertionError) as error:
        raise _broken(file.key) from error
    text = _text([line for page in _without_running_heads(pages) for line in [*page, _Line("", 0.0)]])
    if not text.strip():
        raise ImportSourceError(
            f"'{file.key}' holds pictures of pages, no text; run text recognition over it first.", key=file.key
        )
    title = first_heading(text) or ("" if _PLACEHOLDER.match(named) else named) or name_of(file.key)
    yield PolicySource(file.key, clean_title(title), text)


def _locked(key: str) -> ImportSourceError:
    return ImportSourceError(f"'{key}' is encrypted; save it without a password.", key=key)


def _broken(key: str) -> ImportSourceError:
    return ImportSourceError(f"'{key}' is no PDF or is damaged; export it again.", key=key)


def _lines(page: Any) -> list[_Line]:
    """Return a page's lines with the size of their print; an empty line where the page has one."""
    sizes: dict[str, Counter[float]] = {}

    def note(text: str, cm: Sequence[float], tm: Sequence[float], _font: Any, size: float) -> None:
        for piece in text.split("\n"):
            if words := piece.strip():
                scale = abs(tm[3] or tm[1] or 1.0) * abs(cm[3] or cm[1] or 1.0)
                sizes.setdefault(words, Counter())[round(size * scale, 1)] += len(words)

    text = page.extract_text(visitor_text=note) or ""
    lines = [" ".join(line.replace("\u00a0", " ").split()) for line in text.split("\n")]
    return [_Line(line, _size_of(line, sizes)) for line in lines]


def _size_of(line: str, sizes: dict[str, Counter[float]]) -> float:
    found = sizes.get(line)
    if found is None:
        # A line is often written in several pieces; the one that begins it speaks for it.
        found = next((count for piece, count in sizes.items() if line.startswith(" ".join(piece.split()))), None)
    return found.most_common(1)[0][0] if found else 0.0


def _without_running_heads(pages: Sequence[Sequence[_Line]]) -> list[list[_Line]]:
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_shape(line) for line in _edge(page)})
    repeated = {shape for shape, count in edges.items() if len(pages) > 2 and count > REPEATED * len(pages)}
    kept = []
    for page in pages:
        gone = {id(line) for line in _edge(page) if _shape(line) in repeated or _PAGE_NUMBER.match(line.text)}
        kept.append([line for line in page if id(line) not in gone])
    return kept


def _edge(page: Sequence[_Line]) -> list[_Line]:
    printed = [line for line in page if line.text]
    return printed[:1] + printed[1:][-1:]


def _shape(line: _Line) -> str:
    return re.sub(r"\d+", "0", line.text)


def _text(lines: Sequence[_Line]) -> str:
    body = Counter[float]()
    for line in lines:
        body[line.size] += len(line.text)
    usual = body.most_common(1)[0][0] if body else 0.0
    larger = sorted({line.size for line in lines if _is_heading(line, usual)}, reverse=True)
    blocks: list[str] = []
    is_open = False  # whether the last block may go on in the next line
    for line in lines:
        if not line.text:
            is_open = is_open and bool(blocks) and not blocks[-1].endswith(_ENDS)
        elif _is_heading(line, usual):
            blocks.append(f"{'#' * min(larger.index(line.size) + 1, 4)} {line.text}")
            is_open = False
        elif _BULLET.match(line.text):
            blocks.append(_BULLET.sub("- ", line.text))
            is_open = True
        elif is_open and _goes_on(blocks[-1], line.text):
            blocks[-1] = _joined(blocks[-1], line.text)
        else:
            blocks.append(line.text)
            is_open = True
    return "\n\n".join(blocks)


def _is_heading(line: _Line, usual: float) -> bool:
    is_short = 0 < len(line.text) <= MAX_HEADING_CHARS and not _PAGE_NUMBER.match(line.text)
    return is_short and usual > 0 and line.size >= usual * LARGER


def _goes_on(block: str, line: str) -> bool:
    return not block.endswith(_ENDS) or line[0].islower() or len(block.rsplit("\n", 1)[-1]) > 60


def _joined(block: str, line: str) -> str:
    is_cut = block.endswith("-") and len(block) > 1 and block[-2].isalpha() and line[0].islower()
    return block[:-1] + line if is_cut else f"{block} {line}"
