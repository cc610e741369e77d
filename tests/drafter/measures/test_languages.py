"""Guessing a text's language."""

import pytest

from drafter.measures.languages import guess_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Your parcel is on its way and should be with you soon.", "en"),
        ("Ihr Paket ist unterwegs und sollte bald bei Ihnen sein.", "de"),
        ("Vous pouvez nous renvoyer les chaussures sans aucun problème.", "fr"),
        ("Sentimos mucho que el paquete todavía no haya llegado a su casa.", "es"),
        ("Het pakket is onderweg en wordt morgen bij u bezorgd.", "nl"),
        ("OK 4711", None),
    ],
)
def test_language_is_told_by_small_words(text: str, language: str | None) -> None:
    assert guess_language(text) == language
