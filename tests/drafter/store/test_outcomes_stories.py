"""Stories are the same in any batches, of these brands alone, and an event told twice happened once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from drafter.brands import Brand
from drafter.orders import Order
from drafter.outcomes import Happening, Story
from drafter.resolutions import Resolution, RungKind
from drafter.store.brands import insert_brand
from drafter.store.outcomes import OutcomeEvent, add_outcome_event
from drafter.store.outcomes_stories import Cursor, read_stories
from drafter.store.tickets import get_ticket, save_ticket
from knowledge_base.foundation.database import Database
from tests.makers import make_brand
from tests.tools.clocks import SettableClock
from tests.tools.databases import BOTH
from tests.tools.outcomes import write_solved

HALF = Resolution(RungKind.PARTIAL_REFUND, "Half back", intent="Damaged on arrival", currency="USD")


# Parts of JSON are asked for in two dialects.
on_both = pytest.mark.parametrize("database_url", BOTH, indirect=True)


def read_all(database: Database, brand_ids: list[str], limit: int = 1000) -> list[Story]:
    found: list[Story] = []
    after: Cursor | None = None
    while True:
        with database.reading() as session:
            stories, after = read_stories(session, brand_ids, after=after, limit=limit)
        found += stories
        if after is None:
            return found


@on_both
def test_stories_are_the_same_in_batches_of_any_size(database: Database, brand: Brand, clock: SettableClock) -> None:
    write_solved(database, brand.id, 7, now=clock(), days=60, reopened=2, refunded=1, resolution=HALF)
    write_solved(database, brand.id, 4, now=clock(), days=30)

    whole = read_all(database, [brand.id])

    assert [one.external_id for one in whole[:2]] == ["60-0", "60-1"]
    assert (len(whole), sum(bool(one.offers) for one in whole)) == (11, 7)
    for limit in (1, 3, 11):
        assert read_all(database, [brand.id], limit) == whole


@on_both
def test_stories_of_one_brand_hold_nothing_of_another(database: Database, brand: Brand, clock: SettableClock) -> None:
    other = make_brand(id="brd_other", slug="other", name="Other")
    with database.writing() as session:
        insert_brand(session, other, now=clock())
    write_solved(database, brand.id, 3, now=clock(), days=60, resolution=HALF)
    alone = read_all(database, [brand.id])

    ids = write_solved(database, other.id, 3, now=clock(), days=50)  # the same customers, by their numbers
    with database.writing() as session:
        for place, ticket_id in enumerate(ids):
            ticket = get_ticket(session, ticket_id)
            mine = replace(ticket.requester, email=f"mo60-{place}@example.com")
            save_ticket(session, replace(ticket, requester=mine), now=clock())

    assert read_all(database, [brand.id]) == alone
    assert {one.brand_id for one in read_all(database, [other.id])} == {other.id}
    assert len(read_all(database, [brand.id, other.id], 2)) == 6


@on_both
def test_event_of_ticket_and_of_its_order_happened_once(database: Database, brand: Brand, clock: SettableClock) -> None:
    (ticket_id,) = write_solved(database, brand.id, 1, now=clock(), days=60)
    at = clock() - timedelta(days=40)
    with database.writing() as session:
        ticket = get_ticket(session, ticket_id)
        save_ticket(session, replace(ticket, order=Order(order_number="NW-1")), now=clock())
        told = OutcomeEvent(brand.id, Happening.REFUNDED, at, ticket_id=ticket_id, order_number="NW-1")
        add_outcome_event(session, told, now=clock())

    (story,) = read_all(database, [brand.id])

    assert [one.kind for one in story.events] == [Happening.SOLVED, Happening.REFUNDED]


def test_no_tickets_are_no_stories(database: Database, brand: Brand) -> None:
    assert read_all(database, [brand.id]) == []
