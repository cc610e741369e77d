"""A voice as JSON: read, held against what a voice may be, and compared with another."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from typing import Any

from pydantic import TypeAdapter, ValidationError

from drafter.brands import Lines, Voice
from drafter.errors import VoiceFormatError
from knowledge_base.languages import NAMES

FORMALITIES = ("casual", "friendly", "warm", "neutral", "formal")
EMOJI_RULES = ("never", "if_customer", "one")
ADDRESSES = ("formal", "informal")
MOST_ITEMS = 100
LONGEST_LINE_CHARS = 500
LONGEST_PHRASE_CHARS = 100
MOST_WORDS = 5000
_VOICE = TypeAdapter(Voice)
_KNOWN = frozenset(one.name for one in fields(Voice))
_PLACE = re.compile(r"\{([^{}]*)\}?")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_TONE_NAME = re.compile(r"[^“”\s](?:[^“”\n]{0,38}[^“”\s])?")


def voice_value(voice: Voice) -> dict[str, Any]:
    """Return a voice as JSON."""
    value: dict[str, Any] = _VOICE.dump_python(voice, mode="json")
    return value


def read_voice(value: Any) -> Voice:
    """Return the voice that a JSON object describes; what it leaves out is as a new brand's.

    Raises VoiceFormatError that says what is wrong with which field.
    """
    if not isinstance(value, Mapping):
        raise VoiceFormatError("A voice is a JSON object.")
    unknown = sorted(str(key)[:40] for key in value if key not in _KNOWN)
    if unknown:
        raise VoiceFormatError(f"A voice has no field {unknown[0]!r}; it has {', '.join(sorted(_KNOWN))}.")
    try:
        voice = _VOICE.validate_python(dict(value))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"])[:120]
        raise VoiceFormatError(f"{place}: {first['msg']}.") from error
    return checked_voice(voice)


def checked_voice(voice: Voice) -> Voice:
    """Return a voice that is one.  Raises VoiceFormatError with everything that is wrong."""
    wrong = [*_wrong_lines(voice), *_wrong_choices(voice), *_wrong_lengths(voice), *_wrong_lists(voice)]
    if wrong:
        raise VoiceFormatError(" ".join(wrong[:10]))
    return voice


def changes_between(before: Voice, after: Voice) -> tuple[tuple[str, str, str], ...]:
    """Return what differs: the field in words, as it was, as it is."""
    old, new = _flat(asdict(before)), _flat(asdict(after))
    names = [name for name in dict.fromkeys((*old, *new)) if old.get(name, "") != new.get(name, "")]
    return tuple((name, old.get(name, ""), new.get(name, "")) for name in names)


def _flat(value: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, one in value.items():
        label = name.replace("_", " ")
        if isinstance(one, Mapping):
            found |= {f"{label}, {key}": _said(inner) for key, inner in one.items()}
        else:
            found[label] = _said(one)
    return found


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{_said(one)}" for one in value.values() if one)
    if isinstance(value, list | tuple):
        return "; ".join(_said(one) for one in value)
    return "" if value is None else str(value)


def _wrong_lines(voice: Voice) -> Iterator[str]:
    named: dict[str, str] = {name: getattr(voice, name) for name in _LINES}
    named |= {f"empathy.{kind}": line for kind, line in voice.empathy.items()}
    for language, lines in voice.lines.items():
        named |= {f"lines.{language}.{name}": getattr(lines, name) for name in _LINES}
        named |= {f"lines.{language}.empathy.{kind}": line for kind, line in lines.empathy.items()}
        named |= {f"lines.{language}.disclosures": line for line in lines.disclosures.values()}
    if not voice.greeting.strip():
        yield "greeting: a reply needs one."
    if not voice.greeting_without_name.strip():
        yield "greeting_without_name: a reply to somebody without a name needs one."
    for name, line in named.items():
        if len(line) > LONGEST_LINE_CHARS:
            yield f"{name}: {LONGEST_LINE_CHARS} characters at most."
        if _UNSEEN.search(line):
            yield f"{name}: it holds a character that nobody can see."
        has_name = name == "greeting" or (name.startswith("lines.") and name.endswith(".greeting"))
        places = [place for place in _PLACE.findall(line) if not (has_name and place == "first_name")]
        if places:
            only = "only {first_name} is filled in" if has_name else "nothing is filled in here"
            yield f"{name}: {{{places[0][:30]}}} would be sent as it stands; {only}."


def _wrong_choices(voice: Voice) -> Iterator[str]:
    if voice.formality not in FORMALITIES:
        yield f"formality: {', '.join(FORMALITIES)}, not {voice.formality[:30]!r}."
    if voice.emoji not in EMOJI_RULES:
        yield f"emoji: {', '.join(EMOJI_RULES)}, not {voice.emoji[:30]!r}."
    for language, address in voice.address.items():
        if address not in ADDRESSES:
            yield f"address.{language[:10]}: {' or '.join(ADDRESSES)}, not {address[:30]!r}."
    for language in (*voice.languages, *voice.lines, *voice.address):
        if language.partition("-")[0].lower() not in NAMES:
            yield f"languages: {language[:20]!r} is none we know; write a code such as 'de'."
    for tone in voice.tones:
        if not _TONE_NAME.fullmatch(tone.name):
            yield f"tones: {tone.name[:40]!r} is no name; 1 to 40 characters on one line."
        if tone.formality and tone.formality not in FORMALITIES:
            yield f"tones.{tone.name[:40]}: formality is one of {', '.join(FORMALITIES)}."
        if tone.emoji and tone.emoji not in EMOJI_RULES:
            yield f"tones.{tone.name[:40]}: emoji is one of {', '.join(EMOJI_RULES)}."
    names = [tone.name for tone in voice.tones]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"tones: {name[:40]!r} is there twice."


def _wrong_lengths(voice: Voice) -> Iterator[str]:
    for channel, (low, high) in voice.length_words.items():
        if not 0 <= low <= high <= MOST_WORDS or high == 0:
            yield f"length_words.{channel[:30]}: from {low} to {high} is no length; up to {MOST_WORDS} words."


def _wrong_lists(voice: Voice) -> Iterator[str]:
    said = [one.text for one in voice.disclosures]
    lists: Mapping[str, tuple[str, ...]] = {
        "do": voice.do,
        "dont": voice.dont,
        "required_disclosures": voice.required_disclosures,
        "disclosures": tuple(said),
        "tones": tuple(f"{tone.name} {tone.say}" for tone in voice.tones),
    }
    for name, items in lists.items():
        longest = LONGEST_PHRASE_CHARS if name == "dont" else LONGEST_LINE_CHARS
        if len(items) > MOST_ITEMS:
            yield f"{name}: {MOST_ITEMS} at most."
        if any(not re.search(r"\w", one) for one in items):
            yield f"{name}: one is empty."
        if any(len(one) > longest for one in items):
            yield f"{name}: {longest} characters at most."
        if any(_UNSEEN.search(one) for one in items):
            yield f"{name}: one holds a character that nobody can see."
    strange = [phrase for phrase in voice.instead if phrase not in voice.dont]
    if strange:
        yield f"instead: {strange[0][:40]!r} is not among the phrases of dont."
    for phrase, instead in voice.instead.items():
        if len(instead) > LONGEST_LINE_CHARS:
            yield f"instead.{phrase[:40]}: {LONGEST_LINE_CHARS} characters at most."


_LINES = tuple(one.name for one in fields(Lines) if one.name not in ("empathy", "disclosures"))
