"""Import what happened to tickets and orders from a CSV file: row by row, each once, none lost without a word.

The file is read as it comes, in batches of one transaction each, so its size is no matter; stopped in the
middle, the same file goes on where it ended, for a row that is known is not kept twice.
"""

import csv
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from itertools import islice
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from drafter.brands import Brand
from drafter.errors import OutcomeFileError
from drafter.outcomes import OF_TICKETS, Happening
from drafter.store.outcomes import (
    IMPORT,
    OutcomeEvent,
    add_outcome_event,
    known_customers,
    known_orders,
    tickets_called,
)
from knowledge_base.foundation.database import Database

BATCH = 500
MOST_FIELD = 255
MOST_CURRENCY = 16
MOST_DECIMALS = 12  # a tiny number such as 1e-999999999 would be written out in a thousand million digits
MOST_REMEMBERED = 200_000  # keys of one file, so that a row that stands twice in it can be named
COLUMNS = ("event", "at", "ticket", "order", "customer", "amount", "currency", "score", "of", "id")
NEEDED = ("event", "at")
KINDS = {
    **{kind.value: kind for kind in Happening},
    **{f"order.{kind.value}": kind for kind in Happening if kind not in OF_TICKETS},
    **{f"ticket.{kind.value}": kind for kind in OF_TICKETS},
}
NO_TICKET = "No ticket of this brand has this number."
TWO_TICKETS = "Several tickets of this brand have this number; name ours (tkt_…)."
NO_ORDER = "No ticket of this brand is about this order."
NO_CUSTOMER = "This customer never wrote to this brand."
NOBODY = "Neither the order nor the customer is on a ticket of this brand."


@dataclass(frozen=True)
class RowNote:
    """One line about one row; the heading is row 1."""

    row: int
    text: str


@dataclass
class ImportReport:
    """What became of each row: ``rows`` is the sum of all others but ``by_…``, which say what a row belongs to.

    ``known`` were imported before, ``repeated`` stand twice in this file.  ``exceptions`` are kept but
    belong to nothing we know; ``rejected`` could not be read.  Notes beyond the first 1,000 are only counted.
    """

    rows: int = 0
    new: int = 0
    known: int = 0
    repeated: int = 0
    by_ticket: int = 0
    by_order: int = 0
    by_customer: int = 0
    explained: int = 0
    rejected: int = 0
    exceptions: list[RowNote] = field(default_factory=list)
    rejects: list[RowNote] = field(default_factory=list)

    @property
    def reconciled(self) -> int:
        """How many readable rows belong to a ticket, an order or a customer."""
        return self.by_ticket + self.by_order + self.by_customer


MOST_NOTES = 1_000
Progress = Callable[[int], None]
_Cells = Mapping[str, str]


@dataclass(frozen=True)
class _Read:
    """A row in our words; ``ticket`` is the number it names."""

    row: int
    event: OutcomeEvent
    ticket: str | None


def import_outcomes(
    database: Database, brand: Brand, lines: Iterable[str], *, now: datetime, progress: Progress = lambda rows: None
) -> ImportReport:
    """Import a CSV file's rows into a brand and return what became of each.

    Raises OutcomeFileError where the heading is none of ours.
    """
    report, seen = ImportReport(), set[bytes]()
    rows = _rows(lines, report)
    while batch := list(islice(rows, BATCH)):
        read = [one for row, cells in batch if (one := _readable(row, cells, brand, now, report))]
        fresh = [one for one in read if not _is_repeated(one, seen, report)]
        with database.writing() as session:
            _keep(session, brand, fresh, report, now)
        progress(report.rows)
    return report


def _rows(lines: Iterable[str], report: ImportReport) -> Iterator[tuple[int, _Cells]]:
    """Yield each row with its number; one that is no CSV is rejected and the next goes on."""
    stream = iter(lines)
    heading = next(stream, "").removeprefix("\ufeff")
    sign = max(",;\t", key=heading.count)
    names = _names(heading, sign)
    if missing := [name for name in NEEDED if name not in names]:
        raise OutcomeFileError(
            f"The heading lacks {' and '.join(repr(one) for one in missing)}; the columns are {', '.join(COLUMNS)}."
        )
    if twice := sorted({name for name in names if name in COLUMNS and names.count(name) > 1}):
        raise OutcomeFileError(f"The heading has {' and '.join(repr(one) for one in twice)} more than once.")
    reader, row = csv.reader(stream, delimiter=sign), 1
    while True:
        row, before = row + 1, reader.line_num
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            report.rows += 1
            _reject(report, row, f"This is no CSV row ({error}){_swallowed(before, reader.line_num)}.")
            continue
        if not any(cells):
            continue
        report.rows += 1
        if any(cells[len(names) :]):
            _reject(
                report, row, f"The row has {len(cells)} cells, the heading {len(names)}; quote what holds {sign!r}."
            )
        elif any("\n" in cell for name, cell in zip(names, cells, strict=False) if name in COLUMNS):
            _reject(report, row, f"A cell has line breaks{_swallowed(before, reader.line_num)}.")
        else:
            yield row, dict(zip(names, cells, strict=False))


def _names(heading: str, sign: str) -> list[str]:
    try:
        return [name.strip().lower() for name in next(csv.reader([heading], delimiter=sign), [])]
    except csv.Error:  # a heading as long as a file
        return []


def _swallowed(before: int, after: int) -> str:
    """Say which lines were read as one row: with a quote left open, rows are in it that nobody sees."""
    return (
        f": lines {before + 2} to {after + 1} were read as one row; is a quote left open?" if after > before + 1 else ""
    )


def _readable(row: int, cells: _Cells, brand: Brand, now: datetime, report: ImportReport) -> _Read | None:
    try:
        return _read(row, cells, brand, now)
    except ValueError as error:
        _reject(report, row, str(error))
        return None


def _read(row: int, cells: _Cells, brand: Brand, now: datetime) -> _Read:
    """Return a row in our words.  Raises ValueError, in one clear line."""
    for name in COLUMNS:
        text = cells.get(name, "")
        if len(text) > MOST_FIELD or any(not one.isprintable() for one in text):
            raise ValueError(f"'{name}' should be printable text of at most {MOST_FIELD} characters.")
    kind = KINDS.get(cells.get("event", "").lower())
    if kind is None:
        raise ValueError(f"'event' is {cells.get('event', '')[:40]!r}; it should be one of {', '.join(Happening)}.")
    at = _moment(cells.get("at", ""), brand)
    if at > now:
        raise ValueError("'at' lies in the future.")
    ticket, order, customer = (cells.get(name) or None for name in ("ticket", "order", "customer"))
    if kind in OF_TICKETS and ticket is None:
        raise ValueError(f"An event {kind.value!r} needs 'ticket'.")
    if kind not in OF_TICKETS and order is None and (kind is not Happening.PLACED or customer is None):
        raise ValueError(f"An event {kind.value!r} needs 'order'{' or customer' * (kind is Happening.PLACED)}.")
    event = OutcomeEvent(
        brand_id=brand.id,
        kind=kind,
        at=at,
        order_number=order,
        requester_key=customer.lower() if customer else None,
        amount=_amount(cells.get("amount", "")),
        currency=_currency(cells.get("currency", "")),
        score=_score(cells, kind),
        source=IMPORT,
        key=cells.get("id") or "|".join(cells.get(name, "").lower() for name in COLUMNS[2:-1]),
    )
    return _Read(row, event, ticket)


def _moment(text: str, brand: Brand) -> datetime:
    """Return an aware moment; what says no zone is the brand's own, a day alone its first moment."""
    try:
        moment = datetime.fromisoformat(text)
        if len(text) <= len("2026-03-10"):
            moment = datetime.combine(date.fromisoformat(text), time())
        found = (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(brand.time_zone))).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("'at' should be a moment such as 2026-03-10T09:00:00Z or a day such as 2026-03-10.") from None
    if found.year < 1990:
        raise ValueError("'at' lies before 1990.")
    return found


def _amount(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise ValueError("'amount' should be a decimal number such as 44.00.") from None
    if not amount.is_finite() or not 0 <= amount < 10**12:
        raise ValueError("'amount' should be 0 or more and under 10^12.")
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -MOST_DECIMALS:
        raise ValueError(f"'amount' should have at most {MOST_DECIMALS} decimals.")
    return amount


def _currency(text: str) -> str | None:
    if len(text) > MOST_CURRENCY or any(one.isdigit() for one in text):  # digits: a comma of the amount split it
        raise ValueError("'currency' should be a code such as EUR.")
    return text.upper() or None


def _score(cells: _Cells, kind: Happening) -> float | None:
    if kind is not Happening.RATED:
        return None
    try:
        score, of = float(cells.get("score", "")), float(cells.get("of", "") or 5)
    except ValueError:
        raise ValueError("A rating needs 'score', and 'of' where the best is not 5.") from None
    if not (0 < of <= 1000 and 0 <= score <= of):
        raise ValueError("'score' should lie between 0 and 'of'.")
    return score / of


def _is_repeated(one: _Read, seen: set[bytes], report: ImportReport) -> bool:
    key = hashlib.sha256(one.event.id.encode()).digest()[:12]
    if key in seen:
        report.repeated += 1
        return True
    if len(seen) < MOST_REMEMBERED:
        seen.add(key)
    return False


def _keep(session: Session, brand: Brand, batch: Sequence[_Read], report: ImportReport, now: datetime) -> None:
    tickets = tickets_called(session, brand.id, {one.ticket for one in batch if one.ticket})
    orders = known_orders(session, brand.id, {one.event.order_number for one in batch if one.event.order_number})
    people = known_customers(session, brand.id, {one.event.requester_key for one in batch if one.event.requester_key})
    for one in batch:
        event = _placed(one, tickets, orders, people, report)
        if event.explanation:
            report.explained += 1
            _note(report.exceptions, one.row, event.explanation)
        is_new = add_outcome_event(session, event, now=now)
        report.new += is_new
        report.known += not is_new


def _placed(
    one: _Read,
    tickets: Mapping[str, Sequence[str]],
    orders: frozenset[str],
    people: frozenset[str],
    report: ImportReport,
) -> OutcomeEvent:
    """Return the event with what it belongs to, or with why it belongs to nothing."""
    event, named = one.event, tickets.get(one.ticket or "", ())
    if one.ticket and len(named) == 1:
        report.by_ticket += 1  # of an erased ticket neither order nor customer comes back with a file
        order = event.order_number if event.order_number in orders else None
        person = event.requester_key if event.requester_key in people else None
        return replace(event, ticket_id=named[0], order_number=order, requester_key=person)
    if one.ticket and (event.kind in OF_TICKETS or len(named) > 1):
        return replace(event, explanation=TWO_TICKETS if named else NO_TICKET)
    if event.order_number in orders:
        report.by_order += 1
        return event if event.requester_key in people else replace(event, requester_key=None)
    if event.requester_key in people:
        report.by_customer += 1
        return event
    both = event.order_number and event.requester_key
    return replace(event, explanation=NOBODY if both else NO_ORDER if event.order_number else NO_CUSTOMER)


def _reject(report: ImportReport, row: int, text: str) -> None:
    report.rejected += 1
    _note(report.rejects, row, text)


def _note(notes: list[RowNote], row: int, text: str) -> None:
    if len(notes) < MOST_NOTES:
        notes.append(RowNote(row, text))
