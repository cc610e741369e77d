"""BM25 over stemmed words: an index of plain arrays that can lie in a mapped file.

bm25s computes the scores when the index is built; a question then only adds up columns.
Source: Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and
Beyond"; the variant is Lucene's.
"""

import logging
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

K1 = 1.5
B = 0.75
MAX_TEXT_CHARS = 8000  # no snippet is longer, and of an endless question the beginning is enough

_WORD = re.compile(r"\w+(?:['’]\w+)?")
_STOP_WORDS = (
    "a about above after again all also am an and any are as at be because been before being but by can could did "
    "do does doing don down each else few for from further get got had has have having he hello her here hers hey "
    "hi him his how i if in into is it its just know let like ll m may me might more most my need no nor not now "
    "of off on once only or other our out over own please re s same she should so some such t thank thanks than "
    "that the their them then there these they this those through to too under until up us ve very want was we "
    "were what when where which while who whom why will with would you your yours"
)
STOP_WORDS = frozenset(_STOP_WORDS.split())
_local = threading.local()  # a stemmer keeps state between words, so each thread has its own


@dataclass(frozen=True)
class LexicalIndex:
    """One field's BM25 scores by column: of term ``t`` those at ``indptr[t]:indptr[t + 1]``."""

    vocabulary: Mapping[str, int]
    data: NDArray[np.float32]
    indices: NDArray[np.int32]
    indptr: NDArray[np.int64]
    size: int

    def score(self, terms: Sequence[str]) -> Scores | None:
        """Return a score for each text, float32 (n,); None when no term occurs in any."""
        columns = [self.vocabulary[term] for term in terms if term in self.vocabulary]
        if not columns:
            return None
        scores = np.zeros(self.size, dtype=np.float32)
        for column in columns:
            first, last = self.indptr[column], self.indptr[column + 1]
            scores[self.indices[first:last]] += self.data[first:last]
        return scores

    def holds(self, term: str, positions: NDArray[np.int64]) -> NDArray[np.bool_] | None:
        """Say for each position whether that text holds a term; None when no text does."""
        column = self.vocabulary.get(term)
        if column is None:
            return None
        marks = np.zeros(self.size, dtype=np.bool_)
        marks[self.indices[self.indptr[column] : self.indptr[column + 1]]] = True
        found: NDArray[np.bool_] = marks[positions]
        return found


def build_index(texts: Sequence[str]) -> LexicalIndex:
    """Index texts.  The same texts give the same arrays, in every process."""
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)  # it tells of each index on standard error
    tokens = [terms_of(text) for text in texts]
    vocabulary = {term: number for number, term in enumerate(sorted({term for line in tokens for term in line}))}
    if not vocabulary:
        return LexicalIndex({}, _empty(np.float32), _empty(np.int32), np.zeros(1, dtype=np.int64), len(texts))
    model: Any = bm25s.BM25(method="lucene", k1=K1, b=B)
    model.index(([[vocabulary[term] for term in line] for line in tokens], dict(vocabulary)), show_progress=False)
    return LexicalIndex(
        vocabulary,
        np.asarray(model.scores["data"], dtype=np.float32),
        np.asarray(model.scores["indices"], dtype=np.int32),
        np.asarray(model.scores["indptr"], dtype=np.int64),
        len(texts),
    )


def terms_of(text: str) -> list[str]:
    """Return the stems of a text's words in their order, without stop words."""
    return [term for _, term in words_of(text)]


def words_of(text: str) -> list[tuple[str, str]]:
    """Return (word, stem) of a text's words in their order, without stop words."""
    found = []
    for word in _WORD.findall(text[:MAX_TEXT_CHARS]):
        plain = word.casefold().replace("’", "'").removesuffix("'s")
        bare = plain.partition("'")[0]
        if bare not in STOP_WORDS and plain not in STOP_WORDS:
            found.append((word, _stem(plain)))
    return found


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    import Stemmer

    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:
        stemmer = _local.stemmer = Stemmer.Stemmer("english")
    return str(stemmer.stemWord(word))


def _empty(kind: Any) -> Any:
    return np.zeros(0, dtype=kind)
