"""Walks over the demo brand's ladders, on a table of orders that was written before the code."""

import json
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from drafter.brands import Brand
from drafter.errors import ConditionError, LadderFormatError
from drafter.ladder_values import ladder_value, read_ladder
from drafter.ladders import Cap, Ladder, LadderCase, Rung, check_ladder, resolution_of, run_cases, walk
from drafter.order_facts import facts_of
from drafter.resolutions import CONCESSIONS, RungKind
from webhook.ticket_json import parse_ticket

CASES = [
    json.loads(line)
    for name in ("ladder_cases.jsonl", "ladder_cases_unseen.jsonl")
    for line in (Path(__file__).parents[1] / "data" / name).read_text("utf-8").splitlines()
]
NORTHWAY = Brand("brd_1", "northway", "Northway Outdoor", home_region="US")
INTENTS = {
    "damaged": "Damaged or defective",
    "returns": "Returns",
    "lost": "Late or lost parcel",
    "charged-twice": "Charged twice",
}


def demo_ladders() -> dict[str, Ladder]:
    given = json.loads((files("webhook.demo") / "brand" / "ladders.json").read_text("utf-8"))
    return {ladder.intent: ladder for ladder in map(read_ladder, given)}


LADDERS = demo_ladders()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_order_comes_out_on_its_rung(case):
    ticket = parse_ticket(
        {
            "id": "T-1",
            "order": case["order"],
            "body": case.get("body", "Hello, please help."),
            "attachments": [{"name": "a.jpg", "content_type": "image/jpeg"}] if case.get("photo") else [],
        }
    )
    facts = facts_of(ticket, NORTHWAY, date.fromisoformat(case["today"]))

    found = walk(LADDERS[INTENTS[case["ladder"]]], facts, order=ticket.order)

    assert found.chosen is not None
    assert (found.chosen.rung.name, found.chosen.amount) == (
        case["rung"],
        Decimal(case["amount"]) if case["amount"] else None,
    ), found.reasons


@pytest.mark.parametrize("ladder", LADDERS.values(), ids=lambda ladder: ladder.intent)
def test_demo_ladders_come_out_as_their_cases_expect(ladder):
    assert [result.case.name for result in run_cases(ladder) if not result.as_expected] == []


@pytest.mark.parametrize("ladder", LADDERS.values(), ids=lambda ladder: ladder.intent)
def test_ladder_survives_json(ladder):
    assert read_ladder(json.loads(json.dumps(ladder_value(ladder)))) == ladder


def test_rung_above_the_authority_at_hand_is_named_and_not_chosen():
    ladder = Ladder(
        "l", "b", "Late", (Rung("Refund", RungKind.REFUND, authority=3), Rung("Hand over", RungKind.ESCALATE))
    )
    facts = {"order_known": True, "item_price": Decimal(20), "left_to_refund": Decimal(20)}

    agent, lead = walk(ladder, facts), walk(ladder, facts, authority=3)

    assert (agent.chosen.rung.name, agent.results[0].needs) == ("Hand over", 3)
    assert lead.chosen.rung.name == "Refund"


def test_ladder_without_a_fitting_rung_chooses_none():
    ladder = Ladder("l", "b", "Late", (Rung("Refund", RungKind.REFUND, "delivered"),))

    assert walk(ladder, {}).chosen is None


@pytest.mark.parametrize(
    ("rungs", "wrong"),
    [
        ((), "1 to 30 rungs"),
        ((Rung("", RungKind.EXPLAIN),), "name of its own"),
        ((Rung("A", RungKind.EXPLAIN), Rung("A", RungKind.REFUND)), "name of its own"),
        ((Rung("A", RungKind.CREDIT),), "a credit needs a cap"),
        ((Rung("A", RungKind.PARTIAL_REFUND),), "partial refund needs a cap"),
        ((Rung("A", RungKind.REFUND, cap=Cap(percent=101)),), "at most 100"),
        ((Rung("A", RungKind.REFUND, authority=0),), "authority is 1 or more"),
    ],
)
def test_ladder_that_can_not_work_is_refused(rungs, wrong):
    with pytest.raises(LadderFormatError, match=wrong):
        check_ladder(Ladder("l", "b", "Late", rungs))


def test_unreadable_condition_names_its_rung_and_the_fix():
    rungs = (Rung("A", RungKind.EXPLAIN), Rung("B", RungKind.EXPLAIN, "parts_in_stock && delivered"))

    with pytest.raises(ConditionError, match=r"Rung 2 \(B\): There is no fact called parts_in_stock") as error:
        check_ladder(Ladder("l", "b", "Late", rungs))

    assert error.value.fix == "part_in_stock && delivered"


def test_case_that_expects_a_rung_that_is_not_there_is_refused():
    ladder = Ladder("l", "b", "Late", (Rung("A", RungKind.EXPLAIN),), (LadderCase("one", rung="B"),))

    with pytest.raises(LadderFormatError, match="expects the rung 'B'"):
        check_ladder(ladder)


@pytest.mark.parametrize("value", [None, [], "x", {"intent": 3}, {"intent": "x", "rungs": {}}, {"rungs": [3]}])
def test_garbage_is_no_ladder(value):
    with pytest.raises(LadderFormatError):
        read_ladder(value)


# -- ten cases in which nothing is conceded twice, whatever a ladder says ------------------

PAID = [{"method": "Visa", "authorised": "100.00", "captured": "100.00", "refunded": "0.00"}]
ORDER = {
    "total": "100.00",
    "items": [{"name": "Tent", "price": "100.00"}],
    "payments": PAID,
    "delivered_on": "2026-11-20",
    "shipments": [{"items": ["Tent"], "status": "delivered", "delivered_on": "2026-11-20"}],
}
TWO_PARCELS = [
    {"items": ["Tent"], "status": "in_transit"},
    {"items": ["Pegs"], "status": "delivered", "delivered_on": "2026-11-20"},
]
NOTHING: dict[RungKind, str | None] = dict.fromkeys(CONCESSIONS)


def up_to(most: str, *, goods: bool) -> dict[RungKind, str | None]:
    """What is conceded in full: money up to an amount, goods or not."""
    money = {RungKind.REFUND: most, RungKind.CREDIT: min(most, "30.00"), RungKind.PARTIAL_REFUND: min(most, "50.00")}
    return {**money, RungKind.REPLACE: "" if goods else None, RungKind.EXCHANGE: "" if goods else None}


BOUNDARIES = {
    "already refunded": ({"payments": [{**PAID[0], "refunded": "100.00"}]}, NOTHING),
    "refunded in part": ({"payments": [{**PAID[0], "refunded": "80.00"}]}, up_to("20.00", goods=False)),
    "dispute open": ({"payments": [{**PAID[0], "disputed": True}]}, NOTHING),
    "return not yet received": ({"returns": [{"items": ["Tent"], "status": "in_transit"}]}, NOTHING),
    "seller-fulfilled": ({"seller": "Peakline", "fulfilled_by": "Peakline"}, NOTHING),
    "split shipment": ({"shipments": TWO_PARCELS}, NOTHING),
    "duplicate authorisation not captured": (
        {"payments": [*PAID, {"method": "Visa", "authorised": "100.00", "captured": "0.00"}]},
        {**NOTHING, RungKind.REPLACE: "", RungKind.EXCHANGE: ""},
    ),
    "gift card part-payment": (
        {"payments": [{"method": "Visa", "captured": "60.00"}, {"method": "Gift card", "captured": "40.00"}]},
        {**up_to("99.99", goods=True), RungKind.REFUND: "100.00"},
    ),
    "promotion clawed back": ({"discounts": ["-10.00"]}, up_to("90.00", goods=True)),
    "second replacement": (
        {"facts": {"replacements_sent": 1}},
        {**NOTHING, RungKind.REFUND: "100.00", RungKind.CREDIT: "30.00", RungKind.PARTIAL_REFUND: "50.00"},
    ),
}


@pytest.mark.parametrize("kind", RungKind)
@pytest.mark.parametrize("name", BOUNDARIES)
def test_boundary_case_concedes_nothing_twice(name, kind):
    changed, wanted = BOUNDARIES[name]
    caps = {RungKind.CREDIT: Cap(Decimal("30.00")), RungKind.PARTIAL_REFUND: Cap(percent=50)}
    greedy = Ladder("l", "b", "Greedy", (Rung("Give", kind, "", caps.get(kind, Cap())),))
    ticket = parse_ticket({"id": "T-1", "body": "Help", "order": {**ORDER, **changed}})

    chosen = walk(greedy, facts_of(ticket, NORTHWAY, date(2026, 11, 25)), order=ticket.order, authority=9).chosen

    amount = "" if chosen and chosen.amount is None else str(chosen.amount) if chosen else None
    assert amount == (wanted[kind] if kind in CONCESSIONS else "")


def test_refund_of_a_gift_card_order_goes_back_where_it_came_from():
    payments = [{"method": "Gift card", "captured": "40.00"}, {"method": "Visa", "captured": "24.00"}]
    order = {**ORDER, "total": "64.00", "items": [{"name": "Tent", "price": "50.00"}], "payments": payments}
    ticket = parse_ticket({"id": "T-1", "body": "Help", "order": order})
    ladder = Ladder("l", "b", "Late", (Rung("Refund", RungKind.REFUND),))

    found = walk(ladder, facts_of(ticket, NORTHWAY, date(2026, 11, 25)), order=ticket.order)

    assert resolution_of(ladder, found.chosen, ticket.order).conditions == (
        "24.00 back to Visa",
        "26.00 back to Gift card",
    )
