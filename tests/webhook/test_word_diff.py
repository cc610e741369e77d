"""The word diff that pages show: what is in it, what moves, what stays whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webhook.word_diff import WordDiff, compact, word_diff

TEXTS = st.text(st.sampled_from("ab .\n€5né日"), max_size=40)


def before(diff: WordDiff) -> str:
    return "".join(
        part.earlier if part.kind == "same" else part.text + part.tail for part in diff.parts if part.kind != "added"
    )


def after(diff: WordDiff) -> str:
    return "".join(part.text + part.tail for part in diff.parts if part.kind != "removed")


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_off_the_parts(first: str, second: str) -> None:
    diff = word_diff(first, second)

    assert before(diff).strip() == first.strip()
    assert after(diff).strip() == second.strip()


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_equal_texts_have_no_edits(text: str) -> None:
    assert word_diff(text, text).edits == ()


def test_replaced_words_are_one_numbered_edit() -> None:
    diff = word_diff("It turned up broken.", "It arrived broken.")

    assert [(edit.number, edit.removed, edit.added) for edit in diff.edits] == [(1, "turned up", "arrived")]
    assert [part.number for part in diff.parts if part.kind != "same"] == [1, 1]
    assert (diff.added_words, diff.removed_words) == (1, 2)


def test_moved_sentence_is_one_edit_with_two_places() -> None:
    diff = word_diff(
        "Please send photos now. We will refund you in full.", "We will refund you in full. Please send photos now."
    )

    assert [(edit.removed, edit.is_move) for edit in diff.edits] == [("Please send photos now.", True)]
    assert [(part.kind, part.number) for part in diff.parts if part.is_move] == [("removed", 1), ("added", 1)]
    assert (diff.moves, diff.added_words, diff.removed_words) == (1, 0, 0)


def test_change_after_a_move_has_a_number_of_its_own() -> None:
    diff = word_diff(
        "Please send photos now. We will refund you in full. Write to Ann.",
        "We will refund you in full. Please send photos now. Write to Ben.",
    )

    assert [(edit.number, edit.is_move) for edit in diff.edits] == [(1, True), (2, False)]
    assert (diff.edits[1].removed, diff.edits[1].added) == ("Ann", "Ben")


@pytest.mark.parametrize(
    ("first", "second", "removed", "added"),
    [
        ("We refund $45 today.", "We refund $38.00 today.", "$45", "$38.00"),
        ("We refund €45 today.", "We refund €38 today.", "€45", "€38"),
        ("We refund 45 today.", "We refund 38 today.", "45", "38"),
    ],
    ids=["dollar", "euro", "bare"],
)
def test_currency_sign_stays_with_its_amount(first: str, second: str, removed: str, added: str) -> None:
    edit = word_diff(first, second).edits[0]

    assert (edit.removed, edit.added) == (removed, added)


def test_changed_blanks_are_no_edit_but_kept_on_each_side() -> None:
    diff = word_diff("Hi Maya,\n\nThanks.", "Hi Maya, thanks.".replace("thanks", "Thanks"))

    assert diff.edits == ()
    assert before(diff) == "Hi Maya,\n\nThanks."
    assert after(diff) == "Hi Maya, Thanks."


def test_compact_diff_leaves_out_lines_far_from_a_change() -> None:
    lines = [f"Line {number}." for number in range(30)]
    changed = [*lines[:15], "Another line.", *lines[16:]]

    diff = compact(word_diff("\n".join(lines), "\n".join(changed)))

    shown = after(diff)
    assert "Line 14." in shown
    assert "Another line." in shown
    assert "Line 5." not in shown
    assert sum(part.kind == "gap" for part in diff.parts) == 2


def test_compact_diff_of_a_short_text_is_the_whole() -> None:
    diff = word_diff("One.\nTwo.\nThree.", "One.\nTwo.\nFour.")

    assert compact(diff) == diff
