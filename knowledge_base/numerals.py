"""Numbers as people write them: digits in either convention, and words in four languages.

``find_numbers`` gives every number of a text with its span and exact value; which kind of
fact a number belongs to is for ``knowledge_base.facts`` to say.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

_DIGITS = r"\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_GERMAN_UNITS = (
    "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
    "sechzehn siebzehn achtzehn neunzehn"
)
_GERMAN_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
_FRENCH_UNITS = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf"
)
_FRENCH_TENS = "vingt trente quarante cinquante soixante"
_SPANISH_UNITS = (
    "cero un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
    "diecisiete dieciocho diecinueve"
)
_SPANISH_TENS = "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa"


def _english() -> dict[str, int]:
    words = {word: value for value, word in enumerate(_UNITS.split())}
    for ten, tens in enumerate(_TENS.split(), start=2):
        words[tens] = ten * 10
        words |= {
            f"{tens}{joint}{_UNITS.split()[unit]}": ten * 10 + unit for joint, unit in product("- ", range(1, 10))
        }
    return words | {"dozen": 12}


def _german() -> dict[str, int]:
    units = _GERMAN_UNITS.split()
    words = {word: value for value, word in enumerate(units)} | {
        "eins": 1,
        "eine": 1,
        "einem": 1,
        "einen": 1,
        "einer": 1,
    }
    for ten, tens in enumerate(_GERMAN_TENS.split(), start=2):
        words[tens] = ten * 10
        words |= {f"{units[unit]}und{tens}": ten * 10 + unit for unit in range(1, 10)}
    words |= {"hundert": 100, "einhundert": 100} | {f"{units[unit]}hundert": unit * 100 for unit in range(2, 10)}
    return words | {word.replace("ß", "ss"): value for word, value in words.items()}


def _french() -> dict[str, int]:
    units = _FRENCH_UNITS.split()
    words = {word: value for value, word in enumerate(units)} | {"une": 1}
    for ten, tens in enumerate(_FRENCH_TENS.split(), start=2):
        words |= {tens: ten * 10, f"{tens} et un": ten * 10 + 1}
        words |= {f"{tens}-{units[unit]}": ten * 10 + unit for unit in range(2, 10)}
    words |= {f"soixante-{units[unit]}": 60 + unit for unit in range(10, 20)} | {"quatre-vingts": 80}
    return words | {f"quatre-vingt-{units[unit]}": 80 + unit for unit in range(1, 20)} | {"cent": 100}


def _spanish() -> dict[str, int]:
    units = _SPANISH_UNITS.split()
    words = {word: value for value, word in enumerate(units)} | {"una": 1, "uno": 1, "cien": 100}
    twenties = "veintiún veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve"
    words |= {word: value for value, word in enumerate(twenties.split(), start=21)} | {"veintiuno": 21}
    for ten, tens in enumerate(_SPANISH_TENS.split(), start=2):
        words |= {tens: ten * 10} | {f"{tens} y {units[unit]}": ten * 10 + unit for unit in range(1, 10)}
    return words


ENGLISH: Mapping[str, int] = _english()
_BY_LANGUAGE: Mapping[str, dict[str, int]] = {"de": _german(), "fr": _french(), "es": _spanish()}
_HALVES: Mapping[str, Decimal] = {"anderthalb": Decimal("1.5"), "eineinhalb": Decimal("1.5")} | {
    f"{unit}einhalb": value + Decimal("0.5") for value, unit in enumerate(_GERMAN_UNITS.split()[2:13], start=2)
}
FOREIGN: Mapping[str, int | Decimal] = {**_BY_LANGUAGE["de"], **_BY_LANGUAGE["fr"], **_BY_LANGUAGE["es"], **_HALVES}
_WITH_HALF = re.compile(r"\s(?:and\sa\shalf|et\sdemie?|y\smedi[ao])\b(?!\s(?:price|off))", re.IGNORECASE)
"""Half of one more, right behind a number: "two and a half hours"."""


def languages_of(word: str) -> frozenset[str]:
    """Return the languages in which a word is a number: "once" is one in Spanish alone."""
    spoken = {language for language, words in _BY_LANGUAGE.items() if word.lower() in words}
    return frozenset(spoken | ({"de"} if word.lower() in _HALVES else set()))


def _one_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_ENGLISH = _one_of(ENGLISH)
_BIG_ENGLISH = rf"(?:{_ENGLISH}|a)[ -](?:hundred|thousand)(?:(?: and)?[ -](?:{_ENGLISH}))?"
_ANY = (
    rf"(?P<digits>{_DIGITS})(?!\w*[a-z]\d)"
    rf"|\b(?P<english>{_BIG_ENGLISH}|{_ENGLISH})\b(?:\s?\(\d{{1,4}}\))?"
    rf"|\b(?P<foreign>{_one_of(FOREIGN)})\b"
)
_NUMBER = re.compile(rf"(?<!\w)(?<!\w[.,/-])(?:{_ANY})", re.IGNORECASE)
_TOP = re.compile(_ANY, re.IGNORECASE)
_WORD = re.compile(r"\w{1,64}")
_FIRST_WORDS = frozenset(re.split("[ -]", word)[0] for word in (*ENGLISH, *FOREIGN, "a"))
_JOINT = re.compile(
    r"\s?[-\u2010-\u2015]\s?[$€£]?|\s(?:to|up to|through|or|bis|oder|à|au|jusqu['’]à|ou|a|al|hasta|o)\s(?:[$€£]\s?)?",
    re.IGNORECASE,
)
_SLASH = re.compile(r"/(?=\d{1,3}\s?(?:h|std|stunden|horas?|heures?|hours?|hrs?|días?|jours?|tage?n?|days?)\b)", re.I)
"""Joins a range of time alone: "48/72 h"."""
_AT = frozenset({"à", "a"})
_PAIR_JOINT = re.compile(r"\s(?:and|und|et|y)\s(?:[$€£]\s?)?", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|zwischen|entre)\s(?:[$€£]\s?)?$", re.IGNORECASE)


_MONEY_SIGNS = ("$", "€", "£")
_PERCENT_BEHIND = re.compile(r"\s?%|\sper\s?cent\b", re.IGNORECASE)


@dataclass(frozen=True)
class Number:
    """A number in a text, or a range up to ``top``.

    ``is_foreign`` words are numbers only before a unit: "once" is eleven in "once días" alone.
    """

    value: Decimal
    start: int
    end: int
    top: Decimal | None = None
    is_word: bool = False
    is_foreign: bool = False


def find_numbers(text: str) -> list[Number]:
    """Return the numbers of a text in order; "thirty (30)" is one, and so is "3 to 5"."""
    found: list[Number] = []
    end = 0
    for word in _WORD.finditer(text):
        start = word.start()
        if start < end or not (word[0][0].isdigit() or word[0].lower() in _FIRST_WORDS):
            continue
        if match := _NUMBER.match(text, start):
            found.append(_with_top(text, _with_half(text, _number(match))))
            end = found[-1].end
    return found


def _number(match: re.Match[str]) -> Number:
    if match["digits"]:
        return Number(parse_digits(match["digits"]), *match.span())
    if match["english"]:
        return Number(Decimal(_read_english(match["english"].lower())), *match.span(), is_word=True)
    return Number(Decimal(FOREIGN[match["foreign"].lower()]), *match.span(), is_word=True, is_foreign=True)


def _with_half(text: str, number: Number) -> Number:
    half = _WITH_HALF.match(text, number.end)
    return replace(number, value=number.value + Decimal("0.5"), end=half.end()) if half else number


def _with_top(text: str, number: Number) -> Number:
    joint = _JOINT.match(text, number.end) or _SLASH.match(text, number.end)
    if not joint and _BETWEEN.search(text, max(0, number.start - 20), number.start):
        joint = _PAIR_JOINT.match(text, number.end)
    match = joint and _TOP.match(text, joint.end())
    if not match:
        return number
    if text[number.start - 1 : number.start] in _MONEY_SIGNS and _PERCENT_BEHIND.match(text, match.end()):
        return number  # "$7 or 5%" are two facts
    top = _number(match)
    if joint and joint[0].strip().lower() in _AT and top.value != int(top.value) and number.value == int(number.value):
        return number  # "le lot de 6 à 18,90 €"
    return replace(number, end=top.end, top=top.value) if top.value > number.value else number


def parse_digits(digits: str) -> Decimal:
    """Return the value of digits with separators in either convention.

    Of two different marks the last is the decimal one; a single mark before exactly three
    digits groups thousands ("1,299"), any other is the decimal mark ("5,95").

    >>> parse_digits("1.299,00"), parse_digits("1,299"), parse_digits("5,95")
    (Decimal('1299.00'), Decimal('1299'), Decimal('5.95'))
    """
    plain = re.sub(r"['’\s]", "", digits)
    marks = [mark for mark in plain if mark in ".,"]
    if not marks:
        return Decimal(plain)
    last = marks[-1]
    head, _, tail = plain.rpartition(last)
    is_grouping = len(set(marks)) == 1 and len(tail) == 3 and not head.startswith("0")
    whole = re.sub("[.,]", "", head)
    return Decimal(whole + tail) if is_grouping or marks.count(last) > 1 else Decimal(f"{whole}.{tail}")


def _read_english(words: str) -> int:
    match = re.fullmatch(r"(.+)[ -](hundred|thousand)(?:(?: and)?[ -](.+))?", words)
    if not match:
        return ENGLISH[words]
    many = 100 if match[2] == "hundred" else 1000
    return (1 if match[1] == "a" else ENGLISH[match[1]]) * many + (ENGLISH[match[3]] if match[3] else 0)
