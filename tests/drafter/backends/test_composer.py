"""The composer: the policy's own words, cited, about what was asked, or nothing."""

from pathlib import Path

import numpy as np
import pytest

from drafter.backends.composer import Composer
from drafter.completion import Completion, Prompt
from drafter.drafts import COMPOSED_NOTE
from drafter.likeness import Likeness
from drafter.tickets import Author
from knowledge_base.errors import EmbeddingError
from knowledge_base.search.hits import Hit
from knowledge_base.wording import sentences_of
from tests.makers import make_brand, make_hit, make_message, make_ticket

RETURNS = make_hit(
    "You can return most items within 60 days of delivery. Returned boots must be unused and clean. "
    "After the window closes we can’t accept a return.",
    snippet_id="snp_returns",
)
FEES = make_hit(
    "A US return label costs $6.95, which we deduct from your refund. The label fee is waived for gift card refunds.",
    snippet_id="snp_fees",
    rank=2,
    heading=("Return fees",),
)
ALASKA = make_hit(
    "Standard shipping to Alaska costs $12.95 and takes 7 to 10 business days. "
    "Standard shipping to PO boxes costs $5.95 and takes 7 to 10 business days.",
    snippet_id="snp_ship",
    rank=3,
    policy_id="pol_2",
    policy="Shipping",
    heading=("Special addresses",),
)


def compose(text: str, *hits: Hit, composer: Composer | None = None) -> Completion:
    """Let a composer answer a ticket."""
    ticket = make_ticket(text)
    return (composer or Composer()).complete(Prompt("reply-1", (), ticket, make_brand(), hits, 0))


def texts(completion: Completion) -> list[str]:
    """The sentences of a completion."""
    return [sentence.text for sentence in completion.sentences]


def test_every_sentence_is_the_policys_own_and_cited() -> None:
    completion = compose("How long do I have to return my boots, and what does the label cost?", RETURNS, FEES)

    by_id = {hit.snippet_id: hit.text for hit in (RETURNS, FEES)}
    assert completion.sentences
    assert all(sentence.text in by_id[sentence.snippet_ids[0]] for sentence in completion.sentences)
    assert completion.note == COMPOSED_NOTE


def test_both_questions_are_answered_in_their_order() -> None:
    found = texts(
        compose("What does the return label cost? And how many days do I have to return boots?", RETURNS, FEES)
    )

    label = next(n for n, text in enumerate(found) if "$6.95" in text)
    window = next(n for n, text in enumerate(found) if "60 days" in text)
    assert label < window


def test_reply_is_short() -> None:
    many = [
        make_hit(f"Boots of line {n} can be returned within {n + 20} days.", snippet_id=f"snp_{n}", rank=n + 1)
        for n in range(12)
    ]

    assert len(compose("How many days do I have to return boots?", *many).sentences) <= 5


def test_place_that_nobody_named_stays_out() -> None:
    found = texts(compose("How long does standard shipping to a PO box take?", ALASKA))

    assert found
    assert not any("Alaska" in text for text in found)


def test_internal_guidance_is_never_quoted() -> None:
    hit = make_hit(
        "Boots can be returned within 60 days.", internal="Boots may be returned after 70 days if asked twice."
    )

    assert not any("70 days" in text for text in texts(compose("Can I return my boots after 70 days?", hit)))


def test_sentence_that_leans_on_another_brings_it_along() -> None:
    hit = make_hit("If we have the part, we send the pole free of charge. If not, we refund the broken tent pole.")

    found = texts(compose("Do you refund a broken tent pole?", hit))

    assert found == sentences_of(hit.text)


@pytest.mark.parametrize(
    "hits", [(), (make_hit("Boots: 60 days.", above_floor=False),), (make_hit("Boots: 60 days.", excluded="retired"),)]
)
def test_nothing_usable_means_a_person_please(hits: tuple[Hit, ...]) -> None:
    completion = compose("How long for boots?", *hits)

    assert completion.abstain_reason
    assert completion.sentences == ()


def test_passages_without_an_answering_sentence_are_not_quoted() -> None:
    assert compose("Do you sell kayaks for children?", make_hit("Gift cards never expire.")).abstain_reason


def test_same_prompt_gives_the_same_completion() -> None:
    assert compose("Return boots?", RETURNS, FEES) == compose("Return boots?", RETURNS, FEES)


class _Broken:
    floor = 0.3

    def compare(self, requests: object, sentences: object) -> np.ndarray:
        raise EmbeddingError("no model")


def test_words_tell_when_meaning_cannot_be_had() -> None:
    assert compose("How many days to return boots?", RETURNS, composer=Composer(_Broken())) == compose(
        "How many days to return boots?", RETURNS
    )


def test_ticket_that_says_nothing_is_no_error() -> None:
    assert compose("", RETURNS).abstain_reason
    assert compose("???", RETURNS).abstain_reason


def test_our_own_last_answer_is_not_taken_for_the_request() -> None:
    messages = (
        make_message("Which label do I use?", id="m1"),
        make_message("Use the label in the box. It costs $6.95.", id="m2", author=Author.AGENT),
        make_message("And how many days do I have to return the boots?", id="m3"),
    )
    prompt = Prompt("reply-1", (), make_ticket(messages=messages), make_brand(), (RETURNS, FEES), 0)

    assert "60 days" in texts(Composer().complete(prompt))[0]


@pytest.mark.slow
def test_meaning_finds_answers_in_other_words() -> None:
    minilm = pytest.importorskip("knowledge_base.backends.sentence_transformers").minilm()
    folder = Path(__file__).parents[3] / "webhook/demo/brand/policies"
    body = (folder / "promotions.md").read_text("utf-8").split("---")[2]
    sections = [part.split("\n", 1) for part in body.split("## ")[1:]]
    hits = [
        make_hit(text.split(":::")[0].strip(), snippet_id=f"snp_{n}", rank=n + 1, heading=(heading,))
        for n, (heading, text) in enumerate(sections)
    ]
    ticket = make_ticket("forgot to put it in when i checked out, can u still take it off?", subject="Promo code")

    completion = Composer(Likeness(lambda: minilm)).complete(
        Prompt("reply-1", (), ticket, make_brand(), tuple(hits), 0)
    )

    assert "within 7 days of your order" in texts(completion)[0]


def test_condition_that_follows_a_fact_comes_along() -> None:
    hit = make_hit(
        "A forgotten promo code is refunded within 7 days. The promo code must have been valid that day. Enjoy."
    )

    assert texts(compose("Can you refund my forgotten promo code?", hit))[:2] == sentences_of(hit.text)[:2]
