"""What files, pages and help centres hold: policies by key, and one line for each thing that is refused."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from knowledge_base.errors import ImportSourceError
from knowledge_base.policies import PolicyMeta

MAX_TITLE_CHARS = 500
MAX_KEY_CHARS = 1000  # what the database keeps of it
MAX_TEXT_CHARS = 4 * 1024 * 1024
MAX_POLICIES = 5000  # of one file: more rows or articles than that are something else
MIB = 1024 * 1024

_META = TypeAdapter(PolicyMeta)


@dataclass(frozen=True)
class PolicySource:
    """One policy as its source gives it.

    ``key`` says where: the file's path below the folder or archive that was read, with
    ``#`` and a name where a file holds several; a page's address.  ``policy_id`` is set by
    an export's list of contents, for wording that was never imported.
    """

    key: str
    title: str
    text: str
    meta: PolicyMeta = field(default_factory=PolicyMeta)
    policy_id: str | None = None

    @property
    def content_hash(self) -> str:
        """Changes whenever anything that an import takes over changes."""
        content = [self.title, self.text, _META.dump_python(self.meta, mode="json")]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class LeftOut:
    """Something that is no policy and no mistake either, such as an article that is still a draft."""

    key: str
    reason: str


@dataclass(frozen=True)
class SourceReading:
    """What was read: policies by key, a problem for each thing that cannot be read, what was left out.

    ``is_complete`` is false where reading ended early, so that what is missing may be there all the same.
    """

    sources: tuple[PolicySource, ...] = ()
    problems: tuple[ImportSourceError, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    is_complete: bool = True


@dataclass(frozen=True)
class SourceFile:
    """One file's bytes.  ``encoding`` is what its sender called it; ``url`` where it was fetched, for links in it."""

    key: str
    data: bytes
    encoding: str | None = None
    url: str | None = None


Found = PolicySource | LeftOut | ImportSourceError
Parsed = Iterator[Found]


def clean_title(title: str) -> str:
    """Return a title on one line, cut where it is no title any more."""
    return " ".join(title.split())[:MAX_TITLE_CHARS]


def source_json(source: PolicySource) -> dict[str, Any]:
    """Return a policy as plain JSON, to be sent between processes."""
    meta = _META.dump_python(source.meta, mode="json")
    return {"key": source.key, "title": source.title, "text": source.text, "meta": meta}


def source_of(value: dict[str, Any]) -> PolicySource:
    """Return the policy that ``source_json`` made plain.  Raises ValueError for anything else."""
    sound = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))  # half a pair cannot be stored
    key, title, text = sound.get("key"), sound.get("title"), sound.get("text")
    if not (isinstance(key, str) and isinstance(title, str) and isinstance(text, str)):
        raise ValueError("a policy needs key, title and text")
    return PolicySource(key, title, text, _META.validate_python(sound.get("meta") or {}))
