"""Outcomes out of a file: each row once, each with what it belongs to, or with why it belongs to nothing."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from drafter.brands import Brand
from drafter.errors import OutcomeFileError
from drafter.orders import Order
from drafter.outcomes import Happening
from drafter.outcomes_importing import (
    NO_CUSTOMER,
    NO_ORDER,
    NO_TICKET,
    NOBODY,
    TWO_TICKETS,
    ImportReport,
    import_outcomes,
)
from drafter.store.brands import insert_brand
from drafter.store.erasure import erase_ticket
from drafter.store.outcomes import count_imported, unreconciled
from drafter.store.outcomes_stories import read_stories
from drafter.store.outcomes_tables import OutcomeEventRow
from drafter.store.tickets import save_ticket
from drafter.tickets import Requester
from knowledge_base.foundation.database import Database
from tests.makers import make_brand, make_ticket
from tests.tools.clocks import SettableClock
from tests.tools.databases import BOTH

on_both = pytest.mark.parametrize("database_url", BOTH, indirect=True)

HEADING = "event,at,ticket,order,customer,amount,currency,score,of,id"
GOOD = (
    "solved,2026-02-01T10:00:00Z,T-1,,,,,,,",
    "rated,2026-02-02,T-1,,,,,4,5,",
    "order.refunded,2026-02-03T10:00:00+01:00,,A-1,,12.50,usd,,,",
    "placed,2026-02-04,,A-2,MO@example.com,80,USD,,,",
)


@pytest.fixture
def brand(database: Database, clock: SettableClock) -> Brand:
    """A brand with ticket T-1 of mo@example.com about order A-1."""
    made = make_brand()
    with database.writing() as session:
        insert_brand(session, made, now=clock())
        insert_brand(session, make_brand(id="brd_2", slug="harbour", name="Harbour Lane"), now=clock())
    add_ticket(database, clock, "tkt_1")
    return made


def add_ticket(database: Database, clock: SettableClock, id: str, **changes: object) -> None:
    made = make_ticket(
        id=id,
        external_id="T-1",
        brand_id="brd_1",
        order=Order(order_number="A-1"),
        requester=Requester(email="mo@example.com"),
        created_at=clock() - timedelta(days=60),
    )
    with database.writing() as session:
        save_ticket(session, replace(made, **changes), now=clock())  # type: ignore[arg-type]


def take(database: Database, brand: Brand, clock: SettableClock, *rows: str, heading: str = HEADING) -> ImportReport:
    lines = "\n".join((heading, *rows)) + "\n"
    return import_outcomes(database, brand, lines.splitlines(keepends=True), now=clock())


def count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(OutcomeEventRow)) or 0


@on_both
def test_rows_reconcile_with_ticket_order_and_customer(database: Database, brand: Brand, clock: SettableClock) -> None:
    report = take(database, brand, clock, *GOOD)

    assert (report.rows, report.new, report.reconciled, report.explained, report.rejected) == (4, 4, 4, 0, 0)
    assert (report.by_ticket, report.by_order, report.by_customer) == (2, 1, 1)
    with database.reading() as session:
        story = read_stories(session, ["brd_1"])[0][0]
        assert count_imported(session, ["brd_1"]) == (4, 4)
    kinds = [(one.kind, one.amount, one.score) for one in story.events]
    assert kinds == [
        (Happening.SOLVED, None, None),
        (Happening.RATED, None, 0.8),
        (Happening.REFUNDED, Decimal("12.50"), None),
    ]
    assert story.purchases == (datetime.fromisoformat("2026-02-04T00:00:00Z"),)


@on_both
def test_same_file_twice_changes_nothing(database: Database, brand: Brand, clock: SettableClock) -> None:
    take(database, brand, clock, *GOOD)

    again = take(database, brand, clock, *GOOD)

    assert (again.new, again.known, again.reconciled, count(database)) == (0, 4, 4, 4)


def test_row_that_stands_twice_in_a_file_is_named(database: Database, brand: Brand, clock: SettableClock) -> None:
    report = take(database, brand, clock, *GOOD, GOOD[2])

    assert (report.rows, report.new, report.repeated) == (5, 4, 1)


def test_own_id_tells_like_rows_apart(database: Database, brand: Brand, clock: SettableClock) -> None:
    row = "refunded,2026-02-03,,A-1,,5,USD,,,"

    report = take(database, brand, clock, f"{row}r-1", f"{row}r-2")

    assert (report.new, count(database)) == (2, 2)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("solved,2026-02-01,T-9,,,,,,,", NO_TICKET),
        ("refunded,2026-02-01,,A-9,,5,USD,,,", NO_ORDER),
        ("placed,2026-02-01,,,ann@example.com,5,USD,,,", NO_CUSTOMER),
        ("placed,2026-02-01,,A-9,ann@example.com,5,USD,,,", NOBODY),
    ],
)
def test_row_of_nothing_we_know_is_kept_explained_and_without_customer(
    database: Database, brand: Brand, clock: SettableClock, row: str, why: str
) -> None:
    report = take(database, brand, clock, row)

    with database.reading() as session:
        (event,) = unreconciled(session, ["brd_1"])
        assert count_imported(session, ["brd_1"]) == (1, 0)
    assert [(note.row, note.text) for note in report.exceptions] == [(2, why)]
    assert (event.explanation, event.order_number, event.requester_key) == (why, None, None)


def test_exception_is_settled_by_importing_again_once_its_ticket_is_there(
    database: Database, brand: Brand, clock: SettableClock
) -> None:
    row = "solved,2026-02-01,T-2,,,,,,,"
    take(database, brand, clock, row)
    add_ticket(database, clock, "tkt_2", external_id="T-2")

    report = take(database, brand, clock, row)

    with database.reading() as session:
        assert count_imported(session, ["brd_1"]) == (1, 1)
    assert (report.known, report.by_ticket) == (1, 1)


def test_number_of_two_tickets_is_ambiguous_but_our_id_is_not(
    database: Database, brand: Brand, clock: SettableClock
) -> None:
    add_ticket(database, clock, "tkt_2", connection_id="con_2")

    report = take(database, brand, clock, "solved,2026-02-01,T-1,,,,,,,", "solved,2026-02-01,tkt_2,,,,,,,")

    assert [note.text for note in report.exceptions] == [TWO_TICKETS]
    assert report.by_ticket == 1


def test_tickets_of_another_brand_are_not_found(database: Database, brand: Brand, clock: SettableClock) -> None:
    report = take(database, replace(brand, id="brd_2"), clock, *GOOD)

    assert (report.reconciled, report.explained) == (0, 4)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("vanished,2026-02-01,T-1,,,,,,,", "'event' is 'vanished'"),
        (",,,A-1,,,,,,", "'event' is ''"),
        ("solved,yesterday,T-1,,,,,,,", "'at' should be a moment"),
        ("solved,2026-02-30,T-1,,,,,,,", "'at' should be a moment"),
        ("solved,2031-01-01,T-1,,,,,,,", "lies in the future"),
        ("solved,0001-01-01T00:00:00+14:00,T-1,,,,,,,", "'at'"),
        ("solved,2026-02-01,,,,,,,,", "needs 'ticket'"),
        ("refunded,2026-02-01,,,mo@example.com,5,,,,", "needs 'order'."),
        ("placed,2026-02-01,,,,5,,,,", "needs 'order' or customer"),
        ("refunded,2026-02-01,,A-1,,five,,,,", "'amount' should be a decimal"),
        ("refunded,2026-02-01,,A-1,,-5,,,,", "'amount' should be 0 or more"),
        ("refunded,2026-02-01,,A-1,,NaN,,,,", "'amount' should be 0 or more"),
        ("refunded,2026-02-01,,A-1,,1e-999999999,,,,", "at most 12 decimals"),
        (f"refunded,2026-02-01,,A-1,,0.{'0' * 100}1,,,,", "at most 12 decimals"),
        (f"refunded,2026-02-01,,A-1,,5,{'E' * 70},,,", "'currency' should be a code"),
        ("refunded,2026-02-01,,A-1,,1,234.00,USD,,,", "'currency' should be a code"),
        ("refunded,2026-02-01,,A-1,,5,USD,,,r-1,more", "11 cells, the heading 10"),
        ("rated,2026-02-01,T-1,,,,,,,", "needs 'score'"),
        ("rated,2026-02-01,T-1,,,,,7,5,", "between 0 and 'of'"),
        ("rated,2026-02-01,T-1,,,,,nan,5,", "between 0 and 'of'"),
        (f"refunded,2026-02-01,,{'A' * 300},,5,,,,", "'order' should be printable"),
        ("refunded,2026-02-01,,A\x001,,5,,,,", "'order' should be printable"),
        ("refunded,2026-02-01,,A\udcff,,5,,,,", "'order' should be printable"),
        ("refunded,2026-02-01", "needs 'order'."),
    ],
)
def test_bad_row_is_rejected_in_one_line_and_the_next_goes_on(
    database: Database, brand: Brand, clock: SettableClock, row: str, says: str
) -> None:
    report = take(database, brand, clock, row, GOOD[0])

    (note,) = report.rejects
    assert (note.row, report.rows, report.new, report.rejected) == (2, 2, 1, 1)
    assert says in note.text
    assert "\n" not in note.text


@pytest.mark.parametrize("filler", [1, 9_000])
def test_quote_left_open_names_the_lines_that_it_swallowed(
    database: Database, brand: Brand, clock: SettableClock, filler: int
) -> None:
    report = take(database, brand, clock, GOOD[0], 'solved,2026-02-01,"T-1,,,,,,,', *[GOOD[1]] * filler)

    note = report.rejects[0]
    assert (note.row, report.new) == (3, 1 if filler == 1 else 2)
    assert "lines 3 to " in note.text
    assert "is a quote left open?" in note.text


@on_both
def test_amount_of_zero_however_written_fits_its_column(database: Database, brand: Brand, clock: SettableClock) -> None:
    report = take(
        database,
        brand,
        clock,
        "refunded,2026-02-03,,A-1,,0E+999999,USD,,,",
        "refunded,2026-02-04,,A-1,,0.000000000001,,,,",
    )

    assert (report.new, count(database)) == (2, 2)


@pytest.mark.parametrize("sign", [";", "\t", ","])
def test_separator_order_of_columns_and_mark_at_the_start_do_not_matter(
    database: Database, brand: Brand, clock: SettableClock, sign: str
) -> None:
    heading = "\ufeff" + sign.join(("Order", "AT", "event", "colour"))

    report = take(database, brand, clock, sign.join(("A-1", "2026-02-01", "Refunded", "red")), "", heading=heading)

    assert (report.rows, report.by_order) == (1, 1)


@pytest.mark.parametrize("heading", ["", "a,b", "event;ticket", "\x00\x01"])
def test_file_without_our_heading_is_refused(
    database: Database, brand: Brand, clock: SettableClock, heading: str
) -> None:
    with pytest.raises(OutcomeFileError, match="The heading lacks"):
        take(database, brand, clock, *GOOD, heading=heading)


@pytest.mark.parametrize(
    ("heading", "says"), [("event,at,order,order", "'order' more than once"), ("event,at," + "x" * 200_000, "lacks")]
)
def test_heading_that_cannot_be_meant_is_refused(
    database: Database, brand: Brand, clock: SettableClock, heading: str, says: str
) -> None:
    with pytest.raises(OutcomeFileError, match=says):
        take(database, brand, clock, *GOOD, heading=heading)


def test_day_without_a_zone_is_the_brands_own(database: Database, brand: Brand, clock: SettableClock) -> None:
    berlin = replace(brand, time_zone="Europe/Berlin")

    take(database, berlin, clock, "solved,2026-02-01,T-1,,,,,,,")

    with database.reading() as session:
        found = session.scalar(select(OutcomeEventRow.at))
    assert found == datetime.fromisoformat("2026-01-31T23:00:00Z")


@on_both
def test_erased_customer_stays_erased_also_when_the_file_comes_again(
    database: Database, brand: Brand, clock: SettableClock
) -> None:
    take(database, brand, clock, *GOOD)
    with database.writing() as session:
        erase_ticket(session, "tkt_1", now=clock())

    take(database, brand, clock, *GOOD, "escalated,2026-02-05,T-1,A-1,mo@example.com,,,,,")

    with database.reading() as session:
        rows = session.execute(select(OutcomeEventRow.order_number, OutcomeEventRow.requester_key)).all()
        story = read_stories(session, ["brd_1"])[0][0]
    assert {tuple(row) for row in rows} == {(None, None)}
    assert [one.kind for one in story.events] == [  # what happened stays
        Happening.SOLVED,
        Happening.RATED,
        Happening.REFUNDED,
        Happening.ESCALATED,
    ]


@on_both
def test_order_of_another_ticket_is_left_to_it(database: Database, brand: Brand, clock: SettableClock) -> None:
    add_ticket(database, clock, "tkt_2", external_id="T-2")
    take(database, brand, clock, *GOOD)
    with database.writing() as session:
        erase_ticket(session, "tkt_1", now=clock())

    with database.reading() as session:
        stories = {one.ticket_id: one for one in read_stories(session, ["brd_1"])[0]}

    assert [one.kind for one in stories["tkt_2"].events] == [Happening.REFUNDED]
    assert len(stories["tkt_2"].purchases) == 1
