"""Personal data blanked for good."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafter.blanking import blank
from drafter.tickets import Requester

MAYA = Requester("c-1", "Maya Okafor-Berg", "maya@example.com")


@pytest.mark.parametrize(
    ("text", "blanked"),
    [
        ("Write to maya.o+x@example.co.uk now.", "Write to [EMAIL] now."),
        ("Call +1 (415) 555-0132 today.", "Call [PHONE] today."),
        ("Card 4111 1111 1111 1111 was charged.", "Card [CARD] was charged."),
        ("Dear Ms Okafor-Berg, dear MAYA,", "Dear Ms [NAME], dear [NAME],"),
        ("Order NW-73018 of 12 November costs $45.00.", "Order NW-73018 of 12 November costs $45.00."),
        ("The Mayan calendar", "The Mayan calendar"),
        ("Refund it to DE89 3704 0044 0532 0130 00, please.", "Refund it to [IBAN], please."),
        ("My SSN is 536-22-8145.", "My SSN is [SSN]."),
        ("We live at 221 Baker Street, London.", "We live at [ADDRESS]."),
    ],
    ids=["email", "phone", "card", "names", "order", "other-word", "account", "person-number", "street"],
)
def test_personal_data_is_blanked(text: str, blanked: str) -> None:
    assert blank(text, MAYA) == blanked


def test_number_without_check_digit_is_no_card() -> None:
    assert "[CARD]" not in blank("Parcel 4111 1111 1111 1112", MAYA)


@given(st.text(max_size=200))
def test_blanking_again_changes_nothing(text: str) -> None:
    once = blank(text, Requester())

    assert blank(once, Requester()) == once


@given(st.text(max_size=30), st.text(max_size=200))
def test_any_name_and_text_are_taken(name: str, text: str) -> None:
    assert isinstance(blank(text, Requester(name=name)), str)
