"""Comparing by meaning, with sentences remembered."""

from collections.abc import Sequence

import numpy as np

from drafter.common_questions import ANSWERED_BY, QUESTIONS, STATEMENTS
from drafter.likeness import Likeness
from knowledge_base.embedding import Vectors


class CountingEmbedder:
    """Gives each text a vector of its length and counts what it embeds."""

    id = "counting"
    dimensions = 2
    floor = 0.3

    def __init__(self) -> None:
        self.seen: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector a text."""
        self.seen += texts
        return np.array([[1.0, len(text)] for text in texts], dtype=np.float32)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """As ``embed``, uncounted."""
        return np.array([[1.0, 0.0] for _ in texts], dtype=np.float32)


def test_sentences_are_embedded_once() -> None:
    embedder = CountingEmbedder()
    likeness = Likeness(lambda: embedder)

    likeness.compare(["a"], ["x", "y", "x"])
    table = likeness.compare(["a", "b", "a"], ["y", "x", "z"])

    assert embedder.seen == ["x", "y", "z"]
    assert table.shape == (3, 3)
    assert table.dtype == np.float32


def test_only_so_many_sentences_are_remembered() -> None:
    embedder = CountingEmbedder()
    likeness = Likeness(lambda: embedder, most_remembered=2)

    likeness.compare(["a"], ["x", "y", "z"])
    likeness.compare(["a"], ["z", "x"])

    assert embedder.seen == ["x", "y", "z", "x"]


def test_nothing_to_compare_embeds_nothing() -> None:
    likeness = Likeness(lambda: (_ for _ in ()).throw(AssertionError))

    assert likeness.compare([], ["x"]).shape == (0, 1)
    assert likeness.compare(["a"], []).shape == (1, 0)


class TopicEmbedder(CountingEmbedder):
    """Knows three directions: a common question and its like, its statement and wordings like that, the rest."""

    dimensions = 3

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector a text, by what it is."""
        self.seen += texts
        return np.array([self._vector(text) for text in texts], dtype=np.float32)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """As ``embed``, uncounted."""
        return np.array([self._vector(text) for text in texts], dtype=np.float32)

    def _vector(self, text: str) -> tuple[float, float, float]:
        if text in (QUESTIONS[0], "may I decide later"):
            return (1.0, 0.0, 0.0)
        if text in (STATEMENTS[ANSWERED_BY[0]], "You may live with it for 30 days."):
            return (0.0, 1.0, 0.0)
        return (0.0, 0.0, 1.0)


def test_wording_is_like_what_such_questions_are_answered() -> None:
    likeness = Likeness(TopicEmbedder)
    sentences = ["You may live with it for 30 days.", "Leather needs balm."]

    asked = likeness.compare(["may I decide later"], sentences)
    answered = likeness.compare_answers(["may I decide later"], sentences)

    assert asked.tolist() == [[0.0, 0.0]]
    assert answered[0, 0] > 0.99 > 0.01 > answered[0, 1]


def test_common_questions_are_embedded_once() -> None:
    embedder = CountingEmbedder()
    likeness = Likeness(lambda: embedder)

    likeness.remember(["x"])
    likeness.compare_answers(["a"], ["x"])
    likeness.compare_answers(["b"], ["x"])

    assert len(embedder.seen) == len({*STATEMENTS, *QUESTIONS}) + 1


def test_nothing_is_answered_by_nothing() -> None:
    likeness = Likeness(lambda: (_ for _ in ()).throw(AssertionError))

    assert likeness.compare_answers([], ["x"]).shape == (0, 1)
