"""Own cases against questions about how something works."""

import pytest

from drafter.claims import concerns_an_order

OWN = (
    "The lamp arrived broken.",
    "I was charged twice for one order.",
    "Where is my parcel? Order A10482.",
    "It says delivered but it's not here",
    "I want a refund, how long does it take?",
    "I returned the boots and want to know where it stands",
    "Meine Bestellung ist nicht angekommen.",
    "Mon colis est arrivé cassé.",
    "No he recibido mi pedido, ¿cuánto tarda?",
    "Ik heb de tent gekregen en hij is kapot",
    "Tracking hasn't changed, what about NW-72510?",
)
GENERAL = (
    "How long does a PayPal refund take?",
    "I paid with paypal, when do I see my refund?",
    "what's your return window",
    "Within how many days can I send something back that I bought from you?",
    "Do you charge for the return label?",
    "Do gift cards expire?",
    "Wie lange habe ich Zeit für eine Rückgabe?",
    "Combien coûte le retour ?",
    "¿Cuánto tarda un reembolso?",
    "Hoe lang duurt een terugbetaling?",
    "",
)


@pytest.mark.parametrize("text", OWN)
def test_trouble_with_own_goods_or_money_is_a_case(text: str) -> None:
    assert concerns_an_order([text])


@pytest.mark.parametrize("text", GENERAL)
def test_question_how_something_works_is_none(text: str) -> None:
    assert not concerns_an_order([text])
