"""What vectors find beyond words, what they leave alone, and how the linter does without them."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest

from knowledge_base.embedding import Embedder, Vectors
from knowledge_base.errors import EmbeddingError
from knowledge_base.linting import Kind, LintedPolicy, SentenceVectors, lint, vectors_for
from knowledge_base.linting.measures import measures_in
from knowledge_base.linting.statements import Statement
from tests.tools.lint_cases import CONTRADICTING, score

TODAY = date(2026, 11, 25)
FILLING = (
    "## Rooms\n\nTowels are changed on Mondays. The pool has a lane for beginners. Lockers take a coin.\n\n"
    "## Shop\n\nGoggles and caps are sold at the counter. Prices are shown on the shelf.\n"
)


class Counting:
    """An embedder that notes what it is asked for."""

    id = "all-MiniLM-L6-v2/counting"
    dimensions = 3
    floor = 0.2

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.tile(np.array([1, 0, 0], dtype=np.float32), (len(texts), 1))

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        return self.embed(texts)


def _policies(one: str, other: str) -> tuple[LintedPolicy, ...]:
    return (
        LintedPolicy("one", "Lessons", f"## Lessons\n\n{one}\n"),
        LintedPolicy("other", "Questions", f"## Answers\n\n{other}\n"),
        LintedPolicy("house", "The house", FILLING),
    )


def test_what_a_stranger_seeded_beside_contradictions_is_found() -> None:
    found = score(["fellbrook"], kept=lambda case: case.kind not in CONTRADICTING)

    assert found.recall >= 0.9, f"missed: {found.missed}"
    assert found.precision >= 0.9, f"false: {[(case, one.message) for case, one in found.false]}"


def test_decision_in_other_words_is_found_by_its_meaning(minilm: Embedder) -> None:
    found = score(["fellbrook"], vectors_for(minilm), kept=lambda case: case.id == "a30")

    assert (found.recall, found.precision) == (1.0, 1.0)


def test_without_its_model_the_linter_compares_words() -> None:
    def fails(texts: Sequence[str]) -> Vectors:
        raise EmbeddingError("The model has gone.")

    policies = _policies(
        "Insurance is included in the swimming course.", "Insurance is excluded from the swimming course."
    )

    assert lint(policies, today=TODAY, vectors_of=fails) == lint(policies, today=TODAY)
    assert [one.kind for one in lint(policies, today=TODAY, vectors_of=fails)] == [Kind.CONFLICT]


def test_a_sentence_is_embedded_once() -> None:
    embedder = Counting()
    vectors_of = SentenceVectors(embedder)
    policies = _policies("Dogs can't come along.", "Guests can come along.")

    first = lint(policies, today=TODAY, vectors_of=vectors_of)

    assert lint(policies, today=TODAY, vectors_of=vectors_of) == first
    assert len(embedder.asked) == len(set(embedder.asked)) > 0


def test_vectors_of_other_models_are_not_weighed() -> None:
    other = Counting()
    other.id = "hashing/1"

    assert vectors_for(other) is None


@pytest.mark.parametrize("text", ["", "🏊 " * 50, "\x00 ∞ ½ $ % 0 $0 0 days"])
def test_odd_texts_are_compared_too(text: str) -> None:
    vectors_of = SentenceVectors(Counting())

    assert lint(_policies(text, text), today=TODAY, vectors_of=vectors_of) == ()
    assert lint((), today=TODAY, vectors_of=vectors_of) == ()


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Half of the estimate is due up front.", "percent", 50),
        ("We keep two thirds of the price.", "percent", 66),
        ("A gesture of fifty pounds is fine.", "money", 50),
        ("Nobody under twenty-one may sign.", "age", 21),
        ("It is held for a fortnight.", "duration", 14),
    ],
)
def test_numbers_said_in_words_are_measured(text: str, kind: str, value: int) -> None:
    statement = Statement(LintedPolicy("one", "One", text), (), text, 0, len(text))

    assert (kind, value) in [(one.kind, one.top) for one in measures_in(statement)]
