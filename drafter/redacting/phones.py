"""Phone numbers in a folded text: international, North American, and with a trunk 0 as in Europe."""

import re
from collections.abc import Iterator

from drafter.redacting.contexts import Contexts, Label

Span = tuple[int, int]

_NO_PHONES = frozenset({Label.ID, Label.ARTICLE, Label.VERSION})
_RUN = re.compile(r"(?:\(?\+ ?|(?<![\w#])\(?)\(?\d(?:[ .()\-/]{0,4}\d)*\)?")
_MOST_RUN = 60
_BROKEN = re.compile(r"\+\d{1,5}(?:[ ()./-]{0,2}\n?[ ()./-]{0,2}\d{1,6}){1,6}(?![\d@])")  # over the end of a line
_LEAST_OF_LINE = 9  # digits; a line with so many is a number of its own
_NUMBER_WORDS = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|null|eins|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun"
    r"|zéro|un|deux|trois|quatre|cinq|sept|huit|neuf|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|nul|een|twee"
    r"|drie|vijf|zes|zeven|negen)"
)
_SPELLED = re.compile(
    rf"(?<!\w)(?:\+ ?)?(?:(?:double |triple |doppel)?{_NUMBER_WORDS}|\d{{1,5}})"
    rf"(?:[ ,.-]{{1,2}}(?:(?:double |triple |doppel)?{_NUMBER_WORDS}|\d{{1,5}})(?!\w)){{3,14}}(?!\w)",
    re.I,
)
_NUMBER_WORD = re.compile(rf"(?<!\w){_NUMBER_WORDS}(?!\w)", re.I)
_LEAST_SPELLED = 3  # words; and seven signs in all
_EXTENSION = re.compile(r"[ ,]{0,2}(?:ext(?:ension)?\.?|x|durchwahl|poste|dw)[ .:]{0,2}\d{1,5}(?!\d)", re.I)
_VANITY = re.compile(r"(?<![\w-])(?:\+?1[-. ])?8(?:00|33|44|55|66|77|88)[-. ][A-Z0-9]{3}[-]?[A-Z]{4,8}(?!\w)")
_DATE = re.compile(r"(?<!\d)(?:\d{1,2}[./-] ?\d{1,2}[./-] ?(?:19|20)\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2})(?!\d)")
_MONEY_BEFORE = re.compile(r"(?:[$€£¥]|\b(?:usd|eur|gbp|chf))\s?$", re.I)
_UNIT_BEHIND = re.compile(
    r"\s?(?:[$€£¥%°]|(?:usd|eur|euro|gbp|chf|cm|mm|km|kg|g|ml|l|(?-i:m)|lumen|lm|punkte|points?|puntos|punten|uhr|h|x|×)\b)",
    re.I,
)
_SPLIT = re.compile(r"\s*/\s*|\s{2,}|\s-\s")
_AMERICAN = re.compile(
    r"(?:1[-. ]{0,2})?(?:\([2-9]\d\d\)[-. ]{0,2}|[2-9]\d\d[-. ])[2-9]\d\d[-. ]\d{4}|\([2-9]\d\d\)[-. ]?\d{7}"
)
_SPANISH = re.compile(r"[6-9]\d\d([ .-])\d{3}\1\d{3}|[6-9]\d\d([ .-])\d\d\2\d\d\2\d\d|[6-9]\d([ .-])\d{3}\3\d\d\3\d\d")
_PAIRS = re.compile(r"\d\d(?:([ .\-/])\d\d)(?:\1\d\d)+")


def find_phones(text: str, contexts: Contexts) -> Iterator[Span]:
    """Yield phone numbers; numbers that are called orders, parcels, versions or amounts stay."""
    for found in _VANITY.finditer(text):
        yield found.span()
    yield from _broken(text)
    yield from _spelled(text)
    for run in _RUN.finditer(text):
        start, end = run.span()
        if end - start >= 6:
            yield from _phones_in(text, start, end, contexts)


def _broken(text: str) -> Iterator[Span]:
    """International numbers that a mail program broke over lines."""
    for found in _BROKEN.finditer(text):
        first_line, _, others = found[0].partition("\n")
        on_first = sum(sign.isdigit() for sign in first_line)
        if others and on_first < _LEAST_OF_LINE <= sum(sign.isdigit() for sign in found[0]) <= 15:
            yield found.span()


def _spelled(text: str) -> Iterator[Span]:
    """Numbers told in words, digit by digit."""
    for found in _SPELLED.finditer(text):
        words = len(_NUMBER_WORD.findall(found[0]))
        if words >= _LEAST_SPELLED and words + sum(sign.isdigit() for sign in found[0]) >= 7:
            yield found.span()


def _phones_in(text: str, start: int, end: int, contexts: Contexts) -> Iterator[Span]:
    if end - start <= _MOST_RUN and (span := _phone(text, start, end, contexts)):
        yield span
        return
    pieces, at = [], start
    for gap in _SPLIT.finditer(text, start, end):
        pieces.append((at, gap.start()))
        at = gap.end()
    for piece in [*pieces, (at, end)] if pieces else []:
        if piece[1] - piece[0] <= _MOST_RUN and (span := _phone(text, *piece, contexts)):
            yield span


def _phone(text: str, start: int, end: int, contexts: Contexts) -> Span | None:
    start, end = _trimmed(text, start, end)
    if start >= end or _is_part(text, start, end):
        return None
    written = text[start:end]
    digits = "".join(sign for sign in written if sign.isdigit())
    if not 7 <= len(digits) <= 15 or len(set(digits)) == 1:
        return None
    if not _is_phone(written, digits, text, start, end, contexts):
        return None
    extension = _EXTENSION.match(text, end)
    return start, extension.end() if extension else end


def _is_phone(written: str, digits: str, text: str, start: int, end: int, contexts: Contexts) -> bool:
    if written.startswith("+") or written.startswith("(+"):
        return digits[0] != "0" and not _DATE.search(written)
    label = contexts.before(start)
    if _DATE.search(written) or _MONEY_BEFORE.search(text[max(0, start - 5) : start]):
        return False
    if label in _NO_PHONES or _UNIT_BEHIND.match(text, end):
        return False
    if digits.startswith("00"):
        return digits[2] != "0" and len(digits) >= 10
    if label is Label.PHONE:
        return True
    return _is_national(written, digits)


def _is_national(written: str, digits: str) -> bool:
    """Whether a number without a word beside it is written as a phone number is in some country."""
    if _AMERICAN.fullmatch(written) or _SPANISH.fullmatch(written):
        return True
    if written.startswith("(") and not written.startswith("(0"):
        return False
    if digits[0] != "0" or not 9 <= len(digits) <= 12:
        return False
    if _PAIRS.fullmatch(written):
        return len(digits) == 10
    groups = re.findall(r"\d+", written)
    return len(groups) <= 6 and (len(groups) == 1 or len(groups[0]) <= 5) and max(map(len, groups)) >= 3


def _trimmed(text: str, start: int, end: int) -> Span:
    """Leave out brackets that have no partner inside."""
    while start < end and text[start] == "(" and ")" not in text[start:end]:
        start += 1
    while start < end and text[end - 1] == ")" and "(" not in text[start:end]:
        end -= 1
    if text[start:end].startswith("(") and text[start:end].endswith(")") and text[start:end].count("(") == 1:
        start, end = start + 1, end - 1
    return start, end


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether the digits go on into a word or a longer number on either side."""
    before, behind = text[max(0, start - 2) : start], text[end : end + 2]
    if behind[:1].isalnum() and not re.match(r"x\d|ext", text[end : end + 3], re.I):
        return True
    if behind[:1] in ("-", "_", "/", "@") and behind[1:].isalnum():
        return True
    if text[start] == "+":
        return before[-1:].isdigit()
    if before[-1:].isalnum() or before[-1:] in ("#", "_", "@"):
        return True
    return before[-1:] in ("-", "/", ",") and before[:-1].isalnum() and len(before) == 2
