"""The concession check, on promises and clean sentences that were written before it."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from drafter.checks.concession import check_concession
from drafter.checks.context import CheckContext, Source
from drafter.findings import Severity
from drafter.orders import Order
from drafter.resolutions import Resolution, RungKind

DATA = Path(__file__).parents[2] / "data" / "checks"
CASES = [
    json.loads(line)
    for name in ("concessions.jsonl", "concessions_unseen.jsonl", "concessions_third.jsonl", "concessions_fourth.jsonl")
    for line in (DATA / name).read_text("utf-8").splitlines()
]


def resolution(kind: str, amount: str | None = None, **more: str) -> Resolution:
    return Resolution(
        RungKind(kind), "The rung", Decimal(amount) if amount else None, "USD" if amount else None, **more
    )


def check(text: str, chosen: Resolution | None, *, has_ladder: bool = True):
    return check_concession(CheckContext(text, chosen=chosen, has_ladder=has_ladder))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_concession_is_flagged_only_beyond_the_rung(case):
    found = check(case["text"], resolution(case["kind"], case["amount"]))

    assert bool(found) is case["flag"]


@pytest.mark.parametrize("name", ["fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"])
def test_replies_of_many_voices_grant_and_state_apart(name):
    """Whole replies in five languages, each batch written before the check was fitted to it."""
    cases = [json.loads(line) for line in (DATA / f"concessions_{name}.jsonl").read_text("utf-8").splitlines()]
    found = [(case, bool(check(case["text"], resolution(case["kind"], case["amount"])))) for case in cases]
    grants = [case["id"] for case in cases if case["flag"]]
    missed = [case["id"] for case, is_found in found if case["flag"] and not is_found]
    false = [case["id"] for case, is_found in found if is_found and not case["flag"]]

    assert len(missed) <= 0.17 * len(grants), missed
    assert len(false) <= 0.04 * (len(cases) - len(grants)), false


def test_policys_own_words_grant_nothing():
    source = Source("s1", "Returns are simple. There is no charge for this label.")
    text = "There is no charge for this label."

    assert not check_concession(CheckContext(text, [source], chosen=resolution("explain"), has_ladder=True))
    assert check(text, resolution("explain"))


def test_policys_words_are_a_concession_once_they_speak_of_this_requester():
    source = Source("s1", "We have refunded you.")

    assert check_concession(
        CheckContext("We have refunded you.", [source], chosen=resolution("explain"), has_ladder=True)
    )


def test_finding_blocks_and_points_at_its_sentence():
    text = "Hi Maya,\n\nThanks. I’ve refunded $64.00 to your card. Bye."

    (finding,) = check(text, resolution("explain"))

    assert finding.severity is Severity.BLOCK
    assert text[finding.start : finding.end] == "I’ve refunded $64.00 to your card."
    assert "“The rung”" in finding.message


def test_without_a_ladder_nobody_said_what_may_be_conceded():
    assert check("I’ve refunded you.", None, has_ladder=False) == []


def test_ladder_without_a_fitting_rung_allows_nothing():
    assert len(check("I’ve refunded you.", None)) == 1


def test_rungs_own_wording_may_be_said():
    said = "We waive the label fee."

    assert check(f"Hello. {said}", resolution("explain", wording=said)) == []


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "💥" * 5000, "I've refunded you " * 3000, "(" * 9000, "a.b.c " * 5000]
)
def test_garbage_never_raises(text):
    check(text, resolution("explain"))


def test_whole_order_is_more_than_a_part_of_it():
    order = Order(total=Decimal("64.00"))
    chosen = resolution("refund", "44.00")

    assert check_concession(
        CheckContext("We've refunded the entire order.", chosen=chosen, has_ladder=True, order=order)
    )
    assert not check("We've refunded the entire order.", resolution("refund", "64.00"))
