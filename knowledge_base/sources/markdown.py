"""Markdown with front matter to a policy and back, and folders of our own Markdown read at once.

A file that cannot be read becomes a problem that names it; the others are read all the same.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from knowledge_base.blocks import BlockKind, read_blocks
from knowledge_base.errors import ImportSourceError
from knowledge_base.policies import PolicyMeta
from knowledge_base.sources.values import PolicySource, SourceReading, clean_title

MARKDOWN = frozenset({".md", ".markdown"})
MAX_FILE_BYTES = 4 * 1024 * 1024  # about 600,000 words; a longer "policy" is something else
MAX_FRONT_MATTER_CHARS = 64 * 1024
FENCE = "---"

_LISTS = ("region", "channel", "audience", "tags")
_DATES = ("review_by", "effective_from", "effective_until")
_NOTHING = frozenset({"", "null", "~", "none"})


def read_sources(path: Path) -> SourceReading:
    """Read one Markdown file of our own, or all in a folder and below (hidden ones left out).

    For what others wrote there is ``reading.SourceReader``, which reads in a process apart.

    Raises ImportSourceError when nothing is there to read.
    """
    files = [(path, path.name)] if path.is_file() else [(file, str(file.relative_to(path))) for file in _markdown(path)]
    if not files:
        raise ImportSourceError(f"'{path}' holds no Markdown file; policies are files that end in .md.")
    sources: list[PolicySource] = []
    problems: list[ImportSourceError] = []
    for file, key in files:
        try:
            sources.append(read_source(file, key.replace("\\", "/")))
        except ImportSourceError as problem:
            problems.append(problem)
    return SourceReading(tuple(sources), tuple(problems))


def read_source(file: Path, key: str) -> PolicySource:
    """Read one Markdown file.  Raises ImportSourceError, one line that names the file."""
    if file.suffix.lower() not in MARKDOWN:
        raise ImportSourceError(f"'{key}' is no Markdown file; only files that end in .md can be imported.")
    try:
        size = file.stat().st_size
        if size > MAX_FILE_BYTES:
            raise ImportSourceError(f"'{key}' has {size:,} bytes; a policy may have {MAX_FILE_BYTES:,}. Split it.")
        raw = file.read_bytes()
    except OSError as error:
        raise ImportSourceError(f"'{key}' cannot be opened: {error.strerror or error}.") from error
    return parse_source(decoded(raw, key), key)


def parse_source(content: str, key: str) -> PolicySource:
    """Read the text of one Markdown file: front matter, title and text.

    The title is the front matter's, else the first ``#`` heading, else the file's name.
    Raises ImportSourceError.
    """
    content = content.replace("\r\n", "\n").replace("\r", "\n")
    front, text = _split(content, key)
    values = _front_values(front, key)
    title = _word(values.get("title"), "title", key) or first_heading(text) or name_of(key)
    return PolicySource(key, clean_title(title), text.strip("\n"), meta_of(values, key))


def _markdown(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if not hidden and file.suffix.lower() in MARKDOWN and file.is_file():
            yield file


def decoded(raw: bytes, key: str) -> str:
    """Return UTF-8 text.  Raises ImportSourceError."""
    if b"\0" in raw:
        raise ImportSourceError(f"'{key}' is a binary file, not Markdown; export it as text.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportSourceError(
            f"'{key}' is not UTF-8 text (byte {error.start:,} does not fit); save it as UTF-8."
        ) from error


def _split(content: str, key: str) -> tuple[str, str]:
    lines = content.split("\n")
    if lines[0].rstrip() != FENCE:
        return "", content
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() in (FENCE, "..."):
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :])
    raise ImportSourceError(f"'{key}' begins front matter with '---' but never ends it with a second '---'.")


def _front_values(front: str, key: str) -> Mapping[str, Any]:
    if len(front) > MAX_FRONT_MATTER_CHARS:
        raise ImportSourceError(f"'{key}' has front matter of {len(front):,} signs; at most 65,536 are read.")
    try:
        # BaseLoader leaves every value a text: YAML would read the region NO as false and 2024 as a number.
        values = yaml.load(front, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ImportSourceError(f"'{key}' has front matter that is not YAML{_place(error)}.") from error
    if values is None or values == "":
        return {}
    if not isinstance(values, dict):
        raise ImportSourceError(f"'{key}' has front matter without names; write lines such as 'title: Returns'.")
    return {str(name).strip().lower(): value for name, value in values.items()}


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f" (line {mark.line + 2})" if mark else ""


def meta_of(values: Mapping[str, Any], key: str) -> PolicyMeta:
    """Return what front matter says beside the title.  Raises ImportSourceError."""
    review_by, first, last = (_day(values.get(name), name, key) for name in _DATES)
    region, channel, audience, tags = (_words(values.get(name), name, key) for name in _LISTS)
    if first and last and last < first:
        raise ImportSourceError(f"'{key}' ends on {last} before it begins on {first}; correct effective_until.")
    return PolicyMeta(
        owner=_word(values.get("owner"), "owner", key),
        review_by=review_by,
        effective_from=first,
        effective_until=last,
        region=region,
        channel=channel,
        audience=audience,
        language=_word(values.get("language"), "language", key) or "en",
        tags=tags,
    )


def _word(value: Any, name: str, key: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise ImportSourceError(f"'{key}' has a {name} that is a list or table; write one line of text.")
    return None if value.strip().lower() in _NOTHING else value.strip()


def _words(value: Any, name: str, key: str) -> tuple[str, ...]:
    values = value if isinstance(value, list) else (value or "").split(",") if isinstance(value or "", str) else None
    if values is None or not all(isinstance(one, str) for one in values):
        raise ImportSourceError(f"'{key}' has a {name} that is no list of words; write '{name}: [one, two]'.")
    return tuple(one.strip() for one in values if one.strip().lower() not in _NOTHING)


def _day(value: Any, name: str, key: str) -> date | None:
    text = _word(value, name, key)
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).date()
    except ValueError as error:
        raise ImportSourceError(f"'{key}' has {name} {text[:40]!r}; write a day such as 2026-03-31.") from error


def first_heading(text: str) -> str | None:
    """Return the words of the first heading of the first level."""
    return next((b.text for b in read_blocks(text) if b.kind is BlockKind.HEADING and b.level == 1 and b.text), None)


def name_of(key: str) -> str:
    """Return a title made of a file's name."""
    return Path(key).stem.replace("-", " ").replace("_", " ").strip().capitalize() or key
