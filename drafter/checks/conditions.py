"""A right number with the wrong condition: another starting day, another side of a bound, another payer, yes for no."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from drafter.checks.anchors import (
    bound_in_whole,
    bound_of,
    demands,
    event_of,
    may_run_from,
    named_event_of,
    order_of,
    penalises,
    per_of,
)
from drafter.checks.content import content_of
from drafter.checks.context import CheckContext
from drafter.checks.payers import Payment, are_comparable, payments_of
from drafter.checks.polarity import Clause, clauses_of, contradicts, is_about
from drafter.checks.slots import groups_of, lifts_exception, lifts_something, other_group
from drafter.checks.support import supports
from drafter.findings import Finding, Severity
from knowledge_base.facts import Fact, find_facts
from knowledge_base.wording import sentences_of, stems_of

NAME = "conditions"
VERSION = "3"

_BEYOND = re.compile(  # says what holds on the other side of its bound, too
    r"(?<!\w)(?:extra|additional|beyond|further|otherwise|weitere\w*|zusätzlich\w*|sonst|darüber|darunter"
    r"|supplémentaires?|au-delà|sinon|adicional\w*|si no)(?!\w)",
    re.I,
)
_COMPARED = re.compile(
    r"(?<!\w)(?:smaller|larger|bigger|shorter|longer|lighter|heavier|kleinere\w*|größere\w*|leichtere\w*|schwerere\w*"
    r"|plus (?:petit|grand|léger|lourd)e?s?|más (?:pequeñ|grande)\w*|menores|mayores|grotere)(?!\w)",
    re.I,
)
_SHARED = 2  # content words of two sentences that set a bound to the same thing
_MOST_FACTS = 20  # of one sentence; more of them are a table or a pasted log
_MOST_MESSAGES = 3
_MOST_CHARS = 20_000  # of one passage
_SENTENCE = re.compile(r"[^\s][^\n]*?(?:[.!?…](?=\s|$)|(?=\n|$))")
_REPEATED = re.compile(  # what the requester said, up to where the reply says its own
    r"\b(?:you(?:'ve| have)? (?:also )?(?:said|say|wrote|write|mention\w*|ask\w*|told|report\w*)|sie schreib\w*"
    r"|du schreib\w*|vous (?:dites|écrivez|mention\w*)|(?:menciona|dice)s?|u schrijft|laut ihnen)\b"
    r".*?(?=[;:]|,\s(?:but|so|our|we|aber|tatsächlich|mais|nous|pero|maar)\b|$)",
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
    payments: tuple[Payment, ...]


def check_conditions(context: CheckContext) -> list[Finding]:
    """Return a finding for each sentence that ties what a passage says to another condition."""
    rulings = [ruling for source in context.sources for ruling in _rulings(source.text[:_MOST_CHARS])]
    case = _case_of(context)
    found = []
    for match in _SENTENCE.finditer(context.text):
        whole = match.group().replace("’", "'")
        if whole.endswith("?"):
            continue
        sentence = _REPEATED.sub(lambda told: " " * len(told.group()), whole)
        why = (
            _other_anchor(sentence, rulings)
            or _other_payer(sentence, rulings, case)
            or _other_count(sentence, rulings)
            or _for_others(whole, rulings)
            or _flipped(sentence, rulings)
        )
        if why:
            reason, ruling = why
            message = f"Check the condition: {reason}. The passage says “{_short(ruling.text)}”"
            found.append(Finding(NAME, Severity.HIGH, *match.span(), match.group(), message))
    return found


def _case_of(context: CheckContext) -> frozenset[str]:
    """The words of the draft and of what was asked: which exceptions may be meant."""
    messages = context.ticket.messages[-_MOST_MESSAGES:] if context.ticket else ()
    return frozenset[str]().union(*(content_of(text) for text in (context.text, *(one.text for one in messages))))


@lru_cache(maxsize=1024)
def _rulings(text: str) -> tuple[Ruling, ...]:
    text = text.replace("’", "'")
    found: list[Ruling] = []
    for one in sentences_of(text):
        last = found[-1].clauses[-1:] if found else ()
        found.append(
            Ruling(
                one,
                tuple(find_facts(one, with_shares=True)[:_MOST_FACTS]),
                () if "|" in one else clauses_of(one, *last),
                frozenset(stems_of(one)),
                _words(one),
                per_of(one),
                payments_of(one),
            )
        )
    return tuple(found)


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
                if read is event_of and any(may_run_from(said, ruling.text, other) for ruling, other in known):
                    continue
                if read is bound_of and _is_the_reverse(sentence, fact, clash[1]):
                    continue
                return wording.format(known=clash[0], said=said), clash[1]
        if clash := _unusual_event(sentence, fact, known):
            return clash
    return None


def _unusual_event(sentence: str, fact: Fact, known: Sequence[tuple[Ruling, Fact]]) -> tuple[str, Ruling] | None:
    """Find a time that runs from an event of the usual ones where each passage that has it names one of its own."""
    said = event_of(sentence, fact)
    named = [(named_event_of(ruling.text, other), ruling) for ruling, other in known]
    if not said or not named or any(one is None or content_of(one) & content_of(sentence) for one, _ in named):
        return None
    return f"the time runs from {named[0][0]}, not from {said}", named[0][1]


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
    sides = [one.payer for one in ruling.payments]
    if _COMPARED.search(ruling.text) and any(
        one.payer in sides[1:] and one.payer is not sides[0] for one in payments_of(sentence)
    ):
        return True  # "over 2 m for $25; smaller ones are free"
    if demands(sentence) and not demands(ruling.text) and penalises(ruling.text):
        return True
    if len(words & content_of(ruling.text)) < min(_SHARED, len(words)):
        return True
    said = bound_in_whole(sentence, fact)
    others = (other for other in ruling.facts if supports(other, fact, is_lowest=True))
    return any(bound_in_whole(ruling.text, other) == said for other in others)


def _other_payer(sentence: str, rulings: Sequence[Ruling], case: frozenset[str]) -> tuple[str, Ruling] | None:
    for said in payments_of(sentence):
        if said.is_price or said.is_exception:
            continue
        known = [(one, ruling) for ruling in rulings for one in ruling.payments if are_comparable(said, one, case)]
        known = _on_the_same(said, known)
        if all(one.payer is not said.payer for one, _ in known) and not all(one.is_price for one, _ in known):
            return f"{known[0][0].payer} pays, not {said.payer}", known[0][1]
    return None


def _on_the_same(said: Payment, known: Sequence[tuple[Payment, Ruling]]) -> list[tuple[Payment, Ruling]]:
    """Return who pays for what a sentence is about; where it is none of the usual, what shares most of its words."""
    if said.topic:
        return [(one, ruling) for one, ruling in known if one.topic == said.topic]
    shared = [(len(said.words & one.words), one, ruling) for one, ruling in known if not one.topic]
    best = max((count for count, _, _ in shared), default=0)
    return [(one, ruling) for count, one, ruling in shared if count == best] if best else []


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
        known = [
            (_likeness(said, clause), clause, ruling) for clause, ruling in _clauses(rulings) if is_about(said, clause)
        ]
        best = max((score for score, _, _ in known), default=0)
        near = [(clause, ruling) for score, clause, ruling in known if score >= best]
        if near and all(contradicts(said, clause) for clause, _ in near):
            return ("it is denied there" if near[0][0].denies else "it is allowed there"), near[0][1]
    return None


def _likeness(said: Clause, known: Clause) -> float:
    return len(said.stems & known.stems) + len(said.stems & known.own) / len(known.own)


def _for_others(sentence: str, rulings: Sequence[Ruling]) -> tuple[str, Ruling] | None:
    """Find a rule for members said to hold for all, or "even if worn" where the passage says unless worn."""
    if len(groups_of(sentence)) != 1 and not lifts_something(sentence):
        return None
    near = _nearest(sentence, rulings)
    group = other_group(sentence, [ruling.text for ruling in near])
    if group:
        return f"it holds for {group} there", near[0]
    for ruling in near:
        limit = lifts_exception(sentence, ruling.text)
        if limit:
            return f"it makes an exception of “{limit}”", ruling
    return None


def _nearest(sentence: str, rulings: Sequence[Ruling]) -> list[Ruling]:
    """Return the rulings that share most with a sentence: numbers count as words."""
    stems = frozenset(stems_of(sentence))
    shared = [(len(stems & ruling.stems) + _shared_facts(sentence, ruling), ruling) for ruling in rulings]
    best = max((count for count, _ in shared), default=0)
    return [ruling for count, ruling in shared if count == best] if best >= _SHARED else []


def _shared_facts(sentence: str, ruling: Ruling) -> int:
    facts = find_facts(sentence, with_shares=True)[:_MOST_FACTS]
    return sum(any(supports(other, fact, is_lowest=True) for other in ruling.facts) for fact in facts)


def _clauses(rulings: Sequence[Ruling]) -> Iterator[tuple[Clause, Ruling]]:
    return ((clause, ruling) for ruling in rulings for clause in ruling.clauses)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]{3,}", text.lower())) - _BOUNDS


def _short(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:157]}…"
