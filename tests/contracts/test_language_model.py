"""What every LanguageModel does, run over the composer and over chat completions on a real server."""

from collections.abc import Iterator

import pytest

from drafter.backends.composer import Composer
from drafter.backends.openai import Endpoint, OpenAIModel
from drafter.completion import LanguageModel, Prompt
from drafter.prompts.assembly import assemble
from drafter.prompts.template import load_template
from knowledge_base.foundation.tokens import estimate_tokens
from tests.makers import make_brand, make_hit, make_ticket
from tests.tools.simulating import simulated_model

WINDOW = make_hit(
    "You can return most items within 60 days of delivery. Returned boots must be unused and clean.",
    snippet_id="snp_window",
)
FEES = make_hit("A US return label costs $6.95, which we deduct from your refund.", snippet_id="snp_fees", rank=2)


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with simulated_model() as url:
        yield url


@pytest.fixture(params=["composer", "openai"])
def model(request: pytest.FixtureRequest, base_url: str) -> LanguageModel:
    if request.param == "composer":
        return Composer()
    return OpenAIModel("sim", Endpoint("key", base_url, timeout_s=20))


def prompt_for(text: str, *hits: object) -> Prompt:
    return assemble(
        make_ticket(text),
        hits,
        make_brand(),
        template=load_template(),
        budget_tokens=4000,
        counter=estimate_tokens,
        marker="k3f9",
    )


def test_completion_answers_from_the_snippets(model: LanguageModel) -> None:
    completion = model.complete(prompt_for("How long can I return my boots?", WINDOW, FEES))

    assert completion.abstain_reason is None
    assert "60 days" in " ".join(sentence.text for sentence in completion.sentences)


def test_every_factual_sentence_names_known_snippets(model: LanguageModel) -> None:
    completion = model.complete(prompt_for("How long can I return my boots, and what is the label?", WINDOW, FEES))

    assert completion.sentences
    assert all(s.snippet_ids and set(s.snippet_ids) <= {"snp_window", "snp_fees"} for s in completion.sentences)


def test_unrelated_snippets_make_it_abstain(model: LanguageModel) -> None:
    completion = model.complete(prompt_for("Qual fuso horário?", FEES))

    assert completion.sentences == ()
    assert completion.abstain_reason


def test_completion_names_its_model(model: LanguageModel) -> None:
    completion = model.complete(prompt_for("Can I return boots?", WINDOW))

    assert completion.model_id == model.id


def test_usage_is_never_negative(model: LanguageModel) -> None:
    usage = model.complete(prompt_for("Can I return boots?", WINDOW)).usage

    assert min(usage.prompt_tokens, usage.completion_tokens, usage.cost_usd_micros) >= 0


def test_reply_frame_is_left_to_the_brand(model: LanguageModel) -> None:
    completion = model.complete(prompt_for("Can I return boots?", WINDOW))

    assert not any(sentence.text.startswith(("Hi", "Hello", "Dear")) for sentence in completion.sentences)
