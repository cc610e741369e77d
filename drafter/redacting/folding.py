"""One plain reading of a text, whatever way its digits, dashes, spaces and letters are disguised.

Detectors read the folded text; spans are told in the original.
"""

import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_DOTS = "\u00b7\u2022\u2027\u2219\u22c5\u30fb"
_LOOKALIKES = dict(
    zip(
        "АВЕКМНОРСТХІЅЈаеорсухіѕјԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
        "ABEKMHOPCTXISJaeopcyxisjdqwABEZHIKMNOPTYXo",
        strict=True,
    )
)
BLANK = "\ue000"  # stands where something must not be read; in no customer's text (see ``fold``)


@dataclass(frozen=True)
class Folded:
    """A text in plain signs; ``origin[i]`` is the place of sign ``i`` in the original."""

    text: str
    origin: tuple[int, ...] | range

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original's span of a span of the folded text."""
        return self.origin[start], self.origin[end - 1] + 1

    def place(self, original: int) -> int:
        """Return the folded place of an original one (of the next sign, where that one is gone)."""
        return bisect_left(self.origin, original)

    def without(self, spans: list[tuple[int, int]]) -> "Folded":
        """Return the same with folded spans blanked, so that nothing is read there."""
        if not spans:
            return self
        parts, done = [], 0
        for start, end in sorted(spans):
            start = max(start, done)
            if end > start:
                parts += [self.text[done:start], BLANK * (end - start)]
                done = end
        return Folded("".join([*parts, self.text[done:]]), self.origin)


def fold(text: str) -> Folded:
    """Return the text in plain signs: ASCII digits, ``-`` for dashes, spaces for spaces, no hidden signs."""
    if text.isascii():
        return Folded(text, range(len(text)))
    signs, origin = [], []
    for at, sign in enumerate(text):
        plain = sign if sign < "\x7f" else _plain(sign)
        if plain:
            signs.append(plain)
            origin.append(at)
    return Folded("".join(signs), tuple(origin))


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    """One sign for one, or none for a hidden one."""
    if sign in _DASHES:
        return "-"
    if sign in _DOTS:
        return "."
    if sign in _LOOKALIKES:
        return _LOOKALIKES[sign]
    category = unicodedata.category(sign)
    if category == "Zs":
        return " "
    if category in ("Cf", "Mn", "Me", "Cc", "Co"):
        return ""
    if category == "Nd":
        return str(unicodedata.digit(sign))
    plain = unicodedata.normalize("NFKC", sign)
    if plain == "\u3002":
        return "."
    return plain if len(plain) == 1 and (plain.isalnum() or plain.isascii()) else sign
