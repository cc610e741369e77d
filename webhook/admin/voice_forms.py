"""The form of a voice: its fields to a Voice and back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from drafter.brands import Brand, Disclosure, Lines, Tone, Voice
from drafter.manners import ADDRESS_NAMES, OFFERS
from drafter.tones import shipped_lines
from drafter.voice_values import MOST_WORDS
from webhook.http.forms import number_in

LANGUAGES = {"en": "English", "de": "German", "es": "Spanish", "fr": "French", "nl": "Dutch"}
FORMALITIES = {"casual": "Casual", "warm": "Friendly", "neutral": "Neutral", "formal": "Formal"}
EMOJI = {"never": "Never", "if_customer": "If the customer does", "one": "At most one"}
TROUBLES = {
    "late": "Late parcel",
    "damaged": "Damaged goods",
    "wrong": "Wrong goods",
    "charged": "Wrong charge",
    "account": "Locked out",
    "general": "Any other trouble",
}
CHANNELS = ("email", "chat", "social")
WHENS = tuple(OFFERS)
KEPT, LEFT_OUT, OWN = "", "out", "own"
SPARE_ROWS = 1
MOST_ROWS = 100
_LINE_FIELDS = ("greeting", "greeting_without_name", "opening", "closing", "sign_off")


class Form(Protocol):
    """What a sent form holds; werkzeug's is one."""

    def get(self, key: str, default: str) -> str:
        """Return a field."""

    def getlist(self, key: str) -> list[str]:
        """Return every field of a name, in order."""


@dataclass(frozen=True)
class ToneRow:
    """A tone of the brand's own; ``lines`` says what becomes of opening and closing line."""

    name: str = ""
    say: str = ""
    formality: str = ""
    lines: str = KEPT


@dataclass(frozen=True)
class LanguageRows:
    """The lines of one further language, with those that ship as a hint."""

    code: str
    name: str
    lines: Lines
    shipped: Lines
    address: str
    addresses: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class VoiceForm:
    """A voice as rows of fields, each list with room for one more."""

    voice: Voice
    phrases: tuple[tuple[str, str], ...]
    lengths: tuple[tuple[str, str, str], ...]
    must: tuple[tuple[str, str], ...]
    tones: tuple[ToneRow, ...]
    languages: tuple[tuple[str, str, bool], ...]
    further: tuple[LanguageRows, ...]


def form_of(voice: Voice, brand: Brand, *, spare: bool = True) -> VoiceForm:
    """Return the fields of a voice."""
    more = SPARE_ROWS if spare else 0
    own = _own_language(brand)
    answered = _answered(voice, brand)
    phrases = [(phrase, voice.instead.get(phrase, "")) for phrase in voice.dont]
    must = [(text, "") for text in voice.required_disclosures] + [(one.text, one.when) for one in voice.disclosures]
    channels = dict.fromkeys((*CHANNELS, *voice.length_words))
    return VoiceForm(
        voice=replace(voice, formality={"friendly": "warm"}.get(voice.formality, voice.formality)),
        phrases=(*phrases, *[("", "")] * more),
        lengths=tuple((channel, *_band(voice.length_words.get(channel))) for channel in channels),
        must=(*must, *[("", "")] * more),
        tones=(*map(_tone_row, voice.tones), *[ToneRow()] * more),
        languages=tuple((code, name, code in answered) for code, name in LANGUAGES.items()),
        further=tuple(_further(voice, code) for code in LANGUAGES if code != own),
    )


def read_form(form: Form, base: Voice, brand: Brand) -> Voice:
    """Return the voice that a form holds; what the form has no field for stays as in ``base``.

    Unchecked: ``drafter.voice_values.checked_voice`` says what is wrong.
    """
    phrases = _pairs(form, "dont", "instead")
    must = _pairs(form, "must_text", "must_when")
    checked = tuple(code for code in form.getlist("language") if code in LANGUAGES)
    others = tuple(code for code in base.languages if code.partition("-")[0] not in LANGUAGES)
    addresses = {code: form.get(f"address_{code}", "") for code in LANGUAGES}
    return replace(
        base,
        **{name: _line(form, name) for name in _LINE_FIELDS},
        empathy={kind: line for kind in TROUBLES if (line := _line(form, f"empathy_{kind}"))},
        formality=form.get("formality", base.formality),
        emoji=form.get("emoji", base.emoji),
        do=_several(form.get("do", "")),
        dont=tuple(dict.fromkeys(phrase for phrase, _ in phrases)),
        instead={phrase: instead for phrase, instead in phrases if instead},
        length_words=_lengths(form),
        required_disclosures=tuple(text for text, when in must if not when),
        disclosures=tuple(Disclosure(text, when) for text, when in must if when),
        languages=base.languages if checked == _answered(base, brand) else (*checked, *others),
        address={
            **{code: one for code, one in base.address.items() if code not in LANGUAGES},
            **{code: one for code, one in addresses.items() if one},
        },
        tones=_tones(form, base),
        lines=_lines(form, base, brand),
    )


def _answered(voice: Voice, brand: Brand) -> tuple[str, ...]:
    """Return those of our languages that replies are written in."""
    given = {one.partition("-")[0].lower() for one in voice.languages or brand.languages}
    return tuple(code for code in LANGUAGES if code in given)


def _own_language(brand: Brand) -> str:
    return brand.languages[0].partition("-")[0].lower() if brand.languages else "en"


def _further(voice: Voice, code: str) -> LanguageRows:
    both = ((kind, ADDRESS_NAMES.get((code, kind), "")) for kind in ("formal", "informal"))
    names = tuple((kind, name) for kind, name in both if name)
    lines = voice.lines.get(code, Lines())
    return LanguageRows(code, LANGUAGES[code], lines, shipped_lines(voice, code), voice.address.get(code, ""), names)


def _band(band: tuple[int, int] | None) -> tuple[str, str]:
    return (str(band[0]), str(band[1])) if band else ("", "")


def _tone_row(tone: Tone) -> ToneRow:
    lines = {None: KEPT, "": LEFT_OUT}.get(tone.opening, OWN)
    return ToneRow(tone.name, tone.say, tone.formality, lines)


def _tones(form: Form, base: Voice) -> tuple[Tone, ...]:
    known: Mapping[str, Tone] = {tone.name: tone for tone in base.tones}
    columns = [form.getlist(f"tone_{name}")[:MOST_ROWS] for name in ("name", "say", "formality", "lines")]
    found = []
    for name, say, formality, lines in zip(*columns, strict=False):
        if not name.strip() and not say.strip():
            continue
        before = known.get(name.strip(), Tone(""))
        line = {KEPT: None, LEFT_OUT: ""}
        opening, closing = (line[lines], line[lines]) if lines in line else (before.opening, before.closing)
        found.append(Tone(name.strip(), say.strip(), formality, before.emoji, opening, closing))
    return tuple(found)


def _lines(form: Form, base: Voice, brand: Brand) -> dict[str, Lines]:
    found = dict(base.lines)
    for code in LANGUAGES:
        if code == _own_language(brand):
            continue
        kept = base.lines.get(code, Lines())
        greeting, nameless, opening, closing, signed = (_line(form, f"lines_{code}_{name}") for name in _LINE_FIELDS)
        lines = Lines(greeting, nameless, opening, closing, signed, kept.empathy, kept.disclosures)
        if lines == Lines():
            found.pop(code, None)
        else:
            found[code] = lines
    return found


def _lengths(form: Form) -> dict[str, tuple[int, int]]:
    columns = [form.getlist(f"length_{name}")[:MOST_ROWS] for name in ("channel", "from", "to")]
    found: dict[str, tuple[int, int]] = {}
    for channel, low, high in zip(*columns, strict=False):
        if channel.strip() and (low.strip() or high.strip()):
            found[channel.strip()] = (_number(low, 0), _number(high, MOST_WORDS))
    return found


def _number(given: str, empty: int) -> int:
    given = given.strip()
    if not given:
        return empty
    number = number_in(given, digits=6)
    return -1 if number is None else number  # -1 is refused, and named


def _pairs(form: Form, first: str, second: str) -> list[tuple[str, str]]:
    pairs: Iterable[tuple[str, str]] = zip(form.getlist(first)[:MOST_ROWS], form.getlist(second), strict=False)
    return [(one.strip(), other.strip()) for one, other in pairs if one.strip()]


def _several(text: str) -> tuple[str, ...]:
    lines: Sequence[str] = text.replace("\r\n", "\n").split("\n")
    return tuple(line.strip() for line in lines if line.strip())


def _line(form: Form, name: str) -> str:
    return form.get(name, "").replace("\r\n", "\n").strip()
