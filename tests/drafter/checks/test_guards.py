"""Links, markup, hidden words, personal data, other brands: labelled cases (all invented), and any draft there is."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafter.brands import Voice
from drafter.checks import CheckContext, Source, run_checks
from drafter.checks.canary import check_canary
from drafter.checks.links import check_links
from drafter.checks.markup import check_markup
from drafter.checks.other_brand import check_other_brand
from drafter.checks.personal_data import check_personal_data
from drafter.checks.running import CHECKS
from drafter.findings import Finding, Severity
from drafter.tickets import Requester
from tests.drafter.checks.test_facts import context_of
from tests.makers import make_brand, make_ticket

GUARDS = Path(__file__).parents[2] / "data/checks/guards.jsonl"
CASES = [json.loads(line) for line in GUARDS.open(encoding="utf-8")]
STOPS = (Severity.BLOCK, Severity.HIGH)
OTHER = make_brand(
    id="brd_2",
    slug="lumo-sport",
    name="Lumo Sport",
    links=("https://lumo.example",),
    voice=Voice(sign_off="Cheers\nYour Lumo crew", closing="Save with code LUMO15."),
)


def texts(findings: list[Finding]) -> list[str]:
    """Return the words that findings point at."""
    return [finding.text for finding in findings]


@pytest.mark.parametrize("check", ["links", "markup", "personal_data"])
def test_guard_stops_what_it_should_and_nothing_else(check: str) -> None:
    cases = [case for case in CASES if case["check"] == check]
    wrong = [
        case["draft"]
        for case in cases
        if any(f.severity in STOPS for f in CHECKS[check](context_of(case))) is not case["hit"]
    ]

    assert len(cases) > 20
    assert not wrong


def shop_context(draft: str) -> CheckContext:
    """Make the context in which the third batch was written: a neighbour in the ticket, two brands beside ours."""
    return CheckContext(
        draft,
        [
            Source(
                "snp_1",
                "Return items within 30 days of delivery. Start at https://willow-home.example/returns or write to "
                "care@willow-home.example. Call 020 7946 0311, Mon-Fri 9-17.",
            ),
            Source(
                "snp_2",
                "Our showroom is at 14 Mill Road, Leeds LS1 4AB. The care guide is on guides.willow-home.example. "
                "Carrier: track.parcelbee.example.",
            ),
        ],
        ticket=make_ticket(
            "Hi, this is Ana Silva. My order W-55120 went to my old flat, 7 Elm Grove, Hull HU3 1AA. New address: "
            "22 Station Road, York YO1 6GA. Call me on 07700 900512 or ana.silva@mail.example. My neighbour Mr Priest "
            "(07700 900777, priest@mail.example) took the first box. His flat is 9 Elm Grove. Is deals-willow.example "
            "yours? My card 4929 1234 5678 9012 was charged.",
            requester=Requester("c1", "Ana Silva", "ana.silva@mail.example"),
        ),
        brand=make_brand(
            id="brd_1",
            slug="willow",
            name="Willow Home",
            links=("https://willow-home.example",),
            voice=Voice(sign_off="Kind regards\nWillow Home"),
        ),
        other_brands=[
            make_brand(
                id="brd_9",
                slug="pinecrest",
                name="Pinecrest Living",
                links=("https://pinecrest.example",),
                voice=Voice(sign_off="Best wishes\nThe Pinecrest crew", closing="Save with PINE20."),
            ),
            make_brand(
                id="brd_8",
                slug="brisk",
                name="Brisk",
                links=("https://brisk.example",),
                voice=Voice(closing="Use code BRISKNEW."),
            ),
        ],
    )


def test_guards_of_a_shop_stop_each_breach_and_no_clean_sentence() -> None:
    cases = [json.loads(line) for line in GUARDS.with_name("guards_third.jsonl").open(encoding="utf-8")]
    wrong = [
        case
        for case in cases
        if any(f.severity in STOPS for f in CHECKS[case["check"]](shop_context(case["draft"]))) is not case["hit"]
    ]

    assert len(cases) > 200
    assert not wrong


@pytest.mark.parametrize(
    "check", ["promises", "language", "tone", "citations", "grounding", "links", "markup", "personal_data"]
)
def test_guard_stops_nothing_in_sourced_and_friendly_replies(check: str) -> None:
    cases = [json.loads(line) for line in GUARDS.with_name("guards_replies.jsonl").open(encoding="utf-8")]
    false = [
        (case["id"], finding.text)
        for case in cases
        for finding in CHECKS[check](context_of(case))
        if finding.severity in STOPS
    ]

    assert len(cases) >= 35
    assert not false


def test_look_alike_host_is_named_with_the_one_it_imitates() -> None:
    source = Source("snp_1", "Start at https://northway.example/returns.")

    (finding,) = check_links(CheckContext("Go to https://n0rthway.example/returns now.", [source]))

    assert finding.severity is Severity.BLOCK
    assert finding.fix == "https://northway.example/returns"


def test_links_of_the_ticket_are_no_links_of_the_brand() -> None:
    ticket = make_ticket("Is https://deals.example yours?")

    assert texts(check_links(CheckContext("Yes, use https://deals.example.", ticket=ticket))) == [
        "https://deals.example"
    ]


def test_fix_of_formatting_keeps_the_words() -> None:
    (finding,) = check_markup(CheckContext("You can **return** it."))

    assert finding.fix == "return"


def test_whole_card_is_stopped_even_if_it_is_the_requesters() -> None:
    ticket = make_ticket("My card is 4111 1111 1111 1111.")

    (finding,) = check_personal_data(CheckContext("We charged 4111 1111 1111 1111.", ticket=ticket))

    assert (finding.severity, finding.fix) == (Severity.BLOCK, "ending in 1111")


@pytest.mark.parametrize("text", ["It is 9f2c41ab77de.", "9F2C-41AB-77DE", "9 f 2 c 4 1 a b 7 7 d e", "ed77ba14c2f9"])
def test_hidden_word_is_found_in_any_dress(text: str) -> None:
    assert [f.severity for f in check_canary(CheckContext(text, canary="9f2c41ab77de"))] == [Severity.BLOCK]


def test_reply_about_its_own_instructions_is_stopped() -> None:
    assert check_canary(CheckContext("My instructions say that I never guess."))
    assert not check_canary(
        CheckContext("The instructions in the box say how to pitch the tent.", canary="9f2c41ab77de")
    )


@pytest.mark.parametrize(
    ("text", "stopped"),
    [
        ("At Lumo Sport we do that.", "Lumo Sport"),
        ("At LUMO-SPORT we do that.", "LUMO-SPORT"),
        ("See https://shop.lumo.example/a.", "https://shop.lumo.example/a"),
        ("Write to help@lumo.example.", "help@lumo.example"),
        ("Use lumo15 for it.", "lumo15"),
        ("Kind regards\nYour Lumo crew", "Your Lumo crew"),
    ],
)
def test_what_is_another_brands_is_a_block(text: str, stopped: str) -> None:
    found = check_other_brand(CheckContext(text, brand=make_brand(), other_brands=[OTHER]))

    assert [(f.text, f.severity) for f in found] == [(stopped, Severity.BLOCK)]


def test_own_name_and_anybodys_regards_are_no_other_brands() -> None:
    own = make_brand(name="Lumo Sport Kids", voice=Voice(sign_off="Kind regards"))
    plain = make_brand(id="brd_3", slug="third", name="Third", voice=Voice(sign_off="Kind regards"))

    context = CheckContext("Lumo Sport Kids says hi.\nKind regards", brand=own, other_brands=[OTHER, plain, own])

    assert check_other_brand(context) == []


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_no_check_raises_whatever_the_text(text: str) -> None:
    ticket = make_ticket(text or "?")
    context = CheckContext(
        text, [Source("s", text)], ticket=ticket, brand=make_brand(), other_brands=[OTHER], canary="9f2c41"
    )

    for finding in run_checks(context):
        assert 0 <= finding.start <= finding.end <= len(text)
