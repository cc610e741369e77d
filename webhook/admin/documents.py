"""A policy as an admin edits it: one text, front matter on top, Markdown below."""

from typing import Any

import yaml

from knowledge_base.errors import ImportSourceError
from knowledge_base.policies import PolicyMeta, Revision
from knowledge_base.sources import FENCE, PolicySource, parse_source

KEY = "This text"  # how messages of the reader call what stands in the editor


def document_text(title: str, meta: PolicyMeta, text: str) -> str:
    """Return title, front matter and text as one document; ``read_document`` gives them back."""
    values: dict[str, Any] = {
        "title": title,
        "owner": meta.owner,
        "review_by": meta.review_by,
        "effective_from": meta.effective_from,
        "effective_until": meta.effective_until,
        "region": list(meta.region),
        "channel": list(meta.channel),
        "audience": list(meta.audience),
        "language": None if meta.language == "en" else meta.language,
        "tags": list(meta.tags),
    }
    shown = {name: value for name, value in values.items() if value}
    front = yaml.safe_dump(shown, sort_keys=False, allow_unicode=True, default_flow_style=None, width=10_000)
    return f"{FENCE}\n{front}{FENCE}\n\n{text}"


def document_of(revision: Revision) -> str:
    """Return a revision as one document."""
    return document_text(revision.title, revision.meta, revision.text)


def read_document(document: str, *, title: str) -> PolicySource:
    """Read a document; ``title`` stands in where neither front matter nor a heading names one.

    Raises ImportSourceError, also for a text without words.
    """
    source = parse_source(document, KEY)
    if not source.text.strip():
        raise ImportSourceError("The policy has no text yet; write what holds, below the front matter.")
    if source.title != KEY:
        return source
    if not title.strip():
        raise ImportSourceError("The policy has no title yet; write one.")
    return PolicySource(source.key, " ".join(title.split()), source.text, source.meta)
