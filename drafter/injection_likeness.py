"""How far a passage reads like the attempts at steering that we have written down, whatever its wording.

A linear model over words, pairs of words, pieces of words, and pairs of kinds of words (who is
spoken to, and to do what), fitted to the cases under ``tests/data/injection`` and to honest tickets
(``tests/tools/fit_steering.py``).  It has no network, no clock and no state: the same passage always
scores the same.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from math import sqrt
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from drafter.injection_acts import REACH, kinds_of

BUCKETS = 1 << 16  # features share one where they meet; few enough to ship, many enough to tell words apart
WEIGHTS_FILE = "injection_weights.npy"
_PAIR, _PIECES, _ACT = 0.7, 1.4, 0.6  # of a word's own 1.0: what did best on cases left out
_PIECE_LETTERS = (3, 4, 5)
_LEAST_TOKENS = 4  # a shorter passage counts as this long, lest one word decide
_WINDOW_SENTENCES = (1, 2, 3)
_PART_ODDS = 1.0  # taken off a part's score: a sentence alone is easily mistaken
_MOST_TOKENS = 6_000
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|[^\w\s]")
_WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ENDS = frozenset(".!?。！？\n")
_CLAUSE_ENDS = frozenset(":,")
_OPENS, _CLOSES = frozenset("“„«"), frozenset("”»")
_Token = tuple[str, int, int]
Weights = tuple[NDArray[np.float32], float]


@dataclass(frozen=True)
class Likeness:
    """The passage that is most like an attempt, and its log-odds; above 0 is an attempt."""

    score: float
    start: int
    end: int


def steering_likeness(text: str, fitted: Weights | None = None) -> Likeness:
    """Return the window of one to three sentences, or the whole, that reads most like steering.

    ``fitted`` are weights and bias other than those that ship.

    >>> steering_likeness("Where is my parcel?").score < 0
    True
    """
    tokens = tokens_of(text)[:_MOST_TOKENS]
    if not tokens:
        return Likeness(-9.0, 0, 0)
    weights, bias = fitted or load_weights()
    sums = np.cumsum([0.0, *(_score(parts, weights) for parts in _contributions(text, tokens))])
    scored = []
    for first, last in _windows(text, tokens):
        score = float(sums[last] - sums[first]) / _length(last - first) + bias
        is_part = last - first < len(tokens)
        scored.append(Likeness(score - _PART_ODDS * is_part, tokens[first][1], tokens[last - 1][2]))
    return max(scored, key=lambda one: one.score)


def passages_of(text: str) -> list[str]:
    """Return the windows of a text that are looked at one by one, the whole included."""
    tokens = tokens_of(text)[:_MOST_TOKENS]
    return [text[tokens[first][1] : tokens[last - 1][2]] for first, last in _windows(text, tokens)] if tokens else []


def tokens_of(text: str) -> list[_Token]:
    """Return words, numbers and signs in small letters, with their places; scripts without spaces in pairs of signs."""
    tokens: list[_Token] = []
    for found in _TOKEN.finditer(text):
        word, start = found[0].lower(), found.start()
        if _WITHOUT_SPACES.search(word):
            tokens += [(word[at : at + 2], start + at, min(start + at + 2, found.end())) for at in range(len(found[0]))]
        else:
            tokens.append(("0" * min(len(word), 4) if word.isdigit() else word, *found.span()))
    return tokens


def features_of(text: str) -> dict[int, float]:
    """Return the buckets of a passage as a whole and how much of it falls in each."""
    tokens, found = tokens_of(text), dict[int, float]()
    for parts in _contributions(text, tokens):
        for bucket, share in parts:
            found[bucket] = found.get(bucket, 0.0) + share
    return {bucket: share / _length(len(tokens)) for bucket, share in found.items()}


def _contributions(text: str, tokens: Sequence[_Token]) -> Iterator[Sequence[tuple[int, float]]]:
    """Yield what each token adds: itself, the word before it, and what it makes of the kinds before it.

    Nothing reaches over a sentence's begin, so that a run of sentences counts the same alone as in its text.
    """
    begins = set(_begins(text, tokens))
    before, is_quoted, recent = "^", False, list[tuple[int, str]]()
    for at, (word, _, _) in enumerate(tokens):
        if at in begins:
            before, is_quoted, recent = "^", False, []
        if word in _OPENS or word in _CLOSES or word == '"':
            is_quoted = word in _OPENS or (word == '"' and not is_quoted)
        kinds = kinds_of(word)
        recent = [(place, kind) for place, kind in recent if at - place <= REACH]
        leads = before == "^" or before in _CLAUSE_ENDS
        yield (*_word_parts(before, word), *_act_parts(kinds, tuple(kind for _, kind in recent), is_quoted, leads))
        recent += [(at, kind) for kind in kinds]
        before = word


def _score(parts: Sequence[tuple[int, float]], weights: NDArray[np.float32]) -> float:
    return sum(share * float(weights[bucket]) for bucket, share in parts)


@lru_cache(maxsize=20_000)
def _word_parts(before: str, word: str) -> tuple[tuple[int, float], ...]:
    return (*_word_features(word), (_bucket(f"b {before} {word}"), _PAIR))


@lru_cache(maxsize=20_000)
def _act_parts(
    kinds: tuple[str, ...], earlier: tuple[str, ...], is_quoted: bool, leads: bool
) -> tuple[tuple[int, float], ...]:
    """What the kinds of a word add: alone, where they lead a clause, and after each kind just before."""
    mark = "Q" if is_quoted else ""
    found = [f"k {mark}{kind}" for kind in kinds]
    found += [f"k^ {mark}{kind}" for kind in kinds if leads]
    found += [f"kk {mark}{other} {kind}" for kind in kinds for other in earlier if other != kind]
    return tuple((_bucket(feature), _ACT) for feature in found)


def _begins(text: str, tokens: Sequence[_Token]) -> list[int]:
    """Return which tokens begin a sentence or a line."""
    return [
        at
        for at in range(len(tokens))
        if not at or tokens[at - 1][0] in _ENDS or "\n" in text[tokens[at - 1][2] : tokens[at][1]]
    ]


def _length(tokens: int) -> float:
    return sqrt(max(tokens, _LEAST_TOKENS))


def _windows(text: str, tokens: list[_Token]) -> list[tuple[int, int]]:
    """First and last token (exclusive) of the whole and of each run of a few sentences."""
    begins = [*_begins(text, tokens), len(tokens)]
    windows = {(0, len(tokens))}
    for many in _WINDOW_SENTENCES:
        windows.update(zip(begins, begins[many:], strict=False))
    return sorted(windows)


@lru_cache(maxsize=20_000)
def _word_features(word: str) -> tuple[tuple[int, float], ...]:
    """The word itself and the pieces it is made of, so that another ending or compound is no stranger."""
    own = (_bucket(f"w {word}"), 1.0)
    if len(word) < 3 or not word.isalpha():
        return (own,)
    edged = f"<{word[:40]}>"
    pieces = [edged[at : at + size] for size in _PIECE_LETTERS for at in range(len(edged) - size + 1)]
    share = _PIECES / sqrt(len(pieces))
    return (own, *((_bucket(f"c {piece}"), share) for piece in pieces))


def _bucket(feature: str) -> int:
    return crc32(feature.encode("utf-8", "surrogatepass")) % BUCKETS


@cache
def load_weights(name: str = WEIGHTS_FILE) -> Weights:
    """Weights of the buckets and the bias.  The file holds int8, with scale and bias as the last 8 bytes."""
    with (files("drafter") / name).open("rb") as file:
        stored = np.load(file, allow_pickle=False)
    scale, bias = stored[-8:].view(np.float32)
    return stored[:-8].astype(np.float32) * scale, float(bias)
