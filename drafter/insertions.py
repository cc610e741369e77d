"""What agents keep adding to drafts, and which cited sentences they keep taking out.  Pure functions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from drafter.drafts import Sentence
from drafter.measures.changes import Change, compare
from drafter.measures.words import tokens
from drafter.voice import is_frame_line
from knowledge_base.facts import FactKind, find_facts
from knowledge_base.wording import overlap, sentences_of, stems_of

FEWEST_TOKENS = 4
LONGEST_COMFORT = 16  # a longer kind sentence carries something else too
SAME_SENTENCE = 0.5  # share of content words from which a sentence is a rewording, not an addition

_COMFORT = re.compile(
    r"\b(?:sorry|apologi[sz]e|apologies|thank(?:s| you)|appreciate|understand (?:how|your|that)|frustrat\w+"
    r"|glad|delighted|happy to help|hesitate|(?:any|further|more) (?:other )?questions|enjoy|have a (?:great|nice|good)"
    r"|let (?:me|us) know (?:if|whether)|here to help|hope (?:this|that|you)|leid|danke|désolée?s?|merci|lo siento"
    r"|gracias|bedankt)\b",
    re.I,
)
_MARKS = {
    FactKind.MONEY: "amount",
    FactKind.PERCENT: "percentage",
    FactKind.DURATION: "time span",
    FactKind.DATE: "date",
    FactKind.TIME: "time",
    FactKind.ID: "number",
    FactKind.CODE: "code",
    FactKind.URL: "link",
    FactKind.EMAIL: "e-mail address",
    FactKind.PHONE: "phone number",
    FactKind.QUANTITY: "quantity",
}


@dataclass(frozen=True)
class Insertion:
    """A sentence that an agent added to a draft.

    ``marked`` has its facts replaced by what they are, so that like sentences about different
    orders are like.  ``snippet_ids`` are all that the draft cites.
    """

    edit_id: str
    ticket_id: str
    agent: str
    at: datetime
    text: str
    marked: str
    snippet_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Removal:
    """A cited sentence of a draft that an agent took out."""

    edit_id: str
    ticket_id: str
    agent: str
    at: datetime
    text: str
    snippet_ids: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """Whose edit it was, and when."""

    edit_id: str
    ticket_id: str
    agent: str
    at: datetime


def added_and_removed(
    draft: str, sentences: Sequence[Sentence], sent: str, source: Source
) -> tuple[tuple[Insertion, ...], tuple[Removal, ...]]:
    """Return the sentences that an agent added and the cited ones that were taken out.

    Greeting, closing and signature count on neither side, nor do comfort and thanks, nor
    sentences under ``FEWEST_TOKENS`` tokens.
    """
    cited = tuple(dict.fromkeys(one.snippet_id for sentence in sentences for one in sentence.citations))
    changes = compare(draft, sent).changes
    signature = _signature(sent)
    added = [text for change in changes for text in _added(change) if text != signature]
    inserted = tuple(
        Insertion(source.edit_id, source.ticket_id, source.agent, source.at, text, marked(text), cited)
        for text in added
        if _says_something(text)
    )
    return inserted, tuple(_removals(changes, sentences, source))


def _signature(sent: str) -> str:
    """Return the last line of a letter where it is no sentence: the agent's own name is no rule; empty without one."""
    last = sent.rstrip().rpartition("\n")[2].strip()
    return "" if last.endswith((".", "!", "?", "…")) else last


def marked(text: str) -> str:
    """Return a sentence with each fact replaced by what it is: ``Shipping costs [amount].``"""
    found = sorted(find_facts(text), key=lambda fact: fact.start, reverse=True)
    for fact in found:
        text = f"{text[: fact.start]}[{_MARKS.get(fact.kind, 'number')}]{text[fact.end :]}"
    return " ".join(text.split())


def _added(change: Change) -> list[str]:
    """Sentences of the sent side that reword nothing of the draft's side."""
    before = [stems_of(sentence) for sentence in sentences_of(change.draft)] if change.draft else []
    whole = stems_of(change.draft)
    return [
        sentence
        for sentence in sentences_of(change.sent)
        if not any(overlap(stems_of(sentence), old) >= SAME_SENTENCE for old in (*before, whole))
    ]


def _removals(changes: Sequence[Change], sentences: Sequence[Sentence], source: Source) -> list[Removal]:
    gone = [" ".join(change.draft.split()) for change in changes if change.draft and not change.sent]
    return [
        Removal(
            source.edit_id,
            source.ticket_id,
            source.agent,
            source.at,
            sentence.text,
            tuple(one.snippet_id for one in sentence.citations),
        )
        for sentence in sentences
        if sentence.citations and any(" ".join(sentence.text.split()) in text for text in gone)
    ]


def _says_something(text: str) -> bool:
    return len(tokens(text)) >= FEWEST_TOKENS and not is_frame_line(text) and not _only_comforts(text)


def _only_comforts(text: str) -> bool:
    """Whether a sentence is kind and says no rule: that is the voice's matter, not a policy's."""
    return bool(_COMFORT.search(text)) and not find_facts(text) and len(tokens(text)) <= LONGEST_COMFORT
