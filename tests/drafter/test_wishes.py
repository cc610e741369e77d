"""A wish survives being kept as words."""

import pytest

from drafter.wishes import Wish, languages_of
from tests.makers import VOICE, make_brand


@pytest.mark.parametrize(
    ("wish", "steer"),
    [
        (Wish("brief", "de", "mention the loan tent"), "Tone: brief. Write in German. mention the loan tent"),
        (Wish("neutral"), "Tone: neutral."),
        (Wish("At the summit", "de", "shorter"), "Tone “At the summit”. Write in German. shorter"),
        (Wish(language="fr"), "Write in French."),
        (Wish(words="Write in verse."), "Write in verse."),
        (Wish(), None),
    ],
)
def test_wish_is_kept_as_words_and_read_back(wish: Wish, steer: str | None) -> None:
    assert wish.steer == steer
    assert Wish.read(steer) == wish


@pytest.mark.parametrize(
    "steer", ["Tone: rude. Shorter", "Write in Klingon. Shorter", "  shorter \n please ", "Töne: "]
)
def test_words_that_are_no_wish_of_ours_stay_words(steer: str) -> None:
    assert Wish.read(steer) == Wish(words=steer.strip())


@pytest.mark.parametrize("tone", ["", " ", "x”. Write in Dutch. “", "a\nb", "x" * 41])
def test_what_can_be_no_tone_and_unknown_languages_ask_for_nothing(tone: str) -> None:
    assert Wish(tone, "xx").steer is None


def test_languages_are_those_that_the_brand_answers_in() -> None:
    assert languages_of(make_brand(languages=("en-US", "de", "en-GB"))) == ("en", "de")
    assert languages_of(make_brand(languages=("en",), voice=type(VOICE)(languages=("es", "en")))) == ("es", "en")
