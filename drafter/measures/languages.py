"""Which of five languages a text is in, told by its commonest small words."""

import re
from collections.abc import Mapping

_SMALL_WORDS: Mapping[str, str] = {
    "en": "the and you your is are was we our to of for with that this it on have has been will can not be as at by",
    "de": "der die das und sie ihr ihre ihren ist sind wir für mit nicht ein eine einen zu auf bei von haben hat wird"
    " dem den des es im uns unser bitte vielen dank innerhalb werden oder können",
    "fr": "le la les des et vous votre est sont nous notre pour avec ne pas un une du de dans sur au aux que qui ce"
    " cette avez a été sous ou pouvez merci",
    "es": "el la los las y usted su sus es son nos nuestro para con no un una del de en que se por lo ha han este"
    " esta puede gracias pedido",
    "nl": "de het een en u uw is zijn wij we onze voor met niet van op aan dat dit te bij hebben heeft wordt kunt"
    " je jouw",
}
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_LETTERS = re.compile(r"[^\W\d_]+")
FEWEST_WORDS = 3  # small words that a text needs before its language is told
LEAD = 1.5  # and how many times more than the next language has


def guess_language(text: str) -> str | None:
    """Return ``en``, ``de``, ``fr``, ``es`` or ``nl``; None when the text is too short to tell."""
    words = _LETTERS.findall(text.lower())
    counts = sorted(
        ((sum(word in known for word in words), language) for language, known in _WORDS.items()), reverse=True
    )
    (most, language), (next_most, _) = counts[:2]
    return language if most >= FEWEST_WORDS and most >= LEAD * next_most else None


def small_words() -> frozenset[str]:
    """Return the small words of all five languages."""
    return frozenset[str]().union(*_WORDS.values())
