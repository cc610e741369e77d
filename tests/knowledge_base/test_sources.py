"""Markdown files to policies: what is read, and one clear line for what cannot be."""

from datetime import date
from pathlib import Path

import pytest

from knowledge_base.errors import ImportSourceError
from knowledge_base.policies import PolicyMeta
from knowledge_base.sources import MAX_FILE_BYTES, parse_source, read_sources


def test_front_matter_becomes_title_and_meta() -> None:
    source = parse_source(
        "---\ntitle: Returns\nowner: Priya\nreview_by: 2027-06-30\neffective_from: 2025-03-01\n"
        "region: [US, NO]\ntags: returns, fees\nlanguage: en\nunknown: kept out\n---\n\nText.\n",
        "returns.md",
    )

    assert (source.title, source.text) == ("Returns", "Text.")
    assert source.meta == PolicyMeta(
        owner="Priya",
        review_by=date(2027, 6, 30),
        effective_from=date(2025, 3, 1),
        region=("US", "NO"),
        tags=("returns", "fees"),
    )


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("---\ntitle: From front matter\n---\n# From heading\n", "From front matter"),
        ("Some words.\n\n# From heading\n\nMore.", "From heading"),
        ("## Only a deeper heading\n\nText.", "Gift cards"),
        ("---\ntitle:\n---\nText.", "Gift cards"),
        ("---\ntitle: 2024\n---\nText.", "2024"),
        ("---\ntitle: No\n---\nText.", "No"),
        ("\ufeff# Marked\n", "Marked"),
    ],
    ids=["front matter", "heading", "file name", "empty title", "number", "the word no", "byte order mark"],
)
def test_title_is_found(tmp_path: Path, content: str, title: str) -> None:
    (tmp_path / "gift-cards.md").write_text(content, encoding="utf-8")

    assert [source.title for source in read_sources(tmp_path).sources] == [title]


BAD_FILES = {
    "never-ends.md": b"---\ntitle: Returns\n\nText.",
    "not-yaml.md": b"---\ntitle: [one\n---\nText.",
    "no-names.md": b"---\n- one\n- two\n---\nText.",
    "list-title.md": b"---\ntitle: [one, two]\n---\nText.",
    "bad-date.md": b"---\nreview_by: next week\n---\nText.",
    "ends-early.md": b"---\neffective_from: 2026-02-01\neffective_until: 2026-01-01\n---\nText.",
    "bad-tags.md": b"---\ntags: {one: two}\n---\nText.",
    "deep.md": b"---\ntags: " + b"[" * 5000 + b"\n---\nText.",
    "binary.md": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "latin.md": "Rückgabe".encode("latin-1"),
    "huge.md": b"a" * (MAX_FILE_BYTES + 1),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file_is_one_line_and_the_others_are_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(BAD_FILES[name])
    (tmp_path / "good.md").write_text("# Good\n\nText.")

    reading = read_sources(tmp_path)

    assert [source.title for source in reading.sources] == ["Good"]
    [problem] = reading.problems
    assert name in problem.message
    assert "\n" not in problem.message


def test_folder_is_read_with_its_folders_but_not_what_is_hidden(tmp_path: Path) -> None:
    for name in ("a.md", "deep/b.MD", ".git/c.md", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("# T\n")

    assert [source.key for source in read_sources(tmp_path).sources] == ["a.md", "deep/b.MD"]


def test_folder_without_markdown_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportSourceError, match="holds no Markdown file"):
        read_sources(tmp_path)


def test_line_ends_do_not_change_the_content() -> None:
    assert parse_source("# A\r\n\r\nText.", "a.md").content_hash == parse_source("# A\n\nText.", "a.md").content_hash
