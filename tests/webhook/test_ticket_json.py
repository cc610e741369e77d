"""The documented ticket JSON: what is taken, what is refused, and that nothing else happens."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafter.errors import TicketFormatError
from drafter.tickets import Author, TicketStatus
from knowledge_base.foundation.errors import ServiceError
from webhook.errors import MalformedEventError
from webhook.json_values import clean_text, read_json
from webhook.ticket_json import check_reply, parse_ticket, ticket_json

SMALL = {"id": "T-1", "body": "Where is my order?"}
FULL: dict[str, Any] = {
    "id": "T-1",
    "subject": "Return",
    "channel": "email",
    "language": "de",
    "status": "pending",
    "tags": ["vip", "returns"],
    "requester": {"id": "c-9", "name": "Maya", "email": "maya@example.com"},
    "order": {
        "order_number": "A10482",
        "currency": "USD",
        "total": "120.00",
        "items": [{"sku": "B-1", "name": "Boots", "qty": 2, "price": "60.00"}],
        "ordered_on": "2026-03-03",
        "delivered_on": "2026-03-09",
        "tracking": "TR1",
        "carrier": "Cascade",
        "status": "delivered",
        "payments": [
            {"method": "card", "authorised": "120.00", "captured": "120.00", "refunded": None, "disputed": True}
        ],
        "shipments": [
            {
                "tracking": "TR1",
                "carrier": "Cascade",
                "items": ["Boots"],
                "status": "delivered",
                "shipped_on": "2026-03-04",
                "delivered_on": "2026-03-09",
            }
        ],
        "returns": [{"number": "R1", "items": ["Boots"], "status": "labelled"}],
        "refunds": ["10.00"],
        "discounts": ["5.00"],
        "seller": "Peak",
        "fulfilled_by": "seller",
        "ordered_at": "2026-03-03T14:00:00Z",
        "ship_to": "DE",
        "facts": {"item_in_stock": True, "replacements_sent": 1, "part_price": "9.00", "loyalty": "gold"},
    },
    "messages": [
        {
            "id": "m1",
            "author": "requester",
            "public": True,
            "text": "Where?",
            "created_at": "2026-03-10T09:00:00Z",
            "author_id": "c-9",
            "author_name": "Maya",
        },
        {
            "id": "m2",
            "author": "agent",
            "public": False,
            "text": "A note",
            "created_at": "2026-03-10T10:00:00Z",
            "author_id": None,
            "author_name": None,
        },
    ],
    "assignee": "Dani",
    "priority": "high",
    "due_at": "2026-03-11T09:00:00Z",
    "custom_fields": {"size": "42"},
    "headers": {"Auto-Submitted": "no"},
    "attachments": [{"name": "photo.jpg", "size": 9, "content_type": "image/jpeg"}],
    "created_at": "2026-03-10T08:00:00Z",
    "updated_at": "2026-03-10T10:00:00Z",
}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)
ticket_like = st.fixed_dictionaries(
    {}, optional={name: anything | st.sampled_from([FULL[name]]) for name in (*FULL,)} | {"body": anything}
)


def test_everything_documented_survives_a_round_trip() -> None:
    assert ticket_json(parse_ticket(FULL)) == FULL


def test_small_ticket_has_defaults() -> None:
    ticket = parse_ticket(SMALL)

    assert (ticket.external_id, ticket.status, ticket.channel) == ("T-1", TicketStatus.OPEN, "email")
    assert [(m.id, m.author, m.is_public, m.text) for m in ticket.messages] == [
        ("m1", Author.REQUESTER, True, "Where is my order?")
    ]


@pytest.mark.parametrize(
    ("given_value", "money"),
    [("120.10", "120.10"), (120, "120"), (0.1, "0.1"), (" 5 ", "5"), ("", None), (None, None), ("-3.50", "-3.50")],
)
def test_money_is_kept_exactly(given_value: object, money: str | None) -> None:
    order = parse_ticket({**SMALL, "order": {"total": given_value}}).order

    assert order
    assert order.total == (Decimal(money) if money else None)


@pytest.mark.parametrize("wrong", ["a lot", "NaN", "Infinity", "1e400", True, [], {}, "1,20", "9" * 400])
def test_money_that_is_none_names_its_field(wrong: object) -> None:
    with pytest.raises(TicketFormatError, match=r"order\.total"):
        parse_ticket({**SMALL, "order": {"total": wrong}})


@pytest.mark.parametrize(
    ("given_value", "moment"),
    [
        ("2026-03-10T09:00:00Z", datetime(2026, 3, 10, 9, tzinfo=UTC)),
        ("2026-03-10T09:00:00+02:00", datetime(2026, 3, 10, 7, tzinfo=UTC)),
        ("2026-03-10 09:00", datetime(2026, 3, 10, 9, tzinfo=UTC)),
        ("", None),
    ],
)
def test_times_become_utc(given_value: str, moment: datetime | None) -> None:
    assert parse_ticket({**SMALL, "due_at": given_value}).due_at == moment


def test_day_is_the_senders_own() -> None:
    order = parse_ticket({**SMALL, "order": {"ordered_on": "2026-03-10T23:30:00-08:00"}}).order

    assert order
    assert order.ordered_on == date(2026, 3, 10)


@pytest.mark.parametrize("wrong", ["soon", 5, "9999-12-31T23:59:59-14:00", "0001-01-01", "2026-13-01", "x" * 5000])
def test_time_that_is_none_names_its_field(wrong: object) -> None:
    with pytest.raises(TicketFormatError, match="due_at"):
        parse_ticket({**SMALL, "due_at": wrong})


def test_numbers_may_stand_for_ids() -> None:
    ticket = parse_ticket({"id": 17, "requester": {"id": 9}, "messages": [{"id": 1, "text": "Hi"}]})

    assert (ticket.external_id, ticket.requester.id, ticket.messages[0].id) == ("17", "9", "1")


@pytest.mark.parametrize("wrong", [None, "", " ", True, [], {}, "x" * 201, 1.5])
def test_ticket_needs_a_usable_id(wrong: object) -> None:
    with pytest.raises(TicketFormatError, match="'id'"):
        parse_ticket({**SMALL, "id": wrong})


def test_message_without_id_takes_the_events() -> None:
    ticket = parse_ticket({"id": "T-1", "messages": [{"text": "a"}, {"text": "b"}]}, message_id="evt_1")

    assert [message.id for message in ticket.messages] == ["evt_1", "evt_1:1"]


def test_long_conversation_keeps_the_newest() -> None:
    ticket = parse_ticket({"id": "T-1", "messages": [{"id": f"m{n}", "text": str(n)} for n in range(600)]})

    assert (len(ticket.messages), ticket.messages[-1].id) == (500, "m599")


def test_long_text_is_cut_and_taken() -> None:
    assert len(parse_ticket({"id": "T-1", "body": "x" * 300_000}).messages[0].text) == 100_000


def test_unknown_fields_are_ignored() -> None:
    assert parse_ticket({**SMALL, "colour": "blue", "requester": {"age": 5}}).external_id == "T-1"


def test_assignee_may_be_an_object() -> None:
    assert parse_ticket({**SMALL, "assignee": {"id": "a-1", "name": "Dani"}}).assignee == "Dani"


@pytest.mark.parametrize("name", ["tags", "messages", "custom_fields", "headers", "requester", "order", "attachments"])
def test_null_is_as_good_as_left_out(name: str) -> None:
    assert parse_ticket({**SMALL, name: None}).external_id == "T-1"


def test_wrong_fields_are_named_without_their_values() -> None:
    with pytest.raises(TicketFormatError) as caught:
        parse_ticket({**SMALL, "status": "secret words", "tags": "secret words", "messages": [{"text": []}]})

    assert "'status'" in caught.value.message
    assert "messages.0.text" in caught.value.message
    assert "secret words" not in caught.value.message


@given(ticket_like)
@settings(max_examples=150, deadline=None)
def test_any_ticket_is_taken_or_refused_and_can_be_shown(data: Any) -> None:
    try:
        ticket = parse_ticket(data)
    except ServiceError:
        return
    assert ticket_json(parse_ticket(ticket_json(ticket))) == ticket_json(ticket)


@given(anything)
@settings(max_examples=100, deadline=None)
def test_any_value_is_a_ticket_or_our_error(data: Any) -> None:
    for read in (parse_ticket, check_reply):
        try:
            read(data)
        except ServiceError:
            continue


@given(st.binary(max_size=200))
def test_any_bytes_are_json_or_our_error(body: bytes) -> None:
    try:
        json.dumps(read_json(body), allow_nan=False).encode()
    except MalformedEventError:
        return


@given(anything)
@settings(max_examples=100, deadline=None)
def test_any_json_comes_back_clean(value: Any) -> None:
    try:
        text = json.dumps(value, allow_nan=False)
    except ValueError:
        return
    shown = json.dumps(read_json(text.encode()), ensure_ascii=False)
    assert "\x00" not in shown
    assert shown.encode()


@pytest.mark.parametrize(
    "body",
    [b"NaN", b"[Infinity]", b"1e999", b"[" * 50_000, b'{"a":' * 41 + b"1" + b"}" * 41, b"1" * 5000, b"\xed\xa0\x80"],
    ids=["nan", "infinity", "overflow", "open", "deep", "digits", "surrogate-bytes"],
)
def test_value_that_no_database_keeps_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedEventError):
        read_json(body)


def test_byte_order_mark_is_skipped() -> None:
    assert read_json(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


def test_cleaned_text_has_no_zero_bytes_or_surrogates() -> None:
    assert clean_text("a\x00b\ud800c") == "ab\ufffdc"


@pytest.mark.parametrize(
    ("order", "moment"),
    [
        ({"ordered_on": "2026-03-03"}, None),
        ({"ordered_on": "2026-03-03T23:30:00"}, None),
        ({"ordered_on": "2026-03-03T23:30:00+02:00"}, datetime(2026, 3, 3, 21, 30, tzinfo=UTC)),
        ({"ordered_on": "2026-03-03", "ordered_at": "2026-03-03T01:00:00Z"}, datetime(2026, 3, 3, 1, tzinfo=UTC)),
    ],
    ids=["a day", "a time without a zone", "a moment as the day", "a moment beside the day"],
)
def test_moment_of_an_order_is_kept_beside_its_day(order: dict[str, Any], moment: datetime | None) -> None:
    parsed = parse_ticket({**SMALL, "order": order}).order

    assert parsed is not None
    assert (parsed.ordered_on, parsed.ordered_at) == (date(2026, 3, 3), moment)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("DE", "DE"),
        ({"street": "1 Main St", "country_code": "US", "country": "United States"}, "US"),
        ({"country": "Germany"}, "Germany"),
        ("", None),
        (None, None),
        ("1 Main Street, Apartment 5, 12345 Springfield, Oregon, United States", None),
    ],
    ids=["code", "address", "address without a code", "blank", "nothing", "a street is not kept"],
)
def test_destination_is_a_country(given: object, kept: str | None) -> None:
    parsed = parse_ticket({**SMALL, "order": {"ship_to": given}}).order

    assert parsed is not None
    assert parsed.ship_to == kept


def test_amounts_come_as_texts_or_as_objects_and_codes_are_kept() -> None:
    order = {"discounts": [{"code": "MAY10", "amount": "3.50"}, "1.00", {}], "refunds": [{"amount": "2.00"}, None]}
    read = parse_ticket({"id": "T-1", "body": "Hello", "order": order}).order

    assert read is not None
    assert read.discounts == (Decimal("3.50"), Decimal("1.00"))
    assert read.refunds == (Decimal("2.00"),)
    assert read.facts["discount_codes"] == "MAY10"


def test_goods_and_sellers_come_by_name_or_as_objects() -> None:
    order = {
        "seller": {"name": "Cedar & Cord"},
        "shipments": [{"items": [{"sku": "TNT-1", "qty": 1}, "Rope", {}]}],
        "returns": [{"items": [{"name": "Kayak cart", "sku": "KC"}]}],
    }
    read = parse_ticket({"id": "T-1", "body": "Hello", "order": order}).order

    assert read is not None
    assert read.seller == "Cedar & Cord"
    assert read.shipments[0].items == ("TNT-1", "Rope")
    assert read.returns[0].items == ("Kayak cart",)
