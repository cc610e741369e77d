"""Which rules a ticket falls under, read off what it says."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from drafter.orders import Order
from drafter.scopes import rule_day, scope_of
from knowledge_base.scopes import Scope
from tests.makers import make_brand, make_ticket

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
LATE = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ticket", "region"),
    [
        ({}, None),
        ({"custom_fields": {"Country Code": "DE"}}, "DE"),
        ({"custom_fields": {"shipping-country": "Germany", "region": " "}}, "Germany"),
        ({"custom_fields": {"country": "US"}, "order": Order(ship_to="CA")}, "CA"),
    ],
    ids=["nothing known", "custom field", "blank is not known", "the order's destination counts first"],
)
def test_region_is_the_destination_or_a_field(ticket: dict[str, Any], region: str | None) -> None:
    assert scope_of(make_ticket(**ticket), make_brand()).region == region


def test_home_region_stands_in_for_a_missing_one() -> None:
    assert scope_of(make_ticket(), make_brand(home_region="US")).region == "US"


@pytest.mark.parametrize(
    ("language", "kept", "asked"),
    [(None, ("en",), None), ("en-GB", ("en",), "en"), ("de", ("en",), None), ("de-AT", ("en", "de"), "de")],
)
def test_language_counts_where_the_brand_keeps_policies_in_it(
    language: str | None, kept: tuple[str, ...], asked: str | None
) -> None:
    assert scope_of(make_ticket(language=language), make_brand(languages=kept)).language == asked


def test_channel_and_audience_are_the_tickets() -> None:
    ticket = make_ticket(channel="chat", custom_fields={"Customer type": "wholesale"})

    assert scope_of(ticket, make_brand()) == Scope(channel="chat", audience="wholesale")


@pytest.mark.parametrize(
    ("order", "zone", "day"),
    [
        (None, "UTC", date(2026, 3, 10)),
        (None, "Pacific/Kiritimati", date(2026, 3, 10)),
        (None, "Pacific/Pago_Pago", date(2026, 3, 9)),
        (Order(), "UTC", date(2026, 3, 10)),
        (Order(ordered_on=date(2026, 3, 3)), "Asia/Tokyo", date(2026, 3, 3)),
        (Order(ordered_on=date(2026, 3, 3), ordered_at=LATE), "UTC", date(2026, 3, 3)),
        (Order(ordered_on=date(2026, 3, 3), ordered_at=LATE), "Europe/Berlin", date(2026, 3, 4)),
        (Order(ordered_on=date(2026, 3, 3), ordered_at=LATE), "America/Los_Angeles", date(2026, 3, 3)),
    ],
    ids=[
        "no order: today",
        "today in the east",
        "today in the far west",
        "an order without a day: today",
        "a bare day has no zone",
        "late evening",
        "past midnight in the brand's zone",
        "afternoon in the brand's zone",
    ],
)
def test_day_of_the_rules(order: Order | None, zone: str, day: date) -> None:
    assert rule_day(make_ticket(order=order), make_brand(time_zone=zone), NOW) == day
