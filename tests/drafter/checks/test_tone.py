"""Breaches of a brand's voice, on labelled texts (all invented), and their one-press fixes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from drafter.brands import Disclosure, Voice
from drafter.checks import CheckContext
from drafter.checks.tone import check_tone
from tests.drafter.checks.tone_voices import NORTHWAY, context_of
from tests.makers import make_brand, make_ticket

DATA = Path(__file__).parents[2] / "data/checks"
KINDS = {
    "dont": "Don’t say",
    "condescension": "Talking down",
    "sign_off": "Sign-off",
    "disclosure": "Must be said",
    "exclamation": "Exclamation marks",
    "stiff": "Stiff wording",
}


@pytest.mark.parametrize(
    ("name", "least"),
    [("tone.jsonl", 100), ("tone_unseen.jsonl", 60), ("tone_third.jsonl", 60), ("tone_fourth.jsonl", 50)],
)
def test_seeded_breaches_are_found_and_clean_replies_left_alone(name: str, least: int) -> None:
    cases = [json.loads(line) for line in (DATA / name).open(encoding="utf-8")]
    found = [(case, check_tone(context_of(case["voice"], case["text"]))) for case in cases]
    breaches = [(case, found) for case, found in found if case["breach"]]
    clean = [(case, found) for case, found in found if not case["breach"]]
    missed = [
        case["id"]
        for case, findings in breaches
        if not any(one.message.startswith(KINDS.get(case["breach"], case["breach"].capitalize())) for one in findings)
    ]
    false = [(case["id"], [one.message for one in findings]) for case, findings in clean if findings]

    assert min(len(breaches), len(clean)) >= least
    assert len(missed) <= 0.05 * len(breaches), missed
    assert len(false) <= 0.05 * len(clean), false


def mended(text: str, voice: Voice = NORTHWAY) -> str:
    """Put every fix that the check offers into a text."""
    context = CheckContext(text, ticket=make_ticket(), brand=make_brand(voice=voice), language="en")
    for finding in reversed(check_tone(context)):
        if finding.fix is not None:
            text = text[: finding.start] + finding.fix + text[finding.end :]
    return text


def test_every_fix_of_the_designs_example_is_one_press() -> None:
    voice = replace(NORTHWAY, disclosures=(Disclosure("It can take 5–10 business days to show.", "refund"),))
    text = "Dear customer,\n\nUnfortunately the zip is broken, so we refund $89.00 😊\n\nWarm regards,\nDani"

    assert mended(text, voice) == (
        "Hi Maya,\n\nThe zip is broken, so we refund $89.00 It can take 5–10 business days to show.\n\nWarm "
        "regards,\nDani"
    )


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("It’s sold out, unfortunately.", "It’s sold out."),
        ("DO NOT WASH IT.", "Do not wash it."),
        ("It ships today!!!", "It ships today!"),
    ],
)
def test_fix_leaves_a_whole_sentence(body: str, right: str) -> None:
    frame = "Hi Maya,\n\n{}\n\nWarm regards,\nThe Northway team"

    assert mended(frame.format(body)) == frame.format(right)


def test_phrase_gives_way_to_what_the_brand_says_instead() -> None:
    voice = replace(NORTHWAY, dont=("kindly",), instead={"kindly": "please"})

    assert "Please send it." in mended("Hi Maya,\n\nKindly send it.\n\nWarm regards", voice)


def test_emoji_is_fine_where_the_customer_used_one() -> None:
    brand = make_brand(voice=replace(NORTHWAY, emoji="if_customer"))
    text = "Hi Maya,\n\nOn its way 🙂\n\nWarm regards"

    assert check_tone(CheckContext(text, ticket=make_ticket("Where is it?"), brand=brand))
    assert not check_tone(CheckContext(text, ticket=make_ticket("Where is it? 😅"), brand=brand))


def test_chat_needs_no_letter_frame() -> None:
    assert not check_tone(CheckContext("It ships today.", ticket=make_ticket(channel="chat"), brand=make_brand()))


def test_text_from_outside_is_held_against_manners_alone() -> None:
    assert [one.text for one in check_tone(CheckContext("Calm down. Unfortunately it's gone."))] == ["Calm down"]


@pytest.mark.parametrize("text", ["", "\n\n", "!" * 4000, "A B " * 2000, "{first_name}", "Hi " * 2000, "😀" * 3000])
def test_whatever_is_written_raises_nothing(text: str) -> None:
    for name in "NFCDL":
        check_tone(replace(context_of(name, ""), text=text))
