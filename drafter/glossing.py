"""A request in German, French, Spanish or Dutch put into English word by word: enough for a search, not for a reader.

Where no model translates and the policies are in English; what a word means is in
``common_words``.  Names, numbers and words that are not there stay as they are.
"""

import re
import unicodedata
from functools import lru_cache

from drafter.common_words import MEANINGS

LEAST_KNOWN = 0.5  # share of a text's words whose meaning is known; below, a search would find anything
MOST_REMEMBERED = 8192  # words
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_AGAIN = re.compile(r"\b(\w+)(?: \1\b)+", re.I)  # "wie lange" is "how" and "how long"
_ELIDED = re.compile(r"^(?:[dljmnst]|qu|c)['’]", re.I)


def gloss(text: str, language: str) -> str | None:
    """Return a text put into English word by word; None where too few of its words are known.

    >>> gloss("Wann bekomme ich mein Geld zurück?", "de")
    'when get I my money back zurück?'
    """
    if language not in MEANINGS:
        return None
    words = [*_WORD.finditer(text)]
    meanings = [None if _is_name(one) else _meaning(one.group(), language) for one in words]
    if not words or sum(one is not None for one in meanings) < LEAST_KNOWN * len(words):
        return None
    put, last = [], 0
    for found, meaning in zip(words, meanings, strict=True):
        put += [text[last : found.start()], found.group() if meaning is None else meaning]
        last = found.end()
    return _AGAIN.sub(r"\1", " ".join("".join((*put, text[last:])).split()))


@lru_cache(maxsize=MOST_REMEMBERED)
def _meaning(word: str, language: str) -> str | None:
    """Return what a word means."""
    whole, begins = MEANINGS[language]
    plain = _plain(word)
    bare = _ELIDED.sub("", plain)
    for one in (plain, bare, *bare.split("-")[:1]):
        if one in whole:
            return whole[one]
    start = max((one for one in begins if bare.startswith(one)), key=len, default=None)
    return begins[start] if start else None


def _is_name(found: re.Match[str]) -> bool:
    """Whether a word is written like a name: a German noun begins large too, and so does a sentence."""
    return found.group().isupper() and len(found.group()) > 1


def _plain(word: str) -> str:
    flat = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    return "".join(sign for sign in flat if not unicodedata.combining(sign))
