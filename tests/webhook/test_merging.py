"""Three texts into one: whose change wins, and what is left for a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhook.merging import has_marks, merge

BASE = "one\ntwo\nthree\nfour\n"
TEXTS = st.lists(st.sampled_from("abcd"), max_size=8).map(lambda lines: "".join(f"{line}\n" for line in lines))


@pytest.mark.parametrize(
    ("theirs", "yours", "merged"),
    [
        (BASE, BASE, BASE),
        ("ONE\ntwo\nthree\nfour\n", BASE, "ONE\ntwo\nthree\nfour\n"),
        (BASE, "one\ntwo\nthree\nFOUR\n", "one\ntwo\nthree\nFOUR\n"),
        ("ONE\ntwo\nthree\nfour\n", "one\ntwo\nthree\nFOUR\n", "ONE\ntwo\nthree\nFOUR\n"),
        ("one\nthree\nfour\n", "one\ntwo\nthree\nfour\nfive\n", "one\nthree\nfour\nfive\n"),
        ("one\nTWO\nthree\nfour\n", "one\nTWO\nthree\nfour\n", "one\nTWO\nthree\nfour\n"),
        ("", "", ""),
    ],
    ids=["nobody", "they", "you", "both-apart", "deleted-and-added", "both-alike", "both-emptied"],
)
def test_changes_of_both_sides_are_taken_over(theirs: str, yours: str, merged: str) -> None:
    found = merge(BASE, theirs, yours)

    assert (found.text, found.clashes) == (merged, 0)
    assert not has_marks(found.text)


def test_same_line_changed_twice_is_left_to_a_person() -> None:
    found = merge(BASE, "one\n2\nthree\nfour\n", "one\nzwei\nthree\nfour\n", theirs_name="v3", yours_name="yours")

    assert found.clashes == 1
    assert found.text == "one\n<<<<<<< v3\n2\n=======\nzwei\n>>>>>>> yours\nthree\nfour\n"
    assert has_marks(found.text)


@given(TEXTS, TEXTS)
def test_one_side_alone_always_wins(base: str, changed: str) -> None:
    assert merge(base, base, changed) == merge(base, changed, base) == merge(base, changed, changed)
    assert merge(base, base, changed).text == changed


@given(TEXTS, TEXTS, TEXTS)
def test_no_line_that_somebody_wrote_is_lost(base: str, theirs: str, yours: str) -> None:
    merged = set(merge(base, theirs, yours).text.splitlines())

    assert (set(theirs.splitlines()) | set(yours.splitlines())) - set(base.splitlines()) <= merged
