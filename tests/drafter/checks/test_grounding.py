"""Grounding of a draft's statements, on labelled drafts and passages (all invented)."""

import json
from pathlib import Path
from typing import Any

import pytest

from drafter.checks import CheckContext, Source
from drafter.checks.grounding import Light, check_grounding, grounding_of
from drafter.tickets import Author
from tests.makers import make_message, make_ticket

DATA = Path(__file__).parents[2] / "data/checks"


def context_of(case: dict[str, Any]) -> CheckContext:
    """Make the context of a draft with one passage."""
    return CheckContext(case["draft"], [Source("snp_1", case["snippet"])])


@pytest.mark.parametrize(("name", "least"), [("grounding.jsonl", 0.85), ("grounding_unseen.jsonl", 0.75)])
def test_unsupported_statements_are_found_and_supported_ones_left_alone(name: str, least: float) -> None:
    cases = [json.loads(line) for line in (DATA / name).open(encoding="utf-8")]
    found = [(case, bool(check_grounding(context_of(case)))) for case in cases]
    loose = [(case["draft"], is_found) for case, is_found in found if case["found"]]
    false = [case["draft"] for case, is_found in found if is_found and not case["found"]]

    assert sum(is_found for _, is_found in loose) >= least * len(loose), loose
    assert len(false) <= 0.05 * (len(cases) - len(loose)), false


def test_each_statement_has_a_light_and_its_best_support() -> None:
    text = "Hi Maya,\n\nYou have 60 days to return the boots. Our shops serve tea and cake on Sundays. Any questions?"
    rule = Source("snp_1", "Refunds are quick. Items can be returned within 60 days.")

    first, second = grounding_of(CheckContext(text, [rule], ticket=make_ticket("Can I return my boots?")))

    assert (first.light, first.support) == (Light.GREEN, "Items can be returned within 60 days.")
    assert text[first.start : first.end].endswith("You have 60 days to return the boots.")
    assert second.light is Light.RED


def test_nothing_is_said_where_nothing_was_looked_up() -> None:
    assert not check_grounding(CheckContext("Our shops serve tea and cake on Sundays."))


@pytest.mark.parametrize("text", ["", "word " * 3000, "\x00", "..." * 900])
def test_whatever_is_written_raises_nothing(text: str) -> None:
    check_grounding(CheckContext(text, [Source("snp_1", text)]))


def test_sent_reply_does_not_ground_itself() -> None:
    text = "You can print the label at any drop-off point by showing the QR code."
    rule = Source("snp_1", "Items can be returned within 60 days. A return label costs $6.95.")
    asked = make_message("The jacket does not suit me. Can I still return it?")
    ticket = make_ticket(messages=(asked, make_message(text, id="m2", author=Author.AGENT)))

    (statement,) = grounding_of(CheckContext(text, [rule], ticket=ticket))

    assert statement.light is not Light.GREEN
