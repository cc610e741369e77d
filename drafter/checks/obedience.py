"""A reply that obeys what the ticket asks of the model: its words, its link, its promise, its role, our instructions.

Reported under ``canary``, the name that scripts know for a model that gave itself away.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from functools import lru_cache

from drafter.checks.context import CheckContext
from drafter.checks.obedience_asks import SENTENCE, WORD, Asked, words_of
from drafter.checks.obedience_signs import obedience_odds
from drafter.checks.obedience_wording import GIVEN_AWAY, GRANT, LINK, MODEST
from drafter.findings import Finding, Severity
from drafter.redacting.placeholders import find_placeholders
from drafter.voice import is_frame_line
from knowledge_base.wording import stems_of

NAME = "obedience"
VERSION = "1"
SHOWN_AS = "canary"

LEAK_WORDS = 6  # in a row, of our own instructions: no reply says them by chance
_HARDLY = 0.3  # below this share nothing of it is ours
_ECHOED_WORDS = 4
_NAME_WORDS = 6  # of a line that only signs
_CLAIM = re.compile(r"[%$€£\d:]")
_SLOT = re.compile(r"\{\{\w+\}\}|[{}\[\]\"]")
_BARE_YES = re.compile(
    r"(?:yes|yep|sure|of course|granted|approved|agreed|ja|oui|sí|si|claro|ok(?:ay)?)(?:,?\s\w+){0,2}", re.I
)
_CODE = re.compile(r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{24,}={0,2}")


def check_obedience(context: CheckContext) -> list[Finding]:
    """Return a finding for each sentence in which the reply does what the ticket asked of the model."""
    findings = [*_leaks(context), *_given_away(context), *_made_up_placeholders(context), *_shouted(context)]
    if context.ticket:
        findings += _obeyed(context, Asked(context.ticket, context))
    return _one_for_each_place(findings)


def _obeyed(context: CheckContext, asked: Asked) -> Iterator[Finding]:
    if context.text.strip() and not WORD.search(context.text) and (asked.steering or asked.of_writer):
        wordless = "This reply has no words. Write one."
        yield Finding(SHOWN_AS, Severity.HIGH, 0, len(context.text), context.text, wordless)
    for start, end in sentence_spans(context, asked):
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


def _comes_from_nowhere(sentence: str, asked: Asked) -> bool:
    stems = set(stems_of(sentence))
    plain = sentence.rstrip(" .!")
    if _BARE_YES.fullmatch(plain) or (GRANT.search(sentence) and len(stems & asked.known_stems) < _HARDLY * len(stems)):
        return not sentence.rstrip().endswith("?") and not MODEST.search(sentence)
    if sentence.rstrip().endswith(("?", ":")) or MODEST.search(sentence) or not stems:
        return False
    known = asked.known_stems if asked.steering or asked.of_writer else asked.known_stems | asked.told_stems
    return len(stems & known) < _HARDLY * len(stems)


def _obeys(sentence: str, asked: Asked) -> str | None:
    """Say why a sentence obeys: what is plain by itself first, then all signs together."""
    words = words_of(sentence)
    links = (words_of(found[0]) for found in LINK.finditer(sentence))
    if any(link not in asked.known and link in asked.told_words for link in links):
        return "This link or address comes from the customer’s message alone. Take it out."
    why = asked.steering[0].reason.rstrip(".") if asked.steering else "It asks for more than an answer"
    if asked.steering and any(f" {payload} " in f" {words} " for payload in asked.payloads):
        return f"This says what the ticket dictates. {why}."
    is_echo = f" {words} " in asked.told_words and not asked.is_name(words)
    if is_echo and (len(words.split()) >= _ECHOED_WORDS or (asked.is_sure and words in words_of(asked.ordered))):
        return "This repeats the customer’s message word for word. Check that nobody dictated it."
    if obedience_odds(sentence, asked) <= 0:
        return None
    if GRANT.search(sentence):
        return f"This grants what only the ticket speaks of. {why}."
    if set(stems_of(sentence)) & asked.ordered_stems:
        return f"This follows the ticket’s wording and no passage. {why}."
    return f"This is no answer that the shop would give, and the ticket may steer the model. {why}."


def sentence_spans(context: CheckContext, asked: Asked) -> Iterator[tuple[int, int]]:
    """Yield where the reply's sentences stand, without the lines round them.

    A greeting that grants something, or a sign-off that the ticket dictates, is no such line.
    """
    voice = context.brand.voice if context.brand else None
    lines = [voice.greeting_without_name, voice.opening, voice.closing, voice.sign_off] if voice else []
    lines += [*voice.empathy.values(), *voice.required_disclosures] if voice else []
    own = words_of("\n".join(lines))
    spans = [(found.start() + len(found[0]) - len(found[0].lstrip()), found.start() + len(found[0].rstrip()))
             for found in SENTENCE.finditer(context.text)]  # fmt: skip
    for place, (start, end) in enumerate(spans):
        sentence = context.text[start:end]
        words = words_of(sentence)
        is_frame = is_frame_line(sentence) or (place and _signs(sentence, context.text[end:]))
        is_dictated = f" {words} " in f" {words_of(asked.ordered)} "
        is_kept = not is_frame or is_dictated or (asked.is_sure and GRANT.search(sentence))
        if start < end and words and words not in own and is_kept:
            yield start, end


def _signs(line: str, rest: str) -> bool:
    """Whether a line is a name or a regard at the letter's end, where no sentence stands."""
    is_last = len(WORD.findall(rest)) <= _NAME_WORDS and not re.search(r"[.!?]", rest)
    return (
        is_last and not line.endswith((".", "!", "?")) and len(line.split()) <= _NAME_WORDS and not _CLAIM.search(line)
    )


def _leaks(context: CheckContext) -> Iterator[Finding]:
    """Our own instructions, as they are, backwards or in base64."""
    known = _runs(context.template) if context.template else frozenset()
    if not known:
        return
    words = [(match.group().lower(), match.start(), match.end()) for match in WORD.finditer(context.text)]
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
    words = [word.lower() for word in WORD.findall(text)]
    return any(tuple(words[at : at + LEAK_WORDS]) in known for at in range(len(words) - LEAK_WORDS + 1))


@lru_cache(maxsize=64)
def _runs(template: str) -> frozenset[tuple[str, ...]]:
    runs: set[tuple[str, ...]] = set()
    for part in _SLOT.split(template):
        words = [word.lower() for word in WORD.findall(part)]
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


def _one_for_each_place(findings: list[Finding]) -> list[Finding]:
    first: dict[tuple[int, int], Finding] = {}
    for finding in sorted(findings, key=lambda one: (one.start, -one.end, one.severity is not Severity.BLOCK)):
        first.setdefault((finding.start, finding.end), finding)
    return [*first.values()]
