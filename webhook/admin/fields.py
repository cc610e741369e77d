"""What stands in the editor's form, as typed: title, text, and where and when a policy applies."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from knowledge_base.errors import ImportSourceError
from knowledge_base.policies import PolicyMeta, Revision
from knowledge_base.sources import FENCE
from webhook.admin.documents import Document, read_document
from webhook.errors import RequestFieldsError
from webhook.merging import has_marks

MOST_TITLE = 200
MOST_WORDS = 255
MOST_NAMES = 40
LISTED = ("region", "channel", "audience", "tags")
PLAIN = ("language", "owner", "effective_from", "effective_until", "review_by")
LABELS: Mapping[str, str] = {
    "title": "Title",
    "region": "Region",
    "channel": "Channel",
    "audience": "Audience",
    "language": "Language",
    "owner": "Owner",
    "effective_from": "From",
    "effective_until": "Until",
    "review_by": "Review by",
    "tags": "Tags",
}
_COMMAS = re.compile(r"\s*[,;\n]\s*")


@dataclass(frozen=True)
class Typed:
    """The form as typed: days are still words, so that a wrong one can be shown again."""

    title: str = ""
    text: str = ""
    region: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str = "en"
    owner: str = ""
    effective_from: str = ""
    effective_until: str = ""
    review_by: str = ""


@dataclass(frozen=True)
class FieldChange:
    """One field that differs between two wordings, in words."""

    label: str
    before: str
    after: str


def typed_of(revision: Revision) -> Typed:
    """Return the form that shows a saved wording."""
    return _shown(Document(revision.title, revision.text, revision.meta))


def settled(typed: Typed) -> Typed:
    """Return a form whose text brings its own front matter with that in the fields; others as they are."""
    if not _has_front_matter(typed.text):
        return typed
    try:
        return _shown(read_document(typed.text, title=typed.title))
    except ImportSourceError:
        return typed  # a save says what is wrong with it


def _shown(document: Document) -> Typed:
    meta = document.meta
    return Typed(
        title=document.title,
        text=document.text,
        region=meta.region,
        channel=meta.channel,
        audience=meta.audience,
        tags=meta.tags,
        language=meta.language,
        owner=meta.owner or "",
        effective_from=_iso(meta.effective_from),
        effective_until=_iso(meta.effective_until),
        review_by=_iso(meta.review_by),
    )


def read_form(form: "MultiDict[str, str]", shown: Typed) -> Typed:
    """Return what a form holds; fields that it has not stay as ``shown``.

    A list comes as one value each (chips), or as several in one ``…_more`` field.
    """
    text = form.get("text", "").replace("\r\n", "\n").replace("\r", "\n")
    if "fields" not in form:
        return replace(shown, text=text)
    listed = {name: _names([*form.getlist(name), *_COMMAS.split(form.get(f"{name}_more", ""))]) for name in LISTED}
    plain = {name: form.get(name, "").strip()[:MOST_WORDS] for name in PLAIN}
    title = " ".join(form.get("title", "").split())[:MOST_TITLE]
    return Typed(title=title, text=text, **listed, **plain)  # type: ignore[arg-type]  # each under its own name


def read_typed(typed: Typed) -> Document:
    """Read the form; a text that begins with front matter brings its own title and fields.

    Raises ImportSourceError for a text without words or with unreadable front matter,
    RequestFieldsError for days that are none or the wrong way round, and for marks of a
    merge that nobody decided.
    """
    if has_marks(typed.text):
        raise RequestFieldsError(
            "Both of you changed the same lines. At each “<<<<<<<” keep what holds and delete the marks; then save."
        )
    if _has_front_matter(typed.text):
        return read_document(typed.text, title=typed.title)
    first, last = _day("effective_from", typed), _day("effective_until", typed)
    if first and last and last < first:
        raise RequestFieldsError(f"“Until” ({last}) lies before “From” ({first}); turn them round or leave one empty.")
    meta = PolicyMeta(
        owner=typed.owner or None,
        review_by=_day("review_by", typed),
        effective_from=first,
        effective_until=last,
        region=typed.region,
        channel=typed.channel,
        audience=typed.audience,
        language=typed.language or "en",
        tags=typed.tags,
    )
    document = read_document(typed.text, title=typed.title)
    return Document(typed.title or document.title, document.text, meta)


def field_changes(before: Typed, after: Typed) -> tuple[FieldChange, ...]:
    """Return the fields that differ, but for the text."""
    earlier, later = asdict(before), asdict(after)
    return tuple(
        FieldChange(label, _words(earlier[name]), _words(later[name]))
        for name, label in LABELS.items()
        if earlier[name] != later[name]
    )


def as_json(typed: Typed) -> dict[str, Any]:
    """Return the form as plain JSON; ``from_json`` gives it back."""
    return asdict(typed)


def from_json(values: Mapping[str, Any]) -> Typed:
    """Return a form that was kept; fields that it does not know are as in an empty one."""
    known = {name: values[name] for name in (*LABELS, "text") if name in values}
    shown: dict[str, Any] = {name: tuple(value) if name in LISTED else value for name, value in known.items()}
    return Typed(**shown)


def _has_front_matter(text: str) -> bool:
    return text.lstrip("\ufeff").startswith(f"{FENCE}\n")


def _names(values: list[str]) -> tuple[str, ...]:
    cleaned = (" ".join(value.split())[:MOST_WORDS] for value in values)
    return tuple(dict.fromkeys(one for one in cleaned if one))[:MOST_NAMES]


def _day(name: str, typed: Typed) -> date | None:
    given = str(getattr(typed, name))
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as error:
        raise RequestFieldsError(
            f"“{LABELS[name]}” says {given[:20]!r}, which is no day; write it as 2026-12-01."
        ) from error


def _words(value: Any) -> str:
    return ", ".join(value) if isinstance(value, (list, tuple)) else str(value)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
