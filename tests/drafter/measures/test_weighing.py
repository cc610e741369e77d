"""What a change most likely is, on wordings that the weights were not fitted to."""

import pytest

from drafter.measures.categories import suggest
from drafter.measures.changes import Change, compare, cut_frame
from drafter.measures.layout import mends_spelling
from drafter.measures.readings import readings_of
from drafter.measures.weighing import features_of, likelihoods


@pytest.mark.parametrize(
    ("draft", "sent", "category"),
    [
        ("We can still stop the parcel.", "The parcel can no longer be stopped.", "accuracy/policy_decision"),
        ("We will repair the toaster.", "We will refund the toaster.", "accuracy/policy_decision"),
        ("You opened it, so you can't return it.", "I'm sorry, once opened we can't take it back.", "tone"),
        ("There are no costs for the label.", "The label is free.", "style"),
        ("The pot is red.", "The pot is red. I promise it will last you a lifetime.", "promise"),
        ("The pot is red.", "The pot is red. It does not go in the oven.", "addition_unsupported"),
        ("The pot is red. It does not go in the oven.", "The pot is red.", "omission"),
    ],
)
def test_other_words_are_told_apart(draft: str, sent: str, category: str) -> None:
    assert suggest(draft, sent).categories == (category,)


def test_likelihoods_sum_up_to_one() -> None:
    features = features_of(Change("We refund it.", "We do not refund it."), "", ())

    assert sum(likelihoods(features).values()) == pytest.approx(1.0)


def test_reason_names_the_words_and_what_told() -> None:
    (reason,) = suggest("The pot is red.", "The pot is red. You can rely on me to bring it.").reasons

    assert "rely on me" in reason
    assert "told by" in reason


def test_reason_or_concession_denies_nothing() -> None:
    assert "negation" not in readings_of("We take it back even though the box is not here.")
    assert "negation" not in readings_of("There is no charge for the label.")
    assert "negation" in readings_of("As the box is gone, we do not take it back.")


def test_unusual_endings_are_no_statements() -> None:
    assert cut_frame("Hi Lou,\n\nIt fits.\n\nWoof,\nThe Paws team").ending == "Woof,\nThe Paws team"
    assert cut_frame("Buenos días, Rosa:\n\nEstá listo.\n\nUn abrazo,\nPilar").greeting == "Buenos días, Rosa:"
    assert cut_frame("Please send:\n\n- the form\n- a photo").ending == ""


def test_german_day_is_no_end_of_a_sentence() -> None:
    (change,) = compare("Er kommt am 3. Februar an.", "Er kommt am 13. Februar an.").changes

    assert change == Change("Er kommt am 3. Februar an.", "Er kommt am 13. Februar an.")


def test_doubled_and_cut_words_are_slips() -> None:
    assert mends_spelling("we have have it. it is here", "We have it. It is here")
    assert mends_spelling("un herror nuestro", "un error nuestro")
    assert mends_spelling("noch nich da", "noch nicht da")
    assert not mends_spelling("It is now here", "It is not here")
    assert not mends_spelling("The costs are ours", "The costs are yours")
