"""Which model drafts, how often the endpoint is asked, and what people are told."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from drafter.completion import Completion, Prompt
from drafter.errors import ModelUnavailableError
from webhook.model_choice import AWAY_FOR_S, LISTED_FOR_S, ModelChoice, ModelState


@dataclass(frozen=True)
class Named:
    """A model that is only a name."""

    id: str

    def complete(self, prompt: Prompt) -> Completion:
        return Completion(self.id, ())


@dataclass
class Endpoint:
    """An endpoint that lists models, or is away."""

    models: Sequence[str] = ("sim",)
    is_away: bool = False
    asked: int = 0
    seconds: float = 0.0
    was_asked: threading.Event = field(default_factory=threading.Event)

    def list(self) -> Sequence[str]:
        self.asked += 1
        self.was_asked.set()
        if self.is_away:
            raise ModelUnavailableError("The connection to the model's server failed or broke off.")
        return self.models


def choice(endpoint: Endpoint | None, *, configured: str | None = None) -> ModelChoice:
    list_models: Callable[[], Sequence[str]] | None = endpoint.list if endpoint else None
    return ModelChoice(
        Named("composer"),
        configured=configured,
        list_models=list_models,
        make_model=Named,
        monotonic=lambda: endpoint.seconds if endpoint else 0.0,
    )


def test_without_a_key_the_composer_writes() -> None:
    chosen = choice(None, configured="named-without-a-key")

    assert (chosen.model().id, chosen.status().state) == ("composer", ModelState.OFFLINE)


def test_configured_model_is_taken_without_asking() -> None:
    endpoint = Endpoint(("a", "b"))
    chosen = choice(endpoint, configured="b")

    assert (chosen.model().id, chosen.status().state, endpoint.asked) == ("b", ModelState.CONFIGURED, 0)


def test_only_listed_model_is_taken_and_asked_for_once() -> None:
    endpoint = Endpoint()
    chosen = choice(endpoint)

    assert [chosen.model().id, chosen.model().id] == ["sim", "sim"]
    assert endpoint.asked == 1
    assert chosen.model() is chosen.model()


@pytest.mark.parametrize("models", [(), ("a", "b")])
def test_composer_writes_where_the_choice_is_open(models: Sequence[str]) -> None:
    chosen = choice(Endpoint(models))

    assert (chosen.model().id, chosen.status().state) == ("composer", ModelState.UNDECIDED)
    assert "DRAFTER_MODEL" in chosen.status().message


def test_absent_endpoint_is_asked_again_later() -> None:
    endpoint = Endpoint(is_away=True)
    chosen = choice(endpoint)
    with pytest.raises(ModelUnavailableError):
        chosen.model().complete(None)  # type: ignore[arg-type]
    chosen.model()
    assert (chosen.status().state, endpoint.asked) == (ModelState.AWAY, 1)

    endpoint.is_away, endpoint.seconds = False, AWAY_FOR_S + 1

    assert (chosen.model().id, endpoint.asked) == ("sim", 2)


def test_listing_grows_old() -> None:
    endpoint = Endpoint()
    chosen = choice(endpoint)
    chosen.model()

    endpoint.models, endpoint.seconds = ("newer",), LISTED_FOR_S + 1

    assert chosen.model().id == "newer"


def test_status_alone_asks_nobody() -> None:
    endpoint = Endpoint()

    assert choice(endpoint).status().state is ModelState.UNKNOWN
    assert endpoint.asked == 0


def test_asking_soon_does_not_wait_for_the_answer() -> None:
    endpoint = Endpoint()
    chosen = choice(endpoint)

    chosen.ask_soon()

    assert endpoint.was_asked.wait(5)


def test_nobody_is_asked_soon_where_it_is_settled() -> None:
    endpoint = Endpoint()

    choice(endpoint, configured="b").ask_soon()

    assert not endpoint.was_asked.wait(0.05)
