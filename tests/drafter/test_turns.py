"""A message's own words: no history, no signature, nothing invisible."""

import pytest

from drafter.turns import own_words, visible


@pytest.mark.parametrize(
    "text",
    [
        "When does it ship?\n\n> Old words\n> more",
        "When does it ship?\n\nOn Mon, 9 Mar 2026 at 10:00, Shop <a@b.example> wrote:\n> Old words",
        "When does it ship?\n\nAm 9. März 2026 um 10:00 schrieb Shop <a@b.example>:\n> Old words",
        "When does it ship?\n\n-----Original Message-----\nOld words",
        "When does it ship?\n\nFrom: Shop <a@b.example>\nSent: Monday\nTo: Me\nOld words",
        "When does it ship?\n\n-- \nMaya Okafor\nOld words",
        "When does it ship?\n\nKind regards,\nMaya Okafor\n+1 555 010 2000",
        "When does it ship?\n\nViele Grüße\nMaya",
        "When does it ship?\nSent from my iPhone",
    ],
)
def test_only_the_new_part_is_kept(text: str) -> None:
    assert own_words(text) == "When does it ship?"


def test_answer_below_the_quote_is_kept() -> None:
    assert own_words("On Mon, 9 Mar 2026, Shop wrote:\n> Which order?\n\nNW-1.").endswith("NW-1.")


def test_thanks_in_the_middle_is_no_sign_off() -> None:
    text = "Thanks\nI still wait for " + "the long promised answer to my last message about tents. " * 3

    assert "long promised" in own_words(text)


def test_invisible_and_control_characters_go() -> None:
    assert visible("a\u200bb\u202ec\x00d\r\ne\U000e0041") == "abcd\ne"


def test_joiners_of_other_scripts_stay() -> None:
    assert visible("می\u200cخواهم") == "می\u200cخواهم"
