"""Word documents to policies: headings, lists, tables, links and emphasis; macros and passwords are refused."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from knowledge_base.errors import ImportSourceError
from knowledge_base.policies import PolicyMeta
from knowledge_base.sources.markdown import first_heading, name_of
from knowledge_base.sources.values import MIB, Parsed, PolicySource, SourceFile, clean_title

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

MAX_PARTS = 4000
MAX_UNPACKED_BYTES = 96 * MIB  # pictures are most of it; text is rarely one
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # also what a document with a password begins with
MAX_HEADING = 6

_HEADING = re.compile(r"^heading (\d)$", re.I)
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_PLACEHOLDERS = frozenset({"", "word document", "document", "untitled"})


def parse_docx(file: SourceFile) -> Parsed:
    """Read one .docx as one policy.  Raises ImportSourceError."""
    _check_parts(file)
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(io.BytesIO(file.data))
        text = _tidy(_blocks(document))
        about = document.core_properties
        named, language = (about.title or "").strip(), (about.language or "").strip()
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError, AttributeError) as error:
        raise _broken(file.key) from error
    if not text.strip():
        raise ImportSourceError(f"'{file.key}' holds no text, only pictures or nothing at all.", key=file.key)
    title = first_heading(text) or ("" if named.lower() in _PLACEHOLDERS else named) or name_of(file.key)
    meta = PolicyMeta(language=language[:35]) if _LANGUAGE.fullmatch(language) else PolicyMeta()
    yield PolicySource(file.key, clean_title(title), text, meta)


def _check_parts(file: SourceFile) -> None:
    """Look at the archive that a document is before its reader unpacks it."""
    if file.data.startswith(OLD_OFFICE):
        raise ImportSourceError(
            f"'{file.key}' has a password or is an old .doc; save it as .docx without a password.", key=file.key
        )
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            parts = archive.infolist()
            if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
                raise ImportSourceError(
                    f"'{file.key}' is a document with macros; save it as .docx without them.", key=file.key
                )
            size = sum(part.file_size for part in parts)
            if len(parts) > MAX_PARTS or size > MAX_UNPACKED_BYTES:
                raise ImportSourceError(
                    f"'{file.key}' unpacks to {size:,} bytes in {len(parts):,} parts; at most {MAX_UNPACKED_BYTES:,} "
                    f"bytes in {MAX_PARTS:,} are read.",
                    key=file.key,
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and _DOCTYPE.search(_read_part(archive, part)):
                    raise ImportSourceError(
                        f"'{file.key}' defines XML entities, which no Word document needs; save it again from Word.",
                        key=file.key,
                    )
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise _broken(file.key) from error


def _read_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Read a part up to the size that its archive names; ``zipfile`` stops there."""
    with archive.open(part) as opened:
        return opened.read(MAX_UNPACKED_BYTES)


def _broken(key: str) -> ImportSourceError:
    return ImportSourceError(f"'{key}' is no Word document or is damaged; open it in Word and save it again.", key=key)


def _blocks(document: Any) -> Iterator[str]:
    from docx.table import Table

    for block in document.iter_inner_content():
        yield _table(block) if isinstance(block, Table) else _paragraph(block)


def _paragraph(paragraph: "Paragraph") -> str:
    text = _inline(paragraph).strip()
    if not text:
        return ""
    style = paragraph.style.name if paragraph.style is not None and paragraph.style.name else ""
    heading = _HEADING.match(style)
    if style == "Title" or heading:
        level = 1 if not heading else min(int(heading[1]), MAX_HEADING)
        return f"{'#' * level} {_plain(text)}"
    if _is_item(paragraph, style):
        return f"{'  ' * _depth(paragraph, style)}{'1.' if 'Number' in style else '-'} {text}"
    return text


def _is_item(paragraph: "Paragraph", style: str) -> bool:
    return style.startswith("List") or bool(paragraph._p.xpath("./w:pPr/w:numPr"))


def _depth(paragraph: "Paragraph", style: str) -> int:
    levels = paragraph._p.xpath("./w:pPr/w:numPr/w:ilvl/@w:val")
    if levels and str(levels[0]).isdigit():
        return min(int(levels[0]), 8)
    return int(style[-1]) - 1 if style[-1:] in "23456789" and style[-1:] else 0


def _inline(paragraph: "Paragraph") -> str:
    """Return a paragraph's words with links and emphasis, tracked insertions taken, deletions left out."""
    from docx.text.hyperlink import Hyperlink
    from docx.text.run import Run

    pieces: list[tuple[str, bool]] = []
    for part in paragraph._p.xpath(
        "./w:r | ./w:hyperlink | ./w:ins/w:r | ./w:sdt/w:sdtContent/w:r | ./w:smartTag//w:r"
    ):
        if part.tag.endswith("}hyperlink"):
            link = Hyperlink(part, paragraph)
            text, address = link.text, link.url if link.address else ""
            is_safe = address.lower().startswith(("http://", "https://", "mailto:"))
            pieces.append((f"[{text}]({address})" if is_safe and text.strip() else text, False))
            continue
        run = Run(part, paragraph)
        pieces.append((run.text, bool(run.bold)))
    return "".join(_emphasised(pieces)).replace("\t", " ").replace("\n", "  \n")


def _emphasised(pieces: list[tuple[str, bool]]) -> Iterator[str]:
    """Write neighbouring bold runs as one: Word cuts a word into several."""
    at = 0
    while at < len(pieces):
        text, is_bold = pieces[at]
        at += 1
        while at < len(pieces) and pieces[at][1] == is_bold:
            text += pieces[at][0]
            at += 1
        inner = text.strip()
        yield text.replace(inner, f"**{inner}**", 1) if is_bold and inner and "\n" not in inner else text


def _plain(text: str) -> str:
    return text.replace("**", "").replace("  \n", " ")


def _table(table: "Table") -> str:
    rows = [[_cell(cell) for cell in _distinct(row.cells)] for row in table.rows]
    width = max((len(row) for row in rows), default=0)
    if not width:
        return ""
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    return "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])


def _distinct(cells: Any) -> Iterator[Any]:
    """A cell that spans columns is given once for each of them."""
    last = None
    for cell in cells:
        if last is None or cell._tc is not last:
            yield cell
        last = cell._tc


def _cell(cell: Any) -> str:
    words = " ".join(_inline(paragraph).strip() for paragraph in cell.paragraphs)
    return " ".join(words.replace("|", "\\|").split())


def _tidy(blocks: Iterator[str]) -> str:
    """Join blocks: list items on lines of their own, everything else with an empty line between."""
    text, was_item = "", False
    for block in blocks:
        if not block.strip():
            continue
        is_item = block.lstrip().startswith(("- ", "1. "))
        text += ("" if not text else "\n" if is_item and was_item else "\n\n") + block
        was_item = is_item
    return text.replace("\u00a0", " ")
