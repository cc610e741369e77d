"""Replies in another language than the requester's, and how that language is known."""

import json
from pathlib import Path

import pytest

from drafter.brands import Voice
from drafter.checks import CheckContext
from drafter.checks.language import check_language
from drafter.reply_language import asked_language, language_of_ticket, reply_language
from drafter.tickets import Author
from knowledge_base.languages import language_of, likely_language
from tests.makers import make_brand, make_message, make_ticket

TEXTS = [
    json.loads(line) for line in (Path(__file__).parents[2] / "data/checks/languages.jsonl").open(encoding="utf-8")
]
GERMAN = "Ich habe letzte Woche zwei Paar Schuhe bestellt, aber nur ein Paar ist angekommen."
ENGLISH = "We have sent the second pair today, and it should be with you on Friday at the latest."
ANSWERED = "Wir haben das zweite Paar heute verschickt, es sollte spätestens am Freitag bei Ihnen sein."


@pytest.mark.parametrize("batch", ["seen", "unseen", "third"])
def test_language_of_longer_texts_is_told(batch: str) -> None:
    told = [(one["text"], one["language"], language_of(one["text"])) for one in TEXTS if one["batch"] == batch]
    wrong = [one for one in told if one[1] != one[2]]

    assert all(len(one[0]) >= 60 for one in told)
    assert len(wrong) <= 0.02 * len(told), wrong


def test_language_of_short_texts_is_mostly_told_and_hardly_ever_wrong() -> None:
    told = [(one["text"], one["language"], likely_language(one["text"])) for one in TEXTS if one["batch"] == "short"]
    wrong = [one for one in told if one[2] not in (None, one[1])]

    assert len(told) >= 140
    assert sum(right == found for _, right, found in told) >= 0.85 * len(told)
    assert len(wrong) <= 0.01 * len(told), wrong


def test_short_text_is_told_among_a_brands_few_languages() -> None:
    pairs = [(one["language"], {"en", one["language"]}, one["text"]) for one in TEXTS if one["batch"] == "short"]
    told = [(right, likely_language(text, among, least=3.0)) for right, among, text in pairs if len(among) > 1]

    assert sum(right == found for right, found in told) >= 0.95 * len(told)
    assert all(found in (None, right) for right, found in told)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hallo, reply in English is fine. In der Anleitung fehlt nichts, aber Element 30552.", "en"),
        ("Hi, could you reply in German please? My mother needs to read it.", "de"),
        ("Die Anleitung verstehe ich nicht gut, bitte antworten Sie auf Französisch.", "fr"),
        ("I only speak Dutch, sorry.", "nl"),
        ("Respondan en español, por favor.", "es"),
        ("The manual is written in German only.", None),
        ("I only drink French roast.", None),
    ],
)
def test_language_that_a_request_asks_for_is_heard(text: str, language: str | None) -> None:
    assert asked_language(text) == language


@pytest.mark.parametrize("asked", ["Size 42?", "A10482", "???"])
def test_nothing_is_claimed_where_nobody_knows_the_language(asked: str) -> None:
    ticket = make_ticket(asked, subject="")

    assert not check_language(CheckContext(ANSWERED, ticket=ticket, brand=make_brand(languages=("en",))))
    assert check_language(CheckContext(f"{ANSWERED} {ENGLISH}", ticket=ticket))


def test_reply_in_another_language_is_found_and_one_in_the_same_is_not() -> None:
    long = [one for one in TEXTS if one["batch"] != "short"]
    pairs = [(asked, said) for asked in long[::9] for said in long[4::9]]
    wrong = []
    for asked, said in pairs:
        found = check_language(CheckContext(said["text"], ticket=make_ticket(asked["text"])))
        if bool(found) != (asked["language"] != said["language"]):
            wrong.append((asked["language"], said["text"]))

    assert len(pairs) >= 400
    assert len(wrong) <= 0.01 * len(pairs), wrong


def test_sentence_that_falls_out_of_the_language_is_found() -> None:
    text = f"Guten Tag Maya,\n\n{ANSWERED} {ENGLISH}\n\nMit freundlichen Grüßen"
    brand = make_brand(languages=("en", "de"))

    (finding,) = check_language(CheckContext(text, ticket=make_ticket(GERMAN), brand=brand))

    assert finding.text == ENGLISH
    assert "German" in finding.message


def test_brands_own_language_is_fine_where_it_does_not_answer_in_the_requesters() -> None:
    ticket = make_ticket(GERMAN)

    assert not check_language(CheckContext(ENGLISH, ticket=ticket, brand=make_brand(languages=("en",))))
    assert not check_language(CheckContext(ANSWERED, ticket=ticket, brand=make_brand(languages=("en",))))
    assert check_language(CheckContext(ENGLISH, ticket=ticket, brand=make_brand(languages=("en", "de"))))


def test_short_request_is_in_the_language_of_the_thread() -> None:
    messages = (
        make_message(GERMAN, id="m1"),
        make_message(ANSWERED, id="m2", author=Author.AGENT),
        make_message("Super, ok!", id="m3"),
    )

    assert language_of_ticket(make_ticket(messages=messages)) == "de"


def test_short_request_is_in_the_language_the_helpdesk_knows() -> None:
    assert language_of_ticket(make_ticket("Size 42?", language="fr-CA")) == "fr"


def test_voice_says_in_which_languages_a_brand_answers() -> None:
    brand = make_brand(languages=("en",), voice=Voice(languages=("en", "de")))

    assert reply_language(make_ticket(GERMAN), brand) == "de"
    assert reply_language(make_ticket("Où est mon colis ? Je n'ai toujours rien reçu de votre part."), brand) == "en"


@pytest.mark.parametrize("text", ["", "???", "\x00" * 100, "汉字" * 50, "1 2 3 " * 500])
def test_whatever_is_written_raises_nothing(text: str) -> None:
    check_language(CheckContext(text, ticket=make_ticket(text), brand=make_brand()))
