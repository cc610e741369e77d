"""Coverage: whether the policies answer a request, from several weak signs."""

from dataclasses import replace

import numpy as np
import pytest

from drafter.covering import CALIBRATED_FOR, COEFFICIENTS, Signs, coverage_of, signs_of
from drafter.likeness import Likeness
from knowledge_base.embedding import Embedder
from knowledge_base.errors import EmbeddingError
from knowledge_base.search.hits import Hit, HitParts, Retrieval
from tests.makers import make_hit

SIGNS = Signs(near=0.5, apart=3.0, words=0.5, topic=0.5, beyond=3.0)
TENTS = make_hit(
    "The number in a tent’s name is the number of adults it sleeps. For more space, choose a tent for one more person.",
    heading=("Tents, backpacks and paddles",),
    policy="Size and fit advice",
    similarity=0.39,
)
CARDS = make_hit(
    "Northway gift cards never expire and have no fees.", heading=("Using a gift card",), policy="Gift cards"
)


def found(question: str, *hits: Hit) -> Retrieval:
    """What a search for a question gave."""
    return Retrieval((question,), "snp_1", 0.36, hits)


@pytest.mark.parametrize("name", COEFFICIENTS)
def test_more_of_a_sign_never_lowers_the_likelihood(name: str) -> None:
    more = replace(SIGNS, **{name: getattr(SIGNS, name) + 0.2})

    assert more.likelihood > SIGNS.likelihood


def test_a_kept_passage_raises_the_likelihood() -> None:
    assert replace(SIGNS, precedents=2).likelihood > SIGNS.likelihood


def test_same_goods_are_no_answer(minilm: Embedder) -> None:
    coverage = coverage_of(
        found("Do you rent tents?", TENTS), ["Do you rent tents?"], Likeness(lambda: minilm), least=0.38
    )

    assert not coverage.covered
    assert "“rent”" in coverage.why


def test_an_answer_is_covered(minilm: Embedder) -> None:
    asked = "Do your gift cards expire?"

    assert coverage_of(found(asked, CARDS, TENTS), [asked], Likeness(lambda: minilm), least=0.38).covered


def test_one_covered_ask_is_enough(minilm: Embedder) -> None:
    asks = ["Do you rent tents?", "Do your gift cards expire?"]

    assert coverage_of(found(" ".join(asks), CARDS, TENTS), asks, Likeness(lambda: minilm), least=0.38).covered


@pytest.mark.parametrize("above", [True, False], ids=["above", "below"])
def test_floor_decides_without_meanings(above: bool) -> None:
    hit = make_hit("You have 60 days.", above_floor=above)

    assert coverage_of(found("How long?", hit), [], None, least=0.38).covered is above


class _Failing:
    embedder_id = CALIBRATED_FOR

    def compare(self, requests: object, sentences: object) -> np.ndarray:
        raise EmbeddingError("The embedder is away.")

    between = compare


def test_floor_decides_when_the_embedder_fails() -> None:
    assert coverage_of(found("Can I return boots?", CARDS), ["Can I return boots?"], _Failing(), least=0.38).covered


def test_excluded_passages_cover_nothing() -> None:
    hit = make_hit("You have 60 days.", excluded="date")

    assert not coverage_of(found("How long?", hit), [], None, least=0.38).covered


def test_nothing_found_is_not_covered(minilm: Embedder) -> None:
    assert not coverage_of(found("How long?"), ["How long?"], Likeness(lambda: minilm), least=0.0).covered


@pytest.mark.parametrize("text", ["", "?", "😀" * 50, "x" * 20_000, "\u200b", "¿Cuándo llega?"])
def test_odd_questions_get_finite_signs(minilm: Embedder, text: str) -> None:
    bare = make_hit("…", parts=HitParts(0.0, 0.0))

    signs = signs_of([text], [text], [bare], Likeness(lambda: minilm))

    assert all(0 <= one.likelihood <= 1 for one in signs)
