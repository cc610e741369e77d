"""The outcomes page, the tickets behind each figure, its files and its API."""

import io
import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from pyarrow import parquet

from drafter.brands import Brand
from drafter.outcomes import Happening
from drafter.resolutions import Resolution, RungKind
from drafter.store.brands import change_brand
from drafter.store.outcomes import IMPORT, OutcomeEvent, add_outcome_event, keep_choice
from drafter.store.tickets import save_ticket
from drafter.tickets import Author, Requester, TicketStatus
from tests.makers import make_message, make_ticket
from tests.tools.api import Caller
from tests.tools.clocks import SettableClock
from tests.tools.outcomes import write_solved
from tests.tools.seeding import Seeds
from tests.tools.visiting import Visitor, visit
from webhook.wiring import Services

DAY = timedelta(days=1)


@pytest.fixture
def visitor(services: Services, app: Flask, seeds: Seeds) -> Visitor:
    """A reviewer of every brand."""
    return visit(services, app, "qa")


def add_solved(services: Services, brand: Brand, count: int, *, reopened: int = 0, days: int = 60) -> list[str]:
    """Add tickets that were asked and solved so many days ago; the first ones were reopened a day later."""
    return write_solved(services.database, brand.id, count, now=services.clock(), reopened=reopened, days=days)


def test_share_over_thirty_tickets_has_value_interval_and_its_tickets(
    visitor: Visitor, services: Services, seeds: Seeds
) -> None:
    add_solved(services, seeds.brand, 40, reopened=4)
    add_solved(services, seeds.brand, 3, days=2)

    page = visitor.text("/qa/outcomes")

    assert "Reopened 10 % 4 to 23%, 4 of 40, 3 open" in page
    assert "Solved at first contact 90 % 77 to 96%, 36 of 40, 3 open" in page
    behind = visitor.text("/qa/outcomes/tickets", figure="reopened", verdict="yes")
    assert behind.count("It was reopened.") == 4
    assert "4 tickets" in behind
    assert visitor.text("/qa/outcomes/tickets", figure="reopened", verdict="open").count("Known from") == 3


def test_few_tickets_are_too_few_and_none_is_said(
    visitor: Visitor, services: Services, seeds: Seeds, other_brand: Brand
) -> None:
    add_solved(services, seeds.brand, 5)

    page = visitor.text("/qa/outcomes")

    assert "Reopened too few 0 of 5" in page
    assert "association, not cause" in page
    assert "No tickets in this time" in visitor.text("/qa/outcomes", brand=other_brand.slug)


@pytest.mark.parametrize(("contact", "found"), [("3", "0 of 5"), ("7", "5 of 5"), ("999", "5 of 5")])
def test_window_is_chosen_from_those_offered(
    visitor: Visitor, services: Services, seeds: Seeds, contact: str, found: str
) -> None:
    for ticket_id in add_solved(services, seeds.brand, 5):
        at = services.clock() - 60 * DAY + 3 * DAY
        note(services, seeds.brand, ticket_id, Happening.REOPENED, at + timedelta(hours=4))

    page = visitor.text("/qa/outcomes", contact=contact)

    wanted = {"0 of 5": "5 of 5", "5 of 5": "0 of 5"}[found]
    assert f"Solved at first contact too few {wanted}" in page


def test_drafts_are_compared_by_chance_once_tickets_are_held_back(
    visitor: Visitor, services: Services, seeds: Seeds
) -> None:
    ids = add_solved(services, seeds.brand, 80, reopened=30)
    with services.database.writing() as session:
        for place, ticket_id in enumerate(ids):
            keep_choice(session, ticket_id, seeds.brand.id, share=0.5, is_held_back=place < 40, now=services.clock())

    page = visitor.text("/qa/outcomes")

    assert "by chance" in page
    assert "association" not in page.lower().split("with drafts and without")[1].split("offers by")[0]
    assert "Reopened −75.0 points −85.8 to −57.5 40 and 40 lower with drafts" in page


def test_choices_under_a_former_share_are_not_compared(visitor: Visitor, services: Services, seeds: Seeds) -> None:
    ids = add_solved(services, seeds.brand, 2)
    with services.database.writing() as session:
        keep_choice(session, ids[0], seeds.brand.id, share=0.1, is_held_back=True, now=services.clock() - DAY)
        keep_choice(session, ids[1], seeds.brand.id, share=0.2, is_held_back=False, now=services.clock())

    assert "association, not cause" in visitor.text("/qa/outcomes")


def test_page_says_that_tickets_are_held_back_before_any_is_answered(
    visitor: Visitor, services: Services, seeds: Seeds
) -> None:
    add_solved(services, seeds.brand, 2)
    with services.database.writing() as session:
        change_brand(session, seeds.brand.id, lambda one: replace(one, hold_back_share=0.1))

    assert "Tickets are held back now (Northway Outdoor 10%)" in visitor.text("/qa/outcomes")


def test_offers_are_counted_by_rung_and_open_their_tickets(visitor: Visitor, services: Services, seeds: Seeds) -> None:
    half = Resolution(RungKind.PARTIAL_REFUND, "Half back", intent="Damaged", currency="USD")
    write_solved(services.database, seeds.brand.id, 31, now=services.clock(), days=60, resolution=half, refunded=2)

    page = visitor.text("/qa/outcomes")
    rows = visitor.text("/qa/outcomes/tickets", figure="accepted", rung="Damaged: Half back", verdict="no")

    assert "Damaged: Half back 31 94% 79 to 98% 100 89 to 100 31 0" in page
    assert "2 tickets" in rows


def test_exceptions_of_an_import_are_listed(visitor: Visitor, services: Services, seeds: Seeds) -> None:
    with services.database.writing() as session:
        for key, why in (("a", None), ("b", "No ticket of this brand is about this order.")):
            event = OutcomeEvent(
                seeds.brand.id, Happening.REFUNDED, services.clock() - DAY, source=IMPORT, explanation=why, key=key
            )
            add_outcome_event(session, event, now=services.clock())

    page = visitor.text("/qa/outcomes")

    assert "2 rows: 1 with a ticket, an order or a customer, 1 with a reason why not" in page
    assert "No ticket of this brand is about this order." in page


def test_files_hold_a_row_for_each_ticket_and_no_customer(visitor: Visitor, services: Services, seeds: Seeds) -> None:
    ids = add_solved(services, seeds.brand, 3)

    lines = visitor.get("/qa/outcomes/export", format="jsonl").get_data(as_text=True).splitlines()
    as_csv = visitor.get("/qa/outcomes/export", format="csv").get_data(as_text=True)
    table = parquet.read_table(io.BytesIO(visitor.get("/qa/outcomes/export", format="parquet").get_data()))

    rows = [json.loads(line) for line in lines]
    assert len(rows) == table.num_rows == len(as_csv.splitlines()) - 1
    assert {row["ticket_id"] for row in rows} > set(ids)
    assert "@" not in as_csv + "".join(lines)
    assert visitor.get("/qa/outcomes/export", format="xlsx").status_code == 422


def test_api_answers_as_the_page_does(reviewer: Caller, services: Services, seeds: Seeds) -> None:
    add_solved(services, seeds.brand, 40, reopened=4)

    found = reviewer.get("/outcomes").json
    rows = reviewer.get("/outcomes/tickets", figure="reopened", verdict="yes").json

    assert (found["shares"]["reopened"]["count"], found["shares"]["reopened"]["n"]) == (4, 40)
    assert (rows["total"], {row["reopened"] for row in rows["items"]}) == (4, {"yes"})
    assert found["comparisons"][0]["is_causal"] is False
    assert reviewer.get("/outcomes", contact_days="5").status_code == 422


def test_brands_stay_apart(services: Services, app: Flask, seeds: Seeds, other_brand: Brand) -> None:
    add_solved(services, other_brand, 33, reopened=33)
    add_solved(services, seeds.brand, 2)
    mine = visit(services, app, "qa", brand_id=seeds.brand.id)

    assert "Reopened too few 0 of 2" in mine.text("/qa/outcomes")
    assert mine.get("/qa/outcomes", brand=other_brand.slug).status_code == 404
    assert "33 of 33" in visit(services, app, "qa").text("/qa/outcomes", brand=other_brand.slug)


def test_agents_do_not_see_outcomes(services: Services, app: Flask, seeds: Seeds, agent: Caller) -> None:
    assert visit(services, app, "agent").get("/qa/outcomes").status_code == 403
    assert agent.get("/outcomes").status_code == 403


def test_customer_is_counted_once_however_many_tickets_they_have(
    visitor: Visitor, services: Services, seeds: Seeds
) -> None:
    at = services.clock() - 60 * DAY
    for number in (1, 2):
        ask(services, seeds.brand, f"tkt_same{number}", "mo@example.com", at + number * timedelta(hours=1))
        note(services, seeds.brand, f"tkt_same{number}", Happening.SOLVED, at + timedelta(hours=5))

    assert "Bought again too few 0 of 1" in visitor.text("/qa/outcomes")


def ask(services: Services, brand: Brand, id: str, email: str, at: datetime) -> None:
    """Add a ticket of a customer."""
    message = make_message("How long?", created_at=at, author=Author.REQUESTER)
    made = make_ticket(
        id=id,
        external_id=id,
        brand_id=brand.id,
        messages=(message,),
        requester=Requester(email=email),
        status=TicketStatus.SOLVED,
        created_at=at,
    )
    with services.database.writing() as session:
        save_ticket(session, made, now=at)


def note(services: Services, brand: Brand, ticket_id: str, kind: Happening, at: datetime) -> None:
    """Say that something happened to a ticket."""
    with services.database.writing() as session:
        add_outcome_event(session, OutcomeEvent(brand.id, kind, at, ticket_id=ticket_id), now=services.clock())


def test_figures_are_kept_for_minutes_and_computed_again_when_asked(
    visitor: Visitor, services: Services, seeds: Seeds, clock: SettableClock
) -> None:
    add_solved(services, seeds.brand, 40, reopened=4)
    assert "Computed at 09:00" in visitor.text("/qa/outcomes")
    add_solved(services, seeds.brand, 40, days=50)

    clock.advance(minutes=5)
    assert "4 of 40" in visitor.text("/qa/outcomes")
    answer = visitor.post("/qa/outcomes?days=180")
    page = visitor.text("/qa/outcomes")

    assert answer.status_code == 303
    assert "4 of 80" in page
    assert "Computed at 09:05" in page


def test_kept_figures_are_computed_anew_when_old_or_after_an_import(
    visitor: Visitor, services: Services, seeds: Seeds, clock: SettableClock
) -> None:
    add_solved(services, seeds.brand, 40, reopened=4)
    visitor.text("/qa/outcomes")
    ids = add_solved(services, seeds.brand, 1, days=50)

    clock.advance(minutes=11)
    assert "4 of 41" in visitor.text("/qa/outcomes")
    with services.database.writing() as session:
        at = clock() - 49 * DAY
        told = OutcomeEvent(seeds.brand.id, Happening.REOPENED, at, ticket_id=ids[0], source=IMPORT)
        add_outcome_event(session, told, now=clock())

    assert "5 of 41" in visitor.text("/qa/outcomes")


def test_kept_figures_of_one_brand_are_not_shown_for_another(
    services: Services, app: Flask, seeds: Seeds, other_brand: Brand
) -> None:
    add_solved(services, seeds.brand, 40, reopened=4)
    add_solved(services, other_brand, 31, reopened=2)
    every, mine = visit(services, app, "qa"), visit(services, app, "qa", brand_id=seeds.brand.id)

    assert "6 of 71" in every.text("/qa/outcomes")
    assert "4 of 40" in mine.text("/qa/outcomes")
    assert "2 of 31" in every.text("/qa/outcomes", brand=other_brand.slug)
    assert mine.get("/qa/outcomes", brand=other_brand.slug).status_code == 404
    assert mine.post(f"/qa/outcomes?brand={other_brand.slug}").status_code == 404


def test_api_says_when_figures_were_computed_and_renews_them(
    reviewer: Caller, services: Services, seeds: Seeds, clock: SettableClock
) -> None:
    add_solved(services, seeds.brand, 3)
    first = reviewer.get("/outcomes").json
    add_solved(services, seeds.brand, 2, days=50)
    clock.advance(minutes=1)

    kept, renewed = reviewer.get("/outcomes").json, reviewer.get("/outcomes", again="true").json

    assert kept == first
    assert renewed["tickets"] == first["tickets"] + 2
    assert renewed["computed_at"] > first["computed_at"]
