"""Times of day as people write them - "2-4:30 pm", "9h à 18h30", "halb fünf", "Mon-Fri 9-5" - in one form each."""

import re
from collections.abc import Iterator

from knowledge_base.notations import SHORT_DAY, Written

_HOUR = r"(?:[01]?\d|2[0-3])"
_MINUTE = r"(?:[:.]|\s?h\s?)(?P<minute{0}>[0-5]\d)(?::[0-5]\d)?(?![\d%€])"
_MORNING = r"de\sla\smañana|du\smatin|in\sthe\smorning|morgens|vormittags|früh"
_LATER = (
    r"de\sla\s(?:tarde|noche)|du\ssoir|de\sl['’]après-midi|in\sthe\s(?:afternoon|evening)|at\snight|abends|nachmittags"
)
_HALF = rf"[ap]\.?\s?m\b\.?|(?:(?:o['’]clock|uhr|h|heures|horas)\s)?(?:{_MORNING}|{_LATER})\b|o['’]clock\b|uhr\b"
_SAYS_MORNING = re.compile(rf"a\.?\s?m\b|.*(?:{_MORNING})", re.IGNORECASE)
_SAYS_LATER = re.compile(rf"p\.?\s?m\b|.*(?:{_LATER})", re.IGNORECASE)
_WAKING = r"(?:0?[6-9]|1\d|2[0-3])"  # below, "2 à 4 h" are more often a length of time
_DE_TO = r"(?:de|entre|von|from|between|zwischen|ab|à\spartir\sde)\s(?:las\s)?"
_TO = r"(?:\s?[-–—]\s?|\s(?:to|till|until|and|through|bis|und|à|et|a|y)\s(?:las\s|at\s)?)"
_START = r"(?<![\d:.,$€£/#-])(?<!\d\s)"
_CLOCKS = (
    re.compile(  # a range; at least its end says that these are hours
        rf"{_START}(?P<hour1>{_HOUR})(?:{_MINUTE.format(1)})?\s?(?P<half1>{_HALF})?{_TO}"
        rf"(?P<hour2>{_HOUR})(?:{_MINUTE.format(2)})?\s?(?P<half2>{_HALF})",
        re.IGNORECASE,
    ),
    re.compile(rf"{_START}(?P<hour1>{_HOUR})(?:{_MINUTE.format(1)})?\s?(?P<half1>{_HALF})", re.IGNORECASE),
    re.compile(
        rf"{_START}(?P<hour1>{_HOUR})(?::|\s?h\s?)(?P<minute1>[0-5]\d)(?::[0-5]\d)?"
        rf"(?:{_TO}(?P<hour2>{_HOUR})(?::|\s?h\s?)(?P<minute2>[0-5]\d))?(?![\d:%]|\s?(?:€|jours))",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_START}(?P<hour1>{_HOUR})(?:\s?h)?{_TO}(?P<hour2>{_HOUR})(?::|\s?h\s?)(?P<minute2>[0-5]\d)(?![\d:%]|\s?(?:€|jours))",
        re.IGNORECASE,
    ),
    re.compile(  # hours in French and Spanish: "9h-12h", "9h30 à 12h", "de 9 à 19 h"
        rf"{_START}(?P<hour1>{_WAKING})\s?h(?:\s?(?P<minute1>[0-5]\d))?{_TO}(?P<hour2>{_HOUR})\s?h(?![\w:])"
        rf"|(?<!\w){_DE_TO}(?P<hour3>{_WAKING})(?:[:.](?P<minute3>[0-5]\d))?{_TO}(?P<hour4>{_HOUR})\s?h(?![\w:])",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<=\bfrom\s)(?P<hour1>{_HOUR}){_TO}(?P<hour2>{_HOUR})(?!\s?[\d%$€£:]|\.\d|[\s-]\w*(?:day|week|month|hour|minute))"
        rf"|(?:(?:{SHORT_DAY}|days?|\x00s?)\.?,?:?\s)(?P<hour3>{_HOUR})(?:{_MINUTE.format(3)})?{_TO}(?P<hour4>{_HOUR})"
        rf"(?:{_MINUTE.format(4)})?(?![\d%€£:]|[\s-]\w*(?:day|week|month|hour|minute|Uhr|tag|jour))"
    ),
)
_NAMED = {"noon": "12:00", "midi": "12:00", "mediodía": "12:00", "midnight": "00:00", "minuit": "00:00"}
_NAMED_PATTERN = re.compile(rf"\b(?:12\s)?(?P<name>{'|'.join(_NAMED)})\b", re.IGNORECASE)
_COUNTS = {
    name: number
    for number, names in enumerate(
        (
            "one eins", "two zwei", "three drei", "four vier", "five fünf", "six sechs", "seven sieben", "eight acht",
            "nine neun", "ten zehn", "eleven elf", "twelve zwölf",
        ),
        start=1,
    )
    for name in (*names.split(), str(number))
}  # fmt: skip
_HOUR_WORD = "|".join(sorted(_COUNTS, key=len, reverse=True))
_PAST = re.compile(
    rf"\b(?P<part>half past|quarter past|quarter to|halb|viertel nach|viertel vor)\s(?P<hour>{_HOUR_WORD})\b",
    re.IGNORECASE,
)
_PARTS = {
    "half past": (0, 30), "quarter past": (0, 15), "quarter to": (-1, 45), "halb": (-1, 30), "viertel nach": (0, 15),
    "viertel vor": (-1, 45),
}  # fmt: skip
_HINTS = re.compile(r"\d|noon|mid|minuit|past|quarter|hal[bf]|viertel", re.IGNORECASE)
"""Without one of these a text has no time of day."""
_SAYS_WHICH_HALF = re.compile(
    r"[ap]\.?\s?m\b|uhr\b|noon|mid|\d\s?h(?:\s?\d|\b)|\b0\d|mañana|tarde|noche|matin|soir"
    r"|\b(?:1[3-9]|2[0-3])[:.h]\d\d"  # hours up to 24
    r"|morning|evening|morgens|abends|vormittags|nachmittags",
    re.IGNORECASE,
)


def find_times(text: str) -> Iterator[Written]:
    """Yield times of day as ``14:00``; of "2-4 pm" both."""
    if not _HINTS.search(text):
        return
    for match in _NAMED_PATTERN.finditer(text):
        yield Written(_NAMED[match["name"].lower()], *match.span())
    for match in _PAST.finditer(text):
        offset, minute = _PARTS[match["part"].lower()]
        yield Written(f"{_COUNTS[match['hour'].lower()] + offset:02d}:{minute:02d}", *match.span())
    for pattern in _CLOCKS:
        for match in pattern.finditer(text):
            yield from _values(match)


def is_same_hour(left: str, left_text: str, right: str, right_text: str) -> bool:
    """Whether two times agree where one does not say which half of the day it means: "4:30" and "16:30"."""
    if left == right:
        return True
    ambiguous = not _SAYS_WHICH_HALF.search(left_text) or not _SAYS_WHICH_HALF.search(right_text)
    hours = {int(left[:2]), int(right[:2])}
    return ambiguous and left[2:] == right[2:] and abs(int(left[:2]) - int(right[:2])) == 12 and min(hours) > 0


def _values(match: re.Match[str]) -> Iterator[Written]:
    parts = match.groupdict()
    first, last = ("1", "2") if parts["hour1"] else ("3", "4")
    start = match.start(f"hour{first}")
    half1, half2 = _half_of(parts.get("half1")), _half_of(parts.get("half2"))
    hour1, hour2 = int(parts[f"hour{first}"]), parts.get(f"hour{last}")
    if hour2 and not parts.keys() & {"half1", "half2", "minute1", "minute2"} and not _is_working_day(hour1, int(hour2)):
        return
    if hour2 and not half1 and half2:
        half1 = half2 if hour1 % 12 < int(hour2) % 12 or half2 == "a" else "a"
    yield Written(_clock(hour1, half1, parts.get(f"minute{first}")), start, match.end())
    if hour2:
        yield Written(_clock(int(hour2), half2, parts.get(f"minute{last}")), start, match.end())


def _half_of(words: str | None) -> str:
    """Return which half of the day words name: ``a``, ``p``, or nothing."""
    if not words:
        return ""
    return "a" if _SAYS_MORNING.match(words) else "p" if _SAYS_LATER.match(words) else ""


def _is_working_day(first: int, last: int) -> bool:
    """Whether two bare numbers look like opening hours: 9-5, 10-19."""
    return 6 <= first <= 12 and (last < first or 13 <= last <= 23)


def _clock(hour: int, half: str, minute: str | None) -> str:
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    return f"{hour:02d}:{int(minute or 0):02d}"
