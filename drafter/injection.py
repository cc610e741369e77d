"""Attempts to steer the model from inside a ticket: an advisory flag, with reasons in plain words.

The flag stops nothing.  What stops an attack is the prompt, which holds the ticket as data,
and the checks, which look at what the model wrote.
"""

import base64
import binascii
import codecs
import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from drafter.injection_likeness import Likeness, steering_likeness
from drafter.injection_shapes import FIELD_SHAPES
from drafter.injection_wording import ALIKE, DISGUISED, FORGED, HIDDEN, WORDINGS
from drafter.redacting.folding import fold
from drafter.tickets import Author, Ticket
from drafter.turns import visible

MOST_CHARS = 50_000  # of one text; a prompt holds less
_MOST_CODES = 50
_LEAST_CODED_WORDS = 3
_CODED_FLOOR = -1.0  # log-odds; who codes an order's text only leans away from steering more than this
KNOWN_ODDS = 2.0  # what a known wording adds: by itself it is right of most texts, not of all
_QUOTED = re.compile(r"[\"“„«][^\"“”„«»\n]{2,200}[\"”“»]")
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/_-]{16,4000}={0,2}(?![A-Za-z0-9+/=])")
_HEX = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{2}[ :]?){10,2000}(?![0-9A-Za-z])")
_SPACED = re.compile(r"(?<!\w)\w(?:[ \t.*_|-]{1,2}\w(?!\w)){5,}")
_LEET = str.maketrans("013457@$!", "oieastasi")
_LEET_WORD = re.compile(r"\b(?=\w*[A-Za-z])\w*[A-Za-z][013457@$]\w*[A-Za-z]\w*|\b[013457@$][A-Za-z]{2,}\w*")
_SHOUTED = 0.7  # of all letters
_LEAST_LEET_WORDS = 2  # one alone is an order number or a size
_TELLS = re.compile(
    r"\b(?:ignore|disregard|forget|instructions?|prompts?|reveal|customer|refund|approved?|assistant)\b", re.I
)
_SEPARATOR = re.compile(r"[-_]")
_TAGS = range(0xE0020, 0xE007F)
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SIGHTLESS = frozenset("\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u180e")
_LEAST_SIGHTLESS = 3  # one or two come along with pasted words


@dataclass(frozen=True)
class Steering:
    """One attempt: why it is one, and the passage that makes it, as it reads without its disguise."""

    reason: str
    passage: str


def suspicions(ticket: Ticket) -> tuple[str, ...]:
    """Return why a ticket looks as if it tried to steer the model, each reason once; empty for an honest one."""
    return tuple(dict.fromkeys(one.reason for one in find_steering(ticket)))


def find_steering(ticket: Ticket) -> tuple[Steering, ...]:
    """Return each attempt in a ticket: subject, requester's messages, names, fields, attachments, order."""
    filled_in = ((text, _SEPARATOR.sub(" ", text)) for _, text in _filled_in(ticket))
    fields = (Steering(FORGED, text) for text, words in filled_in if FIELD_SHAPES.search(words))
    return (*(found for text in _told_by_requester(ticket) for found in find_steering_in(text)), *fields)


def find_steering_in(text: str) -> tuple[Steering, ...]:
    """Return each attempt in one text, read plainly and in each disguise that we know."""
    if len(text) > MOST_CHARS:  # the prompt keeps begin and end of what is too long, and cuts the middle
        text = f"{text[: MOST_CHARS * 4 // 5]}\n{text[-MOST_CHARS // 5 :]}"
    return _find_steering_in(text)


@lru_cache(maxsize=64)  # the flag and the checks ask for the same texts
def _find_steering_in(text: str) -> tuple[Steering, ...]:
    return tuple(_steering_in(text))


def _steering_in(text: str) -> Iterator[Steering]:
    yield from _hidden(text)
    plain = plain_reading(text)
    yield from _weighed(plain)
    if not text.isascii():  # in other scripts, as they are
        yield from (one for one, _ in _read(visible(text)))
    for reading in _disguises(text, plain):
        yield from [Steering(DISGUISED, one.passage) for one in _weighed(reading)][:2]
    for reading in _decoded(plain):
        if any(_read(reading)) or steering_likeness(reading).score > _CODED_FLOOR:
            yield Steering(DISGUISED, reading[:1500])


def steering_odds(text: str) -> float:
    """Return the log-odds that a text steers, read plainly: what it is like, and whether a wording is known."""
    return _weigh(plain_reading(text.strip()))[0]


def most_steering(text: str) -> str:
    """Return the passage of a text that reads most like steering, be it like it or not."""
    plain = plain_reading(text.strip())
    likeness = _weigh(plain)[2]
    return plain[likeness.start : likeness.end]


def _weighed(text: str) -> list[Steering]:
    """What steers in a text, where all that speaks for it outweighs that most texts are honest."""
    odds, told, likeness = _weigh(text)
    if odds <= 0:
        return []
    return [*told] or [Steering(ALIKE, _passage(text, likeness.start, likeness.end))]


@lru_cache(maxsize=64)  # here too: the flag, its odds and the likest passage
def _weigh(text: str) -> tuple[float, tuple[Steering, ...], Likeness]:
    """Log-odds, known wordings and likeness of a text; a wording that is only quoted speaks for nothing."""
    likeness, told = steering_likeness(text), [*_read(text)]
    bonus = KNOWN_ODDS if any(is_own for _, is_own in told) else 0.0
    return likeness.score + bonus, tuple(one for one, _ in told), likeness


def _told_by_requester(ticket: Ticket) -> Iterator[str]:
    texts = [m.text for m in ticket.messages if m.author is Author.REQUESTER and m.is_public]
    yield "\n".join((ticket.subject, *texts[:1])).strip()  # a subject alone is too short to tell
    yield from texts[1:]
    yield from (f"{name}: {value}" if name else value for name, value in _filled_in(ticket))


def _filled_in(ticket: Ticket) -> Iterator[tuple[str, str]]:
    """Yield what stands in fields, where nobody is spoken to, with the name of a custom one."""
    yield "", ticket.requester.name or ""
    yield from ((name, str(value)) for name, value in ticket.custom_fields.items())
    yield from (("", one.name) for one in ticket.attachments)
    if ticket.order:
        yield from (("", item.name) for item in ticket.order.items)


def plain_reading(text: str) -> str:
    """Return a text as it reads: entities resolved, hidden signs gone, look-alike letters made plain."""
    return fold(html.unescape(visible(text))).text


def _read(text: str) -> Iterator[tuple[Steering, bool]]:
    """Yield each known wording with whether it is the writer's own, not a title or what somebody said."""
    letters = [sign for sign in text if sign.isalpha()]
    if sum(map(str.isupper, letters)) > _SHOUTED * len(letters):
        text = text.lower()  # then capitals mark no word as dictated
    quoted = [found.span() for found in _QUOTED.finditer(text)]
    for reason, patterns in WORDINGS:
        found = next((match for pattern in patterns if (match := pattern.search(text))), None)
        if found:
            at = found.start() + len(found[0]) - len(found[0].lstrip())
            is_own = not any(start < at < end for start, end in quoted)
            yield Steering(reason, _passage(text, found.start(), found.end())), is_own


def _passage(text: str, start: int, end: int) -> str:
    """The sentence that a find stands in, and what follows it up to the paragraph's end."""
    begin = max(text.rfind(mark, 0, start) for mark in (". ", "! ", "? ", "\n")) + 1
    stop = text.find("\n\n", end)
    return text[begin : stop if stop >= 0 else len(text)][:1500].strip()


def _hidden(text: str) -> Iterator[Steering]:
    tags = "".join(chr(ord(sign) - 0xE0000) for sign in text if ord(sign) in _TAGS)
    if len(tags) >= _LEAST_SIGHTLESS:
        yield Steering(HIDDEN, tags)
    elif any(sign in _BIDI and sign in "\u202d\u202e" for sign in text) or _splits_words(text):
        yield Steering(HIDDEN, visible(text)[:500])


def _splits_words(text: str) -> bool:
    """Whether signs without a look stand inside words, which no keyboard and no mail program does."""
    inside = sum(
        1
        for at in range(1, len(text) - 1)
        if text[at] in _SIGHTLESS and text[at] != "\u00ad" and text[at - 1].isalpha() and text[at + 1].isalpha()
    )
    return inside >= _LEAST_SIGHTLESS


def _disguises(text: str, plain: str) -> Iterator[str]:
    """Yield what a text says when its disguise is taken off; only readings that differ."""
    if not text.isascii() and _has_mixed_word(visible(text)):
        yield plain
    joined = _SPACED.sub(
        lambda found: re.sub(r"[^\w]", "", found[0]), re.sub(r"(?<=\w)[ ]{2,}(?=\w)", " \u241f ", plain)
    )
    if joined != plain:
        yield _spread(joined.replace("\u241f", " "))
    if len(_LEET_WORD.findall(plain)) >= _LEAST_LEET_WORDS:
        yield plain.translate(_LEET)
    yield from (reading for reading in (plain[::-1], codecs.encode(plain, "rot13")) if _TELLS.search(reading))


def _spread(text: str) -> str:
    """Put spaces back into the best known of run-together words."""
    return re.sub(
        r"(ignore|disregard|forget|reveal|show|print)(all|any|the|your)?(previous|prior|above|system)?(instructions|rules|prompt|guidelines)",
        lambda found: " ".join(part for part in found.groups() if part),
        text,
        flags=re.I,
    )


def _has_mixed_word(text: str) -> bool:
    """Whether one word mixes alphabets, or is written in letters made for formulas."""
    for word in re.findall(r"\w{3,}", text):
        if word.isascii():
            continue
        names = {unicodedata.name(sign, "").split(" ")[0] for sign in word if sign.isalpha()}
        if (
            names & {"MATHEMATICAL", "FULLWIDTH", "CIRCLED", "SQUARED"}
            or len(names & {"LATIN", "CYRILLIC", "GREEK"}) > 1
        ):
            return True
    return False


def _decoded(text: str) -> Iterator[str]:
    """Yield sentences out of base64, hexadecimal and percent codes; an id that happens to decode has no words."""
    for found in [*_BASE64.finditer(text)][:_MOST_CODES]:
        code = found[0].rstrip("=").replace("-", "+").replace("_", "/")
        try:
            yield from _sentence(base64.b64decode(code + "=" * (-len(code) % 4), validate=True))
        except (binascii.Error, ValueError):
            continue
    for found in [*_HEX.finditer(text)][:_MOST_CODES]:
        try:
            yield from _sentence(bytes.fromhex(re.sub(r"[ :]", "", found[0])))
        except ValueError:
            continue
    if re.search(r"(?:%[0-9A-Fa-f]{2}){4}", text):
        yield unquote(text, errors="replace")


def _sentence(raw: bytes) -> Iterator[str]:
    try:
        decoded = raw.decode("utf-8")
    except UnicodeDecodeError:
        return
    if decoded.isprintable() and len(re.findall(r"[^\W\d_]{2,}", decoded)) >= _LEAST_CODED_WORDS and " " in decoded:
        yield decoded
