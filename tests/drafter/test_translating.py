"""Questions are put into the policies' language before search, or marked as foreign."""

import pytest

from drafter.errors import ModelUnavailableError
from drafter.translating import RememberedTranslation, foreign_reason, put_into_policies_language
from knowledge_base.search.hits import Question
from tests.makers import make_brand

GERMAN = Question("Wann bekomme ich mein Geld zurück?", 0.3)
ENGLISH = Question("When will I be refunded?", 0.3)


def to_english(text: str, language: str) -> str:
    assert language == "English"
    return {GERMAN.text: ENGLISH.text}[text]


def failing(text: str, language: str) -> str:
    raise ModelUnavailableError("The model cannot be reached.")


def test_foreign_question_is_translated() -> None:
    asked = put_into_policies_language([GERMAN], make_brand(), to_english)

    assert (asked.questions, asked.foreign) == ((ENGLISH,), None)


def test_question_in_the_policies_language_is_left_alone() -> None:
    assert put_into_policies_language([ENGLISH], make_brand(), failing).questions == (ENGLISH,)


def test_brand_with_policies_in_that_language_needs_no_translation() -> None:
    asked = put_into_policies_language([GERMAN], make_brand(languages=("en", "de-AT")), failing)

    assert (asked.questions, asked.foreign) == ((GERMAN,), None)


@pytest.mark.parametrize("translate", [None, failing], ids=["no model", "model away"])
def test_question_that_cannot_be_translated_is_marked(translate: object) -> None:
    asked = put_into_policies_language([GERMAN], make_brand(), translate)  # type: ignore[arg-type]

    assert (asked.questions, asked.foreign) == ((GERMAN,), "de")
    assert foreign_reason("de", make_brand()).startswith("The policies are in English, this ticket is in German")


def test_same_text_is_translated_once() -> None:
    seen: list[str] = []

    def ask(text: str, language: str) -> str:
        seen.append(text)
        return text.upper()

    remembered = RememberedTranslation(ask)

    assert [remembered("a", "English"), remembered("a", "English"), remembered("a", "German")] == ["A", "A", "A"]
    assert seen == ["a", "a"]
