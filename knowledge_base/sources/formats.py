"""Which file is read how, and how large it may be; what looks like a document but is refused, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from knowledge_base.errors import ImportSourceError
from knowledge_base.sources import help_centre, html, markdown, pdf, spreadsheets, texts, word
from knowledge_base.sources.values import MIB, Parsed, SourceFile

CONTENTS = "drafter-policies.json"  # what an export writes beside its files: which policy each one is


@dataclass(frozen=True)
class Format:
    """A kind of file: its name in sentences, its reader, and the most bytes it may have."""

    name: str
    parse: Callable[[SourceFile], Parsed]
    max_bytes: int


def _parse_markdown(file: SourceFile) -> Parsed:
    yield markdown.parse_source(texts.read_text(file), file.key)


MARKDOWN = Format("A Markdown file", _parse_markdown, markdown.MAX_FILE_BYTES)
HTML = Format("An HTML page", html.parse_html, 8 * MIB)
CSV = Format("A CSV file", spreadsheets.parse_csv, 16 * MIB)
DOCX = Format("A Word document", word.parse_docx, 24 * MIB)
PDF = Format("A PDF", pdf.parse_pdf, 32 * MIB)
HELP_CENTRE = Format("A help centre's export", help_centre.parse_help_centre, 48 * MIB)
MAX_ARCHIVE_BYTES = 64 * MIB

FORMATS: Mapping[str, Format] = {
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".csv": CSV,
    ".tsv": CSV,
    ".docx": DOCX,
    ".pdf": PDF,
    ".json": HELP_CENTRE,
}
REFUSED: Mapping[str, str] = {
    **dict.fromkeys((".docm", ".dotm"), "is a document with macros; save it as .docx without them"),
    **dict.fromkeys((".doc", ".rtf", ".odt", ".pages"), "is no format we read; save it as .docx"),
    **dict.fromkeys((".xls", ".xlsx", ".xlsm", ".ods"), "is a workbook; save the sheet as CSV"),
    **dict.fromkeys((".ppt", ".pptx", ".odp"), "is a presentation; save its text as .docx or PDF"),
    **dict.fromkeys(
        (".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz"), "is an archive we don't open; pack it as .zip"
    ),
}
ARCHIVE = ".zip"
OF_CONTENT_TYPE: Mapping[str, str] = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/pdf": ".pdf",
    "application/json": ".json",
    "application/zip": ".zip",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}


def suffix_of(name: str) -> str:
    """Return the end of a file's name that says what it is, in lower case."""
    return PurePosixPath(name).suffix.lower()


def is_document(name: str) -> bool:
    """Whether a file in a folder or archive is meant to be imported, or is to be refused aloud."""
    return suffix_of(name) in FORMATS or suffix_of(name) in REFUSED or suffix_of(name) == ARCHIVE


def format_of(key: str, name: str | None = None) -> Format:
    """Return how a file is read, by the end of ``name``, or of its key.  Raises ImportSourceError."""
    suffix = suffix_of(name or key)
    if found := FORMATS.get(suffix):
        return found
    if suffix in REFUSED:
        raise ImportSourceError(f"'{key}' {REFUSED[suffix]}.", key=key)
    raise ImportSourceError(
        f"'{key}' is no format we read; give Markdown, HTML, CSV, Word (.docx), PDF, help-centre JSON or a .zip.",
        key=key,
    )


def check_size(key: str, size: int, name: str | None = None) -> None:
    """Raise ImportSourceError where a file is larger than its format may be."""
    is_archive = suffix_of(name or key) == ARCHIVE
    kind, most = ("A .zip", MAX_ARCHIVE_BYTES) if is_archive else _limit(format_of(key, name))
    if size > most:
        raise ImportSourceError(
            f"'{key}' has {size:,} bytes; {kind[0].lower()}{kind[1:]} may have {most:,}. Split it.", key=key
        )


def _limit(found: Format) -> tuple[str, int]:
    return found.name, found.max_bytes
