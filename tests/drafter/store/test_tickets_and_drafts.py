"""Values in, the same values out, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from drafter.brands import Brand
from drafter.drafts import DraftStatus
from drafter.errors import BrandNotFoundError, DraftNotFoundError, TicketNotFoundError
from drafter.orders import Order, OrderItem, Payment
from drafter.store import brands, drafts, tickets
from drafter.tickets import Attachment, Author, Requester, Ticket, TicketStatus
from tests.makers import make_draft, make_finding, make_hit, make_message, make_ticket
from tests.tools.acting import Acts
from tests.tools.databases import BOTH

on_both = pytest.mark.parametrize("database_url", BOTH, indirect=True)
NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def whole_ticket(brand: Brand) -> Ticket:
    return Ticket(
        id="tkt_9",
        external_id="T-9",
        brand_id=brand.id,
        messages=(
            make_message("Grüße 🎒 \u202e hidden", created_at=NOON),
            make_message("A note.", id="m2", author=Author.AGENT, is_public=False, author_id="a-7", author_name="Dani"),
        ),
        connection_id="con_1",
        subject="Boots",
        channel="chat",
        language="de",
        status=TicketStatus.PENDING,
        tags=("vip", "returns"),
        requester=Requester("c-1", "Maya Okafor", "maya@example.com"),
        order=Order(
            "A1",
            "USD",
            Decimal("120.10"),
            (OrderItem("Boots", "B-1", 2, Decimal("60.05")),),
            ordered_on=date(2026, 3, 3),
            payments=(Payment("card", captured=Decimal("120.10"), disputed=True),),
            refunds=(Decimal("5.00"),),
        ),
        priority="high",
        due_at=NOON,
        custom_fields={"size": "42"},
        headers={"Auto-Submitted": "no"},
        attachments=(Attachment("sole.jpg", 1200, "image/jpeg"),),
        created_at=NOON,
        told_at=NOON,
    )


@on_both
def test_ticket_comes_back_as_it_went_in(acts: Acts, brand: Brand) -> None:
    given = whole_ticket(brand)
    with acts.database.writing() as session:
        tickets.save_ticket(session, given, now=NOON)

    with acts.database.reading() as session:
        found = tickets.get_ticket(session, given.id)

    assert found == replace(given, updated_at=NOON)


@on_both
def test_draft_comes_back_as_it_was_written(acts: Acts) -> None:
    hit = make_hit("You have 60 days.", steps=("Check the date.",), published_on=date(2026, 3, 1))
    drafted = make_draft("Hi,\n\n", ("You have 60 days.", (hit,)), "\n\nBye")
    drafted = replace(drafted, findings=(make_finding(drafted, "60 days", fix="30 days"),), questions=("How long?",))
    asked = acts.ask(acts.record())
    assert asked

    with acts.database.writing() as session:
        drafts.add_event(session, asked.id, DraftStatus.DRAFTING, at=NOON)
        drafts.write_text(session, replace(drafted, id=asked.id), now=NOON)
        drafts.add_event(session, asked.id, DraftStatus.READY, at=NOON)

    found = acts.draft(asked.id)
    for name in ("text", "sentences", "findings", "hits", "questions", "provenance"):
        assert getattr(found, name) == getattr(drafted, name), name
    assert (found.ready_at, found.status) == (NOON, DraftStatus.READY)


def test_same_ordinal_for_the_same_message_is_refused_by_the_database(acts: Acts) -> None:
    asked = acts.ask(acts.record())
    assert asked

    with pytest.raises(IntegrityError), acts.database.writing() as session:
        drafts.insert_draft(session, replace(asked, id="dft_other"), actor_id="system")


def test_draft_text_is_written_once_by_the_database(acts: Acts) -> None:
    draft = acts.ready(acts.record())

    with pytest.raises(IntegrityError), acts.database.writing() as session:
        drafts.write_text(session, draft, now=NOON)


def test_drafts_are_listed_newest_first_and_by_page(acts: Acts) -> None:
    made = [acts.ready(acts.record(make_ticket(external_id=f"T-{n}"))).id for n in range(5)]

    with acts.database.reading() as session:
        first = [draft.id for draft in drafts.list_drafts(session, limit=2)]
        second = [draft.id for draft in drafts.list_drafts(session, before=first[-1], limit=9)]

    assert first + second == made[::-1]


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ({"ticket": "T-1"}, 1),
        ({"status": DraftStatus.READY}, 2),
        ({"status": DraftStatus.FAILED}, 0),
        ({"brand_ids": ["brd_1"]}, 2),
        ({"brand_ids": []}, 0),
    ],
)
def test_drafts_are_found_by_what_is_asked(acts: Acts, options: dict[str, object], count: int) -> None:
    for name in ("T-1", "T-2"):
        acts.ready(acts.record(make_ticket(external_id=name)))

    with acts.database.reading() as session:
        assert len(drafts.list_drafts(session, **options)) == count  # type: ignore[arg-type]


def test_brand_is_found_by_each_of_its_names(acts: Acts, brand: Brand) -> None:
    with acts.database.reading() as session:
        found = [brands.find_brand(session, name) for name in (brand.id, brand.slug, brand.name, "NORTHWAY")]

    assert found == [brand] * 4


def test_what_is_not_there_is_named(acts: Acts) -> None:
    with acts.database.reading() as session:
        with pytest.raises(DraftNotFoundError, match="dft_none"):
            drafts.get_draft(session, "dft_none")
        with pytest.raises(TicketNotFoundError, match="tkt_none"):
            tickets.get_ticket(session, "tkt_none")
        with pytest.raises(TicketNotFoundError, match="tkt_none"):
            tickets.lock_ticket(session, "tkt_none")
        with pytest.raises(BrandNotFoundError):
            brands.find_brand(session, "nobody")
