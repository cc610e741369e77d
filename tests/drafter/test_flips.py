"""What turns between two redrafts, each kind; and what is no flip."""

import pytest

from drafter.flips import find_flips
from drafter.impacts import Flip, FlipKind, Impact, Redraft, RestsOn, tally

WINDOW = RestsOn("pol_1", "Returns", ("Return window",))
FEES = RestsOn("pol_1", "Returns", ("Fees",))


def redraft(text: str, *places: RestsOn) -> Redraft:
    body = f"Hi Maya,\n\n{text}\n\nKind regards" if text else ""
    return Redraft(body, None if text else "No policy covers this.", places or (WINDOW,) if text else (), "composer-2")


CASES = [
    ("You have 30 days.", "You have 45 days.", (FlipKind.DAYS, "30 days", "45 days")),
    ("It takes two weeks.", "It takes 10 days.", (FlipKind.DAYS, "two weeks", "10 days")),
    ("The label costs $6.95.", "The label costs $4.95.", (FlipKind.AMOUNT, "$6.95", "$4.95")),
    ("We keep 50% of it.", "We keep 20% of it.", (FlipKind.AMOUNT, "50%", "20%")),
    ("We refund the boots.", "We don't refund the boots.", (FlipKind.DECISION, "refund", "no refund")),
    ("We can't replace the pole.", "We replace the pole.", (FlipKind.DECISION, "no replacement", "replacement")),
    ("We send a refund for the boots.", "We send a replacement for the boots.",
     (FlipKind.DECISION, "refund", "replacement")),
    ("The label is free.", "The label is at your cost.",
     (FlipKind.DECISION, "free of charge", "at the customer’s cost")),
    ("Send us a photo.", "Send us a photo. The fee is $5.", (FlipKind.AMOUNT, None, "$5")),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "flip"), CASES, ids=[case[1] for case in CASES])
def test_flip_is_found(before: str, after: str, flip: tuple[FlipKind, str, str]) -> None:
    assert Flip(*flip) in find_flips(redraft(before), redraft(after))


def test_same_commitment_in_other_words_is_no_flip() -> None:
    before = redraft("You can return boots within 30 days of delivery.")
    after = redraft("Boots can be returned within thirty days of delivery.")

    assert find_flips(before, after) == ()


def test_sentences_that_changed_places_are_no_flip() -> None:
    before = redraft("You have 30 days. The label costs $6.95.")
    after = redraft("The label costs $6.95. You have 30 days.")

    assert find_flips(before, after) == ()


def test_answer_that_is_lost_is_a_decision_and_loses_its_source() -> None:
    flips = find_flips(redraft("You have 30 days."), redraft(""))

    assert flips == (
        Flip(FlipKind.DECISION, "an answer", "no answer"),
        Flip(FlipKind.SOURCE, "Returns › Return window", None),
    )


def test_another_passage_behind_the_same_words_is_a_source_flip() -> None:
    flips = find_flips(redraft("You have 30 days.", WINDOW), redraft("You have 30 days.", FEES))

    assert flips == (Flip(FlipKind.SOURCE, "Returns › Return window", "Returns › Fees"),)


def test_same_value_twice_is_counted_once() -> None:
    before, after = redraft("You have 30 days. A label holds 30 days."), redraft("You have 45 days.")

    assert find_flips(before, after).count(Flip(FlipKind.DAYS, "30 days", "45 days")) == 1


def test_tally_counts_tickets_most_frequent_first() -> None:
    days, amount = Flip(FlipKind.DAYS, "30 days", "45 days"), Flip(FlipKind.AMOUNT, "$5", "$6")
    same = redraft("Hello there.")
    impacts = [Impact(f"tkt_{n}", same, same, flips) for n, flips in enumerate([(days,), (days, amount), ()])]

    assert [(one.flip, one.tickets) for one in tally(impacts)] == [(days, 2), (amount, 1)]
