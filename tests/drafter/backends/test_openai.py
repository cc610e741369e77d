"""The OpenAI backend against a simulated server on loopback, in each way that a server fails."""

import json
from collections.abc import Iterator

import httpx2
import pytest

from drafter.backends import openai as backend
from drafter.backends.openai import Endpoint, OpenAIModel, Pricing, choose_model, list_models
from drafter.completion import Prompt
from drafter.errors import (
    ModelError,
    ModelOutputError,
    ModelRateLimitedError,
    ModelRefusedError,
    ModelTimeoutError,
    ModelUnavailableError,
)
from drafter.prompts.assembly import assemble
from drafter.prompts.template import load_template
from knowledge_base.foundation.tokens import estimate_tokens
from tests.makers import make_brand, make_hit, make_ticket
from tests.tools.simulating import simulated_model

SHORT_S = 0.4


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with simulated_model("--hang", "5", "--retry-after", "7") as url:
        yield url


@pytest.fixture(scope="module")
def prompt() -> Prompt:
    return assemble(
        make_ticket(),
        [make_hit("You can return most items within 60 days of delivery.")],
        make_brand(),
        template=load_template(),
        budget_tokens=4000,
        counter=estimate_tokens,
        marker="k3f9",
    )


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("empty", ModelOutputError),
        ("length", ModelOutputError),
        ("malformed", ModelOutputError),
        ("cut", ModelOutputError),
        ("badbody", ModelOutputError),
        ("refusal", ModelRefusedError),
        ("content_filter", ModelRefusedError),
        ("reset", ModelUnavailableError),
        ("stall", ModelTimeoutError),
        ("hang", ModelTimeoutError),
        ("400", ModelError),
        ("401", ModelError),
        ("403", ModelError),
        ("404", ModelError),
        ("408", ModelUnavailableError),
        ("409", ModelUnavailableError),
        ("413", ModelError),
        ("422", ModelError),
        ("429", ModelRateLimitedError),
        ("500", ModelUnavailableError),
        ("502", ModelUnavailableError),
        ("503", ModelUnavailableError),
        ("504", ModelUnavailableError),
        ("529", ModelUnavailableError),
    ],
)
def test_failure_comes_out_as_its_kind(mode: str, kind: type[ModelError], base_url: str, prompt: Prompt) -> None:
    timeout_s = SHORT_S if mode in ("stall", "hang") else 20

    with pytest.raises(ModelError) as caught:
        OpenAIModel(f"sim+{mode}", Endpoint("key", base_url, timeout_s)).complete(prompt)

    assert type(caught.value) is kind


def test_rate_limit_carries_the_servers_wish(base_url: str, prompt: Prompt) -> None:
    with pytest.raises(ModelRateLimitedError) as caught:
        OpenAIModel("sim+429", Endpoint("key", base_url)).complete(prompt)

    assert caught.value.retry_after_s == 7


def test_missing_server_is_unavailable(prompt: Prompt) -> None:
    with pytest.raises(ModelUnavailableError):
        OpenAIModel("sim", Endpoint("key", "http://127.0.0.1:9/v1")).complete(prompt)


def test_usage_has_its_price(base_url: str, prompt: Prompt) -> None:
    pricing = Pricing(prompt_usd_per_million=2.0, completion_usd_per_million=8.0)

    usage = OpenAIModel("sim", Endpoint("key", base_url), pricing=pricing).complete(prompt).usage

    assert usage.prompt_tokens > 100
    assert usage.cost_usd_micros == 2 * usage.prompt_tokens + 8 * usage.completion_tokens


def test_models_are_listed(base_url: str) -> None:
    assert list_models(Endpoint("key", base_url)) == ["sim"]


@pytest.mark.parametrize(
    ("listed", "configured", "chosen"),
    [
        (["only"], None, "only"),
        (["a", "b"], None, None),
        ([], None, None),
        (["a", "b"], "c", "c"),
    ],
    ids=["only one", "several", "none", "configured"],
)
def test_model_is_chosen(listed: list[str], configured: str | None, chosen: str | None) -> None:
    assert choose_model(listed, configured) == chosen


GOOD = {
    "can_answer": True,
    "abstain_reason": "",
    "language": "en",
    "sentences": [{"text": "You have 60 days.", "snippet_ids": ["snp_1"], "starts_paragraph": False}],
}


class Server:
    """An in-process stand-in for answers that the simulator does not give; keeps what it was asked."""

    def __init__(self, *answers: httpx2.Response) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, object]] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(json.loads(request.content))
        return self.answers.pop(0)


def answering(content: object, **changes: object) -> httpx2.Response:
    text = content if isinstance(content, str) else json.dumps(content)
    choice = {"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    return httpx2.Response(200, json={"choices": [choice], "usage": None, **changes})


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, prompt: Prompt):
    def run(server: Server):
        from openai import OpenAI

        transport = httpx2.MockTransport(server)
        client = OpenAI(api_key="k", base_url="http://test/v1", http_client=httpx2.Client(transport=transport))
        monkeypatch.setattr(backend, "_make_client", lambda endpoint: client.with_options(max_retries=0))
        return OpenAIModel("m", Endpoint("k", "http://test/v1")).complete(prompt)

    return run


def test_missing_usage_counts_as_nothing(ask) -> None:
    assert ask(Server(answering(GOOD))).usage.prompt_tokens == 0


def test_fenced_json_is_understood(ask) -> None:
    completion = ask(Server(answering(f"Sure:\n```json\n{json.dumps(GOOD)}\n```")))

    assert completion.sentences[0].text == "You have 60 days."


def test_prose_is_repaired_once(ask) -> None:
    server = Server(answering("You have sixty days."), answering(GOOD))

    completion = ask(server)

    assert completion.sentences[0].snippet_ids == ("snp_1",)
    assert len(server.asked) == 2


def test_invented_snippet_ids_are_dropped(ask) -> None:
    sentence = {"text": "You have 60 days [snp_1] [snp_9].", "snippet_ids": ["snp_7"], "starts_paragraph": False}

    completion = ask(Server(answering(GOOD | {"sentences": [sentence]})))

    assert completion.sentences[0].snippet_ids == ("snp_1",)


def test_refused_option_is_left_out(ask) -> None:
    error = {"error": {"message": "Unsupported value", "param": "temperature", "code": "unsupported_value"}}
    server = Server(httpx2.Response(400, json=error), answering(GOOD))

    ask(server)

    assert "temperature" in server.asked[0]
    assert "temperature" not in server.asked[1]


def test_model_that_cannot_answer_abstains(ask) -> None:
    completion = ask(Server(answering(GOOD | {"can_answer": False, "abstain_reason": "No snippet is about rafts."})))

    assert completion.abstain_reason == "No snippet is about rafts."
    assert completion.sentences == ()


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"choices": None},
        {"choices": [None]},
        {"choices": [{"message": None}]},
        {"choices": [{"message": {"content": 7}}]},
        {"choices": [{"message": {"content": [{"type": "text"}]}, "finish_reason": 3}]},
    ],
    ids=str,
)
def test_odd_bodies_are_output_errors(ask, body: object) -> None:
    with pytest.raises(ModelOutputError):
        ask(Server(httpx2.Response(200, json=body)))


def test_dripping_answer_meets_the_deadline(base_url: str, prompt: Prompt) -> None:
    def drip() -> Iterator[bytes]:
        while True:
            yield b" "

    with pytest.raises(ModelTimeoutError):
        backend._read_all(drip(), deadline=0.0)


def test_text_is_translated_by_the_same_endpoint(base_url: str) -> None:
    model = OpenAIModel("sim", Endpoint("key", base_url, timeout_s=20))

    assert model.translate("Wo ist mein Paket?", "English")


def test_failed_translation_is_a_model_error(base_url: str) -> None:
    model = OpenAIModel("sim+429", Endpoint("key", base_url, timeout_s=SHORT_S))

    with pytest.raises(ModelRateLimitedError):
        model.translate("Wo ist mein Paket?", "English")


def test_streamed_answer_tells_its_sentences_and_is_the_same(base_url: str, prompt: Prompt) -> None:
    told: list[str] = []
    model = OpenAIModel("sim", Endpoint("key", base_url, timeout_s=20))

    streamed, whole = model.complete(prompt, told.append), model.complete(prompt)

    assert streamed == whole
    assert told == [sentence.text for sentence in whole.sentences]
    assert streamed.usage.completion_tokens > 0


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("empty", ModelOutputError),
        ("length", ModelOutputError),
        ("malformed", ModelOutputError),
        ("cut", ModelOutputError),
        ("badbody", ModelUnavailableError),
        ("refusal", ModelRefusedError),
        ("content_filter", ModelRefusedError),
        ("reset", ModelUnavailableError),
        ("stall", ModelTimeoutError),
        ("hang", ModelTimeoutError),
        ("401", ModelError),
        ("429", ModelRateLimitedError),
        ("503", ModelUnavailableError),
    ],
)
def test_failure_of_a_stream_comes_out_as_its_kind(
    mode: str, kind: type[ModelError], base_url: str, prompt: Prompt
) -> None:
    timeout_s = SHORT_S if mode in ("stall", "hang") else 20

    with pytest.raises(ModelError) as caught:
        OpenAIModel(f"sim+{mode}", Endpoint("key", base_url, timeout_s)).complete(prompt, lambda text: None)

    assert type(caught.value) is kind


def test_azures_deployments_are_asked_by_their_version(base_url: str, prompt: Prompt) -> None:
    endpoint = Endpoint("key", base_url.removesuffix("/v1"), timeout_s=20, api_version="2024-10-21")

    assert OpenAIModel("sim", endpoint).complete(prompt).sentences
