"""The web process loads its embedder before somebody waits for it."""

from knowledge_base.errors import EmbeddingError
from webhook.warming import warm_soon
from webhook.wiring import Services


def test_embedder_is_loaded_in_the_background(services: Services) -> None:
    assert "embedder" not in services.__dict__

    warm_soon(services, after_s=0).join(timeout=10)

    assert "embedder" in services.__dict__


def test_embedder_that_cannot_be_loaded_ends_nothing(services: Services) -> None:
    class Broken:
        def embed_questions(self, _texts: list[str]) -> None:
            raise EmbeddingError("The embedding model is not there.")

    services.__dict__["embedder"] = Broken()

    thread = warm_soon(services, after_s=0)
    thread.join(timeout=10)

    assert not thread.is_alive()
