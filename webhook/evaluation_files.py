"""Files of labelled data -> documents as policies, questions, judgements.

Their form is that of TREC collections: ``doc_id``, ``heading_path`` and ``markdown`` of each
document, ``qid`` and ``ticket`` of each query, and tab-separated judgements.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from drafter.questions import questions_of
from drafter.tickets import Ticket
from knowledge_base.errors import ImportSourceError
from knowledge_base.search.hits import Question
from knowledge_base.sources import PolicySource, parse_source, read_sources
from webhook.errors import MalformedEventError
from webhook.json_lines import read_json_lines
from webhook.ticket_json import parse_ticket

_AUTHORS = {"customer": "requester", "user": "requester", "requester": "requester", "agent": "agent"}
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*$", re.M)
_NOT_IN_SLUGS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Documents:
    """Documents as policies to import.

    ``by_key`` maps a policy's key to its document.  Of a folder, each section is a document
    too, so there ``sections`` is true: ids are then ``file``, ``file#heading`` or a title.
    """

    sources: tuple[PolicySource, ...]
    sections: bool

    def __len__(self) -> int:
        return len(self.sources)


@dataclass(frozen=True)
class Query:
    """One past or present ticket: what would be looked up for it.

    ``policies`` are titles of the policies that answer it, where its line names them.
    """

    qid: str
    questions: tuple[Question, ...]
    ticket: Ticket | None = None
    policies: tuple[str, ...] | None = None


def read_documents(path: Path) -> Documents:
    """Read documents from JSON Lines or from a folder of Markdown.  Raises ImportSourceError."""
    if path.is_dir():
        reading = read_sources(path)
        if reading.problems:
            raise reading.problems[0]
        return Documents(reading.sources, sections=True)
    sources = [_source(value, number) for number, value in enumerate(_objects(path), start=1)]
    if not sources:
        raise ImportSourceError(f"'{path}' holds no document; each line should be one.")
    return Documents(tuple({one.key: one for one in sources}.values()), sections=False)


def read_queries(path: Path) -> tuple[Query, ...]:
    """Read tickets and the questions that drafting would look up for each.  Raises click.ClickException."""
    return tuple(_query(value, path) for value in _objects(path))


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Read judgements: tab-separated qid, doc_id, grade, or TREC's four columns.  Raises click.ClickException."""
    judged: dict[str, dict[str, int]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if not line.strip():
            continue
        cells = line.split("\t") if "\t" in line else line.split()
        qid, doc, grade = (cells[0], cells[-2], cells[-1]) if len(cells) >= 3 else ("", "", "")
        try:
            judged.setdefault(qid.strip(), {})[doc.strip()] = int(float(grade))
        except ValueError as error:
            if number == 1:
                continue  # a header
            raise click.ClickException(
                f"Line {number} of '{path}' is no judgement; write qid, doc_id and grade with tabs between."
            ) from error
    return judged


def section_names(policy_key: str, title: str, heading: Sequence[str]) -> frozenset[str]:
    """Return the ids under which a section of a Markdown folder may be judged."""
    stem = re.sub(r"\.(md|markdown)$", "", policy_key)
    path = "/".join(slug_of(part) for part in heading)
    names = {policy_key, stem, title}
    if heading:
        last = slug_of(heading[-1])
        names |= {f"{file}#{part}" for file in (policy_key, stem) for part in (path, last, heading[-1])}
        names |= {f"{stem}/{last}", heading[-1], " > ".join((title, *heading))}
    return frozenset(names)


def slug_of(text: str) -> str:
    """Return a heading as an address has it: ``How to return`` is ``how-to-return``."""
    return _NOT_IN_SLUGS.sub("-", text.lower()).strip("-")


def _objects(path: Path) -> Iterator[Mapping[str, Any]]:
    for number, value in enumerate(read_json_lines(path), start=1):
        if not isinstance(value, dict):
            raise click.ClickException(f"Line {number} of '{path}' is no JSON object.")
        yield value


def _source(value: Mapping[str, Any], number: int) -> PolicySource:
    key, markdown = value.get("doc_id"), value.get("markdown", value.get("text"))
    if key is None or not isinstance(markdown, str):
        raise ImportSourceError(f"Document {number} lacks doc_id or markdown; each line needs both.")
    path = [str(part) for part in value.get("heading_path") or [] if str(part).strip()]
    if not path:
        return parse_source(markdown, str(key))
    return PolicySource(str(key), path[0], section_of(markdown, path))


def section_of(markdown: str, path: Sequence[str]) -> str:
    """Return the section that a heading path names, under its own headings.

    What stands above it in the text belongs to its parents, which are no part of this document.
    """
    if len(path) < 2:
        return markdown
    own = next((found for found in _HEADING.finditer(markdown) if found[1].strip() == path[-1].strip()), None)
    if own is None:
        return markdown
    headings = "\n\n".join(f"{'#' * min(level, 6)} {name}" for level, name in enumerate(path[1:], start=2))
    return f"{headings}\n{markdown[own.end() :]}"


def _query(value: Mapping[str, Any], path: Path) -> Query:
    qid, ticket = str(value.get("qid", "")), value.get("ticket")
    if not qid or not isinstance(ticket, dict):
        raise click.ClickException(f"A line of '{path}' lacks qid or ticket: {json.dumps(value)[:60]}")
    messages = [message for message in ticket.get("messages") or [] if isinstance(message, dict)]
    said = [
        {
            "id": f"m{number}",
            "author": _AUTHORS.get(str(one.get("role", one.get("author"))), "requester"),
            "text": one.get("text") or "",
        }
        for number, one in enumerate(messages, start=1)
    ]
    data = {"id": qid, "subject": ticket.get("subject") or "", "messages": said}
    if not said and ticket.get("body"):
        data = {"id": qid, "subject": data["subject"], "body": ticket["body"]}
    named = value.get("policies")
    policies = tuple(map(str, named)) if isinstance(named, list) else None
    try:
        parsed = parse_ticket(data, needs_message=False)
        return Query(qid, tuple(questions_of(parsed)), parsed, policies)
    except MalformedEventError as error:
        raise click.ClickException(f"Ticket of query {qid!r} in '{path}': {error.message}") from error
