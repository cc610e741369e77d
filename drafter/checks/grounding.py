"""Grounding: how far each statement of a draft follows from what it may rest on, as a traffic light.

It warns, it never approves: green means only that the words of a statement stand in a
passage, not that the passage says the same.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from drafter.checks.citations import claims_something
from drafter.checks.context import CheckContext
from drafter.evidence import order_texts
from drafter.findings import Finding, Severity
from drafter.tickets import Author
from drafter.topics import topics_of, words_of
from knowledge_base.facts import find_facts
from knowledge_base.wording import sentences_of

NAME = "grounding"
VERSION = "1"
GREEN = 0.6
AMBER = 0.4
CLOSELY_READ = 6  # passages' sentences, those with most words in common
FEWEST_WORDS = 3  # a statement with fewer telling words says nothing to hold against a passage
MOST_CHARS = 20_000

_NO_CLAIM = re.compile(
    r"^\W*(?:(?:i'm|i am|we're|we are|i was|so|very|really)?\s*(?:so |very |really |truly )*(?:sorry|glad|happy"
    r"|pleased|delighted)\b|(?:my|our) (?:sincere )?apolog|(?:i|we) apologi"
    r"|thanks?\b|thank you|many thanks|(?:i|we) (?:completely |fully |can )?(?:understand|see|know|hope|appreciate"
    r"|believe|wish|look forward)|hi\b|hello\b|dear\b|hey\b|have a|all the best"
    r"|(?:kind|best|warm)\b|sincerely|enjoy|congrat|welcome|as (?:you|requested|promised|discussed)|you (?:wrote"
    r"|told|said|mentioned|asked|sent|let us know)|happy to|please (?:let|reply|send|share"
    r"|tell|confirm|feel)|(?:just |please )?(?:let (?:me|us)|reply|feel free)|if (?:anything|you have|you need"
    r"|there)|(?:that|this|it) (?:must|sounds|is so|'s so)|good (?:news|to)"
    r"|es tut (?:mir|uns)|vielen dank|danke|entschuldig|hallo|guten tag|mit freundlichen|merci|désolé|je suis"
    r"|nous sommes désolé|bonjour|cordialement|gracias|lament|siento|sentimos|hola|un saludo"
    r"|beste|bedankt|met vriendelijke|wenn sie|falls sie|n'hésitez|no dude)",
    re.I,
)
_CLOSES = re.compile(
    r"\b(?:just reply|let (?:me|us) know|any (?:other |further )?questions|anything (?:else|is unclear)"
    r"|melden sie sich|rückfragen)\b",
    re.I,
)


class Light(StrEnum):
    """How far a statement is found in what it may rest on."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True)
class Grounding:
    """A statement of a draft, its light, and the passage's sentence that supports it best (empty: none)."""

    start: int
    end: int
    text: str
    light: Light
    share: float
    source_id: str = ""
    support: str = ""


def check_grounding(context: CheckContext) -> list[Finding]:
    """Return a low finding for each statement that no passage, order or ticket supports."""
    if not context.sources:
        return []
    return [
        Finding(NAME, Severity.LOW, one.start, one.end, one.text, _message(one))
        for one in grounding_of(context)
        if one.light is Light.RED
    ]


def grounding_of(context: CheckContext) -> tuple[Grounding, ...]:
    """Return the light of each statement; courtesies, questions and closings are none."""
    known = _said(context)
    passages = [(source.id, one) for source in context.sources for one in _split(source.text[:MOST_CHARS])]
    return tuple(
        _ground(start, text, passages, context, known) for start, text in _statements(context) if _is_statement(text)
    )


def _statements(context: CheckContext) -> Iterator[tuple[int, str]]:
    if context.sentences:
        yield from ((sentence.start, sentence.text) for sentence in context.sentences)
        return
    place = 0
    for sentence in sentences_of(context.text):
        match = re.compile(r"\s+".join(re.escape(word) for word in sentence.split())).search(context.text, place)
        if match:
            place = match.end()
            yield match.start(), match.group()


def _is_statement(text: str) -> bool:
    plain = text.replace("’", "'").strip()
    if plain.endswith("?") or (_NO_CLAIM.match(plain) and not claims_something(plain)) or _CLOSES.search(plain):
        return False
    return len(words_of(plain)) >= FEWEST_WORDS


def _ground(
    start: int, text: str, passages: Sequence[tuple[str, str]], context: CheckContext, known: frozenset[str]
) -> Grounding:
    wanted = words_of(text)
    facts = {fact.key for fact in find_facts(text)}
    if facts and facts <= _known_facts(context):
        return Grounding(start, start + len(text), text, Light.GREEN, 1.0)
    headings = {source.id: source.heading for source in context.sources}
    best, source_id, support = 0.0, "", ""
    near_first = sorted(passages, key=lambda one: -len(wanted & words_of(one[1])))[:CLOSELY_READ]
    for number, (source, sentence) in enumerate(near_first):
        near = f"{sentence} {headings[source]}"
        share = _share(text, wanted, facts, near, known)
        if share > best or not number:
            best, source_id, support = share, source, sentence
    light = Light.GREEN if best >= GREEN else Light.AMBER if best >= AMBER else Light.RED
    if light is Light.RED and best == 0:
        source_id = support = ""
    return Grounding(start, start + len(text), text, light, round(best, 2), source_id, support)


def _share(
    text: str, wanted: frozenset[str], facts: set[tuple[str, str]], passage: str, known: frozenset[str]
) -> float:
    """Share of a statement's telling words that a passage has, by stem, by topic or as a fact it states."""
    have = words_of(passage)
    in_passage = {word for word in wanted if word in have}
    if len(in_passage) >= GREEN * len(wanted):
        return len(in_passage) / len(wanted)
    by_topic = {word for word in _topical(text, topics_of(passage)) if word in wanted}
    shared_facts = len(facts & _facts_of(passage)) if facts else 0
    if not in_passage and not by_topic and not shared_facts:
        return len(wanted & known) / len(wanted)
    in_passage |= by_topic | (wanted & known)
    return min(1.0, (len(in_passage) + shared_facts) / len(wanted))


def _topical(text: str, topics: frozenset[str]) -> frozenset[str]:
    return frozenset(
        stemmed
        for word in re.findall(r"\w+(?:['’]\w+)?", text)
        if topics_of(word) & topics
        for stemmed in words_of(word)
    )


@lru_cache(maxsize=1024)
def _facts_of(passage: str) -> frozenset[tuple[str, str]]:
    return frozenset(fact.key for fact in find_facts(passage))


@lru_cache(maxsize=512)
def _split(text: str) -> tuple[str, ...]:
    return tuple(sentences_of(text))


def _said(context: CheckContext) -> frozenset[str]:
    """The telling words of requester and order: taking them up claims nothing new.

    What agents wrote counts for nothing: under review the reply itself stands among the messages.
    """
    order = context.order or (context.ticket.order if context.ticket else None)
    texts = [*(order_texts(order) if order else ())]
    if context.ticket:
        asked = (one.text for one in context.ticket.messages if one.author is Author.REQUESTER)
        texts += [context.ticket.subject, *(text[:4000] for text in asked)]
    return frozenset().union(*(words_of(text) for text in texts)) if texts else frozenset()


def _known_facts(context: CheckContext) -> frozenset[tuple[str, str]]:
    """The facts of the order: a sentence that states nothing else rests on it."""
    order = context.order or (context.ticket.order if context.ticket else None)
    return frozenset().union(*(_facts_of(text) for text in order_texts(order))) if order else frozenset()


def _message(one: Grounding) -> str:
    if one.support:
        return f"No passage supports this; the nearest says “{one.support}”. Check it or take it out."
    return "No passage supports this. Check it or take it out."
