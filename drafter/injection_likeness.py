"""How far a passage reads like the attempts at steering that we have written down, whatever its wording.

A linear model over words, pairs of words and pieces of words, fitted to the cases under
``tests/data/injection`` and to honest tickets (``tests/tools/fit_steering.py``).  It has no
network, no clock and no state: the same passage always scores the same.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from math import sqrt
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 16  # features share one where they meet; few enough to ship, many enough to tell words apart
WEIGHTS_FILE = "injection_weights.npy"
_PAIR, _PIECES = 0.7, 1.4  # of a word's own 1.0: what did best on cases left out
_PIECE_LETTERS = (3, 4, 5)
_LEAST_TOKENS = 4  # a shorter passage counts as this long, lest one word decide
_WINDOW_SENTENCES = (1, 2, 3)
_PART_ODDS = 1.0  # taken off a part's score: a sentence alone is easily mistaken
_MOST_TOKENS = 6_000
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|[^\w\s]")
_WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ENDS = frozenset(".!?。！？\n")


@dataclass(frozen=True)
class Likeness:
    """The passage that is most like an attempt, and its log-odds; above 0 is an attempt."""

    score: float
    start: int
    end: int


def steering_likeness(text: str) -> Likeness:
    """Return the window of one to three sentences, or the whole, that reads most like steering.

    >>> steering_likeness("Where is my parcel?").score < 0
    True
    """
    tokens = tokens_of(text)[:_MOST_TOKENS]
    if not tokens:
        return Likeness(-9.0, 0, 0)
    sums = np.cumsum([0.0, *(_token_score(before, word) for before, (word, _, _) in _with_before(tokens))])
    scored = []
    for first, last in _windows(text, tokens):
        score = float(sums[last] - sums[first]) / _length(last - first) + _weights()[1]
        is_part = last - first < len(tokens)
        scored.append(Likeness(score - _PART_ODDS * is_part, tokens[first][1], tokens[last - 1][2]))
    return max(scored, key=lambda one: one.score)


def passages_of(text: str) -> list[str]:
    """Return the windows of a text that are looked at one by one, the whole included."""
    tokens = tokens_of(text)[:_MOST_TOKENS]
    return [text[tokens[first][1] : tokens[last - 1][2]] for first, last in _windows(text, tokens)] if tokens else []


def tokens_of(text: str) -> list[tuple[str, int, int]]:
    """Return words, numbers and signs in small letters, with their places; scripts without spaces in pairs of signs."""
    tokens: list[tuple[str, int, int]] = []
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
    for before, (word, _, _) in _with_before(tokens):
        for bucket, share in (*_word_features(word), (_bucket(f"b {before} {word}"), _PAIR)):
            found[bucket] = found.get(bucket, 0.0) + share
    return {bucket: share / _length(len(tokens)) for bucket, share in found.items()}


def _with_before(tokens: list[tuple[str, int, int]]) -> list[tuple[str, tuple[str, int, int]]]:
    return [(tokens[at - 1][0] if at else "^", token) for at, token in enumerate(tokens)]


def _length(tokens: int) -> float:
    return sqrt(max(tokens, _LEAST_TOKENS))


def _windows(text: str, tokens: list[tuple[str, int, int]]) -> list[tuple[int, int]]:
    """First and last token (exclusive) of the whole and of each run of a few sentences."""
    begins = [0]
    for at in range(1, len(tokens)):
        if tokens[at - 1][0] in _ENDS or "\n" in text[tokens[at - 1][2] : tokens[at][1]]:
            begins.append(at)
    begins.append(len(tokens))
    windows = {(0, len(tokens))}
    for many in _WINDOW_SENTENCES:
        windows.update(zip(begins, begins[many:], strict=False))
    return sorted(windows)


@lru_cache(maxsize=20_000)
def _token_score(before: str, word: str) -> float:
    weights, _ = _weights()
    pair = _PAIR * float(weights[_bucket(f"b {before} {word}")])
    return pair + sum(share * float(weights[bucket]) for bucket, share in _word_features(word))


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
def _weights() -> tuple[NDArray[np.float32], float]:
    """Weights of the buckets and the bias.  The file holds int8, with scale and bias as the last 8 bytes."""
    with (files("drafter") / WEIGHTS_FILE).open("rb") as file:
        stored = np.load(file, allow_pickle=False)
    scale, bias = stored[-8:].view(np.float32)
    return stored[:-8].astype(np.float32) * scale, float(bias)
