"""Requests in other languages put into English word by word."""

import pytest

from drafter.glossing import gloss


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("de", "Was kostet die Lieferung nach Kanada?", "what cost delivery Canada"),
        ("de", "Mein Akku ist kaputt, gibt es Garantie?", "battery broken warranty"),
        ("fr", "Combien coûte l’échange d’une veste ?", "how much cost exchange jacket"),
        ("fr", "Je n’ai pas reçu mon colis, où est-il ?", "not parcel where"),
        ("es", "¿Cuándo me devuelven el dinero de mi pedido?", "when money order"),
        ("es", "Quiero cambiar la talla de los zapatos.", "want size shoes"),
        ("nl", "Hoeveel korting krijg ik als student?", "how much discount get student"),
        ("nl", "Kan ik mijn bestelling nog annuleren?", "can I my order cancel"),
    ],
)
def test_what_a_search_needs_is_there(language: str, text: str, said: str) -> None:
    found = gloss(text, language) or ""

    assert [word for word in said.split() if word not in found] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("it", "Quanto costa la spedizione?"),
        ("de", ""),
        ("de", "Xyzzy plugh frotz?"),
        ("fr", "😀 12 % \u200b"),
        ("en", "When?"),
    ],
)
def test_what_is_not_known_is_not_guessed(language: str, text: str) -> None:
    assert gloss(text, language) is None


def test_names_and_numbers_stay() -> None:
    assert (
        gloss("Wo ist meine Bestellung NW-72803 (PayPal, 45 €)?", "de") == "where is my order NW-72803 (PayPal, 45 €)?"
    )
