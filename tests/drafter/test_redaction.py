"""Masking: what must stay here does, what is no personal data goes, and all of it comes back."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafter.orders import Order, OrderItem
from drafter.redaction import mask_text, mask_ticket
from drafter.tickets import Message, Requester
from tests.makers import make_message, make_ticket
from tests.tools.growing import MUCH, growth

CASES = Path(__file__).parents[1] / "data" / "redaction"
CORE = {"CARD", "EMAIL", "PHONE", "IBAN", "SSN", "IP"}


@pytest.mark.parametrize("name", ["seeded", "unseen", "third", "fourth", "fifth", "sixth", "seventh", "eighth"])
def test_core_types_are_found_and_look_alikes_stay(name: str) -> None:
    hit, total, wrong = 0, 0, Counter[str]()
    for line in (CASES / f"{name}.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        masked = mask_text(case["text"], known_ids=case["known_ids"])
        assert masked.restore(masked.text) == case["text"]
        found = [span for span in masked.spans if span.type in CORE]
        for wanted in case["spans"]:
            total += 1
            hit += any(
                (s.type, s.start <= wanted["start"], s.end >= wanted["end"]) == (wanted["type"], True, True)
                for s in found
            )
        for span in found:
            if not any(span.start < w["end"] and span.end > w["start"] for w in case["spans"]):
                wrong[span.type] += 1

    assert hit / total >= 0.99
    assert wrong.total() / total <= 0.01


def test_requester_is_masked_however_their_name_is_written() -> None:
    missed = []
    for line in (CASES / "people.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        found = mask_text(case["text"], requester=Requester(name=(case.get("requester") or {}).get("name"))).spans
        missed += [
            case["text"][wanted["start"] : wanted["end"]]
            for wanted in case["spans"]
            if not any(
                (span.type, span.start <= wanted["start"], span.end >= wanted["end"]) == (wanted["type"], True, True)
                for span in found
            )
        ]

    assert missed == []


@settings(max_examples=150)
@given(st.text(max_size=300))
def test_any_text_comes_back_byte_for_byte(text: str) -> None:
    masked = mask_text(f"{text} ana@example.com {text}", requester=Requester(name="Ana Li"))

    assert masked.restore(masked.text) == f"{text} ana@example.com {text}"


def test_placeholders_written_by_a_customer_survive() -> None:
    text = "I saw ⟦EMAIL_1⟧ and [email 2] and PHONE_1; write to ana@example.com or call +49 30 901820."

    masked = mask_text(text)

    assert masked.restore(masked.text) == text
    assert "⟦EMAIL_3⟧" in masked.text


def test_same_value_has_one_placeholder_and_another_spelling_its_own() -> None:
    masked = mask_text("ana@example.com, ana@example.com, ANA@example.com")

    assert masked.text == "⟦EMAIL_1⟧, ⟦EMAIL_1⟧, ⟦EMAIL_1b⟧"


@pytest.mark.parametrize(
    "written", ["⟦email_1⟧", "⟦ EMAIL_1 ⟧", "[EMAIL_1]", "[Email 1]", "{{EMAIL-1}}", "EMAIL_1", "<EMAIL_1>"]
)
def test_placeholder_that_a_model_bent_is_restored(written: str) -> None:
    assert mask_text("ana@example.com").restore(f"We wrote to {written}.") == "We wrote to ana@example.com."


def test_made_up_placeholder_stays_as_it_is() -> None:
    assert mask_text("ana@example.com").restore("⟦EMAIL_2⟧ ⟦PHONE_1⟧") == "⟦EMAIL_2⟧ ⟦PHONE_1⟧"


@pytest.mark.parametrize(
    ("name", "text", "masked"),
    [
        ("Maya Okafor", "Maya's tent, maya okafor", "⟦PERSON_1⟧'s tent, ⟦PERSON_2⟧"),
        ("Will Smith", "I will pay. Will Smith", "I will pay. ⟦PERSON_1⟧"),
        ("José Müller", "jose mueller", "⟦PERSON_1⟧"),
        ("Jan de Vries", "de trein van Jan", "de trein van ⟦PERSON_1⟧"),
        (None, "It broke.\nBest,\nTom Baker", "It broke.\nBest,\n⟦PERSON_1⟧"),
        (None, "Ich heiße Petra Klein", "Ich heiße ⟦PERSON_1⟧"),
        (None, "Musterstraße 12, 10115 Berlin!", "⟦ADDRESS_1⟧!"),
        (None, "12 rue de la Paix, 75002 Paris.", "⟦ADDRESS_1⟧."),
    ],
)  # fmt: skip
def test_people_and_addresses_are_masked(name: str | None, text: str, masked: str) -> None:
    assert mask_text(text, requester=Requester(name=name)).text == masked


def test_whole_ticket_is_masked_but_for_its_order() -> None:
    order = Order(order_number="4155550132", tracking="0612345678", items=(OrderItem("Tent", sku="123-45-6789"),))
    ticket = make_ticket(
        "Order 415-555-0132, parcel 06 12 34 56 78, article 123-45-6789: call Maya at 646-555-0174, 5 Elm Road",
        subject="Maya Okafor, 5 Elm Road",
        requester=Requester("c-1", "Maya Okafor", "maya@example.com"),
        order=order,
        custom_fields={"shipping_address": "5 Elm Road", "mail": "maya@example.com"},
    )

    masked, restore = mask_ticket(ticket)

    shown = repr(masked)
    for gone in ("Maya", "Okafor", "maya@", "646-555", "Elm"):
        assert gone not in shown
    assert "Order 415-555-0132, parcel 06 12 34 56 78, article 123-45-6789" in masked.messages[0].text
    assert masked.order == order
    assert [restore(m.text) for m in masked.messages] == [m.text for m in ticket.messages]
    assert dict(restore.counts) == {"PERSON": 2, "EMAIL": 1, "PHONE": 1, "ADDRESS": 1}


def test_name_of_a_writing_requester_is_masked_in_their_agents_answer() -> None:
    messages: tuple[Message, ...] = (make_message("Dear Nneka, it is on its way.", id="m1"),)

    masked, _ = mask_ticket(make_ticket(messages=messages, requester=Requester(name="Nneka Obi")))

    assert "Nneka" not in masked.messages[0].text


@pytest.mark.parametrize(
    "piece", ["1 ", "1.", "a@", "::", "+1(", "a dot ", "DE89 ", "\u200b1", "calle A ", "a (at) b "]
)
def test_work_on_a_text_made_to_be_slow_grows_no_faster_than_the_text(piece: str) -> None:
    def mask(chars: int) -> None:
        text = piece * (chars // len(piece))
        masked = mask_text(text, known_ids=["A10482"], requester=Requester(name="Maya Okafor"))
        assert masked.restore(masked.text) == text

    assert growth(mask, (5_000, 40_000)) < MUCH
