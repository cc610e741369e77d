"""What is found though it is said in other words, and what is left alone."""

from datetime import date

import pytest

from knowledge_base.linting import Kind, LintedPolicy, lint
from knowledge_base.linting.concepts import concepts_of_words
from knowledge_base.linting.kinship import nearness
from knowledge_base.linting.opposites import denials_in, opposed

TODAY = date(2026, 11, 25)
FILLING = (
    "## Rooms\n\nTowels are changed on Mondays. The pool has a lane for beginners. "
    "Lockers take a coin of one dollar.\n\n"
    "## Shop\n\nGoggles and caps are sold at the counter. Prices are shown on the shelf.\n"
)


def _kinds(one: str, other: str) -> list[Kind]:
    policies = (
        LintedPolicy("one", "Lessons", f"## Lessons\n\n{one}\n"),
        LintedPolicy("other", "Questions", f"## Answers\n\n{other}\n"),
        LintedPolicy("house", "The house", FILLING),
    )
    return [warning.kind for warning in lint(policies, today=TODAY)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Swimming goggles can be rented for a deposit of $12.", "The deposit for rented swimming goggles is $18."),
        ("The swimming coach tries twice to call you.", "The swimming coach makes three attempts to call you."),
    ],
)
def test_numbers_of_one_subject_in_other_words_are_told(one: str, other: str) -> None:
    assert Kind.NUMBER in _kinds(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Swimming fins must not be taken into the sauna.", "You may take swimming fins along into the sauna."),
        ("Insurance is included in the swimming course.", "Insurance is excluded from the swimming course."),
    ],
)
def test_decisions_on_two_sides_are_told(one: str, other: str) -> None:
    assert Kind.CONFLICT in _kinds(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Swimming lessons last 45 minutes.", "The sauna is heated for 90 minutes."),
        ("Dogs can't come along.", "Guests can't come along."),
        ("", ""),
        ("🏊 " * 50, "\x00 ∞ ½ $ % 0 $0 0 days"),
    ],
)
def test_other_subjects_and_odd_texts_are_left_alone(one: str, other: str) -> None:
    assert _kinds(one, other) == []


def test_a_denial_turns_a_side_over() -> None:
    assert opposed("Labour is included.", "Labour is not included.")
    assert opposed("Labour is not included.", "Labour is excluded.") == ()
    assert denials_in("There is no interest") == denials_in("It comes without interest") == 1
    assert denials_in("No later than Friday") == 0


def test_near_words_count_less_than_the_same_and_more_than_others() -> None:
    hire, rent, soap = (next(iter(concepts_of_words(word))) for word in ("hire", "rent", "soap"))

    assert nearness(hire, hire) > nearness(hire, rent) > nearness(hire, soap) == 0


def test_one_policy_in_focus_gives_what_concerns_it_of_the_whole() -> None:
    policies = (
        LintedPolicy("one", "Lessons", "## Fins\n\nSwimming fins must not be taken into the sauna.\n"),
        LintedPolicy("other", "Questions", "## Answers\n\nYou may take swimming fins along into the sauna.\n"),
        LintedPolicy("house", "The house", FILLING),
    )
    whole = lint(policies, today=TODAY)

    assert whole
    for policy in policies:
        own = [one for one in whole if any(place.policy_id == policy.id for place in one.places)]
        assert [one.key for one in lint(policies, today=TODAY, focus=policy.id)] == [one.key for one in own]
