"""A brand's voice in another tone and another language, as letters, prompts and checks see it."""

from dataclasses import replace

import pytest

from drafter.brands import Brand, Disclosure, Lines, Tone
from drafter.checks.context import CheckContext
from drafter.checks.tone import check_tone
from drafter.completion import Completion, CompletionSentence
from drafter.letters import write_letter
from drafter.tones import in_language, in_tone, tones_of
from tests.makers import VOICE, make_brand, make_ticket

REPLY = Completion("m", (CompletionSentence("Sie können die Stiefel 30 Tage lang zurückgeben.", ()),), language="de")


def brand(**changes: object) -> Brand:
    """A brand that signs with its name."""
    voice = replace(VOICE, sign_off="Warm regards,\nThe Northway team", **changes)  # type: ignore[arg-type]
    return make_brand(voice=voice)


def test_tone_changes_what_it_names_and_nothing_else() -> None:
    plain = Tone("plain", "Short words.", formality="neutral", opening="", closing="")
    own = brand(tones=(plain,))

    toned = in_tone(own, "plain").voice

    assert (toned.formality, toned.opening, toned.closing, toned.do[-1]) == ("neutral", "", "", "Short words.")
    assert (toned.greeting, toned.sign_off, toned.dont) == (own.voice.greeting, own.voice.sign_off, own.voice.dont)
    assert in_tone(own, "no such") == own == in_tone(own, None)


def test_formal_tone_writes_the_brands_own_lines_out() -> None:
    own = brand(opening="We’re glad you wrote.", empathy={"late": "I’m sorry it hasn't come."})

    formal = in_tone(own, "formal").voice

    assert (formal.opening, formal.empathy["late"]) == ("We are glad you wrote.", "I am sorry it has not come.")


def test_brands_own_tone_stands_in_for_the_shipped_one_of_that_name() -> None:
    own = brand(tones=(Tone("brief", "Two sentences."),))

    assert tones_of(own.voice)["brief"].say == "Two sentences."
    assert "formal" in tones_of(own.voice)


def test_brief_letter_begins_with_greeting_and_answer() -> None:
    brief = in_tone(brand(), "brief")

    letter = write_letter(REPLY, make_ticket(), brief.voice)

    paragraphs = letter.text.split("\n\n")
    assert paragraphs[1] == "Sie können die Stiefel 30 Tage lang zurückgeben."
    assert paragraphs[-1] == "Warm regards,\nThe Northway team"
    assert "" not in paragraphs
    assert letter.text[letter.sentences[0].start : letter.sentences[0].end] == letter.sentences[0].sentence.text


@pytest.mark.parametrize(
    ("language", "address", "greeting", "signed"),
    [
        ("de", "formal", "Guten Tag {first_name},", "Freundliche Grüße\nThe Northway team"),
        ("de-AT", "informal", "Hallo {first_name},", "Viele Grüße\nThe Northway team"),
        ("fr", "", "Bonjour {first_name},", "Cordialement\nThe Northway team"),
        ("es", "informal", "Hola, {first_name}:", "Saludos\nThe Northway team"),
        ("nl", "formal", "Beste {first_name},", "Met vriendelijke groet\nThe Northway team"),
    ],
)
def test_lines_that_ship_stand_round_a_reply_in_another_language(
    language: str, address: str, greeting: str, signed: str
) -> None:
    voice = in_language(brand(address={language[:2]: address} if address else {}), language).voice

    assert (voice.greeting, voice.sign_off) == (greeting, signed)


def test_brands_own_lines_win_over_those_that_ship() -> None:
    own = brand(
        lines={"de": Lines(greeting="Moin {first_name},", disclosures={"It takes 5 days.": "Das dauert 5 Tage."})},
        disclosures=(Disclosure("It takes 5 days.", "refund"), Disclosure("No batteries.", "battery")),
    )

    voice = in_language(own, "de").voice

    assert (voice.greeting, voice.greeting_without_name) == ("Moin {first_name},", "Guten Tag,")
    assert [one.text for one in voice.disclosures] == ["Das dauert 5 Tage.", "No batteries."]


def test_lines_stay_in_the_brands_first_language_and_in_unknown_ones() -> None:
    own = brand()

    assert in_language(own, "en-GB") == own == in_language(own, "ja") == in_language(own, "")


@pytest.mark.parametrize("language", ["de", "fr", "es", "nl"])
def test_letter_in_another_language_keeps_the_rules_of_its_voice(language: str) -> None:
    bodies = {
        "de": "Sie können die Stiefel innerhalb von 30 Tagen nach der Lieferung an uns zurückschicken.",
        "fr": "Vous pouvez nous renvoyer les bottes dans les 30 jours qui suivent la livraison.",
        "es": "Puede devolver las botas en los 30 días siguientes a la entrega de su pedido.",
        "nl": "U kunt de laarzen binnen 30 dagen na de bezorging naar ons terugsturen.",
    }
    own, ticket = in_language(brand(length_words={}, empathy={}, dont=()), language), make_ticket()
    letter = write_letter(Completion("m", (CompletionSentence(bodies[language], ()),)), ticket, own.voice)

    found = check_tone(CheckContext(text=letter.text, brand=own, ticket=ticket, language=language))

    assert [one.message for one in found] == []
