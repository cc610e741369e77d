"""Tone: breaches of the brand's voice and of good manners, each with a one-press fix where there is one."""

import re
from collections.abc import Iterator

from drafter.brands import Brand, Disclosure, Voice
from drafter.checks.context import CheckContext
from drafter.findings import Finding, Severity
from drafter.frames import Frame, find_frame
from drafter.manners import (
    ADDRESS,
    ADDRESS_NAMES,
    BLAME,
    CONTRACTION,
    CONTRACTIONS,
    EMOJI,
    NOT_EMOJI,
    OFFERS,
    SARCASM,
    SLANG,
    STIFF,
    TALKS_DOWN,
)
from drafter.phrases import find_phrase
from drafter.voice import is_chat
from knowledge_base.languages import language_of
from knowledge_base.wording import stems_of

NAME = "tone"
VERSION = "1"

MOST_EXCLAMATIONS = {"formal": 1}
USUAL_EXCLAMATIONS = 3
SHOUTED_WORDS = 3
SAID_SHARE = 0.75  # of a disclosure's words that have to stand in the text

_WORD = re.compile(r"\w+(?:['’.,/-]\w+)*")
_RUN = re.compile(r"[!?]*!{2,}[!?]*|\?!+|!\?+")
_CAPS = re.compile(r"\b[A-ZÄÖÜÉÈÑ]{2,}(?:['’][A-Z]+)?(?:[ ,]+[A-ZÄÖÜÉÈÑ]{1,}(?:['’][A-Z]+)?\b)+")
_SHOUTED = """
    THE YOU YOUR IS ARE NOT BE IT TO WILL MUST WE AND OR OF BACK SEND DO FOR THIS THAT HAVE SIE NICHT DAS LE VOUS NE
    NO QUE
"""
_SMALL_CAPS = frozenset(_SHOUTED.split())


def check_tone(context: CheckContext) -> list[Finding]:
    """Return a finding for each breach of manners and, where the brand is known, of its voice.

    Kinds, as they stand first in the messages: don't phrase, emoji, shouting, exclamation
    marks, blame, talking down, sarcasm, formality, stiff wording, address, greeting, name,
    sign-off, must be said, length.
    """
    found = [*_manners(context.text)]
    if context.brand is not None:
        found += _voice(context, context.brand)
    return sorted(found, key=lambda one: (one.start, one.end))


def _manners(text: str) -> Iterator[Finding]:
    plain = text.replace("’", "'")
    for pattern, message in (
        (BLAME, "Blame: this puts the customer in the wrong. Say what happened and what comes next."),
        (SARCASM, "Sarcasm: this can hurt. Say it plainly."),
    ):
        for match in pattern.finditer(plain):
            yield _at(text, match.start(), match.end(), message, severity=Severity.HIGH)
    for match in TALKS_DOWN.finditer(plain):
        yield _at(text, match.start(), match.end(), "Talking down: leave this out, the sentence works without it.")
    for match in _CAPS.finditer(text):
        words = re.findall(r"\w+", match.group())
        if len(words) >= SHOUTED_WORDS and (_SMALL_CAPS & {*words}):
            fix = match.group().lower()
            fix = fix.capitalize() if _begins(text, match.start()) else fix
            yield _at(text, match.start(), match.end(), "Shouting: words in capitals read as shouting.", fix)
    for match in _RUN.finditer(text):
        fix = "?" if "?" in match.group() else "!"
        yield _at(text, match.start(), match.end(), "Exclamation marks: one is enough.", fix)


def _voice(context: CheckContext, brand: Brand) -> Iterator[Finding]:
    voice, text = brand.voice, context.text
    frame = find_frame(text, voice)
    yield from _phrases(text, voice)
    yield from _emoji(context, voice)
    yield from _exclamations(text, voice)
    yield from _formality(text, frame, voice)
    yield from _address(context, frame, voice)
    yield from _frame(context, frame, brand)
    yield from _unsaid(text, frame, voice)
    yield from _length(context, frame, voice)


def _phrases(text: str, voice: Voice) -> Iterator[Finding]:
    for phrase in voice.dont:
        for start, end in find_phrase(text, phrase):
            yield _without(
                text, start, end, f"Don’t say “{phrase}”: the brand avoids it.", voice.instead.get(phrase, "")
            )


def _without(text: str, start: int, end: int, message: str, instead: str) -> Finding:
    """Make a finding whose fix leaves a whole sentence: a comma goes too, the next word begins big."""
    is_first = _begins(text, start)
    if instead:
        fix = instead[:1].upper() + instead[1:] if is_first else instead
        return _at(text, start, end, message, fix)
    if is_first and (rest := re.match(r"[,\s]*(\w)", text[end:])):
        return _at(text, start, end + rest.end(), message, rest.group(1).upper())
    if gap := re.search(r",?[ \t]+$", text[:start]):
        start -= len(gap.group())
    return _at(text, start, end, message, "")


def _emoji(context: CheckContext, voice: Voice) -> Iterator[Finding]:
    found = [match for match in EMOJI.finditer(context.text) if match.group().strip() not in NOT_EMOJI]
    allowed = {"never": 0, "one": 1}.get(voice.emoji, 1)
    if voice.emoji == "if_customer" and not _customer_uses_emoji(context):
        allowed = 0
    signs = 0
    for match in found:
        signs += (
            len(re.sub(r"[\s\uFE0F\u200D\U0001F3FB-\U0001F3FF]", "", match.group()))
            if match.group().isascii() is False
            else 1
        )
        if signs > allowed:
            rule = "never uses one" if not allowed else "uses one at most"
            yield _at(context.text, match.start(), match.end(), f"Emoji: the brand {rule} here.", "")


def _customer_uses_emoji(context: CheckContext) -> bool:
    newest = context.ticket.newest_request if context.ticket else None
    return bool(newest and EMOJI.search(newest.text))


def _exclamations(text: str, voice: Voice) -> Iterator[Finding]:
    marks = [*re.finditer(r"(?<![!?])!(?![!?])", text)]
    for match in marks[MOST_EXCLAMATIONS.get(voice.formality, USUAL_EXCLAMATIONS) :]:
        yield _at(text, match.start(), match.end(), "Exclamation marks: fewer sound surer.", ".")


def _formality(text: str, frame: Frame, voice: Voice) -> Iterator[Finding]:
    plain = text.replace("’", "'")
    body = range(frame.body_start, frame.body_end)
    if voice.formality == "formal":
        for match in CONTRACTION.finditer(plain):
            fix = CONTRACTIONS[match.group().lower()]
            fix = fix[:1].upper() + fix[1:] if match.group()[0].isupper() else fix
            yield _at(text, match.start(), match.end(), "Formality: the brand writes this out.", fix)
        for match in SLANG.finditer(plain):
            if match.start() in body:
                yield _at(text, match.start(), match.end(), "Formality: too loose for this brand.")
    elif voice.formality != "neutral":
        for match in STIFF.finditer(plain):
            if match.start() in body:
                yield _at(text, match.start(), match.end(), "Stiff wording: say it as you would to a person.")


def _address(context: CheckContext, frame: Frame, voice: Voice) -> Iterator[Finding]:
    body = context.text[frame.body_start : frame.body_end]
    language = language_of(body) or context.language or ""
    default = {"formal": "formal", "casual": "informal"}.get(voice.formality, "")
    wanted = voice.address.get(language, default)
    other = {"formal": "informal", "informal": "formal"}.get(wanted, "")
    pattern = ADDRESS.get((language, other))
    match = pattern.search(body) if pattern else None
    if match:
        right = ADDRESS_NAMES[(language, wanted)]
        end = frame.body_start + match.end()
        start = end - len(match.group().lstrip(" .!?\n"))
        yield _at(context.text, start, end, f"Formality: the brand says “{right}” here.")


def _frame(context: CheckContext, frame: Frame, brand: Brand) -> Iterator[Finding]:
    channel = context.ticket.channel if context.ticket else "email"
    if context.ticket is None or is_chat(channel):
        return
    text, voice = context.text, brand.voice
    right = frame.right_greeting(voice, context.ticket.requester)
    if frame.greeting is None:
        yield _at(text, 0, 0, f"Greeting: it is missing, the brand begins with “{right}”.", f"{right}\n\n")
    elif frame.has_wrong_name(voice, context.ticket.requester):
        start, end = frame.greeting
        message = "Name: the customer is called something else on record."
        yield _at(text, start, end, message, right, severity=Severity.HIGH)
    elif not frame.greets_as(voice):
        start, end = frame.greeting
        yield _at(text, start, end, f"Greeting: the brand says “{right}”.", right)
    if frame.sign_off is None:
        end = len(text.rstrip())
        yield _at(text, end, end, "Sign-off: it is missing.", f"\n\n{voice.sign_off}")
    elif not frame.signs_as(voice):
        start, end = frame.sign_off
        yield _at(
            text,
            start,
            end,
            f"Sign-off: the brand ends with “{_first_line(voice.sign_off)}”.",
            _first_line(voice.sign_off),
        )


def _unsaid(text: str, frame: Frame, voice: Voice) -> Iterator[Finding]:
    needed = [*(Disclosure(one) for one in voice.required_disclosures), *voice.disclosures]
    body = text[frame.body_start : frame.body_end]
    for one in needed:
        if _is_said(one.text, text) or not _applies(one, body):
            continue
        when = f" when a reply speaks of a {one.when}" if one.when else ""
        end = frame.body_start + len(body.rstrip())
        message = f"Must be said{when}: “{one.text}”"
        yield _at(text, end, end, message, f" {one.text}", severity=Severity.HIGH)


def _applies(one: Disclosure, body: str) -> bool:
    if not one.when:
        return True
    pattern = OFFERS.get(one.when)
    if pattern:
        return bool(pattern.search(body))
    return any(True for _ in find_phrase(body, one.when))


def _is_said(sentence: str, text: str) -> bool:
    wanted, have = {*stems_of(sentence.replace("–", "-"))}, {*stems_of(text.replace("–", "-"))}
    return bool(wanted) and len(wanted & have) >= SAID_SHARE * len(wanted)


def words_in(text: str, voice: Voice) -> int:
    """Count the words of a reply, greeting and sign-off not among them."""
    frame = find_frame(text, voice)
    return len(_WORD.findall(text[frame.body_start : frame.body_end]))


def length_band(voice: Voice, channel: str) -> tuple[int, int] | None:
    """Return the shortest and longest reply on a channel, None where the voice has no rule."""
    return voice.length_words.get(channel) or (voice.length_words.get("chat") if is_chat(channel) else None)


def _length(context: CheckContext, frame: Frame, voice: Voice) -> Iterator[Finding]:
    channel = context.ticket.channel if context.ticket else "email"
    band, count = length_band(voice, channel), len(_WORD.findall(context.text[frame.body_start : frame.body_end]))
    if band and not band[0] <= count <= band[1]:
        start = frame.body_start
        least = f"{band[0]} at least" if count < band[0] else f"{band[1]} at most"
        yield Finding(NAME, Severity.NOTICE, start, start, "", f"Length: {count} words, {least} for {channel}.")


def _begins(text: str, start: int) -> bool:
    return bool(re.search(r"(?:^|[.!?:]\s+|\n\s*)$", text[:start]))


def _first_line(text: str) -> str:
    return text.split("\n")[0]


def _at(
    text: str, start: int, end: int, message: str, fix: str | None = None, *, severity: Severity = Severity.LOW
) -> Finding:
    return Finding(NAME, severity, start, end, text[start:end], message, fix)
