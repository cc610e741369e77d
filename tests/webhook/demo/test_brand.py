"""The demo brand is what a newcomer reads first, so its content is checked like code.

Policies, voice, tickets and templates are invented for this project.  Tickets have the form of
the generic webhook's ticket JSON, with every date as an offset from the moment of loading
(``-30h``, ``-9d``).  ``tests/data/demo_gold.jsonl`` names the policies that answer each ticket.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[3]
BRAND = ROOT / "webhook" / "demo" / "brand"
GOLD = ROOT / "tests" / "data" / "demo_gold.jsonl"
POLICY_FILES = sorted((BRAND / "policies").glob("*.md"))

FRONT_MATTER = {"title", "owner", "review_by", "effective_from", "region", "channel", "audience", "language", "tags"}
OFFSET = re.compile(r"-(\d+)([hd])")
DATE_KEYS = re.compile(r"_(at|on)$")
ABSOLUTE_DATE = re.compile(r"\b(19|20)\d\d-\d\d-\d\d\b")
HOST = re.compile(r"(?:@|https?://)([\w.-]*\w)")
INVENTED_HOSTS = {"example.com", "example.org", "northway.example"}
PHONE = re.compile(r"\b555-\d{4}\b|\b\d{3}[-.) ]+\d{3}-\d{4}\b")
A_WEEK_H = 7 * 24


def read_policy(path: Path) -> tuple[dict[str, Any], str]:
    _, front, text = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(front), text


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_tickets() -> list[dict[str, Any]]:
    return [line["ticket"] for line in read_lines(BRAND / "tickets.jsonl")]


def read_templates() -> list[dict[str, Any]]:
    return list(json.loads((BRAND / "templates.json").read_text(encoding="utf-8")))


def read_titles() -> list[str]:
    return [read_policy(path)[0]["title"] for path in POLICY_FILES]


def read_orders() -> list[dict[str, Any]]:
    return [holder["order"] for holder in (*read_tickets(), *read_templates()) if "order" in holder]


def walk(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every leaf of a JSON value with the key it stands under."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from walk(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner, key)
    else:
        yield key, value


def hours_ago(offset: str) -> int:
    found = OFFSET.fullmatch(offset)
    assert found, f"{offset!r} is no offset such as '-30h' or '-9d'"
    return int(found[1]) * (24 if found[2] == "d" else 1)


def money(amounts: Iterator[str] | list[str]) -> Decimal:
    return sum(map(Decimal, amounts), Decimal(0))


def public_text(text: str) -> str:
    return re.sub(r"^:::(?:internal|steps)\n.*?^:::$", "", text, flags=re.M | re.S)


policies = pytest.mark.parametrize("path", POLICY_FILES, ids=lambda path: path.stem)
orders = pytest.mark.parametrize("order", read_orders(), ids=lambda order: order["order_number"])


def test_brand_has_enough_policies_with_unique_titles():
    titles = read_titles()

    assert len(titles) >= 25
    assert len(set(titles)) == len(titles)


@policies
def test_policy_names_owner_and_review_date(path):
    front, _ = read_policy(path)

    assert set(front) <= FRONT_MATTER
    assert front["title"]
    assert front["owner"]
    assert isinstance(front["review_by"], date)
    assert front["language"] == "en"
    assert len(front["tags"]) >= 3


@policies
def test_policy_has_sections_and_a_readable_length(path):
    _, text = read_policy(path)

    assert 3 <= len(re.findall(r"^## \S", text, re.M)) <= 6
    assert 150 <= len(text.split()) <= 450


@policies
def test_every_section_begins_with_a_sentence_for_the_customer(path):
    _, text = read_policy(path)

    sections = re.split(r"^## .*$", text, flags=re.M)[1:]

    for section in sections:
        first = section.split()[0]
        assert first[0].isupper()
        assert first not in {"This", "That", "These", "Those", "It", "They", "He", "She", ":::internal", ":::steps"}


@policies
def test_blocks_for_agents_are_known_and_closed(path):
    _, text = read_policy(path)

    assert ":::" not in public_text(text)
    for steps in re.findall(r"^:::steps\n(.*?)^:::$", text, re.M | re.S):
        numbers = [int(n) for n in re.findall(r"^(\d+)\. ", steps, re.M)]
        assert numbers == list(range(1, len(steps.splitlines()) + 1))


@policies
def test_policy_keeps_to_the_voice_of_the_brand(path):
    voice = json.loads((BRAND / "brand.json").read_text(encoding="utf-8"))["voice"]

    text = public_text(read_policy(path)[1]).lower()

    assert [phrase for phrase in voice["dont"] if phrase in text] == []


def test_some_policies_hold_guidance_for_agents():
    texts = [read_policy(path)[1] for path in POLICY_FILES]

    assert sum(":::internal" in text for text in texts) >= 6
    assert sum(":::steps" in text for text in texts) >= 4


def test_brand_file_has_voice_and_team():
    brand = json.loads((BRAND / "brand.json").read_text(encoding="utf-8"))

    assert brand["slug"] == "northway"
    assert {"late", "damaged", "charged", "general"} <= set(brand["voice"]["empathy"])
    assert set(brand["team"]) == {"agent", "admin", "qa"}


def test_forty_tickets_have_unique_ids_and_known_roles():
    tickets = read_tickets()

    messages = [m for t in tickets for m in t["messages"]]

    assert len(tickets) == 40
    assert len({t["id"] for t in tickets}) == 40
    assert all(re.fullmatch(r"NW-1\d{3}", t["id"]) for t in tickets)
    assert {m["author"] for m in messages} <= {"requester", "agent", "system"}
    assert {t["status"] for t in tickets} <= {"new", "open", "pending", "solved", "closed"}


@pytest.mark.parametrize("ticket", read_tickets(), ids=lambda ticket: ticket["id"])
def test_messages_are_numbered_oldest_first_within_a_week(ticket):
    messages = ticket["messages"]

    ages = [hours_ago(m["created_at"]) for m in messages]

    assert [m["id"] for m in messages] == [f"m{n}" for n in range(1, len(messages) + 1)]
    assert ages == sorted(ages, reverse=True)
    assert ages[0] <= A_WEEK_H


def test_every_date_is_an_offset():
    leaves = list(walk([read_tickets(), read_templates()]))

    for key, value in leaves:
        if DATE_KEYS.search(key):
            hours_ago(value)
        assert not ABSOLUTE_DATE.search(str(value))


@orders
def test_order_total_is_items_less_discounts_plus_shipping_and_tax(order):
    items = money([str(Decimal(item["price"]) * item["qty"]) for item in order["items"]])
    extras = money([order.get("shipping", "0"), order.get("tax", "0")])

    assert Decimal(order["total"]) == items - money(order.get("discounts", [])) + extras


@orders
def test_payments_cover_the_order_and_its_refunds(order):
    payments = order["payments"]

    assert all(Decimal(p["authorised"]) == Decimal(order["total"]) for p in payments)
    assert money([p["captured"] for p in payments]) <= Decimal(order["total"])
    assert money([p["refunded"] for p in payments]) == money(order.get("refunds", []))


@orders
def test_parcels_hold_ordered_items_and_arrive_after_they_ship(order):
    names = {item["name"] for item in order["items"]}
    parcels = order.get("shipments", [])

    assert all(set(parcel["items"]) <= names for parcel in parcels)
    for parcel in parcels:
        arrived_h = hours_ago(parcel.get("delivered_on", "-0d"))
        assert hours_ago(order["ordered_on"]) >= hours_ago(parcel["shipped_on"]) >= arrived_h


def test_order_numbers_belong_to_one_order():
    tickets_only = [t["order"]["order_number"] for t in read_tickets() if "order" in t]

    assert len(set(tickets_only)) == len(tickets_only)
    assert all(re.fullmatch(r"NW-[67]\d{4}", number) for number in tickets_only)


def test_six_templates_fill_the_customer_form():
    templates = read_templates()

    assert len(templates) == 6
    assert len({t["label"] for t in templates}) == 6
    assert all(t["subject"] and t["body"] and t["requester"]["email"] for t in templates)


@pytest.mark.parametrize("path", [p for p in BRAND.rglob("*") if p.is_file()], ids=lambda path: path.name)
def test_addresses_and_phones_are_invented(path):
    text = path.read_text(encoding="utf-8")

    assert set(HOST.findall(text)) <= INVENTED_HOSTS
    assert all("555-01" in phone for phone in PHONE.findall(text))


def test_gold_answers_name_existing_policies_for_every_ticket():
    gold = read_lines(GOLD)

    assert [g["id"] for g in gold] == [t["id"] for t in read_tickets()]
    assert {title for g in gold for title in g["policies"]} == set(read_titles())


def test_gold_gives_a_reason_where_no_policy_answers():
    gold = read_lines(GOLD)

    for answer in gold:
        assert answer["no_answer"] == (not answer["policies"])
        assert answer["no_answer"] == (answer.get("reason") in {"not_covered", "no_reply_needed", "unclear"})
