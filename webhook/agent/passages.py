"""A draft's text cut for the page: paragraphs of sentences, with source numbers and check marks."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from drafter.drafts import Draft, Sentence
from drafter.findings import Finding, Severity

_PARAGRAPH_BREAK = re.compile(r"\n[^\S\n]*\n\s*")
_CLOSING_MARKS = re.compile(r"[.!?…。！？]+[\"'”’)\]]*\s*$")


@dataclass(frozen=True)
class Run:
    """Words with one look: ``check`` is the number of the finding they stand under."""

    text: str
    check: int | None = None
    is_grave: bool = False


@dataclass(frozen=True)
class Passage:
    """A sentence, or the words between two: ``cites`` stand before its closing marks."""

    runs: tuple[Run, ...]
    closing: tuple[Run, ...] = ()
    cites: tuple[int, ...] = ()
    is_sentence: bool = False


@dataclass(frozen=True)
class Paragraph:
    """What stands between two empty lines."""

    passages: tuple[Passage, ...]


def cut_paragraphs(draft: Draft, findings: Mapping[int, Finding], numbers: Mapping[str, int]) -> tuple[Paragraph, ...]:
    """Return the draft's text in paragraphs.

    ``findings`` are those to mark, by number; ``numbers`` maps a snippet id to its source
    number.  Sentences and findings that lie outside the text are left out.
    """
    text, paragraphs, start = draft.text, [], 0
    for match in (*_PARAGRAPH_BREAK.finditer(text), None):
        end = match.start() if match else len(text)
        passages = tuple(_passages(draft, start, end, findings, numbers))
        if text[start:end].strip():
            paragraphs.append(Paragraph(passages))
        start = match.end() if match else end
    return tuple(paragraphs)


def _passages(
    draft: Draft, start: int, end: int, findings: Mapping[int, Finding], numbers: Mapping[str, int]
) -> Iterator[Passage]:
    at = start
    for sentence in sorted(draft.sentences, key=lambda s: s.start):
        first, last = max(sentence.start, at), min(sentence.end, end)
        if first >= last:
            continue
        if first > at:
            yield Passage(_runs(draft.text, at, first, findings))
        yield _passage(draft.text, first, last, sentence, findings, numbers)
        at = last
    if at < end:
        yield Passage(_runs(draft.text, at, end, findings))


def _passage(
    text: str, start: int, end: int, sentence: Sentence, findings: Mapping[int, Finding], numbers: Mapping[str, int]
) -> Passage:
    closing = _CLOSING_MARKS.search(text, start, end)
    cut = closing.start() if closing and closing.start() > start else end
    cites = dict.fromkeys(numbers[c.snippet_id] for c in sentence.citations if c.snippet_id in numbers)
    return Passage(_runs(text, start, cut, findings), _runs(text, cut, end, findings), tuple(cites), is_sentence=True)


def _runs(text: str, start: int, end: int, findings: Mapping[int, Finding]) -> tuple[Run, ...]:
    inside = [(n, f) for n, f in findings.items() if f.start < end and f.end > start and f.start < f.end]
    cuts = sorted({start, end, *(c for _, f in inside for c in (f.start, f.end) if start < c < end)})
    runs = []
    for first, last in pairwise(cuts):
        marked = next(((n, f) for n, f in inside if f.start <= first and f.end >= last), None)
        number = marked[0] if marked else None
        is_grave = bool(marked and marked[1].severity is Severity.BLOCK)
        runs.append(Run(text[first:last], number, is_grave))
    return tuple(runs)
