"""Numbers that are no facts: they count lines and steps ("2. Pack it", "step 3") or only say always ("24/7")."""

import re

from knowledge_base.numerals import Number

_LIST_MARK = re.compile(r"(?:\A|\n)[ \t]*(?:[*_>-]+\s*)?$")
_ROUND_THE_CLOCK = re.compile(r"/7\b|/24\b")
_AFTER_MARK = re.compile(r"[.)](?=\s|$)")
_STEP = re.compile(
    r"\b(?:step|schritt|étape|paso|option|section|chapter|page|question|punkt|point|punto|stufe)\s$", re.IGNORECASE
)
_NEAR = 20  # characters before a number in which its mark stands
_LONGEST_STEP = 400  # characters from one number of a list within a line to the next
_MOST_STEPS = 12


def is_numbering(text: str, number: Number) -> bool:
    """Whether a number only counts lines or steps, or says always: "2. Pack it", "step 3", "24/7"."""
    if _ROUND_THE_CLOCK.match(text, number.end) or text[max(0, number.start - 3) : number.start] == "24/":
        return True
    line = max(0, number.start - _NEAR)
    if _STEP.search(text, line, number.start):
        return True
    if number.top is not None or not _AFTER_MARK.match(text, number.end):
        return False
    return bool(_LIST_MARK.search(text, line, number.start)) or _follows_in_line(text, number)


def _follows_in_line(text: str, number: Number) -> bool:
    """Whether a number is one of a list within a line: "1. log in, 2. choose the size, 3. confirm"."""
    if not 1 < number.value <= _MOST_STEPS or number.value != int(number.value):
        return False
    before = text[max(0, number.start - _LONGEST_STEP) : number.start]
    mark = re.escape(text[number.end])
    return bool(re.search(rf"(?<![\w.,]){int(number.value) - 1}{mark}\s", before))
