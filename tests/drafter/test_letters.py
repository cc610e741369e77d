"""A completion's sentences at exact places in the letter."""

from dataclasses import replace

from drafter.completion import Completion, CompletionSentence
from drafter.letters import write_letter
from tests.makers import VOICE, make_ticket

COMPLETION = Completion(
    "model-1",
    (
        CompletionSentence("Hi there,"),
        CompletionSentence("You have  60 days.", ("snp_1",), new_paragraph=True),
        CompletionSentence("Boots must be clean.", ("snp_1",)),
        CompletionSentence("⟦NAME⟧, a label costs $6.95.", ("snp_2",), new_paragraph=True),
    ),
)


def test_sentences_are_found_at_their_offsets() -> None:
    letter = write_letter(COMPLETION, make_ticket(), VOICE, lambda text: text.replace("⟦NAME⟧", "Zoë 😀"))

    for placed in letter.sentences:
        assert letter.text[placed.start : placed.end] == placed.sentence.text
    assert [placed.sentence.text for placed in letter.sentences] == [
        "You have 60 days.",
        "Boots must be clean.",
        "Zoë 😀, a label costs $6.95.",
    ]


def test_letter_has_the_brands_lines_and_not_the_models_greeting() -> None:
    text = write_letter(COMPLETION, make_ticket(), VOICE).text

    assert text.startswith("Hi Maya,\n\nThanks for getting in touch.\n\nYou have 60 days. Boots must be clean.\n\n")
    assert text.endswith("Warm regards,\nThe Northway team")
    assert "Hi there" not in text


def test_chat_has_no_sign_off_but_keeps_disclosures() -> None:
    voice = replace(VOICE, required_disclosures=("Prices include tax.",))

    text = write_letter(COMPLETION, make_ticket(channel="chat"), voice).text

    assert text.endswith("Prices include tax.")
