"""Find a brand's phrases in a text, however they are inflected, spelled or quoted."""

import re
from collections.abc import Iterator
from functools import lru_cache

from knowledge_base.wording import stem

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_FILLING = "are am is have has been do really sincerely deeply very so sure must would also re ve m"
_FILLERS = frozenset(_FILLING.split())
_SUBJECTS = frozenset(("we", "i", "you"))
_ENDINGS = ("s", "es", "d", "ed", "ing")
MOST_FILLERS = 1
LONG = 4  # words of a phrase that is still itself with any one word put in: "as per our returns policy"


def find_phrase(text: str, phrase: str) -> Iterator[tuple[int, int]]:
    """Yield the spans (code points) in which a phrase stands.

    One word is found exactly or with an English ending; several words by their stems, with
    British and American spelling alike and at most one filler in between, in a
    long phrase any one word.
    """
    wanted = _words(phrase)
    if not wanted:
        return
    places = [(match.start(), match.end(), _plain(match.group())) for match in _WORD.finditer(text)]
    at = 0
    while at < len(places):
        end = _match(places, at, wanted)
        if end is None:
            at += 1
            continue
        yield places[at][0], places[end - 1][1]
        at = end


def _match(places: list[tuple[int, int, str]], at: int, wanted: tuple[str, ...]) -> int | None:
    """Return the place behind the phrase that begins at a word, None where none does."""
    spare = MOST_FILLERS if len(wanted) > 1 else 0
    for n, word in enumerate(wanted):
        if (
            n
            and spare
            and at < len(places)
            and not _same(places[at][2], word, len(wanted))
            and (places[at][2] in _FILLERS or len(wanted) >= LONG)
        ):
            at, spare = at + 1, spare - 1
        if at >= len(places) or not _same(places[at][2], word, len(wanted)):
            return None
        at += 1
    return at


def _same(found: str, wanted: str, length: int) -> bool:
    if found == wanted:
        return True
    if length == 1:
        return found in {wanted + ending for ending in _ENDINGS}
    return len(wanted) > 3 and _stem(found) == _stem(wanted)


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    return stem(word)


@lru_cache(maxsize=512)
def _words(phrase: str) -> tuple[str, ...]:
    words = tuple(_plain(match.group()) for match in _WORD.finditer(phrase))
    return words[1:] if len(words) > 2 and words[0] in _SUBJECTS else words  # "We're sorry and apologise ..."


def _plain(word: str) -> str:
    """Return a word in small letters, American spelling, straight quotes."""
    word = word.lower().replace("’", "'")
    return re.sub(r"is(e[ds]?|ing|ation)$", r"iz\1", word) if len(word) > 5 else word
