"""Documents for imports, made in memory: Word, PDF, archives, and what hostile people make of them."""

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence

import docx


def docx_bytes(*blocks: str | Sequence[Sequence[str]], title: str = "") -> bytes:
    """Make a Word document: ``# Heading``, ``- item``, plain paragraphs, and tables as rows of cells."""
    document = docx.Document()
    document.core_properties.title = title
    for block in blocks:
        if not isinstance(block, str):
            table = document.add_table(rows=0, cols=len(block[0]))
            for row in block:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        elif block.startswith("#"):
            marks, _, text = block.partition(" ")
            document.add_heading(text, level=len(marks))
        elif block.startswith("- "):
            document.add_paragraph(block[2:], style="List Bullet")
        else:
            document.add_paragraph(block)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf_bytes(*pages: Sequence[tuple[int, str]], title: str = "") -> bytes:
    """Make a PDF: each page is lines of (size of print, text), from top to bottom."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for lines in pages:
        y, words = 780, []
        for size, text in lines:
            escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
            words.append(f"BT /F1 {size} Tf 50 {y} Td ({escaped}) Tj ET")
            y -= size + 8
        stream = zlib.compress("\n".join(words).encode("latin-1"))
        objects.append(f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode() + stream + b"\nendstream")
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
        objects.append((page + "/Resources << /Font << /F1 3 0 R >> >> >>").encode())
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    objects.append(f"<< /Title ({title}) >>".encode())
    return _written(objects)


def zip_bytes(files: Mapping[str, bytes | str]) -> bytes:
    """Make a .zip of files by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_part(document: bytes, name: str, content: bytes) -> bytes:
    """Return a Word document with one of its parts replaced, or added."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        parts: dict[str, bytes | str] = {one: archive.read(one) for one in archive.namelist()}
    return zip_bytes({**parts, name: content})


def _written(objects: Sequence[bytes]) -> bytes:
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + content + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    for place in places:
        out.write(f"{place:010} 00000 n \n".encode())
    ends = f"<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>"
    out.write(f"trailer\n{ends}\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()
