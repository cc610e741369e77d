"""Slips of spelling: mended where a known word is meant, left alone where none is."""

import pytest

from knowledge_base.backends.onnx import OnnxEmbedder
from knowledge_base.recent import RecentQuestions
from knowledge_base.spelling import Spelling, words_of

POLICIES = words_of(
    ["Kettles and teapots can be returned within 30 days.", "Refunds show on your card. Engraved mugs are final sale."]
)
COMMON = ["the", "that", "have", "when", "what", "was", "can", "my", "your", "will", "return", "from"]
SMALL = Spelling({word: at for at, word in enumerate(COMMON)})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("can i retrun my ketle", "can i return my kettle"),
        ("wen wil teh refnd come", "when will the refund come"),
        ("Retrun of a tepot?", "Return of a teapot?"),
        ("taht engravd mug", "that engraved mug"),
        ("i hav 2 mugs", "i have 2 mugs"),
    ],
)
def test_slips_are_mended(typed: str, meant: str) -> None:
    words = POLICIES | words_of(["refund", "mug", "come", "kettle", "teapot"])

    assert SMALL.mend(typed, words) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kettle, returned, mugs, teapot",
        "Ketlin wrote to Retrun Ltd about order KTL-2210",
        "[[EMAIL_1]] <retrun> retrun@shop.example www.retrun.example/ketle",
        "u r gr8 :) 30d",
        "VAT und EORI",
        "dont cant isnt pls",
        "xyzzy quuxly",
        "\u200b\ud83d",
        "ñandú çà été",
    ],
)
def test_names_codes_and_other_words_stay(text: str) -> None:
    assert SMALL.mend(text, POLICIES) == text


def test_huge_nonsense_is_read_to_its_end() -> None:
    assert SMALL.mend("qzxw" * 5000, POLICIES)


@pytest.mark.slow
def test_vocabulary_is_the_embedders_own(minilm: OnnxEmbedder) -> None:
    words = getattr(RecentQuestions(minilm), "common_words", None)

    assert words
    assert Spelling(words).mend("somthing is wierd with teh order", POLICIES) == "something is weird with the order"
