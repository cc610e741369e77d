"""What to look up for a ticket, and what it asks."""

import pytest

from drafter.questions import asks_of, is_asking, questions_of, request_text
from drafter.tickets import Author
from tests.makers import make_message, make_ticket

TURNS = (
    make_message("Where is my tent?", id="m1"),
    make_message("Which order?", id="m2", author=Author.AGENT),
    make_message("NW-1.", id="m3"),
    make_message("And can I return it?", id="m4"),
)


def test_messages_since_our_last_answer_are_one_request() -> None:
    assert request_text(make_ticket(messages=TURNS)) == "NW-1.\n\nAnd can I return it?"


def test_weights_of_questions_sum_to_one() -> None:
    questions = questions_of(make_ticket(messages=TURNS))

    assert sum(question.weight for question in questions) == pytest.approx(1)
    assert "Which order?" in questions[1].text


def test_empty_ticket_asks_nothing() -> None:
    assert questions_of(make_ticket("")) == []
    assert asks_of(make_ticket("")) == []


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Hi Sam,\nMy tent broke. Can you send a pole?", ["Can you send a pole?"]),
        (
            "How much is shipping, how long does it take, and will I have to pay customs?",
            ["How much is shipping", "how long does it take", "will I have to pay customs?"],
        ),
        ("Can you send a pole, or do I have to send it back?", ["Can you send a pole", "do I have to send it back?"]),
        ("My tent leaks and smells.", ["My tent leaks and smells."]),
        ("Wann bekomme ich mein Geld zurück?", ["Wann bekomme ich mein Geld zurück?"]),
        ("cancel my order pls", ["cancel my order pls"]),
    ],
)
def test_asks_stand_apart_in_their_own_words(text: str, asks: list[str]) -> None:
    assert asks_of(make_ticket(text)) == asks


def test_statement_asks_nothing() -> None:
    assert not is_asking("The boots arrived today.")
