"""Hostile files: each ends in one clear line, and the file behind it is read all the same."""

import io
import json
import resource
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from pypdf import PdfReader, PdfWriter

from knowledge_base.sources import confined
from knowledge_base.sources.reading import SourceReader
from knowledge_base.sources.values import SourceFile
from tests.tools.documents import docx_bytes, pdf_bytes, with_part, zip_bytes

MIB = 1024 * 1024
GOOD = ("good.md", SourceFile("good.md", b"# Good\n\nSixty days."))
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'


@pytest.fixture(scope="module")
def reader() -> Iterator[SourceReader]:
    with SourceReader() as made:
        yield made


def encrypted_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_bytes([(12, "Secret")]))))
    writer.encrypt("password", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def endless_pdf() -> bytes:
    return pdf_bytes([(12, "x")]).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]")


def lying_zip() -> bytes:
    """An archive whose directory says that 100 MB of zeros are ten bytes."""
    made = bytearray(zip_bytes({"a.md": b"\0" * (100 * MIB)}))
    at = made.rindex(b"PK\x01\x02")
    made[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(made)


HOSTILE = {
    "bomb.zip": (lambda: zip_bytes({"a.md": b"a" * (64 * MIB)}), "bomb/a.md' has 67,108,864 bytes"),
    "lying.zip": (lying_zip, "a.md' is damaged in its archive"),
    "nested.zip": (lambda: zip_bytes({"inner.zip": zip_bytes({"a.md": "# A"})}), "an archive inside an archive"),
    "outside.zip": (lambda: zip_bytes({"../../etc/cron.md": "# A"}), "points outside of its archive"),
    "rooted.zip": (lambda: zip_bytes({"/etc/cron.md": "# A"}), "points outside of its archive"),
    "drive.zip": (lambda: zip_bytes({"C:\\Windows\\a.md": "# A"}), "points outside of its archive"),
    "crowd.zip": (lambda: zip_bytes({f"{n}.md": "" for n in range(10_001)}), "at most 10,000 are read"),
    "no.zip": (lambda: b"PK\x03\x04 and then nothing", "is no .zip or is damaged"),
    "macro.docm": (lambda: docx_bytes("Text"), "is a document with macros"),
    "macro.docx": (lambda: with_part(docx_bytes("Text"), "word/vbaProject.bin", b"x"), "is a document with macros"),
    "laughs.docx": (lambda: with_part(docx_bytes("Text"), "word/document.xml", LAUGHS), "defines XML entities"),
    "bomb.docx": (lambda: with_part(docx_bytes("x"), "word/media/a.png", b"\0" * (120 * MIB)), "unpacks to"),
    "locked.docx": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "has a password or is an old .doc"),
    "no.docx": (lambda: b"PK\x03\x04 and then nothing", "is no Word document or is damaged"),
    "old.doc": (lambda: b"x", "save it as .docx"),
    "locked.pdf": (encrypted_pdf, "is encrypted; save it without a password"),
    "endless.pdf": (endless_pdf, "'endless.pdf'"),
    "scan.pdf": (lambda: pdf_bytes([]), "holds pictures of pages"),
    "no.pdf": (lambda: b"\x89PNG", "is no PDF or is damaged"),
    "cut.pdf": (lambda: pdf_bytes([(12, "Text")])[:300], "'cut.pdf'"),
    "deep.html": (lambda: b"<div>" * 50_000 + b"x", "nests HTML tags"),
    "script.html": (lambda: b"<script>while(1);</script><style>p{}</style>", "holds no words"),
    "broken.html": (lambda: b"<p>R\xfcckgabe \xc3\x28</p>", "is not UTF-8 text (byte 4 does not fit)"),
    "unknown.html": (lambda: b"<meta charset=zebra><p>x</p>", "which is no encoding we know"),
    "binary.csv": (lambda: b"title,text\n\0\0\0\n", "is a binary file"),
    "rows.csv": (lambda: b"title,text\n" + b"".join(b"%d,x\n" % n for n in range(1_000_000)), "more than 5,000 rows"),
    "cell.csv": (lambda: b"title,text\nA," + b"x" * (2 * MIB), "is no CSV at line"),
    "nameless.csv": (lambda: b"a,b\n1,2\n", "has no columns for title and text"),
    "deep.json": (lambda: b"[" * 200_000, "is no JSON"),
    "other.json": (lambda: b'{"data": [1, 2]}', "has no list of 'articles'"),
    "many.json": (lambda: json.dumps({"articles": [{}] * 6000}).encode(), "at most 5,000 are read"),
    "empty.md": (lambda: b"---\ntitle: A\n---\n", "has no text"),
    "odd.exe": (lambda: b"MZ", "is no format we read"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_one_line_and_the_next_is_read(reader: SourceReader, name: str) -> None:
    make, words = HOSTILE[name]

    reading = reader.read_files([(name, SourceFile(name, make())), GOOD])

    assert {source.key for source in reading.sources} == {"good.md"}
    assert reading.problems
    assert words in reading.problems[0].message
    assert all("\n" not in problem.message and len(problem.message) < 300 for problem in reading.problems)


def test_large_pdf_is_refused_before_it_is_read(reader: SourceReader, tmp_path: Path) -> None:
    with (tmp_path / "large.pdf").open("wb") as file:
        file.truncate(200 * MIB)

    [problem] = reader.read_path(tmp_path).problems

    assert problem.message == "'large.pdf' has 209,715,200 bytes; a PDF may have 33,554,432. Split it."


def test_link_out_of_the_folder_is_refused(reader: SourceReader, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# Secret\n\nWords.")
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "a.md").symlink_to(tmp_path / "secret.md")

    reading = reader.read_path(tmp_path / "shop")

    assert reading.sources == ()
    assert "leads out of the folder" in reading.problems[0].message


def test_file_that_takes_too_long_is_named_and_reading_goes_on() -> None:
    slow = zip_bytes({"a.md": "# A\n\nOne.", "slow.md": "# T\n\n" + "[" * 900_000, "z.md": "# Z\n\nTwo."})

    with SourceReader(file_s=1.5) as reader:
        reading = reader.read_files([("shop.zip", SourceFile("shop.zip", slow)), GOOD])

    assert {"good.md", "shop/a.md", "shop/z.md"} <= {source.key for source in reading.sources}
    assert any("slow.md" in problem.message for problem in reading.problems)


def test_text_that_would_hold_up_publishing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "MOST_BLOCKS_S", -1.0)
    monkeypatch.setattr(confined, "_allow_time", lambda: None)  # the limit would be this process's own

    first, answer, last = confined._answers({"key": "a.md", "size": 5, "after": 0}, b"# [[[")

    assert "takes too long to be understood" in answer["problem"]["message"]
    assert (first["begin"], last) == (1, {"end": True})


def test_process_is_given_no_secrets_and_little_to_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")

    with SourceReader() as reader:
        reader.read_files([GOOD])
        child = psutil.Process(reader._process.pid if reader._process else 0)
        known, limits = child.environ(), {kind: child.rlimit(kind) for kind in (psutil.RLIMIT_AS, psutil.RLIMIT_FSIZE)}
        children = psutil.Process().children(recursive=True)
        assert child in children

    assert set(known) <= {"PATH", "LANG", "PYTHONUTF8"}
    assert limits[resource.RLIMIT_AS] == (1024 * MIB, 1024 * MIB)
    assert limits[resource.RLIMIT_FSIZE] == (0, 0)
    assert not psutil.pid_exists(child.pid)


def test_what_ends_the_process_is_named_and_the_next_file_is_read(reader: SourceReader) -> None:
    reader.read_files([GOOD])
    assert reader._process is not None
    reader._process.kill()

    reading = reader.read_files([("a.md", SourceFile("a.md", b"# A\n\nOne.")), GOOD])

    assert [source.key for source in reading.sources] == ["good.md"]
    assert "could not be read" in reading.problems[0].message
