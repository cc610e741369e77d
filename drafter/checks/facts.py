"""Every typed fact of a draft - amount, date, duration, number, link - must be somebody's, and whose tells how far.

Cited passages, the order and the brand's own lines prove a fact; the ticket proves only what
was said; an amount worked out in one step from the order is for the agent to check.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from drafter.checks.bindings import Place, Stated, find_other_binding, find_places
from drafter.checks.context import CheckContext
from drafter.checks.corrections import around, find_meant, in_notation_of
from drafter.checks.counts import find_too_many, find_wrong_refund
from drafter.checks.days import clashes_with_its_date, find_wrong_day, is_every_day
from drafter.checks.derivations import find_derivation
from drafter.checks.estimates import is_estimate
from drafter.checks.evidence import Evidence, Known, gather_evidence, order_of
from drafter.checks.hours import WrongHours, find_wrong_hours, find_wrong_zones, is_bare_hour
from drafter.checks.provenance import is_only_said
from drafter.checks.reckoning import is_reckoned
from drafter.checks.repeats import find_wrong_repeats
from drafter.checks.sizes import find_sizes, find_wrong_sizes, is_known_size
from drafter.checks.spans import find_wrong_spans
from drafter.checks.sums import is_worked_out
from drafter.checks.support import ends_are_known, supports
from drafter.checks.surroundings import clause_of
from drafter.findings import Finding, Severity
from drafter.orders import Order
from knowledge_base.facts import Fact, FactKind, find_facts
from knowledge_base.numerals import find_numbers
from knowledge_base.wording import stems_of

NAME = "facts"
VERSION = "3"

_LOWEST = re.compile(
    r"\b(?:at least|from|as little as|minimum(?: of)?|as soon as|after|earliest|starts? at|mindestens|ab|frühestens"
    r"|au moins|à partir de|dès|al menos|desde|a partir de)\s$",
    re.I,
)
_STRUCTURE = re.compile(
    r"\s(?:\w+\s)?(?:ways?|options?|things?|steps?|choices?|questions?|reasons?|possibilit\w+|points? to"
    r"|möglichkeiten"
    r"|schritte\w*|dinge|fragen|optionen|façons|étapes|choses|possibilités|maneras|formas|pasos|opciones|cosas)\b",
    re.I,
)
_GROUPED = re.compile(r"(?<![\w-])(?=[\w -]{0,30}\d)[A-Z0-9]{2,5}(?:[ -][A-Z0-9]{2,5}){2,9}(?![\w-])")
_LISTED = re.compile(r"\s(?:\w+\s){0,2}\w+s?:\s", re.I)
_ON_DAY = re.compile(
    r"\b(?:you(?:['’]re| are)|it(?:['’]s| is)|today is|this is|sie sind|heute ist|vous êtes|está)\s(?:\w+\s){0,3}"
    r"(?:day|tag|jour|día)\s$",
    re.I,
)
_OLD = re.compile(r"[\s-](?:olds?|alte\w?|jährige\w?)\b", re.I)
_YOU = re.compile(r",?\s(?:that\s|die\s|que\s)?(?:you|sie|du|vous|tu|usted)\b", re.I)
_VAGUE = re.compile(
    r"(?:an?|one)\s(?:day|week|hour|minute|month)\sor\s(?:two|so)\b|ein(?:en|e)?(?:\s\w+)?(?:,|\soder)\szwei\s"
    r"|un(?:e)?\s\w+\sou\sdeux\b|un(?:a)?\s\w+\so\sdos\b",
    re.I,
)
_BEATS = re.compile(r"\s(?:bigger|smaller|larger|longer|shorter|heavier|lighter|wider|taller|deeper|thicker)\b", re.I)
_NO_NOUN = re.compile(r"\s?(?:[.,;!?)]|$)")
_FEWEST_STEMS = 3
_RESTATED = 0.75  # of a sentence's content words that a passage's sentence has too
_LONGEST = 400  # characters of a sentence on either side of a fact
_MOST_BOUND = 60  # facts of one draft that are held against what they are said of
_CLOSELY_WEIGHED = 150  # facts of one draft; those after them must stand as they are in what proves them
_NOUNS = {
    FactKind.MONEY: "amount", FactKind.PERCENT: "percentage", FactKind.DURATION: "period", FactKind.DATE: "date",
    FactKind.TIME: "time", FactKind.ID: "number", FactKind.CODE: "code", FactKind.URL: "link",
    FactKind.EMAIL: "address", FactKind.PHONE: "phone number", FactKind.QUANTITY: "number",
}  # fmt: skip


Verdict = Literal["fine", "known"]


@dataclass(frozen=True)
class _Draft:
    """A draft that is weighed, its facts, and what they may rest on."""

    context: CheckContext
    evidence: Evidence
    facts: Sequence[Fact]

    @property
    def text(self) -> str:
        return self.context.text

    @property
    def order(self) -> Order | None:
        return order_of(self.context)


def check_facts(context: CheckContext) -> list[Finding]:
    """Return a finding for each fact of the draft that nothing proves, in the order of the text."""
    evidence = gather_evidence(context)
    written = _without_sizes(_without_grouped(context.text, evidence.proven), context)
    facts = find_facts(written, dollar=evidence.dollar, with_shares=True)
    close, rest = facts[:_CLOSELY_WEIGHED], facts[_CLOSELY_WEIGHED:]
    draft = _Draft(context, evidence, close)
    hours = {fact: wrong for fact in close if (wrong := find_wrong_hours(fact, close, evidence.proven))}
    weighed: list[Finding | Verdict | None] = []
    passed: list[Fact] = []
    for fact in close:
        finding = _weigh_hours(hours.get(fact)) or _weigh_day(fact, draft) or _weigh(fact, passed, draft)
        if not isinstance(finding, Finding) or finding.severity is Severity.NOTICE:
            passed.append(fact)
        weighed.append(finding)
    weighed = _bind(weighed, draft)
    proven = {known.fact.key for known in evidence.proven}
    weighed += [_unproven(fact) for fact in rest if fact.key not in proven]
    weighed += [_wrong_size(context.text, span, right) for span, right in find_wrong_sizes(context)]
    findings = [finding for finding in weighed if isinstance(finding, Finding)]
    return [*findings, *(one for one in _of_more_than_values(draft) if not _overlaps(one, findings))]


def _bind(weighed: Sequence[Finding | Verdict | None], draft: _Draft) -> list[Finding | Verdict | None]:
    """Hold each known value against what it is said of, now that is known which values nobody has."""
    sources = find_places(draft.evidence.rests_on, draft.order, draft.evidence.dollar)
    pairs = [*zip(draft.facts, weighed, strict=True)]
    nobodys = [fact for fact, one in pairs if isinstance(one, Finding) and one.severity is Severity.BLOCK]
    stated = Stated(draft.facts, nobodys)
    return [
        _of_another(fact, find_other_binding(fact, draft.context, sources, stated), draft.text)
        if one == "known" and place < _MOST_BOUND
        else one
        for place, (fact, one) in enumerate(pairs)
    ]


def _of_more_than_values(draft: _Draft) -> Iterator[Finding]:
    """Yield what is wrong with ranges of days and months, with how often something is granted, and with time zones."""
    passages = [source.text for source in draft.evidence.rests_on]
    for (start, end), right in find_wrong_spans(draft.text, passages, draft.evidence.asked):
        words = draft.text[start:end]
        message = f"No passage says “{words}”; one says “{right}”."
        yield Finding(NAME, Severity.BLOCK, start, end, words, message, right)
    for (start, end), right in find_wrong_zones(draft.text, passages, draft.evidence.asked):
        words = draft.text[start:end]
        message = f"No passage gives times in “{words}”; one says “{right}”."
        yield Finding(NAME, Severity.BLOCK, start, end, words, message, right)
    for repeat, right in find_wrong_repeats(draft.text, passages):
        words = draft.text[repeat.start : repeat.end]
        message = f"“{words}” is not how often the passage says; it says “{right}”."
        yield Finding(NAME, Severity.HIGH, repeat.start, repeat.end, words, message, right)


def _overlaps(finding: Finding, others: Iterable[Finding]) -> bool:
    return any(one.start < finding.end and finding.start < one.end for one in others)


def _without_grouped(text: str, proven: Sequence[Known]) -> str:
    """Blank out known numbers that are written in groups: "1Z 999 AA1 0123"."""
    numbers = {known.fact.key[1] for known in proven if known.fact.kind is FactKind.ID}
    for match in _GROUPED.finditer(text):
        if re.sub(r"[ -]", "", match[0]).upper() in numbers:
            text = f"{text[: match.start()]}{' ' * len(match[0])}{text[match.end() :]}"
    return text


def _without_sizes(text: str, context: CheckContext) -> str:
    """Blank out known sizes, which are one fact each: "55 x 36 x 23"."""
    wrong = {span for span, _ in find_wrong_sizes(context)}
    for start, end in find_sizes(text):
        if is_known_size(text[start:end], context) or (start, end) in wrong:
            text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _wrong_size(text: str, span: tuple[int, int], right: str) -> Finding:
    words = text[slice(*span)]
    return Finding(NAME, Severity.BLOCK, *span, words, f"No passage has the size “{words}”; one says “{right}”.", right)


def _weigh_hours(wrong: WrongHours | None) -> Finding | None:
    if wrong is None:
        return None
    message = f"{wrong.origin} has no hours from {wrong.opens} to {wrong.closes}; it says {wrong.known}."
    return _finding(wrong.fact, Severity.BLOCK, message)


def _weigh_day(fact: Fact, draft: _Draft) -> Finding | Verdict | None:
    """Weigh a day by the order and by the date beside it; None leaves it to the evidence."""
    clashes = clashes_with_its_date(fact, draft.facts)
    if clashes is not None:
        message = f"“{fact.text}” is not the weekday of the date beside it."
        return _finding(fact, Severity.BLOCK, message) if clashes else "fine"
    if wrong := find_wrong_day(fact, draft.text, draft.order):
        message = f"The order says {wrong.role} on {wrong.right.isoformat()}, not “{fact.text}”."
        return _finding(fact, Severity.BLOCK, message, f"{wrong.right.day} {wrong.right:%B %Y}")
    return None


def _is_made_here(fact: Fact, passed: Sequence[Fact], text: str, evidence: Evidence) -> bool:
    """Whether the reply works a value out before the reader, rounds it, or counts the days gone by."""
    clause = clause_of(text, fact.start, fact.end)
    earlier = [one for one in passed if one.kind is FactKind.MONEY]
    return (
        is_worked_out(fact, around(text, fact), clause, evidence, earlier)
        or is_estimate(fact, text, evidence)
        or _is_elapsed(fact, text)
    )


def _of_another(fact: Fact, rival: Place | None, text: str) -> Finding | None:
    """Return a finding where a known value is said of what has another one; several times that other is none."""
    if rival is None:
        return None
    is_money = fact.kind is FactKind.MONEY and fact.number and rival.fact.number
    times = (fact.number or 0) / (rival.fact.number or 1) if is_money else None
    if times and times > 1 and any(one.value == times for one in find_numbers(around(text, fact))):
        return None
    message = f"“{fact.text}” is known, but not of this: {rival.origin} says “{rival.fact.text}” there."
    return _finding(fact, Severity.HIGH, message, in_notation_of(fact, rival.fact))


def _weigh(fact: Fact, passed: Sequence[Fact], draft: _Draft) -> Finding | Verdict | None:
    """Weigh a fact by the evidence; ``passed`` are those before it that passed."""
    text, evidence = draft.text, draft.evidence
    if too_many := find_too_many(fact, text, draft.order):
        message = f"The order has {too_many.quantity} of “{too_many.name}”, not “{fact.text}”."
        return _finding(fact, Severity.BLOCK, message, str(too_many.quantity))
    if item := find_wrong_refund(fact, text, evidence.asked, draft.order):
        message = f"“{fact.text}” is the whole order’s total; “{item.name}” cost {item.price}."
        return _finding(fact, Severity.HIGH, message)
    is_lowest = bool(_LOWEST.search(text, max(0, fact.start - 20), fact.start)) or _gives_both_ends(fact, draft)
    if _is_known(fact, evidence.proven_of(fact, text), is_lowest) or _only_counts(fact, text):
        return "known"
    if _is_named_otherwise(fact, text, evidence.proven):
        return None
    return _weigh_unknown(fact, passed, draft, is_lowest)


def _gives_both_ends(fact: Fact, draft: _Draft) -> bool:
    """Whether a value is the lower end of a known range whose upper end is given, too: "4 days … until 30 days"."""
    ends = {
        known.fact.top
        for known in draft.evidence.cited
        if known.fact.kind is fact.kind and known.fact.top and known.fact.number == fact.number
    }
    return any(one.number in ends and abs(one.start - fact.end) < _LONGEST for one in draft.facts if one is not fact)


def _is_named_otherwise(fact: Fact, text: str, proven: Sequence[Known]) -> bool:
    """Whether a fact is known in another form: a link with a number filled in, a bare hour, "six days a week"."""
    if fact.kind is FactKind.URL and _is_filled_in(fact, proven):
        return True
    if is_bare_hour(fact, text, (known.fact for known in proven)):
        return True
    if is_every_day(fact, text, (known.fact for known in proven)):
        return True
    if _VAGUE.match(text, fact.start):
        return True
    return _stands_alone(fact, text) and _is_number_of(fact, proven)


def _weigh_unknown(fact: Fact, passed: Sequence[Fact], draft: _Draft, is_lowest: bool) -> Finding | None:
    """Weigh a fact that no source has: worked out, of a passage that is not cited, or only said."""
    text, evidence = draft.text, draft.evidence
    origin = find_derivation(fact, (text, around(text, fact), draft.facts), evidence, is_lowest=is_lowest)
    is_bound = fact.kind is FactKind.MONEY and _LOWEST.search(text, max(0, fact.start - 20), fact.start)
    if origin and not is_bound and not _restates(fact, text, evidence.cited):
        message = f"“{fact.text}” is {origin}, in no passage; check the sum before it goes out."
        return _finding(fact, Severity.NOTICE, message)
    if origin := _is_known(fact, evidence.uncited, is_lowest):
        message = f"“{fact.text}” stands in {origin}, which this reply does not cite; check that it applies."
        return _finding(fact, Severity.HIGH, message)
    if _is_made_here(fact, passed, text, evidence) or is_reckoned(fact, text, draft.facts, evidence, passed):
        message = f"“{fact.text}” is worked out in this reply; check it before it goes out."
        return _finding(fact, Severity.NOTICE, message)
    if _is_known(fact, evidence.said, is_lowest) or _is_theirs(fact, text, evidence.said):
        if is_only_said(text, fact, evidence.asked):
            return None
        message = (
            f"“{fact.text}” is only what the customer wrote; no passage and no order shows that {_NOUNS[fact.kind]}. "
            "Take it out, or say it as the customer’s words."
        )
        return _finding(fact, Severity.BLOCK, message)
    return _unsupported(fact, text, evidence)


def _unsupported(fact: Fact, text: str, evidence: Evidence) -> Finding:
    meant = find_meant(fact, text, evidence.proven)
    noun = _NOUNS[fact.kind]
    if meant is None:
        message = f"No cited passage and no order has the {noun} “{fact.text}”. Take it out or correct it."
        return _finding(fact, Severity.BLOCK, message)
    message = f"No cited passage and no order has the {noun} “{fact.text}”; {meant.origin} says “{meant.fact.text}”."
    return _finding(fact, Severity.BLOCK, message, in_notation_of(fact, meant.fact))


def _unproven(fact: Fact) -> Finding:
    message = (
        f"No cited passage and no order has the {_NOUNS[fact.kind]} “{fact.text[:80]}”. Take it out or correct it."
    )
    return _finding(fact, Severity.BLOCK, message)


def _finding(fact: Fact, severity: Severity, message: str, fix: str | None = None) -> Finding:
    return Finding(NAME, severity, fact.start, fact.end, fact.text, message, fix)


def _is_known(fact: Fact, known: Sequence[Known], is_lowest: bool) -> str | None:
    """Return where a fact is known from, None if it is not."""
    found = next((one.origin for one in known if supports(one.fact, fact, is_lowest=is_lowest)), None)
    if found is None and ends_are_known(fact, (one.fact for one in known)):
        return known[0].origin
    return found


def _restates(fact: Fact, text: str, known: Sequence[Known]) -> bool:
    """Whether the sentence says what a passage says, with another value: then no sum of the order excuses it."""
    sentence = around(text, fact)
    wanted, told = {*stems_of(sentence)}, find_facts(sentence)
    if len(wanted) < _FEWEST_STEMS:
        return False
    rivals = [
        {*stems_of(one.sentence)}
        for one in known
        if one.fact.kind is fact.kind and one.sentence and not any(supports(one.fact, other) for other in told)
    ]
    return any(len(wanted & rival) >= _RESTATED * len(wanted) for rival in rivals)


def _only_counts(fact: Fact, text: str) -> bool:
    """Whether a number only counts what the reply itself lists: "three options", "3 exceptions: …"."""
    if fact.kind is not FactKind.QUANTITY or fact.unit:
        return False
    return bool(_STRUCTURE.match(text, fact.end) or _LISTED.match(text, fact.end))


def _is_filled_in(link: Fact, proven: Sequence[Known]) -> bool:
    """Whether a link is one of a passage with a known number in its query: "track?id=A10482"."""
    place, query, value = link.value.partition("=")
    ids = {known.fact.key[1] for known in proven if known.fact.kind is FactKind.ID}
    forms = {known.fact.value.partition("=")[0] for known in proven if known.fact.kind is FactKind.URL}
    return bool(query) and "?" in place and place in forms and re.sub(r"\W", "", value).upper() in ids


def _is_elapsed(fact: Fact, text: str) -> bool:
    """Whether a number says which day it is by now, or by how much one thing beats another: "5 litres bigger"."""
    if fact.kind is FactKind.QUANTITY and fact.unit and _BEATS.match(text, fact.end):
        return True
    return fact.kind is FactKind.QUANTITY and bool(_ON_DAY.search(text, max(0, fact.start - 40), fact.start))


def _is_theirs(fact: Fact, text: str, said: Sequence[Known]) -> bool:
    """Whether a number is one that the requester gave barely: "not the 15 you had in mind", a quote of "140"."""
    if fact.kind is FactKind.DURATION and _OLD.match(text, fact.end):
        numbers = {known.fact.number for known in said}
        return fact.number in numbers or (fact.number or 0) / 12 in numbers
    if fact.kind is FactKind.MONEY:
        return any(known.fact.kind is FactKind.QUANTITY and known.fact.number == fact.number for known in said)
    if fact.kind is not FactKind.QUANTITY or fact.unit or not _YOU.match(text, fact.end):
        return False
    return any(known.fact.number == fact.number for known in said)


def _stands_alone(fact: Fact, text: str) -> bool:
    """Whether a number has no noun of its own: "not 30 days but 21."."""
    return fact.kind is FactKind.QUANTITY and not fact.unit and bool(_NO_NOUN.match(text, fact.end))


def _is_number_of(fact: Fact, known: Sequence[Known]) -> bool:
    numbers = (fact.number, fact.top)
    return any(fact.number is not None and (one.fact.number, one.fact.top) == numbers and one.fact.end for one in known)
