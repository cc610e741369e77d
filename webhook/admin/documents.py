"""A policy's text as somebody types or pastes it: Markdown, with or without front matter on top."""

from dataclasses import dataclass

from knowledge_base.errors import ImportSourceError
from knowledge_base.policies import PolicyMeta
from knowledge_base.sources import parse_source

KEY = "This text"  # how messages of the reader call what stands in the editor


@dataclass(frozen=True)
class Document:
    """What a wording is made of."""

    title: str
    text: str
    meta: PolicyMeta


def read_document(document: str, *, title: str) -> Document:
    """Read a document; ``title`` stands in where neither front matter nor a heading names one.

    Raises ImportSourceError, also for a text without words.
    """
    source = parse_source(document, KEY)
    if not source.text.strip():
        raise ImportSourceError("The policy has no text yet; write what holds.")
    named = source.title if source.title != KEY else " ".join(title.split())
    if not named:
        raise ImportSourceError("The policy has no title yet; write one.")
    return Document(named, source.text, source.meta)
