"""What every Embedder does, run over the offline one and over MiniLM by torch and by onnxruntime."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from knowledge_base.backends.hashing import HashingEmbedder
from knowledge_base.embedding import Embedder, embed_missing, text_hash

TEXTS = ["You can return boots within 60 days.", "A label costs $6.95.", "Gift cards never expire."]


@pytest.fixture(scope="module", params=["hashing", "torch", "onnx"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    if request.param == "hashing":
        return HashingEmbedder()
    if request.param == "torch":
        from knowledge_base.backends.sentence_transformers import minilm

        return minilm()
    onnx: Embedder = request.getfixturevalue("minilm")
    return onnx


def test_vectors_have_length_one_and_the_said_dimensions(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)

    assert vectors.shape == (3, embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)


def test_same_text_gives_the_same_vector(embedder: Embedder) -> None:
    assert np.array_equal(embedder.embed(TEXTS), embedder.embed(TEXTS))


def test_batch_does_not_change_a_vector(embedder: Embedder) -> None:
    alone = np.concatenate([embedder.embed([text]) for text in TEXTS])

    assert np.allclose(alone, embedder.embed(TEXTS), atol=1e-5)


def test_question_is_nearest_to_its_answer(embedder: Embedder) -> None:
    [question] = embedder.embed_questions(["within how many days can I return my boots"])

    assert int(np.argmax(embedder.embed(TEXTS) @ question)) == 0


def test_floor_is_a_cosine(embedder: Embedder) -> None:
    assert 0 < embedder.floor < 1


@pytest.mark.parametrize(
    "text", ["", "😀", "x" * 100_000, "\x00", "a\ud800b"], ids=["empty", "emoji", "long", "zero", "half"]
)
def test_odd_text_has_a_finite_vector(embedder: Embedder, text: str) -> None:
    assert np.isfinite(embedder.embed_questions([text])).all()


def test_no_texts_give_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimensions)


def test_threads_may_share_it(embedder: Embedder) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(embedder.embed, [TEXTS] * 8))

    assert all(np.allclose(vectors, found[0], atol=1e-6) for vectors in found)


def test_known_texts_are_not_embedded_again(embedder: Embedder) -> None:
    first = embed_missing(TEXTS[:2], {}, embedder)
    seen: list[tuple[int, int]] = []

    fresh = embed_missing([*TEXTS, TEXTS[2]], first, embedder, progress=lambda done, total: seen.append((done, total)))

    assert set(fresh) == {text_hash(TEXTS[2])}
    assert seen == [(1, 1)]
