"""The brand's lines round a reply."""

import pytest

from drafter.tickets import Requester
from drafter.voice import greeting, is_frame_line, opening, salutation_name, trouble_of
from tests.makers import VOICE


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Maya Okafor", "Maya"),
        ("okafor, maya", "Maya"),
        ("DR. MAYA OKAFOR", "Maya"),
        ("María José Pérez", "María"),
        ("maya.okafor@example.com", None),
        ("Customer Support", None),
        ("M. Okafor", None),
        ("⟦PERSON_1⟧", None),
        ("", None),
        (None, None),
    ],
)
def test_first_name_is_used_only_where_it_is_one(name: str | None, first: str | None) -> None:
    assert salutation_name(Requester(name=name)) == first


def test_greeting_without_a_name_is_the_plain_one() -> None:
    assert greeting(VOICE, Requester(name="Maya")) == "Hi Maya,"
    assert greeting(VOICE, Requester()) == "Hi,"


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("I was charged twice.", "charged"),
        ("The lamp arrived broken.", "damaged"),
        ("You sent me the wrong size.", "wrong"),
        ("I ordered the wrong size by mistake.", None),
        ("My parcel has not arrived.", "late"),
        ("I can’t sign in to my account.", "account"),
        ("This is unacceptable.", "general"),
        ("How long do I have to return boots?", None),
        ("Mein Paket ist verspätet.", "late"),
    ],
)
def test_kind_of_trouble_is_told(text: str, trouble: str | None) -> None:
    assert trouble_of(text) == trouble


def test_plain_question_gets_no_apology() -> None:
    assert opening(VOICE, "How long do I have?") == VOICE.opening
    assert opening(VOICE, "The lamp arrived broken.") == VOICE.empathy["damaged"]


@pytest.mark.parametrize(
    ("text", "is_frame"),
    [
        ("Hi Maya,", True),
        ("Kind regards", True),
        ("Hello! Your tent ships today.", False),
        ("Best before 9 May.", False),
    ],
)
def test_models_own_greeting_is_known(text: str, is_frame: bool) -> None:
    assert is_frame_line(text) is is_frame
