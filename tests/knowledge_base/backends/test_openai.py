"""The embeddings backend against a simulated server on loopback, in each way that a server fails."""

from collections.abc import Iterator

import numpy as np
import pytest

from knowledge_base.backends import openai as backend
from knowledge_base.backends.openai import OpenAIEmbedder
from knowledge_base.errors import EmbeddingError
from tests.tools.simulating import simulated_model


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with simulated_model("--hang", "5", "--retry-after", "7") as url:
        yield url


@pytest.fixture(autouse=True)
def _no_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend, "RETRIES", 0)


def embedder(base_url: str, model: str = "sim", **more: float) -> OpenAIEmbedder:
    return OpenAIEmbedder(model, api_key="key", base_url=base_url, **more)


def test_many_texts_come_back_in_their_order(base_url: str) -> None:
    texts = [f"Policy number {number}" for number in range(150)]
    ours = embedder(base_url)

    together = ours.embed(texts)

    assert together.shape == (150, ours.dimensions)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.allclose(together[149], ours.embed(texts[149:])[0], atol=1e-6)


def test_id_names_the_model(base_url: str) -> None:
    assert embedder(base_url, "text-embed-3").id != embedder(base_url, "other").id


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("401", "refuses the key"),
        ("404", "has no model"),
        ("429", "fewer requests"),
        ("500", "status 500"),
        ("hang", "did not answer in time"),
    ],
)
def test_each_failure_has_its_own_words(base_url: str, mode: str, said: str) -> None:
    with pytest.raises(EmbeddingError, match=said):
        embedder(base_url, f"sim+{mode}", timeout_s=0.5).embed(["Boots"])


def test_server_that_is_not_there_cannot_be_reached() -> None:
    with pytest.raises(EmbeddingError, match="cannot be reached"):
        embedder("http://127.0.0.1:9/v1").embed(["Boots"])


@pytest.mark.parametrize(
    "body",
    [b"<html>", b"{}", b'{"data": 7}', b'{"data": [{"index": 0, "embedding": "x"}]}', b'{"data": []}'],
    ids=["no JSON", "empty", "number", "word", "none"],
)
def test_answer_in_another_form_is_refused(body: bytes) -> None:
    with pytest.raises(EmbeddingError, match="embeddings server gave"):
        backend._vectors(body, 1, "sim")
