"""What was told to a requester, found in stored tickets."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from drafter.orders import Order
from drafter.store.brands import insert_brand
from drafter.store.tickets import save_ticket
from drafter.store.told import replies_told, told_of, told_sentence
from drafter.tickets import Author, Requester
from knowledge_base.foundation.database import Database
from tests.makers import make_brand, make_message, make_ticket

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
REPLY = "Hi Maya. We will refund $45.00."


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session in which our brand is known."""
    with database.writing() as session:
        yield session


def save(session: Session, number: str, *, text: str = REPLY, public: bool = True, **changes: Any) -> None:
    """Record a ticket that was answered once."""
    messages = (
        make_message("Please refund me.", id="m1"),
        make_message(text, id="m2", author=Author.AGENT, is_public=public, created_at=NOW),
    )
    values: dict[str, Any] = {"id": f"tkt_{number}", "external_id": number, "messages": messages, **changes}
    save_ticket(session, make_ticket(**values), now=NOW)


def test_replies_to_the_same_address_are_found_in_any_spelling(session: Session) -> None:
    insert_brand(session, make_brand(), now=NOW)
    save(session, "1", requester=Requester(None, "M", "Maya@Example.com "))
    save(session, "2", requester=Requester(None, "X", "other@example.com"))
    save(session, "3", text="An internal note.", public=False)

    told = told_of(session, make_ticket(id="tkt_9", external_id="9"))

    assert {record.ticket for record in told} == {"1"}
    assert told_sentence(session, "brd_1", told[0].reference) == "We will refund $45.00."


def test_replies_about_the_same_order_are_found(session: Session) -> None:
    insert_brand(session, make_brand(), now=NOW)
    save(session, "1", requester=Requester(), order=Order("A1"))

    found = replies_told(session, make_ticket(id="tkt_9", external_id="9", order=Order("A1"), requester=Requester()))

    assert [reply.ticket for reply in found] == ["1"]


def test_sentence_of_another_brand_or_of_a_lost_reply_is_not_shown(session: Session) -> None:
    insert_brand(session, make_brand(), now=NOW)
    save(session, "1")

    assert told_sentence(session, "brd_2", "tkt_1/m2:0-5") is None
    assert told_sentence(session, "brd_1", "tkt_1/m7:0-5") is None
    assert told_sentence(session, "brd_1", "nonsense") is None
