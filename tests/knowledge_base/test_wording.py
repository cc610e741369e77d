"""Sentences and stems."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.wording import best_quote, overlap, sentences_keeping_days, sentences_of, stem, stems_of


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("It costs $5.95 (approx. 6 euros). Fine.", ["It costs $5.95 (approx. 6 euros).", "Fine."]),
        ("Ask Dr. Berg at 9 a.m. tomorrow.", ["Ask Dr. Berg at 9 a.m. tomorrow."]),
        ("You can return:\n- tents\n- boots\n\nThanks.", ["You can return: tents; boots.", "Thanks."]),
        ("1. Pack the tent.\n2. Print the label.", ["Pack the tent.", "Print the label."]),
        ("A line that\nwraps here. Next.", ["A line that wraps here.", "Next."]),
        ("", []),
        ("…", []),
    ],
)
def test_text_is_split_into_sentences(text: str, sentences: list[str]) -> None:
    assert sentences_of(text) == sentences


@pytest.mark.parametrize(("one", "other"), [("returns", "returned"), ("shipping", "shipped"), ("policies", "policy")])
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_function_words_are_no_content() -> None:
    assert stems_of("How can I do that with you?") == []


def test_best_quote_is_the_supporting_sentence() -> None:
    passage = "Gift cards never expire. Boots can be returned within 60 days."

    assert best_quote("You have 60 days to return boots.", passage) == "Boots can be returned within 60 days."


def test_overlap_is_a_share() -> None:
    assert overlap(["a", "b"], ["b"]) == 1
    assert overlap([], ["b"]) == 0


@given(st.text(max_size=300))
def test_splitting_never_raises(text: str) -> None:
    assert all(sentence.strip() for sentence in sentences_of(text))


@pytest.mark.parametrize("text", ["Wir kommen am 3. Februar.", "Geliefert am 14. März 2026.", "It came on 5 May."])
def test_german_day_ends_no_sentence(text: str) -> None:
    assert sentences_keeping_days(f"Danke. {text} Gruß") == ["Danke.", text, "Gruß"]
