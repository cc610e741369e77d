"""Slips of spelling mended before a text is looked up: an embedder that reads by pieces of words is lost in them.

A word that is known stays: one of the embedder's own vocabulary or of the brand's policies, also
bent ("returned", "boxes").  Any other is put right where a known word lies one or two slips
away; words of the policies and common ones are likelier.  Names and codes stay as they are.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 3  # letters; "u" and "ur" stand for too many words
LONG = 8  # letters from which two slips are mended
RARE = 0.55  # what being the last of 30,000 common words costs
HELD = 0.35  # what standing in the policies is worth
MOST_COST = 1.5
MOST_REMEMBERED = 4096  # slips
_COMMONEST = 10_000  # a rarer word that no policy has is not what somebody meant
_FREQUENT = 2_700  # and of three letters only what is met all the time
_WORD = re.compile(r"(?<![\w@.\-/\[<{])[A-Za-z]+(?:'[a-z]{1,2})?(?![\w@/\-\]>}]|\.\w)")
_ENDS = ("s", "es", "d", "ed", "ing", "ly", "er", "'s", "'ll", "'d", "'re", "'ve")
_VOWELS = frozenset("aeiouy")
_TELLING = 6  # letters from which a word with another letter in it is rather a slip than another word
_OTHER_WORD = 9.0  # more than any word may cost
_OTHER_END = 0.2  # what another last letter costs: it bends a word
_SHORTENED = re.compile(
    r"(?:is|are|was|were|has|have|had|do|does|did|would|could|should|ca|wo)nt|(?:im|ive|id|ill|pls|plz|thx)"
)


class Spelling:
    """Mends words by a vocabulary: ``common`` maps words, lower case, to their rank, the commonest first.

    Safe to share between threads.
    """

    def __init__(self, common: Mapping[str, int]) -> None:
        self._common = common
        first = min(common.values(), default=0)
        self._rank = {word: rank - first for word, rank in common.items()}
        self._mended: Callable[[str, frozenset[str]], str] = lru_cache(maxsize=MOST_REMEMBERED)(self._look_up)
        self._grouped = lru_cache(maxsize=64)(self._group)

    def mend(self, text: str, held: frozenset[str]) -> str:
        """Return a text with its slips mended; ``held`` are the words of the policies, lower case."""
        return _WORD.sub(lambda found: self._word(found, held), text)

    def _word(self, found: re.Match[str], held: frozenset[str]) -> str:
        word = found.group()
        plain = word.lower()
        is_named = not word.islower() and not _begins(found.string, found.start())
        if len(word) < SHORTEST or is_named or not word[1:].islower() or "'" in word or self._is_known(plain, held):
            return word
        right = self._mended(plain, held)
        return right if word.islower() else right.capitalize()

    def _is_known(self, word: str, held: frozenset[str]) -> bool:
        if word in held or (word in self._common and (len(word) > SHORTEST or self._rank[word] < _COMMONEST)):
            return True
        if _SHORTENED.fullmatch(word) or not _VOWELS & {*word} or any(word + end in held for end in _ENDS):
            return True
        stems = [word[: -len(end)] for end in _ENDS if word.endswith(end) and len(word) - len(end) >= SHORTEST]
        bases = [base for stem in stems for base in (stem, f"{stem}e", stem[:-1] if _is_doubled(stem) else stem)]
        return any(self._is_base(base, held) for base in bases)

    def _is_base(self, word: str, held: frozenset[str]) -> bool:
        return word in held or self._rank.get(word, _COMMONEST) < _COMMONEST

    def _look_up(self, word: str, held: frozenset[str]) -> str:
        most = 2 if len(word) >= LONG else 1
        best, least = word, MOST_COST
        for letter in dict.fromkeys(word[:2]):
            choices = self._grouped(letter, held)
            for other, slips, _ in process.extract(word, choices, scorer=OSA.distance, score_cutoff=most, limit=12):
                cost = self._cost(word, other, int(slips), held)
                if cost < least:
                    best, least = other, cost
        return best

    def _cost(self, word: str, other: str, slips: int, held: frozenset[str]) -> float:
        rank, is_held = self._rank.get(other, _COMMONEST), other in held and len(word) > SHORTEST
        if not is_held and rank >= (_FREQUENT if len(word) == SHORTEST else _COMMONEST):
            return MOST_COST
        likely = slips * _ease(word, other, is_held=is_held) + RARE * min(rank, _COMMONEST) / _COMMONEST
        return likely + _OTHER_END * (word[-1] != other[-1]) - HELD * is_held

    def _group(self, letter: str, held: frozenset[str]) -> list[str]:
        """Return the words that a slip may stand for, those that begin with this letter, in a steady order."""
        known = {word for word, rank in self._rank.items() if rank < _COMMONEST and word[:1] == letter}
        return sorted(word for word in known | {one for one in held if one[:1] == letter} if len(word) >= SHORTEST)


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of texts, lower case, that a slip could stand for."""
    return frozenset(word.lower() for text in texts for word in re.findall(r"[A-Za-z]{3,}", text))


def _ease(word: str, other: str, *, is_held: bool) -> float:
    """Return how unlikely each slip is: letters swapped, doubled or left out are slips, others make another word."""
    if sorted(word) == sorted(other) or _squeezed(word) == _squeezed(other):
        return 0.5
    if len(word) < len(other):
        return 0.7
    is_telling = len(word) >= _TELLING and (is_held or len(word) == len(other))
    if is_telling and len(word) == len(other) and _consonants(word) == _consonants(other):
        return 0.6
    return 1.0 if is_telling and len(word) > _TELLING else _OTHER_WORD


def _consonants(word: str) -> list[str]:
    return [letter for letter in word if letter not in _VOWELS]


def _squeezed(word: str) -> str:
    return re.sub(r"(.)\1", r"\1", word)


def _is_doubled(stem: str) -> bool:
    return len(stem) > SHORTEST and stem[-1] == stem[-2]


def _begins(text: str, at: int) -> bool:
    """Whether a word stands where a sentence begins, so that its capital tells nothing."""
    return not text[:at].rstrip(" \t\"'(") or text[:at].rstrip(" \t\"'(")[-1] in ".!?\n:"
