"""Files of every format to policies, read in a process apart."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from knowledge_base.policies import PolicyMeta
from knowledge_base.sources.reading import SourceReader
from knowledge_base.sources.values import PolicySource, SourceFile, SourceReading
from tests.tools.documents import docx_bytes, pdf_bytes, zip_bytes


@pytest.fixture(scope="module")
def reader() -> Iterator[SourceReader]:
    with SourceReader() as made:
        yield made


def read(reader: SourceReader, name: str, data: bytes | str, **more: str) -> SourceReading:
    raw = data.encode() if isinstance(data, str) else data
    return reader.read_files([(name, SourceFile(name, raw, **more))])


def one(reading: SourceReading) -> PolicySource:
    assert [problem.message for problem in reading.problems] == []
    [source] = reading.sources
    return source


def test_word_document_keeps_headings_lists_and_tables(reader: SourceReader) -> None:
    made = docx_bytes(
        "# Returns", "## Window", "Sixty days.", "- boots", "- tents", [["Item", "Days"], ["Boots", "60"]]
    )

    source = one(read(reader, "returns.docx", made))

    assert source.title == "Returns"
    assert source.text == (
        "# Returns\n\n## Window\n\nSixty days.\n\n- boots\n- tents\n\n| Item | Days |\n| --- | --- |\n| Boots | 60 |"
    )


def test_word_document_is_called_by_its_properties_without_a_heading(reader: SourceReader) -> None:
    assert one(read(reader, "x.docx", docx_bytes("Sixty days.", title="Gift cards"))).title == "Gift cards"


def test_pdf_makes_larger_print_headings_and_drops_page_numbers(reader: SourceReader) -> None:
    lines = [
        (20, "Returns"),
        (14, "Window"),
        (10, "You can return most items within sixty days after they"),
        (10, "came."),
    ]
    pages = [[*lines, (10, "1")], [(14, "Fees"), (10, "A label costs $6.95."), (10, "2")]]

    source = one(read(reader, "returns.pdf", pdf_bytes(*pages)))

    assert source.title == "Returns"
    assert source.text == (
        "# Returns\n\n## Window\n\nYou can return most items within sixty days after they came.\n\n"
        "## Fees\n\nA label costs $6.95."
    )


def test_page_gives_its_main_text_sanitised(reader: SourceReader) -> None:
    page = """<html lang="de"><head><title>Shop</title><script>alert(1)</script></head><body>
      <nav><a href="/">Start</a></nav><main><h1>Rückgabe</h1><p onclick="x()">Sie haben <b>30 Tage</b>, siehe
      <a href="/fees">Gebühren</a> und <a href="javascript:alert(1)">hier</a>.</p>
      <ul><li>Schuhe</li></ul><table><tr><th>A</th></tr><tr><td>1</td></tr></table></main><footer>AGB</footer></body>"""

    source = one(read(reader, "page.html", page, url="https://shop.example/returns"))

    assert (source.title, source.meta.language) == ("Rückgabe", "de")
    assert source.text == (
        "# Rückgabe\n\nSie haben **30 Tage**, siehe [Gebühren](https://shop.example/fees) und hier.\n\n"
        "- Schuhe\n\n| A |\n| --- |\n| 1 |"
    )


def test_page_without_a_main_part_is_read_where_its_paragraphs_are(reader: SourceReader) -> None:
    page = (
        "<body><div class='menu'><ul><li>Home</li><li>Shop</li></ul></div><div id='x'><h2>Fees</h2>"
        "<p>A return label costs six dollars and ninety-five cents.</p></div><div class='footer'><p>Imprint</p></div>"
    )

    assert one(read(reader, "p.html", page)).text == (
        "## Fees\n\nA return label costs six dollars and ninety-five cents."
    )


def test_csv_rows_are_policies_with_front_matter_from_columns(reader: SourceReader) -> None:
    table = "ID;Question;Answer;Region;Review_by\nr1;How long?;<p>Sixty <b>days</b></p>;US, CA;2027-01-31\n"

    source = one(read(reader, "faq.csv", "\ufeff" + table))

    assert (source.key, source.title, source.text) == ("faq.csv#r1", "How long?", "Sixty **days**")
    assert source.meta == PolicyMeta(region=("US", "CA"), review_by=date(2027, 1, 31))


def test_row_that_cannot_be_read_leaves_the_others(reader: SourceReader) -> None:
    reading = read(reader, "faq.csv", "title,text\nA,one\nB,\nA,again\nC,three\n")

    assert [source.title for source in reading.sources] == ["A", "C"]
    assert [problem.message for problem in reading.problems] == [
        "'faq.csv line 3' has no text; fill in column 'text'.",
        "'faq.csv line 4' has the same name as a row above; give each row its own in a column 'id'.",
    ]


def test_help_centre_leaves_drafts_out_and_names_sections(reader: SourceReader) -> None:
    export = {
        "categories": [{"id": 1, "name": "Orders"}],
        "sections": [{"id": 5, "name": "Returns", "category_id": 1}],
        "articles": [
            {"id": 7, "title": "Window", "body": "<h2>Days</h2><p>Sixty.</p>", "locale": "en-us", "section_id": 5},
            {"id": 8, "title": "Soon", "body": "<p>x</p>", "draft": True},
            {"id": 9, "title": "Empty", "body": ""},
        ],
    }

    reading = read(reader, "guide.json", json.dumps(export))

    [source] = reading.sources
    assert (source.key, source.text) == ("guide.json#7.en-us", "## Days\n\nSixty.")
    assert source.meta == PolicyMeta(language="en-us", tags=("Orders", "Returns"))
    assert [one.key for one in reading.left_out] == ["guide.json#8"]
    assert [problem.key for problem in reading.problems] == ["guide.json#9"]


def test_archive_is_read_like_the_folder_that_was_packed(reader: SourceReader, tmp_path: Path) -> None:
    files = {"returns.md": "# Returns\n\nSixty.", "deep/fees.html": "<h1>Fees</h1><p>None.</p>", ".git/x.md": "# No"}
    for name, content in files.items():
        (tmp_path / "shop" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "shop" / name).write_text(content)

    packed = read(reader, "shop.zip", zip_bytes({**files, "photo.png": b"\x89PNG"}))

    assert {source.key for source in packed.sources} == {"deep/fees.html", "returns.md"}
    assert set(packed.sources) == set(reader.read_path(tmp_path / "shop").sources)


def test_archive_among_other_files_is_a_folder_of_its_own(reader: SourceReader, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\nOne.")
    (tmp_path / "more.zip").write_bytes(zip_bytes({"a.md": "# A\n\nTwo."}))

    assert [source.key for source in reader.read_path(tmp_path).sources] == ["a.md", "more/a.md"]


@pytest.mark.parametrize(
    ("name", "data", "more"),
    [
        ("a.html", "<meta charset=windows-1252><p>Rückgabe</p>".encode("cp1252"), {}),
        ("b.html", "<p>Rückgabe</p>".encode("latin-1"), {"encoding": "iso-8859-1"}),
        ("c.html", "<p>Rückgabe</p>".encode("utf-16"), {}),
        ("d.md", "Rückgabe".encode("utf-8-sig"), {}),
    ],
    ids=["named in the page", "named by its sender", "marked as UTF-16", "marked as UTF-8"],
)
def test_text_is_read_in_the_encoding_it_says(
    reader: SourceReader, name: str, data: bytes, more: dict[str, str]
) -> None:
    assert one(read(reader, name, data, **more)).text == "Rückgabe"
