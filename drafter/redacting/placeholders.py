"""Placeholders: what stands for a value that must not leave, and the way back."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

TYPES = ("CARD", "EMAIL", "PHONE", "IBAN", "SSN", "IP", "PERSON", "ADDRESS")
_NAMES = "|".join(TYPES)
_BODY = rf"(?P<type>{_NAMES})[\s_\-]{{0,3}}(?P<number>\d{{1,6}})(?P<variant>[a-z]{{0,2}})"
_LOOSE = re.compile(  # as a model may hand it back: other brackets, other case, a space or dash for the underscore
    rf"(?:⟦\s?|(?P<round>[\[{{<«【「〔]{{1,2}}\s?)){_BODY}\s?(?(round)[\]}}>»】」〕]{{1,2}}|⟧)"
    rf"|(?<![\w⟦])(?P<type2>{_NAMES})_(?P<number2>\d{{1,6}})(?P<variant2>[a-z]{{0,2}})(?!\w)",
    re.I,
)


class Placeholders:
    """Hands out a placeholder for each value, the same for the same one, and puts the values back.

    Placeholders that stand in the texts already are never handed out, so they survive.
    Calling it restores a text; what it never handed out is left as it is.
    """

    mask: Callable[[str], str]
    """Masks another text with the same placeholders; left out values stay where nobody set it."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.mask = str
        self._taken = {_key(found) for text in texts for found in _LOOSE.finditer(text)}
        self._values: dict[str, str] = {}
        self._given: dict[tuple[str, str], str] = {}
        self._numbers: dict[tuple[str, str], tuple[int, int]] = {}
        self._last: Counter[str] = Counter()

    @property
    def values(self) -> Mapping[str, str]:
        """The value behind each placeholder handed out."""
        return self._values

    @property
    def counts(self) -> Mapping[str, int]:
        """How many different values of each type were hidden."""
        return Counter(kind for kind, _ in self._given)

    def hide(self, kind: str, value: str) -> str:
        """Return the placeholder of a value; another spelling of it gets the same number and a letter."""
        if (kind, value) not in self._given:
            same = (kind, "".join(sign for sign in value.casefold() if sign.isalnum()) or value)
            if same not in self._numbers:
                self._numbers[same] = (self._next_number(kind), 0)
            number, variants = self._numbers[same]
            self._numbers[same] = (number, variants + 1)
            mark = f"{kind}_{number}{_letters(variants)}"
            self._given[kind, value] = mark
            self._values[mark.lower()] = value
        return f"⟦{self._given[kind, value]}⟧"

    def __call__(self, text: str) -> str:
        """Return a text with every placeholder that was handed out turned back into its value."""
        if not self._values:
            return text
        return _LOOSE.sub(lambda found: self._values.get(_mark(found), found[0]), text)

    def _next_number(self, kind: str) -> int:
        self._last[kind] += 1
        while (kind.lower(), self._last[kind]) in self._taken:
            self._last[kind] += 1
        return self._last[kind]


def find_placeholders(text: str) -> Iterable[tuple[int, int]]:
    """Yield where a text has something that is written as our placeholders are."""
    return (found.span() for found in _LOOSE.finditer(text) if found["type"])


def _mark(found: re.Match[str]) -> str:
    kind, number, variant = found["type"] or found["type2"], found["number"] or found["number2"], found["variant"]
    return f"{kind}_{int(number)}{variant or found['variant2'] or ''}".lower()


def _key(found: re.Match[str]) -> tuple[str, int]:
    return (found["type"] or found["type2"]).lower(), int(found["number"] or found["number2"])


def _letters(at: int) -> str:
    """'' for the first spelling, then b, c, … z, bb, bc, …"""
    if at == 0:
        return ""
    return chr(ord("a") + at) if at < 26 else _letters(at // 25) + chr(ord("b") + at % 25)
