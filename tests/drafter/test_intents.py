"""Finding the ladder that a ticket is for."""

import pytest

from drafter.intents import intent_of
from drafter.likeness import Likeness
from tests.drafter.test_ladders import LADDERS
from tests.makers import make_hit


@pytest.fixture(scope="module")
def meanings(minilm):
    return Likeness(lambda: minilm)


@pytest.mark.parametrize(
    ("request_text", "intent"),
    [
        ("The pole of my tent broke the first time I used it", "Damaged or defective"),
        ("You sent me no refund for the jacket I returned", "Returns"),
        ("The tracking hasn't moved for a week, where is my package?", "Late or lost parcel"),
        ("It says delivered but nothing is here", "Late or lost parcel"),
        ("My card shows the same payment two times", "Charged twice"),
        ("What are your opening hours?", None),
        ("Please delete all my data", None),
        ("Do you repair climbing ropes?", None),
    ],
)
def test_request_finds_its_ladder_by_meaning(request_text, intent, meanings):
    found = intent_of([request_text], [*LADDERS.values()], meanings)

    assert (found.ladder.intent if found.ladder else None) == intent, found.why


def test_policy_of_the_best_hit_above_the_floor_decides(meanings):
    hits = [make_hit("Any.", policy="Damaged on arrival"), make_hit("Any.", policy="Returns")]

    found = intent_of(["My stove arrived with a big dent in it"], [*LADDERS.values()], meanings, hits=hits)

    assert found.ladder.intent == "Damaged or defective"
    assert "Damaged on arrival" in found.why


def test_ladder_that_no_hit_speaks_for_must_be_much_nearer(meanings):
    request, ladders = ["I can't find the receipt of a fleece I never wore, did it get lost?"], [*LADDERS.values()]
    hits = [make_hit("Any.", policy="Returns without a receipt"), make_hit("Any.", policy="Gift cards")]

    assert intent_of(request, ladders, meanings).ladder.intent == "Late or lost parcel"
    assert intent_of(request, ladders, meanings, hits=hits).ladder is None


def test_hit_below_the_floor_decides_nothing():
    hits = [make_hit("Any.", policy="Returns", above_floor=False)]

    assert intent_of(["hello there"], [*LADDERS.values()], None, hits=hits).ladder is None


def test_without_meanings_shared_words_tell():
    assert intent_of(["i was charged twice!!"], [*LADDERS.values()], None).ladder.intent == "Charged twice"
    assert intent_of(["hello there"], [*LADDERS.values()], None).ladder is None


def test_nothing_said_and_no_ladders_are_explained():
    assert "no ladder" in intent_of(["hi"], [], None).why
    assert "says nothing" in intent_of([" "], [*LADDERS.values()], None).why
