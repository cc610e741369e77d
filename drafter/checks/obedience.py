"""A reply that obeys what the ticket asks of the model: its words, its link, its promise, its role, our instructions.

Reported under ``canary``, the name that scripts know for a model that gave itself away.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from drafter.checks.context import CheckContext
from drafter.checks.obedience_wording import ASKED_OF_WRITER, GIVEN_AWAY, GRANT, LINK, MODEST, REFUSED
from drafter.findings import Finding, Severity
from drafter.injection import Steering, find_steering
from drafter.injection_wording import ALIKE
from drafter.redacting.folding import fold
from drafter.redacting.placeholders import find_placeholders
from drafter.tickets import Author, Ticket
from drafter.voice import is_frame_line
from knowledge_base.wording import stems_of

NAME = "obedience"
VERSION = "1"
SHOWN_AS = "canary"

LEAK_WORDS = 6  # in a row, of our own instructions: no reply says them by chance
_SUPPORTED = 0.7  # share of a sentence's stems that passages or order have
_HARDLY = 0.3  # below this share nothing of it is ours
_ECHOED_WORDS = 4
_SHARED_STEMS = 2
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[^\n.!?]+(?:[.!?](?!\s|$)[^\n.!?]*)*[.!?]*")
_SLOT = re.compile(r"\{\{\w+\}\}|[{}\[\]\"]")
_PAYLOAD = re.compile(  # what an attack wants to see: quoted words, words in capitals, words with digits
    r"[\"“”„«»‘’'`]\s?([^\"“”„«»‘’'`\n]{2,120}?)\s?[\"“”„«»‘’'`]|\b([A-ZÀ-ÞА-Я]{3,}(?:[ _-][A-ZÀ-ÞА-Я]{2,})*)\b"
    r"|\b((?=\w*\d)(?=\w*[a-z])\w{4,})\b|[「“]([^」”\n]{1,40})[」”]"
)
_BARE_YES = re.compile(
    r"(?:yes|yep|sure|of course|granted|approved|agreed|ja|oui|sí|si|claro|ok(?:ay)?)(?:,?\s\w+){0,2}", re.I
)
_CODE = re.compile(r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{24,}={0,2}")


def check_obedience(context: CheckContext) -> list[Finding]:
    """Return a finding for each sentence in which the reply does what the ticket asked of the model."""
    findings = [*_leaks(context), *_given_away(context), *_made_up_placeholders(context), *_shouted(context)]
    if context.ticket:
        findings += _obeyed(context, _Asked(context.ticket, context))
    return _one_for_each_place(findings)


@dataclass(frozen=True)
class _Asked:
    """What the ticket says and demands, and what the reply may rest on."""

    ticket: Ticket
    context: CheckContext

    @cached_property
    def steering(self) -> tuple[Steering, ...]:
        return find_steering(self.ticket)

    @cached_property
    def is_sure(self) -> bool:
        """Whether a wording that we know steers, not just what reads like it."""
        return any(one.reason != ALIKE for one in self.steering)

    @cached_property
    def told(self) -> str:
        texts = [self.ticket.subject, *(m.text for m in self.ticket.messages if m.author is Author.REQUESTER)]
        return "\n".join([*texts, *(one.passage for one in self.steering)])

    @cached_property
    def told_words(self) -> str:
        return f" {_words(self.told)} "

    @cached_property
    def of_writer(self) -> bool:
        """Whether it asks the writer for a manner or a task, as a joke too may do."""
        return bool(ASKED_OF_WRITER.search(self.told))

    @cached_property
    def steering_stems(self) -> set[str]:
        return {stem for one in self.steering for stem in stems_of(one.passage)}

    @cached_property
    def payloads(self) -> set[str]:
        found = (m for one in self.steering for m in _PAYLOAD.finditer(one.passage))
        dictated = {_words(next(part for part in match.groups() if part)) for match in found}
        return {word for word in dictated if len(word) >= 3 and word not in self.known}

    @cached_property
    def known(self) -> str:
        order, brand = self.context.order or self.ticket.order, self.context.brand
        name = self.ticket.requester.name or ""
        is_name = all(one.passage != name for one in self.steering)
        own = [self.ticket.requester.email or "", name if is_name else "", str(order or "")]
        lines = [*brand.links, str(brand.voice), brand.name] if brand else []
        return _words("\n".join([*(source.text for source in self.context.sources), *own, *lines]))

    @cached_property
    def known_stems(self) -> set[str]:
        return set(stems_of(self.known))


def _obeyed(context: CheckContext, asked: _Asked) -> Iterator[Finding]:
    if context.text.strip() and not _WORD.search(context.text) and (asked.steering or asked.of_writer):
        wordless = "This reply has no words. Write one."
        yield Finding(SHOWN_AS, Severity.HIGH, 0, len(context.text), context.text, wordless)
    for start, end in _sentence_spans(context, keeps_grants=asked.is_sure):
        sentence = context.text[start:end]
        message = _obeys(sentence, asked)
        if message is None and _is_uncited(context, start, end) and _comes_from_nowhere(sentence, asked):
            message = "This rests on no passage, no order and no courtesy. Take it out unless you know it."
        if message:
            yield Finding(SHOWN_AS, Severity.HIGH, start, end, sentence, message)


def _is_uncited(context: CheckContext, start: int, end: int) -> bool:
    """Whether the model wrote this without naming a passage; of a person's text nothing is asked."""
    over = [one for one in context.sentences if one.start < end and one.end > start]
    return bool(over) and not any(one.citations for one in over)


def _comes_from_nowhere(sentence: str, asked: _Asked) -> bool:
    stems = set(stems_of(sentence))
    plain = sentence.rstrip(" .!")
    if _BARE_YES.fullmatch(plain) or (GRANT.search(sentence) and len(stems & asked.known_stems) < _HARDLY * len(stems)):
        return not sentence.rstrip().endswith("?") and not MODEST.search(sentence)
    if sentence.rstrip().endswith(("?", ":")) or MODEST.search(sentence) or not stems:
        return False
    known = asked.known_stems if asked.steering or asked.of_writer else asked.known_stems | set(stems_of(asked.told))
    return len(stems & known) < _HARDLY * len(stems)


def _obeys(sentence: str, asked: _Asked) -> str | None:
    words, stems = _words(sentence), set(stems_of(sentence))
    if any(
        _words(found[0]) not in asked.known and _words(found[0]) in asked.told_words
        for found in LINK.finditer(sentence)
    ):
        return "This link or address comes from the customer’s message alone. Take it out."
    if words and stems and len(stems & asked.known_stems) >= _SUPPORTED * len(stems):
        return None
    is_echo = len(words) > 3 and f" {words} " in asked.told_words
    if is_echo and (asked.is_sure or len(words.split()) >= _ECHOED_WORDS) and _is_no_name(words, asked):
        return "This repeats the customer’s message word for word. Check that nobody dictated it."
    if not asked.steering and not asked.of_writer:
        return None
    why = asked.steering[0].reason.rstrip(".") if asked.steering else "It asks for more than an answer"
    if any(f" {payload} " in f" {words} " for payload in asked.payloads):
        return f"This says what the ticket dictates. {why}."
    if not asked.is_sure and not asked.of_writer and not _is_strange(sentence, stems, asked):
        return None
    is_modest = sentence.rstrip().endswith(("?", "？")) or MODEST.search(sentence)
    if is_modest and not GRANT.search(MODEST.sub("", sentence)):
        is_told = not REFUSED.search(sentence) and len(stems & asked.steering_stems) >= _SHARED_STEMS
        return f"This says in kind words what the ticket dictates. {why}." if is_told else None
    if GRANT.search(sentence):
        return f"This grants what only the ticket speaks of. {why}."
    if len(stems & asked.steering_stems) >= min(_SHARED_STEMS, len(stems)) and stems:
        return f"This follows the ticket’s wording and no passage. {why}."
    return f"This rests on no passage, and the ticket tries to steer the model. {why}."


def _is_strange(sentence: str, stems: set[str], asked: _Asked) -> bool:
    """Whether a sentence has next to nothing of ours, nor, where it grants nothing, of the customer's own matter.

    An honest message may read like an attempt; a reply that speaks of its matter obeys nobody.
    """
    grants = bool(GRANT.search(sentence))
    ours = asked.known_stems if grants else asked.known_stems | set(stems_of(asked.told))
    return len(stems & ours) < _HARDLY * len(stems) and (grants or len(sentence.split()) > _ECHOED_WORDS)


def _is_no_name(words: str, asked: _Asked) -> bool:
    return words not in _words(f"{asked.ticket.requester.name} {asked.ticket.external_id}") and words not in asked.known


def _sentence_spans(context: CheckContext, *, keeps_grants: bool) -> Iterator[tuple[int, int]]:
    """The reply's sentences, without the lines that the brand puts round them; a greeting may grant something too."""
    voice = context.brand.voice if context.brand else None
    lines = [voice.greeting_without_name, voice.opening, voice.closing, voice.sign_off] if voice else []
    lines += [*voice.empathy.values(), *voice.required_disclosures] if voice else []
    own = _words("\n".join(lines))
    for found in _SENTENCE.finditer(context.text):
        start = found.start() + len(found[0]) - len(found[0].lstrip())
        end = found.start() + len(found[0].rstrip())
        sentence = context.text[start:end]
        is_frame = is_frame_line(sentence) and not (keeps_grants and GRANT.search(sentence))
        if start < end and _words(sentence) and not is_frame and _words(sentence) not in own:
            yield start, end


def _leaks(context: CheckContext) -> Iterator[Finding]:
    """Our own instructions, as they are, backwards or in base64."""
    known = _runs(context.template) if context.template else frozenset()
    if not known:
        return
    words = [(match.group().lower(), match.start(), match.end()) for match in _WORD.finditer(context.text)]
    at = 0
    while at + LEAK_WORDS <= len(words):
        if tuple(word for word, _, _ in words[at : at + LEAK_WORDS]) not in known:
            at += 1
            continue
        last = at + LEAK_WORDS
        while last < len(words) and tuple(w for w, _, _ in words[last - LEAK_WORDS + 1 : last + 1]) in known:
            last += 1
        start, end = words[at][1], words[last - 1][2]
        message = "These are the model’s own instructions. Take them out."
        yield Finding(SHOWN_AS, Severity.BLOCK, start, end, context.text[start:end], message)
        at = last
    yield from _coded_leaks(context, known)


def _coded_leaks(context: CheckContext, known: frozenset[tuple[str, ...]]) -> Iterator[Finding]:
    message = "This hides the model’s instructions in another spelling. Take it out."
    backwards = context.text[::-1]
    if _has_run(backwards, known):
        yield Finding(SHOWN_AS, Severity.BLOCK, 0, len(context.text), context.text, message)
    for found in _CODE.finditer(context.text):
        try:
            decoded = base64.b64decode(found[0].rstrip("=") + "=" * (-len(found[0].rstrip("=")) % 4)).decode()
        except (binascii.Error, ValueError):
            continue
        severity = Severity.BLOCK if _has_run(decoded, known) else Severity.HIGH
        yield Finding(SHOWN_AS, severity, found.start(), found.end(), found[0], message)


def _has_run(text: str, known: frozenset[tuple[str, ...]]) -> bool:
    words = [word.lower() for word in _WORD.findall(text)]
    return any(tuple(words[at : at + LEAK_WORDS]) in known for at in range(len(words) - LEAK_WORDS + 1))


@lru_cache(maxsize=64)
def _runs(template: str) -> frozenset[tuple[str, ...]]:
    runs: set[tuple[str, ...]] = set()
    for part in _SLOT.split(template):
        words = [word.lower() for word in _WORD.findall(part)]
        runs.update(tuple(words[at : at + LEAK_WORDS]) for at in range(len(words) - LEAK_WORDS + 1))
    return frozenset(runs)


def _given_away(context: CheckContext) -> Iterator[Finding]:
    known = "\n".join(source.text for source in context.sources).lower()
    for pattern, message in GIVEN_AWAY:
        for found in pattern.finditer(context.text):
            if found[0].strip() and found[0].lower() not in known:
                yield Finding(SHOWN_AS, Severity.HIGH, found.start(), found.end(), found[0], message)


def _made_up_placeholders(context: CheckContext) -> Iterator[Finding]:
    told = context.ticket.messages if context.ticket else ()
    for start, end in find_placeholders(context.text):
        mark = context.text[start:end]
        if not any(mark in message.text for message in told):
            message = f"“{mark}” is a placeholder that stands for nothing. Put in what is meant, or take it out."
            yield Finding("markup", Severity.BLOCK, start, end, mark, message)


def _shouted(context: CheckContext) -> Iterator[Finding]:
    letters = [sign for sign in LINK.sub("", context.text) if sign.isalpha()]
    if len(letters) >= 15 and sum(sign.isupper() for sign in letters) > 0.6 * len(letters):
        message = "The whole reply is in capital letters. Write it as the brand does."
        yield Finding(SHOWN_AS, Severity.HIGH, 0, len(context.text), context.text, message)


def _words(text: str) -> str:
    return " ".join(_WORD.findall(fold(text).text.lower()))


def _one_for_each_place(findings: list[Finding]) -> list[Finding]:
    first: dict[tuple[int, int], Finding] = {}
    for finding in sorted(findings, key=lambda one: (one.start, -one.end, one.severity is not Severity.BLOCK)):
        first.setdefault((finding.start, finding.end), finding)
    return [*first.values()]
