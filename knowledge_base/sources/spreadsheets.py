"""CSV to policies: one a row, by a column for the title and one for the text.

The columns of front matter are taken over; so are the names that exports of help desks use
(``question`` and ``answer``, ``name`` and ``content``).
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from knowledge_base.errors import ImportSourceError
from knowledge_base.sources.html import html_to_markdown
from knowledge_base.sources.markdown import meta_of
from knowledge_base.sources.texts import read_text
from knowledge_base.sources.values import MAX_POLICIES, Parsed, PolicySource, SourceFile, clean_title

TITLES = ("title", "question", "name", "subject", "heading", "topic")
TEXTS = ("text", "answer", "content", "body", "policy", "response", "html", "description")
IDS = ("id", "key", "slug", "number", "external_id")
FRONT = ("owner", "review_by", "effective_from", "effective_until", "region", "channel", "audience", "language", "tags")
MAX_CELL_CHARS = 1024 * 1024

_HTML = re.compile(r"<(?:p|br|div|ul|ol|li|h[1-6]|table|a|strong|b|em|span)\b[^>]*>", re.I)
_SIGNS = re.compile(r"[^\w]+")


def parse_csv(file: SourceFile) -> Parsed:
    """Read each row as one policy; a row that cannot be read is a problem of its own.  Raises ImportSourceError."""
    csv.field_size_limit(MAX_CELL_CHARS)
    rows = _rows(read_text(file).replace("\r\n", "\n").replace("\r", "\n"), file.key)
    header = next(rows, None)
    names = [name.strip().lower().replace(" ", "_") for name in header[1]] if header else []
    title, text = _column(names, TITLES), _column(names, TEXTS)
    if title is None or text is None:
        raise ImportSourceError(
            f"'{file.key}' has no columns for title and text; its first line should name them, e.g. 'title,text'.",
            key=file.key,
        )
    identity = _column(names, IDS)
    named_by = names[title if identity is None else identity]
    taken: set[str] = set()
    listed = list(islice(rows, MAX_POLICIES + 1))  # a table that is refused gives no policy at all
    if len(listed) > MAX_POLICIES:
        raise ImportSourceError(
            f"'{file.key}' has more than {MAX_POLICIES:,} rows; that is more than policies. Split it.", key=file.key
        )
    for number, row in listed:
        values = dict(zip(names, row, strict=False))
        where = f"{file.key} line {number}"
        key = f"{file.key}#{_name(values.get(named_by, ''))}"
        try:
            yield _policy(values, names[title], names[text], key=key, where=where, taken=taken)
        except ImportSourceError as problem:
            yield ImportSourceError(problem.message, key=key if key not in taken else where)
        taken.add(key)


def _rows(text: str, key: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text), delimiter=_delimiter(text), strict=False)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as error:
        raise ImportSourceError(
            f"'{key}' is no CSV at line {reader.line_num:,} ({error}); export it again.", key=key
        ) from error


def _delimiter(text: str) -> str:
    first = text[:10_000].partition("\n")[0]
    return max(",;\t", key=first.count)


def _column(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((names.index(name) for name in wanted if name in names), None)


def _policy(values: Mapping[str, str], title: str, text: str, *, key: str, where: str, taken: set[str]) -> PolicySource:
    words, wording = values.get(title, "").strip(), values.get(text, "").strip()
    if not words or not wording:
        raise ImportSourceError(
            f"'{where}' has no {'title' if not words else 'text'}; fill in column '{title if not words else text}'."
        )
    if key in taken:
        raise ImportSourceError(f"'{where}' has the same name as a row above; give each row its own in a column 'id'.")
    if _HTML.search(wording):
        wording = html_to_markdown(wording, key=where)
    meta = meta_of({name: values[name].replace(";", ",") for name in FRONT if values.get(name, "").strip()}, where)
    return PolicySource(key, clean_title(words), wording, meta)


def _name(value: str) -> str:
    return _SIGNS.sub("-", value.strip().lower()).strip("-")[:120] or "row"
