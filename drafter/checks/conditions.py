"""A right number with the wrong condition: another starting day, another side of a bound, another payer, yes for no."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from drafter.checks.anchors import (
    Side,
    bound_in_whole,
    bound_of,
    demands,
    event_of,
    order_of,
    payer_of,
    penalises,
    per_of,
    topic_of,
)
from drafter.checks.content import content_of
from drafter.checks.context import CheckContext
from drafter.checks.polarity import Clause, clauses_of, contradicts, is_about
from drafter.checks.support import supports
from drafter.findings import Finding, Severity
from knowledge_base.facts import Fact, find_facts
from knowledge_base.wording import sentences_of, stems_of

NAME = "conditions"
VERSION = "2"

_COST_WORDS = content_of(
    "free charge cost costs pay fee fees price charged gratis kostenlos kosten bezahlen zahlen gebühr gratuit payer"
    " frais coste pagar gastos cargo"
)
_BEYOND = re.compile(  # says what holds on the other side of its bound, too
    r"(?<!\w)(?:extra|additional|beyond|further|otherwise|weitere\w*|zusätzlich\w*|sonst|darüber|darunter"
    r"|supplémentaires?|au-delà|sinon|adicional\w*|si no)(?!\w)",
    re.I,
)
_SHARED = 2  # content words of two sentences that set a bound to the same thing
_MOST_FACTS = 20  # of one sentence; more of them are a table or a pasted log
_MOST_CHARS = 20_000  # of one passage
_SENTENCE = re.compile(r"[^\s][^\n]*?(?:[.!?…](?=\s|$)|(?=\n|$))")
_REPEATED = re.compile(
    r"\byou(?:'ve| have)? (?:also )?(?:said|say|wrote|write|mention\w*|ask\w*|told|report\w*)\b|\bsie schreib\w*"
    r"|\bvous (?:dites|mention\w*)"
    r"|\bmenciona\b",
    re.I,
)
_BOUND_WORDS = "the and before after until over under above below from within"
_BOUNDS = frozenset(_BOUND_WORDS.split())
Reader = Callable[[str, Fact], str | None]
_READERS: Sequence[tuple[Reader, str]] = (
    (event_of, "the time runs from {known}, not from {said}"),
    (order_of, "it is {known}, not {said}"),
    (bound_of, "this is the {known}, not the {said}"),
    (per_of, "it counts per {known}, not per {said}"),
)


@dataclass(frozen=True)
class Ruling:
    """A sentence of a passage with all that is read from it."""

    text: str
    facts: tuple[Fact, ...]
    clauses: tuple[Clause, ...]
    stems: frozenset[str]
    words: frozenset[str]
    per: str | None
    payer: Side | None
    topic: str | None


def check_conditions(context: CheckContext) -> list[Finding]:
    """Return a finding for each sentence that ties what a passage says to another condition."""
    rulings = [ruling for source in context.sources for ruling in _rulings(source.text[:_MOST_CHARS])]
    found = []
    for match in _SENTENCE.finditer(context.text):
        sentence = match.group().replace("’", "'")
        if sentence.endswith("?") or _REPEATED.search(sentence):
            continue
        why = (
            _other_anchor(sentence, rulings)
            or _other_payer(sentence, rulings)
            or _other_count(sentence, rulings)
            or _flipped(sentence, rulings)
        )
        if why:
            reason, ruling = why
            message = f"Check the condition: {reason}. The passage says “{_short(ruling.text)}”"
            found.append(Finding(NAME, Severity.HIGH, *match.span(), match.group(), message))
    return found


@lru_cache(maxsize=1024)
def _rulings(text: str) -> tuple[Ruling, ...]:
    text = text.replace("’", "'")
    return tuple(
        Ruling(
            one,
            tuple(find_facts(one, with_shares=True)[:_MOST_FACTS]),
            () if "|" in one else tuple(clauses_of(one)),
            frozenset(stems_of(one)),
            _words(one),
            per_of(one),
            payer_of(one),
            topic_of(one),
        )
        for one in sentences_of(text)
    )


def _other_anchor(sentence: str, rulings: Sequence[Ruling]) -> tuple[str, Ruling] | None:
    for fact in find_facts(sentence, with_shares=True)[:_MOST_FACTS]:
        if fact.number is None and not fact.value[:1].isdigit():
            continue
        known = [
            (ruling, other) for ruling in rulings for other in ruling.facts if supports(other, fact, is_lowest=True)
        ]
        for read, wording in _READERS:
            said = read(sentence, fact)
            if said and (clash := _clash(said, read, known, sentence)):
                if read is bound_of and _is_the_reverse(sentence, fact, clash[1]):
                    continue
                return wording.format(known=clash[0], said=said), clash[1]
    return None


def _clash(said: str, read: Reader, known: Sequence[tuple[Ruling, Fact]], sentence: str) -> tuple[str, Ruling] | None:
    """Return what the passages say where all that fit best say something else; None where one agrees or is silent."""
    stems, words = frozenset(stems_of(sentence)), _words(sentence)
    likeness = [(len(ruling.stems & stems) + len(ruling.words & words) / 2, ruling, fact) for ruling, fact in known]
    best = max((score for score, _, _ in likeness), default=0)
    nearest = [(read(ruling.text, fact), ruling) for score, ruling, fact in likeness if score == best]
    if not nearest or any(one in (said, None) for one, _ in nearest):
        return None
    return nearest[0][0] or "", nearest[0][1]


def _is_the_reverse(sentence: str, fact: Fact, ruling: Ruling) -> bool:
    """Whether both may hold: "under $40 there is a charge", "above $40 there is none"; or they differ in topic."""
    words = content_of(sentence)
    if _BEYOND.search(ruling.text) or _BEYOND.search(sentence):
        return True
    if demands(sentence) and not demands(ruling.text) and penalises(ruling.text):
        return True
    if len(words & content_of(ruling.text)) < min(_SHARED, len(words)):
        return True
    said = bound_in_whole(sentence, fact)
    others = (other for other in ruling.facts if supports(other, fact, is_lowest=True))
    return any(bound_in_whole(ruling.text, other) == said for other in others)


def _other_payer(sentence: str, rulings: Sequence[Ruling]) -> tuple[str, Ruling] | None:
    said, topic = payer_of(sentence), topic_of(sentence)
    if said is None:
        return None
    if topic is None:
        known = _nearest_payer(sentence, rulings)
    else:
        known = [(ruling.payer, ruling) for ruling in rulings if ruling.topic == topic and ruling.payer]
    if not known or any(side is said for side, _ in known):
        return None
    return f"{known[0][0]} pays, not {said}", known[0][1]


def _nearest_payer(sentence: str, rulings: Sequence[Ruling]) -> list[tuple[Side | None, Ruling]]:
    """Return who pays for what a sentence is about, where it is none of the usual: wrapping, rebooking."""
    words = content_of(sentence) - _COST_WORDS
    shared = [(len(words & content_of(one.text)), one) for one in rulings if one.payer and not one.topic]
    best = max((count for count, _ in shared), default=0)
    return [(one.payer, one) for count, one in shared if count == best] if best else []


def _other_count(sentence: str, rulings: Sequence[Ruling]) -> tuple[str, Ruling] | None:
    """Find "once per item" where the passage says once per order."""
    said, stems = per_of(sentence), frozenset(stems_of(sentence))
    if said is None:
        return None
    known = [
        (ruling.per, ruling)
        for ruling in rulings
        if ruling.per and len(ruling.stems & stems) >= (1 if len(stems) < 4 else max(2, len(stems) / 2))
    ]
    if not known or any(per == said for per, _ in known):
        return None
    return f"it counts per {known[0][0]}, not per {said}", known[0][1]


def _flipped(sentence: str, rulings: Sequence[Ruling]) -> tuple[str, Ruling] | None:
    for said in clauses_of(sentence):
        known = [(clause, ruling) for clause, ruling in _clauses(rulings) if is_about(said, clause)]
        best = max((len(said.stems & clause.stems) for clause, _ in known), default=0)
        near = [(clause, ruling) for clause, ruling in known if len(said.stems & clause.stems) == best]
        if near and all(contradicts(said, clause) for clause, _ in near):
            return ("it is denied there" if near[0][0].denies else "it is allowed there"), near[0][1]
    return None


def _clauses(rulings: Sequence[Ruling]) -> Iterator[tuple[Clause, Ruling]]:
    return ((clause, ruling) for ruling in rulings for clause in ruling.clauses)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]{3,}", text.lower())) - _BOUNDS


def _short(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:157]}…"
