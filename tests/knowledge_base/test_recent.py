"""Questions embedded lately are not embedded again."""

from collections.abc import Sequence

import numpy as np

from knowledge_base.embedding import Vectors
from knowledge_base.recent import RecentQuestions


class CountingEmbedder:
    """Gives each text a vector of its length and notes the questions it embeds."""

    id = "counting"
    dimensions = 2
    floor = 0.3

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector a text."""
        return np.array([[1.0, len(text)] for text in texts], dtype=np.float32)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """As ``embed``, noted."""
        self.asked += texts
        return self.embed(texts)


def test_question_is_embedded_once_and_comes_back_in_its_place() -> None:
    embedder = CountingEmbedder()
    recent = RecentQuestions(embedder)

    recent.embed_questions(["a", "bb"])
    vectors = recent.embed_questions(["bb", "ccc", "a", "bb"])

    assert embedder.asked == ["a", "bb", "ccc"]
    assert vectors[:, 1].tolist() == [2, 3, 1, 2]


def test_oldest_question_is_forgotten_first() -> None:
    embedder = CountingEmbedder()
    recent = RecentQuestions(embedder, most_remembered=2)

    for text in ("a", "b", "a", "c", "a", "b"):
        recent.embed_questions([text])

    assert embedder.asked == ["a", "b", "c", "b"]


def test_forgetting_embeds_all_anew() -> None:
    embedder = CountingEmbedder()
    recent = RecentQuestions(embedder)
    recent.embed_questions(["a"])

    recent.forget()
    recent.embed_questions(["a"])

    assert embedder.asked == ["a", "a"]


def test_no_question_gives_no_vector() -> None:
    assert RecentQuestions(CountingEmbedder()).embed_questions([]).shape == (0, 2)
