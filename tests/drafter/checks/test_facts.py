"""The facts check on labelled cases (all invented), and on whatever else a draft may be."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafter.brands import Voice
from drafter.checks import CheckContext, Source, run_checks
from drafter.checks.facts import check_facts
from drafter.drafts import Citation, Sentence
from drafter.findings import Severity
from drafter.orders import Order, OrderItem
from tests.makers import make_brand, make_ticket
from webhook.ticket_json import parse_ticket

FOLDER = Path(__file__).parents[2] / "data/checks"
CASES = [json.loads(line) for path in sorted(FOLDER.glob("facts*.jsonl")) for line in path.open(encoding="utf-8")]
STOPS = (Severity.BLOCK, Severity.HIGH)
_STOPPED: dict[tuple[str, str], list[str]] = {}
WINDOW = Source(
    "snp_1", "Items can be returned within 30 days of delivery. A return label costs $7.50.", "Returns > Window"
)


def context_of(case: dict[str, Any]) -> CheckContext:
    """Read a case as ``drafter evaluate checks`` does."""
    data = {"id": case["id"], **case["ticket"], "order": case.get("order")}
    ticket = parse_ticket({name: value for name, value in data.items() if value is not None})
    sources = [Source(snippet["id"], snippet["text"]) for snippet in case["snippets"]]
    return CheckContext(text=case["draft"], sources=sources, ticket=ticket, order=ticket.order)


def stops_in(case: dict[str, Any]) -> list[str]:
    """Return the texts that the check would stop; each case is weighed once for all tests here."""
    key = (case["id"], case["draft"])
    if key not in _STOPPED:
        _STOPPED[key] = [one.text for one in check_facts(context_of(case)) if one.severity in STOPS]
    return _STOPPED[key]


def draft(text: str, *, sources: tuple[Source, ...] = (WINDOW,), **changes: Any) -> CheckContext:
    """Make a context of a draft's text and one passage."""
    return CheckContext(text=text, sources=sources, **changes)


def test_planted_errors_are_caught() -> None:
    planted = [(case["id"], text, stops_in(case)) for case in CASES for text in case["planted"]]
    missed = [(name, text) for name, text, stops in planted if not any(text in stop or stop in text for stop in stops)]

    assert len(planted) >= 150
    assert len(missed) <= 0.01 * len(planted), missed


def test_clean_drafts_are_not_blocked() -> None:
    clean = [case for case in CASES if not case["planted"]]
    blocked = [(case["id"], stops) for case in clean if (stops := stops_in(case))]

    assert len(clean) >= 150
    assert len(blocked) <= 0.01 * len(clean), blocked


def test_nothing_beside_the_planted_error_is_stopped() -> None:
    surplus = [
        (case["id"], stop)
        for case in CASES
        for stop in stops_in(case)
        if not any(text in stop or stop in text for text in case["planted"])
    ]

    assert not surplus


def test_whole_replies_of_other_shops_are_told_right_from_wrong() -> None:
    caught, wrong, fine, clean = 0, 0, 0, 0
    for line in (FOLDER / "replies.jsonl").open(encoding="utf-8"):
        case = json.loads(line)
        stops = [one for one in check_facts(context_of(case)) if one.severity in STOPS]
        if not case["planted"]:
            clean, fine = clean + 1, fine + (not stops)
            continue
        start, wrong = case["start"], wrong + 1
        end = start + len(case["planted"][0])
        caught += any(one.start < end and one.end > start for one in stops)

    assert caught >= 0.88 * wrong, (caught, wrong)
    assert fine >= 0.98 * clean, (fine, clean)


@pytest.mark.parametrize(
    ("draft_says", "passage", "stops"),
    [
        ("To your home it is 3,90 €.", "Delivery to a shop is 3,90 €, to your home 6,50 €.", ["3,90 €"]),
        ("To your home it is 6,50 €.", "Delivery to a shop is 3,90 €, to your home 6,50 €.", []),
        ("Open Monday to Saturday.", "Open Tuesday to Saturday, closed Sunday and Monday.", ["Monday to Saturday"]),
        ("You can exchange shoes twice.", "Shoes may be exchanged once.", ["twice"]),
        ("Order by 8 a.m. Eastern.", "Order by 8 a.m. Pacific.", ["Eastern"]),
        ("£4 for the first and £1 for each of the other three, so £7 for four.", "£4 for one, £1 each for more.", []),
    ],
)
def test_what_a_value_is_of_counts(draft_says: str, passage: str, stops: list[str]) -> None:
    found = check_facts(draft(draft_says, sources=(Source("snp_1", passage),)))

    assert [one.text for one in found if one.severity in STOPS] == stops


def test_finding_points_at_its_words_and_offers_the_right_value() -> None:
    text = "Grüße! 😀 You can return it within 45 days of delivery."

    (finding,) = check_facts(draft(text))

    assert text[finding.start : finding.end] == finding.text == "45 days"
    assert finding.fix == "30 days"
    assert "“Returns > Window” says “30 days”" in finding.message


def test_fix_keeps_the_form_of_the_draft() -> None:
    (finding,) = check_facts(draft("We have a 60-day window."))

    assert finding.fix == "30-day"


def test_no_fix_is_offered_where_several_values_would_fit() -> None:
    source = Source("snp_1", "Socks: $4.00. Hats: $9.00.")

    (finding,) = check_facts(draft("It is $7.00.", sources=(source,)))

    assert finding.fix is None


def test_customers_claim_is_no_proof_of_what_they_are_owed() -> None:
    ticket = make_ticket("Your colleague promised me a $50 refund.")

    owed = check_facts(draft("We will refund you $50.", ticket=ticket))
    echoed = check_facts(draft("You wrote that a colleague promised you $50.", ticket=ticket))

    assert [finding.severity for finding in owed] == [Severity.BLOCK]
    assert "only what the customer wrote" in owed[0].message
    assert echoed == []


def test_sum_of_order_amounts_is_only_a_notice() -> None:
    order = Order(currency="USD", items=(OrderItem("Mug", quantity=2, price=Decimal("12.00")),))

    (finding,) = check_facts(draft("Two mugs make $24.00.", order=order))

    assert finding.severity is Severity.NOTICE


def test_fact_of_a_passage_that_is_not_cited_is_high() -> None:
    other = Source("snp_2", "Express costs $14.50.", "Shipping")
    cited = Citation("snp_1", "pol_1", "Returns", "rev_1", 1, ("Window",), "")
    sentence = Sentence("Express costs $14.50.", 0, 21, (cited,))

    (finding,) = check_facts(draft(sentence.text, sources=(WINDOW, other), sentences=(sentence,)))

    assert finding.severity is Severity.HIGH
    assert "“Shipping”" in finding.message


def test_brands_own_lines_are_proof() -> None:
    brand = make_brand(voice=Voice(closing="Call us on +1 555 010 4477."))

    assert check_facts(draft("Call us on +1 555 010 4477.", brand=brand)) == []


def test_delivery_day_is_held_against_the_order() -> None:
    order = Order(ordered_on=date(2026, 3, 3), delivered_on=date(2026, 3, 9))

    (finding,) = check_facts(draft("Your order was delivered on March 3, 2026.", order=order))

    assert finding.fix == "9 March 2026"


@pytest.mark.parametrize("text", ["It arrives Monday, March 9, 2026.", "It arrives Tuesday, March 9, 2026."])
def test_weekday_must_be_that_of_the_date_beside_it(text: str) -> None:
    source = Source("snp_1", "It arrives on 9 March 2026.")

    stops = [finding.text for finding in check_facts(draft(text, sources=(source,)))]

    assert stops == ([] if "Monday" in text else ["Tuesday"])


_PIECES = """
$5|30 days|1,299.00|…|€|12/31/2026|2 pm|#A12|x@y.de|Mon–Fri|ending in 4242|you said|between|to|4111 1111 1111 1111
|999999999999999999999999999999999999|0x|half a year|²|٣ days|1.000.000,00|$|%|th|www.|https://|-5|½|+1 (555)
"""
_TEXTS = st.text(max_size=300) | st.lists(st.sampled_from(_PIECES.split("|")), max_size=12).map(" ".join)


@given(_TEXTS, _TEXTS, _TEXTS)
def test_no_text_makes_the_checks_raise(written: str, passage: str, asked: str) -> None:
    context = CheckContext(written, [Source("snp_1", passage)], ticket=make_ticket(asked), brand=make_brand())

    for finding in run_checks(context):
        assert written[finding.start : finding.end] == finding.text
