"""A draft's text cut for the page: paragraphs of sentences, with source numbers and check marks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from drafter.drafts import Draft, Sentence
from drafter.findings import Finding, Severity

LONG_PASSAGE = 420  # letters; a passage up to this long is shown whole
LONG_STRETCH = 80  # letters between quotes that are worth showing in a longer one
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

    @property
    def words(self) -> str:
        """Its text as it is sent."""
        return "".join(run.text for run in (*self.runs, *self.closing)).strip()


@dataclass(frozen=True)
class Paragraph:
    """What stands between two empty lines."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Quoted:
    """Words of a passage; ``is_cited`` are those that the draft rests on."""

    text: str
    is_cited: bool = False


def mark_quotes(passage: str, quotes: Sequence[str]) -> tuple[Quoted, ...]:
    """Return a passage in parts, with the quotes in it marked; a long one is cut to its quotes.

    A quote that is not in the passage's words stands after it.
    """
    spans = sorted({(at, at + len(quote)) for quote in quotes if quote and (at := passage.find(quote)) >= 0})
    missing = [Quoted(f" … {quote}", True) for quote in dict.fromkeys(quotes) if quote and quote not in passage]
    parts, end = [], 0
    for first, last in spans:
        if first > end:
            parts.append(Quoted(_shorten(passage, end, first)))
        if last > end:
            parts.append(Quoted(passage[max(first, end) : last], True))
            end = last
    parts.append(Quoted(_shorten(passage, end, len(passage))))
    return tuple(part for part in (*parts, *missing) if part.text)


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


def _shorten(passage: str, start: int, end: int) -> str:
    """The words between quotes; of a long stretch only what is next to a quote, or the beginning."""
    text = passage[start:end]
    if len(passage) <= LONG_PASSAGE or len(text) <= LONG_STRETCH:
        return text
    if start == 0 and end == len(passage):
        return f"{text[:LONG_PASSAGE].rsplit(None, 1)[0]} …"
    return "… " if start == 0 else " … " if end < len(passage) else " …"


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
